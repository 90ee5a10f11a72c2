package matching

import (
	"iter"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
)

// answers are the whole answers to some needs, as JSON.
func answers(tb testing.TB, m *Matcher) []string {
	tb.Helper()
	var list []string
	for _, n := range judgedCollection(tb).needs[:15] {
		list = append(list, jsonOf(tb, match(tb, m, n)))
	}
	return list
}

func sameAnswers(t *testing.T, why string, got, want []string) {
	t.Helper()
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%s: need %d is answered\n%.2000s\nwant\n%.2000s", why, i, got[i], want[i])
			return
		}
	}
}

// TestAnswersAreTheSameBytes: over runs, numbers of cores, and readers and
// matchers made anew.
func TestAnswersAreTheSameBytes(t *testing.T) { // not parallel: it sets GOMAXPROCS
	j := judgedCollection(t)
	m := newMatcher(t, j.products...)
	want := answers(t, m)
	sameAnswers(t, "again", answers(t, m), want)
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	for _, cores := range []int{1, 2} {
		runtime.GOMAXPROCS(cores)
		other := New(newTestReader(j.thesaurus, j.products), j.ruleset)
		refill(t, other, j.products)
		sameAnswers(t, "another reader and matcher", answers(t, other), want)
	}
}

// slowly lets other goroutines run at random places between products.
func slowly(list iter.Seq[Listing], seed uint64) iter.Seq[Listing] {
	k := rand.New(rand.NewPCG(seed, 1))
	return func(yield func(Listing) bool) {
		for l := range list {
			for range k.IntN(4) {
				runtime.Gosched()
			}
			if !yield(l) {
				return
			}
		}
	}
}

func TestAnswersDoNotDependOnTheTimingOfTheFill(t *testing.T) {
	j := judgedCollection(t)
	want := answers(t, newMatcher(t, j.products...))
	for seed := range uint64(3) {
		m := New(j.reader, j.ruleset)
		if err := m.Fill(t.Context(), slowly(Memory(j.products).Listings(), seed), Memory(j.products)); err != nil {
			t.Fatal(err)
		}
		sameAnswers(t, "filled in fits and starts", answers(t, m), want)
	}
}

// TestOrderOfProductsDoesNotMatter: not even among equals, whom a hash orders.
func TestOrderOfProductsDoesNotMatter(t *testing.T) {
	j := judgedCollection(t)
	k := newMaker(77, j)
	products := k.catalogue(150)
	m := newMatcher(t, products...)
	shuffled := slices.Clone(products)
	k.Shuffle(len(shuffled), func(a, b int) { shuffled[a], shuffled[b] = shuffled[b], shuffled[a] })
	other := newMatcher(t, shuffled...)
	var versions [2]string
	for range 10 {
		n := k.need("n", 0.05)
		a, b := match(t, m, n), match(t, other, n)
		versions = [2]string{a.Versions.Index, b.Versions.Index}
		a.Versions.Index, b.Versions.Index = "", ""
		if got, want := jsonOf(t, b), jsonOf(t, a); got != want {
			t.Fatalf("in another order of filling:\n%.3000s\nwant\n%.3000s", got, want)
		}
	}
	if versions[0] == "" || versions[1] == "" {
		t.Error("an answer without the version of the index")
	}
}

// TestRefillForgetsTheChanges: a fill after changes gives what a fill of the result
// gives at once.
func TestRefillForgetsTheChanges(t *testing.T) {
	j := judgedCollection(t)
	k := newMaker(78, j)
	first, second := k.catalogue(60), k.catalogue(80)
	m := newMatcher(t, first...)
	for _, p := range second[:20] {
		if err := m.Put(p); err != nil {
			t.Fatal(err)
		}
	}
	refill(t, m, second)
	sameAnswers(t, "filled anew", answers(t, m), answers(t, newMatcher(t, second...)))
}

func TestVersionsFollowWhatTheAnswerFollows(t *testing.T) {
	j := judgedCollection(t)
	versions := func(m *Matcher) Versions { return match(t, m, fallNeed()).Versions }
	m := newMatcher(t, fallProduct("p", nil))
	want := versions(m)
	if want.Need == "" || want.Ruleset == "" || want.Thesaurus == "" || want.Analysis == "" || want.Index == "" {
		t.Fatalf("versions %+v; want all five", want)
	}
	if got := versions(newMatcher(t, fallProduct("p", nil))); got != want {
		t.Errorf("the same content has versions %+v and %+v", got, want)
	}
	if err := m.Put(fallProduct("q", nil)); err != nil {
		t.Fatal(err)
	}
	if versions(m).Index == want.Index {
		t.Error("a product was put, and the index has the same version")
	}
	changed := newMatcher(t, fallProduct("p", func(p *catalog.Product) { p.TRL = new(3) }))
	if versions(changed).Index == want.Index {
		t.Error("another product, and the index has the same version")
	}
	n := fallNeed()
	n.Goal = "Trygghet"
	if match(t, m, n).Versions.Need == want.Need {
		t.Error("another need has the same version")
	}
	other := New(j.reader, parseRules(t, ""))
	refill(t, other, []*catalog.Product{fallProduct("p", nil)})
	if versions(other).Ruleset == want.Ruleset {
		t.Error("another rule set has the same version")
	}
}
