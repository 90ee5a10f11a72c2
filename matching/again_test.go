package matching

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/matching/postings"
)

// recorded fills a matcher and returns the recording of it.
func recorded(tb testing.TB, m *Matcher, products []*catalog.Product) []byte {
	tb.Helper()
	var b bytes.Buffer
	to := postings.NewRecorder(&b, m.reader.Fingerprint(), "")
	if err := m.FillRecording(tb.Context(), Memory(products).Listings(), Memory(products), to); err != nil {
		tb.Fatal(err)
	}
	if err := to.Finish(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func recording(tb testing.TB, r *Reader, data []byte) *postings.Recording {
	tb.Helper()
	c, err := postings.OpenRecording(bytes.NewReader(data), r.Fingerprint())
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// byID are products as a store gives them.
func byID(products []*catalog.Product) []*catalog.Product {
	return slices.SortedFunc(slices.Values(products), func(a, b *catalog.Product) int { return strings.Compare(a.ID, b.ID) })
}

// fillAgain fills a matcher with a recording of the products of before, so that it
// has those of now, and returns the recording of that.
func fillAgain(tb testing.TB, m *Matcher, data []byte, before, now []*catalog.Product) []byte {
	tb.Helper()
	again, left, those := Again{Recording: recording(tb, m.reader, data)}, make(map[string]bool), make(catalogueByID)
	for _, p := range before {
		left[p.ID] = !slices.Contains(now, p)
	}
	for _, p := range now {
		those[p.ID] = p
		if !slices.Contains(before, p) {
			again.Changed = append(again.Changed, Listing{Product: p})
		}
	}
	again.Leave = func(id string, _ postings.Origin) bool { return left[id] }
	var b bytes.Buffer
	to := postings.NewRecorder(&b, m.reader.Fingerprint(), "")
	if err := m.FillAgain(tb.Context(), again, those, to); err != nil {
		tb.Fatal(err)
	}
	if err := to.Finish(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// TestAFillAgainIsAsIfAllHadBeenRead, after products have changed, come and gone,
// twice over: the whole answers are the same bytes, with the version of the index.
func TestAFillAgainIsAsIfAllHadBeenRead(t *testing.T) {
	j := judgedCollection(t)
	for seed := range uint64(4) {
		k := newMaker(100+seed, j)
		before := byID(k.catalogue(150))
		data := recorded(t, New(j.reader, j.ruleset), before)
		for _, round := range []string{"once", "twice"} {
			now := changedAtRandom(k, before, round)
			m := New(j.reader, j.ruleset)
			data = fillAgain(t, m, data, before, now)
			want := newMatcher(t, now...)
			if m.Len() != want.Len() {
				t.Fatalf("%s: %d products, want %d", round, m.Len(), want.Len())
			}
			sameAnswers(t, round, answers(t, m), answers(t, want))
			before = now
		}
	}
}

// changedAtRandom are the products with some changed, some gone, and some more.
func changedAtRandom(k *maker, products []*catalog.Product, round string) []*catalog.Product {
	var now []*catalog.Product
	for i, other := range k.catalogue(len(products) + 20) {
		if i < len(products) {
			switch id := products[i].ID; {
			case k.chance(0.1):
				continue
			case k.chance(0.2):
				other.ID = id
			default:
				other = products[i]
			}
		} else {
			other.ID = string(rune('0'+k.IntN(75))) + other.ID + round // before, between and after the others
		}
		now = append(now, other)
	}
	return byID(now)
}

// catalogueByID gives products again by their ID, wherever they stood.
type catalogueByID map[string]*catalog.Product

func (c catalogueByID) Product(_ context.Context, id string, _ postings.Origin) (*catalog.Product, error) {
	return c[id], nil
}

func TestAFillAgainThatFailsChangesNothing(t *testing.T) {
	j := judgedCollection(t)
	data := recorded(t, New(j.reader, j.ruleset), []*catalog.Product{fallProduct("new", nil), fallProduct("newer", nil)})
	broken := errors.New("the disk is broken")
	cut := func() *postings.Recording {
		c, err := postings.OpenRecording(io.LimitReader(bytes.NewReader(data), int64(len(data)-1)), j.reader.Fingerprint())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	tests := []struct {
		name  string
		again Again
		want  error
	}{
		{"a recording that is damaged", Again{Recording: cut()}, postings.ErrRecording},
		{"a product that cannot be read", Again{Recording: recording(t, j.reader, data), Changed: []Listing{{Err: broken}}}, broken},
		{"a changed product that is not left", Again{
			Recording: recording(t, j.reader, data), Changed: []Listing{{Product: fallProduct("newer", nil)}},
		}, postings.ErrDouble},
	}
	for _, tt := range tests {
		tt.again.Leave = func(string, postings.Origin) bool { return false }
		m := newMatcher(t, fallProduct("old", nil))
		before := jsonOf(t, match(t, m, fallNeed()))
		if err := m.FillAgain(t.Context(), tt.again, Memory{}, nil); !errors.Is(err, tt.want) {
			t.Errorf("%s: error %v, want %v", tt.name, err, tt.want)
		}
		if after := jsonOf(t, match(t, m, fallNeed())); after != before {
			t.Errorf("%s: the answer changed to %s", tt.name, after)
		}
	}
}

// TestTheFingerprintFollowsWhatReadsOtherwise: nothing that decides how a product
// is read may be missing from it.
func TestTheFingerprintFollowsWhatReadsOtherwise(t *testing.T) {
	j := judgedCollection(t)
	lexicon := fulltext.NewLexicon(fulltext.LexiconOptions{})
	words := map[string]int{"fallarm": 7, "kvarnolin": 2}
	other := *j.thesaurus
	other.Version += "0"
	readers := map[string]*Reader{
		"the same again":     NewReader(j.thesaurus, lexicon, words),
		"another thesaurus":  NewReader(&other, lexicon, words),
		"another lexicon":    NewReader(j.thesaurus, fulltext.NewLexicon(fulltext.LexiconOptions{Learned: []string{"kvarnolin"}}), words),
		"a word more":        NewReader(j.thesaurus, lexicon, map[string]int{"fallarm": 7, "kvarnolin": 2, "brismatta": 2}),
		"a word more seldom": NewReader(j.thesaurus, lexicon, map[string]int{"fallarm": 7, "kvarnolin": 3}),
	}
	want := NewReader(j.thesaurus, lexicon, words).Fingerprint()
	for name, r := range readers {
		if same := r.Fingerprint() == want; same != (name == "the same again") {
			t.Errorf("%s: the same fingerprint: %t", name, same)
		}
	}
}

// BenchmarkFillAgain: an iteration takes 2,000 products from a recording, which
// BenchmarkFill reads.
func BenchmarkFillAgain(b *testing.B) {
	x := benchOf(b)
	m := New(x.reader, judgedCollection(b).ruleset)
	data, key := recorded(b, m, x.products[:2000]), x.reader.Fingerprint()
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		c, err := postings.OpenRecording(bytes.NewReader(data), key)
		if err != nil {
			b.Fatal(err)
		}
		again := Again{Recording: c, Leave: func(string, postings.Origin) bool { return false }}
		if err := m.FillAgain(b.Context(), again, Memory(x.products), nil); err != nil {
			b.Fatal(err)
		}
	}
}
