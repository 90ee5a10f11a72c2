package live

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/storetest"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/matching/thesaurus"
	"github.com/allagehub/matcharenan/testbeds"
)

// TestMain finds goroutines that were left. Bleve has workers of its own, once for
// the process.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("github.com/blevesearch/bleve_index_api.AnalysisWorker"))
}

// day is when all is judged.
var day = catalog.MustParseDate("2026-03-31")

// stored is a listing of the tests: what is published, or nothing.
type stored struct {
	Number  int              `json:"number"`
	Product *catalog.Product `json:"product,omitempty"`
}

// shelves keeps every version, so that an old one can be read again.
type shelves struct {
	now, old *store.Collection[stored]
	read     atomic.Int64
}

const (
	feed    = "listings"
	history = "history"
)

func open(t testing.TB, dir string) (store.Engine, *shelves) {
	t.Helper()
	e := storetest.OpenIn(t, dir)
	if err := e.Declare(t.Context(), []store.Declaration{{Name: feed}, {Name: history}}); err != nil {
		t.Fatal(err)
	}
	return e, &shelves{now: store.NewCollection[stored](e, feed), old: store.NewCollection[stored](e, history)}
}

func (s *shelves) AllPublished(ctx context.Context) iter.Seq2[Published, error] {
	return func(yield func(Published, error) bool) {
		for it, err := range s.now.All(ctx, store.Query{}) {
			if err == nil && it.Value.Product == nil {
				continue
			}
			if !yield(Published{ID: it.ID, Version: it.Value.Number, At: it.Changed, Product: it.Value.Product}, err) {
				return
			}
		}
	}
}

func (s *shelves) PublishedNow(ctx context.Context, ids []string) ([]Published, error) {
	items, err := s.now.GetMany(ctx, ids)
	var list []Published
	for _, it := range items {
		if it.Value.Product != nil {
			list = append(list, Published{ID: it.ID, Version: it.Value.Number, At: it.Changed, Product: it.Value.Product})
		}
	}
	return list, err
}

func (s *shelves) PublishedVersion(ctx context.Context, id string, version int, until catalog.Date) (*catalog.Product, error) {
	s.read.Add(1)
	it, err := s.old.Get(ctx, fmt.Sprintf("%s.%d", id, version))
	if err != nil {
		return nil, err
	}
	it.Value.Product.ValidUntil = until
	return it.Value.Product, nil
}

// publish puts a version of a product on the shelf.
func (s *shelves) publish(t testing.TB, id string, number int, name, text string) {
	t.Helper()
	p := &catalog.Product{ID: id, Name: name, Description: text, Language: "sv", Status: catalog.StatusPublished}
	v := stored{Number: number, Product: p}
	if _, err := s.old.Insert(t.Context(), fmt.Sprintf("%s.%d", id, number), v); err != nil {
		t.Fatal(err)
	}
	if number == 1 {
		if _, err := s.now.Insert(t.Context(), id, v); err != nil {
			t.Fatal(err)
		}
		return
	}
	s.set(t, id, v)
}

func (s *shelves) set(t testing.TB, id string, v stored) {
	t.Helper()
	_, err := s.now.Update(t.Context(), id, func(old *stored, _ *store.Txn) error { *old = v; return nil })
	if err != nil {
		t.Fatal(err)
	}
}

func service(t testing.TB, dir string, e store.Engine, s *shelves) *Service {
	t.Helper()
	th, err := thesaurus.Load()
	if err != nil {
		t.Fatal(err)
	}
	rs, err := matching.StandardRuleset()
	if err != nil {
		t.Fatal(err)
	}
	live, err := Open(t.Context(), Options{
		Dir: dir, Engine: e, Feed: feed, Shelf: s, Thesaurus: th, Ruleset: rs, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := live.Close(); err != nil {
			t.Error(err)
		}
	})
	return live
}

// run follows the feed until the test ends.
func run(t testing.TB, s *Service) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); s.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
}

// found are the products that search and matcher give for the words.
func found(t testing.TB, s *Service, words string) (searched, matched []string) {
	t.Helper()
	r, err := s.Search(t.Context(), fulltext.Query{Text: words, Size: 50})
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range r.Hits {
		searched = append(searched, h.ID)
	}
	m, err := s.Match(t.Context(), &testbeds.Need{ID: "n", Title: words}, matching.Options{Day: day, Top: 50, Explain: 50})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range m.Matches {
		if len(x.Words) > 0 {
			matched = append(matched, x.ID)
		}
	}
	slices.Sort(searched)
	slices.Sort(matched)
	return searched, matched
}

// expect waits until both find just these.
func expect(t testing.TB, s *Service, words string, want ...string) {
	t.Helper()
	var searched, matched []string
	for range 200 {
		searched, matched = found(t, s, words)
		if slices.Equal(searched, want) && slices.Equal(matched, want) {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatalf("%s: search finds %v, match %v; want %v", words, searched, matched, want)
}

func TestChangesAreFollowed(t *testing.T) {
	e, shelf := open(t, t.TempDir())
	shelf.publish(t, "a", 1, "Nattljus", "Lampan tänds när någon reser sig.")
	s := service(t, t.TempDir(), e, shelf)
	run(t, s)
	expect(t, s, "lampa", "a")
	shelf.publish(t, "b", 1, "Gångrulle", "En rullator med lampa.")
	expect(t, s, "lampa", "a", "b")
	shelf.publish(t, "a", 2, "Nattvakt", "Sensorn märker när någon reser sig.")
	expect(t, s, "lampa", "b")
	expect(t, s, "sensor", "a")
	shelf.set(t, "b", stored{})
	expect(t, s, "rullator")
	if d, err := s.Compare(t.Context()); err != nil || !d.Empty() {
		t.Errorf("%+v %v", d, err)
	}
}

func TestAnotherProcessIsFollowed(t *testing.T) {
	dir := t.TempDir()
	e, shelf := open(t, dir)
	other, elsewhere := open(t, dir)
	s := service(t, t.TempDir(), e, shelf)
	run(t, s)
	second := service(t, t.TempDir(), other, elsewhere)
	run(t, second)
	elsewhere.publish(t, "a", 1, "Nattljus", "Lampan tänds.")
	expect(t, s, "lampa", "a")
	expect(t, second, "lampa", "a")
}

func TestARestartGoesOnWhereItWas(t *testing.T) {
	dir := t.TempDir()
	e, shelf := open(t, t.TempDir())
	shelf.publish(t, "a", 1, "Nattljus", "Lampan tänds.")
	first := service(t, dir, e, shelf)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	shelf.publish(t, "b", 1, "Gångrulle", "En rullator med lampa.")
	again := service(t, dir, e, shelf)
	if err := again.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if searched, matched := found(t, again, "lampa"); len(searched) != 2 || len(matched) != 2 {
		t.Errorf("search %v, match %v", searched, matched)
	}
}

func TestALostOrDamagedFolderIsBuiltAnew(t *testing.T) {
	dir := t.TempDir()
	e, shelf := open(t, t.TempDir())
	shelf.publish(t, "a", 1, "Nattljus", "Lampan tänds.")
	if err := service(t, dir, e, shelf).Close(); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			err = os.WriteFile(path, []byte("no index"), 0o600)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, service(t, dir, e, shelf), "lampa", "a")
}

func TestAnAnswerShowsWhatWasMatched(t *testing.T) {
	e, shelf := open(t, t.TempDir())
	shelf.publish(t, "a", 1, "Nattljus", "Lampan tänds.")
	s := service(t, t.TempDir(), e, shelf)
	shelf.publish(t, "a", 2, "Dagljus", "En annan lampa.") // the feed has not been followed
	m, err := s.Match(t.Context(), &testbeds.Need{ID: "n", Title: "lampa"}, matching.Options{Day: day, Top: 1, Explain: 1})
	if err != nil || m.Matches[0].Product.Name != "Nattljus" {
		t.Errorf("%+v %v", m, err)
	}
}

func TestManyChangesAtOnceFillTheMatcherAnew(t *testing.T) {
	e, shelf := open(t, t.TempDir())
	s := service(t, t.TempDir(), e, shelf)
	var values, versions []store.New[stored]
	for i := range 600 {
		id := fmt.Sprintf("p%03d", i)
		p := &catalog.Product{ID: id, Name: "Lampa", Description: "Lampan tänds.", Language: "sv"}
		values = append(values, store.New[stored]{ID: id, Value: stored{1, p}})
		versions = append(versions, store.New[stored]{ID: id + ".1", Value: stored{1, p}})
	}
	if _, err := shelf.old.InsertMany(t.Context(), versions); err != nil {
		t.Fatal(err)
	}
	if _, err := shelf.now.InsertMany(t.Context(), values); err != nil {
		t.Fatal(err)
	}
	if err := s.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if d, err := s.Compare(t.Context()); err != nil || !d.Empty() || s.Len() != 600 {
		t.Errorf("%d products, %+v, %v", s.Len(), d, err)
	}
}

func TestMendMendsWhatDiffers(t *testing.T) {
	e, shelf := open(t, t.TempDir())
	shelf.publish(t, "a", 1, "Nattljus", "Lampan tänds.")
	shelf.publish(t, "b", 1, "Gångrulle", "En rullator med lampa.")
	s := service(t, t.TempDir(), e, shelf)
	st, err := s.now()
	if err != nil {
		t.Fatal(err)
	}
	if err := st.matcher.Remove("a"); err != nil {
		t.Fatal(err)
	}
	if err := st.index.Apply(t.Context(), []fulltext.Document{{ID: "ghost", Version: "1"}}, []string{"b"}, st.index.Position()); err != nil {
		t.Fatal(err)
	}
	d, err := s.Compare(t.Context())
	if err != nil || !slices.Equal(slices.Sorted(slices.Values(d.Missing)), []string{"a", "b"}) || !slices.Equal(d.Extra, []string{"ghost"}) {
		t.Fatalf("%+v %v", d, err)
	}
	if n, err := s.Mend(t.Context()); err != nil || n != 3 {
		t.Errorf("%d %v", n, err)
	}
	if d, err := s.Compare(t.Context()); err != nil || !d.Empty() {
		t.Errorf("%+v %v", d, err)
	}
}

func TestAClosedServiceSaysSo(t *testing.T) {
	e, shelf := open(t, t.TempDir())
	s := service(t, t.TempDir(), e, shelf)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Search(t.Context(), fulltext.Query{}); !errors.Is(err, errNotReady) {
		t.Error(err)
	}
	if s.Ready() == nil {
		t.Error("closed and ready")
	}
}

func TestSynonymsOfTheThesaurus(t *testing.T) {
	e, shelf := open(t, t.TempDir())
	shelf.publish(t, "a", 1, "Vandra Fritt", "GPS-larm som visar var den som bär det är.")
	shelf.publish(t, "b", 1, "Gångrulle", "En rullator.")
	s := service(t, t.TempDir(), e, shelf)
	r, err := s.Search(t.Context(), fulltext.Query{Text: "mobilt trygghetslarm", Size: 1})
	if err != nil || len(r.Hits) != 1 || r.Hits[0].ID != "a" {
		t.Errorf("%+v %v", r.Hits, err)
	}
}

// purger is an engine that forgets what was deleted.
type purger interface {
	Purge(ctx context.Context, before time.Time) (int, error)
}

func TestAnIndexThatWasAwayForTooLongIsBuiltAnew(t *testing.T) {
	dir := t.TempDir()
	e, shelf := open(t, t.TempDir())
	shelf.publish(t, "a", 1, "Nattljus", "Lampan tänds.")
	shelf.publish(t, "b", 1, "Gångrulle", "En rullator med lampa.")
	if err := service(t, dir, e, shelf).Close(); err != nil {
		t.Fatal(err)
	}
	err := shelf.now.Delete(t.Context(), "b", func(*stored, *store.Txn) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	if n, err := e.(purger).Purge(t.Context(), time.Now().Add(time.Hour)); err != nil || n == 0 {
		t.Fatal(n, err)
	}
	again := service(t, dir, e, shelf)
	if err := again.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	expect(t, again, "lampa", "a")
}
