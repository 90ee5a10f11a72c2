package live

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/matching/postings"
	"github.com/allagehub/matcharenan/matching/thesaurus"
	"github.com/allagehub/matcharenan/testbeds"
)

// keeper opens services that keep what they have read in a folder, and counts how
// often they read the whole shelf.
type keeper struct {
	*shelves
	dir     string
	engine  store.Engine
	options Options
	whole   atomic.Int64
	broken  error // of reading the whole shelf
}

// AllPublished implements [Shelf].
func (k *keeper) AllPublished(ctx context.Context) iter.Seq2[Published, error] {
	k.whole.Add(1)
	if k.broken != nil {
		return func(yield func(Published, error) bool) { yield(Published{}, k.broken) }
	}
	return k.shelves.AllPublished(ctx)
}

func newKeeper(t *testing.T) *keeper {
	t.Helper()
	k := &keeper{dir: t.TempDir()}
	k.engine, k.shelves = open(t, t.TempDir())
	th, err := thesaurus.Load()
	if err != nil {
		t.Fatal(err)
	}
	rs, err := matching.StandardRuleset()
	if err != nil {
		t.Fatal(err)
	}
	k.options = Options{Thesaurus: th, Ruleset: rs, Log: slog.New(slog.DiscardHandler)}
	k.options.Keep = &Keeping{Program: "program", Today: func() catalog.Date { return day }}
	return k
}

func (k *keeper) open(t *testing.T) (*Service, error) {
	o := k.options
	o.Dir, o.Engine, o.Feed, o.Shelf = k.dir, k.engine, feed, k
	k.whole.Store(0)
	return Open(t.Context(), o)
}

// start opens a service, and tells whether it has read the whole shelf.
func (k *keeper) start(t *testing.T) (s *Service, whole bool) {
	t.Helper()
	s, err := k.open(t)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s, k.whole.Load() > 0
}

// begin fills the folder, so that a start has all that it needs. It returns the
// version of the products.
func (k *keeper) begin(t *testing.T) string {
	t.Helper()
	s, _ := k.start(t)
	if err := s.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	truth := version(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return truth
}

// lasting puts a version of a product on the shelf that stays there until the day.
func (k *keeper) lasting(t *testing.T, id string, number int, text string, until catalog.Date) {
	t.Helper()
	k.publish(t, id, number, "Namn", text)
	k.set(t, id, stored{number, &catalog.Product{
		ID: id, Name: "Namn", Description: text, Language: "sv", Status: catalog.StatusPublished, ValidUntil: until,
	}})
}

// matched are the products that the matcher gives for the words.
func matched(t *testing.T, s *Service, words string) []string {
	t.Helper()
	_, ids := found(t, s, words)
	return slices.Sorted(slices.Values(ids))
}

func holds(t *testing.T, s *Service, words string, want ...string) {
	t.Helper()
	if got := matched(t, s, words); !slices.Equal(got, want) {
		t.Errorf("%s: the matcher finds %v, want %v", words, got, want)
	}
}

func TestAStartReadsOnlyWhatHasChanged(t *testing.T) {
	k := newKeeper(t)
	k.lasting(t, "b", 1, "Lampan tänds.", day)
	k.lasting(t, "d", 1, "Lampan tänds.", day)
	k.lasting(t, "f", 1, "Lampan tänds.", day)
	k.begin(t)
	k.lasting(t, "a", 1, "Lampan är ny.", day)
	k.lasting(t, "d", 2, "Sensorn märker när någon reser sig.", day)
	k.set(t, "f", stored{})
	s, whole := k.start(t)
	if whole {
		t.Error("the whole shelf was read")
	}
	holds(t, s, "lampa", "a", "b")
	holds(t, s, "sensor", "d")
	if err := s.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if d, err := s.Compare(t.Context()); err != nil || !d.Empty() {
		t.Errorf("%+v %v", d, err)
	}
}

func TestWhatHasExpiredSinceIsNotTaken(t *testing.T) {
	k := newKeeper(t)
	k.lasting(t, "a", 1, "Lampan tänds.", day)
	k.lasting(t, "b", 1, "Lampan tänds.", day+100)
	k.begin(t)
	k.options.Keep.Today = func() catalog.Date { return day + 1 }
	s, whole := k.start(t)
	if s.Len() != 1 || whole {
		t.Errorf("%d products, the whole shelf read: %t", s.Len(), whole)
	}
}

// lie puts readings into the folder that say of all the shelf's products that they
// are of the text, and returns the file.
func (k *keeper) lie(t *testing.T, text string) []byte {
	t.Helper()
	words, ok := readWords(k.dir)
	if !ok {
		t.Fatal("no words have been learned")
	}
	o := k.options
	reader := matching.NewReader(o.Thesaurus, o.lexicon(words), words)
	at, err := k.engine.Latest(t.Context(), feed)
	if err != nil {
		t.Fatal(err)
	}
	var lies matching.Memory
	for p, err := range k.shelves.AllPublished(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		p.Product.Description = text
		lies = append(lies, p.Product)
	}
	listings := func(yield func(matching.Listing) bool) {
		for _, p := range lies {
			if !yield(matching.Listing{Product: p, Origin: postings.Origin{Offset: 1, Length: int32(p.ValidUntil)}}) {
				return
			}
		}
	}
	var b bytes.Buffer
	st := &stock{options: &o, reader: reader}
	to := postings.NewRecorder(&b, st.key(), string(at))
	if err := matching.New(reader, o.Ruleset).FillRecording(t.Context(), listings, lies, to); err != nil {
		t.Fatal(err)
	}
	if err := to.Finish(); err != nil {
		t.Fatal(err)
	}
	k.put(t, b.Bytes())
	return b.Bytes()
}

func (k *keeper) put(t *testing.T, readings []byte) {
	t.Helper()
	if err := os.WriteFile(ReadingsFile(k.dir), readings, 0o600); err != nil {
		t.Fatal(err)
	}
}

// version is of the products that the matcher was filled with.
func version(t *testing.T, s *Service) string {
	t.Helper()
	m, err := s.Match(t.Context(), &testbeds.Need{ID: "n", Title: "lampa"}, matching.Options{Day: day})
	if err != nil {
		t.Fatal(err)
	}
	return m.Versions.Index
}

// TestWhatIsReadInPlaceOfDamagedReadingsIsKept: one long start is enough.
func TestWhatIsReadInPlaceOfDamagedReadingsIsKept(t *testing.T) {
	k := newKeeper(t)
	k.lasting(t, "a", 1, "Lampan tänds.", day)
	k.begin(t)
	k.put(t, []byte("no readings"))
	for _, want := range []bool{true, false} {
		s, whole := k.start(t)
		if whole != want {
			t.Errorf("the whole shelf was read: %t, want %t", whole, want)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestReadingsThatAreStaleOrDamagedAreNotUsed puts readings into the folder that say
// something else than the shelf, so that whoever uses them is found out.
func TestReadingsThatAreStaleOrDamagedAreNotUsed(t *testing.T) {
	other, err := thesaurus.Load()
	if err != nil {
		t.Fatal(err)
	}
	renamed := *other
	renamed.Version += "0"
	tests := []struct {
		name  string
		spoil func(t *testing.T, k *keeper, readings []byte)
		used  bool
	}{
		{"nothing is spoilt: the lie is believed", func(*testing.T, *keeper, []byte) {}, true},
		{"of another program", func(_ *testing.T, k *keeper, _ []byte) { k.options.Keep = &Keeping{"another", k.options.Keep.Today} }, false},
		{"of another thesaurus", func(_ *testing.T, k *keeper, _ []byte) { k.options.Thesaurus = &renamed }, false},
		{"of other words", func(t *testing.T, k *keeper, _ []byte) {
			if err := writeWhole(wordsFile(k.dir), []byte(`{"lampa":9}`)); err != nil {
				t.Fatal(err)
			}
		}, false},
		{"a byte changed", func(t *testing.T, k *keeper, b []byte) { b[len(b)/2] ^= 1; k.put(t, b) }, false},
		{"cut", func(t *testing.T, k *keeper, b []byte) { k.put(t, b[:len(b)-1]) }, false},
		{"empty", func(t *testing.T, k *keeper, _ []byte) { k.put(t, nil) }, false},
		{"lost", func(t *testing.T, k *keeper, _ []byte) {
			if err := os.Remove(ReadingsFile(k.dir)); err != nil {
				t.Fatal(err)
			}
		}, false},
		{"of another store", func(t *testing.T, k *keeper, _ []byte) {
			k.engine, k.shelves = open(t, t.TempDir())
			k.lasting(t, "a", 1, "Lampan tänds.", day)
		}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			k := newKeeper(t)
			k.lasting(t, "a", 1, "Lampan tänds.", day)
			truth := k.begin(t)
			tt.spoil(t, k, k.lie(t, "Sensorn märker när någon reser sig."))
			s, whole := k.start(t)
			if whole == tt.used {
				t.Errorf("the whole shelf was read: %t", whole)
			}
			if got := version(t, s); (got != truth) != tt.used {
				t.Errorf("the matcher has products %s, the shelf %s", got, truth)
			}
		})
	}
}

// TestManyChangesAreKeptAnew: else every start would read them again.
func TestManyChangesAreKeptAnew(t *testing.T) {
	k := newKeeper(t)
	k.lasting(t, "a", 1, "Lampan tänds.", day)
	k.begin(t)
	for i := range keepFrom {
		k.lasting(t, "p"+strconv.Itoa(i), 1, "En sensor.", day)
	}
	before := k.written(t)
	if _, whole := k.start(t); whole {
		t.Error("the whole shelf was read")
	}
	if bytes.Equal(k.written(t), before) {
		t.Error("what was read is not kept")
	}
}

func (k *keeper) written(t *testing.T) []byte {
	t.Helper()
	data, err := os.ReadFile(ReadingsFile(k.dir))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestAFolderThatTakesNoReadingsStopsNothing: the next start takes longer, that is all.
func TestAFolderThatTakesNoReadingsStopsNothing(t *testing.T) {
	k := newKeeper(t)
	k.lasting(t, "a", 1, "Lampan tänds.", day)
	if err := os.MkdirAll(ReadingsFile(k.dir)+".new", 0o750); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		s, whole := k.start(t)
		holds(t, s, "lampa", "a")
		if !whole {
			t.Error("readings from nowhere")
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAShelfThatCannotBeReadIsAnError(t *testing.T) {
	k := newKeeper(t)
	k.lasting(t, "a", 1, "Lampan tänds.", day)
	k.begin(t)
	if err := os.Remove(ReadingsFile(k.dir)); err != nil {
		t.Fatal(err)
	}
	k.broken = errors.New("the disk is broken")
	if s, err := k.open(t); !errors.Is(err, k.broken) {
		t.Errorf("%v %v", s, err)
	}
	if _, err := os.Stat(ReadingsFile(k.dir) + ".new"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what was begun is left: %v", err)
	}
}
