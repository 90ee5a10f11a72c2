package matching

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/synthetic"
	"github.com/allagehub/matcharenan/matching/postings"
	"github.com/allagehub/matcharenan/testbeds"
)

// pair is a matcher and an oracle that are told the same.
type pair struct {
	matcher *Matcher
	oracle  *oracle
}

func newPair(tb testing.TB, rs *Ruleset, products []*catalog.Product) *pair {
	tb.Helper()
	r := judgedCollection(tb).reader
	x := &pair{New(r, rs), newOracle(r, rs)}
	refill(tb, x.matcher, products)
	x.oracle.fill(products)
	return x
}

// compare holds a need's whole answer against the oracle's: the first 50, the
// near misses, and what each rule costs.
func (x *pair) compare(t *testing.T, n *testbeds.Need) {
	t.Helper()
	want := x.oracle.match(n, today)
	if slices.ContainsFunc(want, func(m oracleMatch) bool { return m.close }) {
		t.Logf("need %s: a score is within 1e-7 of half a hundredth; two right answers, not compared", n.ID)
		return
	}
	got := matchWith(t, x.matcher, n, Options{Day: today, Top: 50, NearMisses: MaxNearMisses})
	if got.Products != len(want) {
		t.Errorf("need %s: %d products, want %d", n.ID, got.Products, len(want))
	}
	x.compareMatches(t, n, got, want)
	x.compareNearMisses(t, n, got, want)
	x.compareMusts(t, n, got, want)
}

func (x *pair) compareMatches(t *testing.T, n *testbeds.Need, got *Result, want []oracleMatch) {
	t.Helper()
	eligible := slices.DeleteFunc(slices.Clone(want), func(m oracleMatch) bool { return len(m.broken) > 0 })
	if got.Eligible != len(eligible) {
		t.Errorf("need %s: %d eligible, want %d", n.ID, got.Eligible, len(eligible))
	}
	if len(got.Matches) != min(50, len(eligible)) {
		t.Fatalf("need %s: %d matches, want %d", n.ID, len(got.Matches), min(50, len(eligible)))
	}
	for i, m := range got.Matches {
		if w := eligible[i]; m.ID != w.id || m.Score != w.score || m.Rank != i+1 {
			t.Fatalf("need %s, rank %d: product %s with %d, want %s with %d\n%s", n.ID, i+1, m.ID, m.Score, w.id, w.score, jsonOf(t, n))
		}
	}
}

func (x *pair) compareNearMisses(t *testing.T, n *testbeds.Need, got *Result, want []oracleMatch) {
	t.Helper()
	near := slices.DeleteFunc(slices.Clone(want), func(m oracleMatch) bool { return len(m.broken) != 1 || !m.fits })
	if len(got.NearMisses) != min(MaxNearMisses, len(near)) {
		t.Fatalf("need %s: %d near misses, want %d", n.ID, len(got.NearMisses), min(MaxNearMisses, len(near)))
	}
	for i, m := range got.NearMisses {
		if w := near[i]; m.ID != w.id || m.Score != w.score || m.Fails.Rule != w.broken[0] || m.Fails.State != Fail {
			t.Fatalf("need %s, near miss %d: %s with %d, fails %s; want %s with %d, fails %s",
				n.ID, i, m.ID, m.Score, m.Fails.Rule, w.id, w.score, w.broken[0])
		}
	}
}

// price is what one rule costs, by hand.
type price struct{ shutsOut, alone, fitting int }

func (x *pair) compareMusts(t *testing.T, n *testbeds.Need, got *Result, all []oracleMatch) {
	t.Helper()
	want := make(map[string]price)
	for _, m := range all {
		for _, rule := range m.broken {
			p := want[rule]
			p.shutsOut++
			if len(m.broken) == 1 {
				p.alone++
				if m.fits {
					p.fitting++
				}
			}
			want[rule] = p
		}
	}
	have := make(map[string]price)
	for _, m := range got.Musts {
		if m.ShutsOut > 0 {
			have[m.Rule] = price{m.ShutsOut, m.Alone, m.Fitting}
		}
	}
	if !maps.Equal(have, want) {
		t.Errorf("need %s: rules cost %v, want %v", n.ID, have, want)
	}
}

// change puts, replaces and removes products at random.
func (x *pair) change(t *testing.T, k *maker, products []*catalog.Product, times int) {
	t.Helper()
	for i := range times {
		switch id := products[k.IntN(len(products))].ID; k.IntN(3) {
		case 0: // a new one, or one that was new before
			x.put(t, k.product(fmt.Sprintf("new%d", k.IntN(i+1))))
		case 1:
			x.put(t, k.product(id))
		default:
			_, there := x.oracle.products[id]
			if err := x.matcher.Remove(id); (err == nil) != there {
				t.Fatalf("removing %s, which is there: %t, gave %v", id, there, err)
			}
			x.oracle.remove(id)
		}
	}
	if x.matcher.Len() != len(x.oracle.products) {
		t.Fatalf("%d products after the changes, want %d", x.matcher.Len(), len(x.oracle.products))
	}
}

func (x *pair) put(t *testing.T, p *catalog.Product) {
	t.Helper()
	if err := x.matcher.Put(p); err != nil {
		t.Fatal(err)
	}
	x.oracle.put(p)
}

// needs are so many random ones, from lenient to hard.
func (x *pair) needs(k *maker, count int) []*testbeds.Need {
	var list []*testbeds.Need
	for i := 0; len(list) < count; i++ {
		n := k.need(fmt.Sprintf("n%d", i), []float64{0, 0.05, 0.15}[i%3])
		list = append(list, n)
	}
	return list
}

// otherRuleset is the built-in rule set with other weights.
func otherRuleset(k *maker, rs *Ruleset) *Ruleset {
	other := *rs
	other.TieSeed = fmt.Sprint("seed", k.IntN(1000))
	other.FullFit, other.Unknown, other.UnconfirmedBreach = 0.05+0.9*k.Float64(), k.Float64(), k.Float64()
	other.Text.Types, other.Text.Saturation = 3*k.Float64(), 0.05+0.9*k.Float64()
	other.Criteria = slices.Clone(rs.Criteria)
	for i := range other.Criteria {
		if c := &other.Criteria[i]; k.chance(0.9) {
			c.Weight = 0.1 + 30*k.Float64()
		} else if !c.Fit {
			c.Weight = 0
		}
	}
	return &other
}

func TestMatchAgreesWithTheOracle(t *testing.T) {
	t.Parallel()
	rs := judgedCollection(t).ruleset
	for seed := range uint64(40) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			k := newMaker(seed, judgedCollection(t))
			rules := rs
			if seed%2 == 1 {
				rules = otherRuleset(k, rs)
			}
			size := 50 + k.IntN(80)
			if seed == 7 || seed == 20 {
				size = 1500 * int(1+seed%2) // up to 3,000
			}
			products := k.catalogue(size)
			x := newPair(t, rules, products)
			needs := x.needs(k, 10)
			for _, n := range needs {
				x.compare(t, n)
			}
			x.change(t, k, products, 30)
			for _, n := range needs[:4] {
				x.compare(t, n)
			}
		})
	}
}

func TestMatchAgreesWithTheOracleOnRealisticTexts(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2) {
		g, err := synthetic.New(seed)
		if err != nil {
			t.Fatal(err)
		}
		var products []*catalog.Product
		for i := range 120 {
			p := g.Product(i)
			products = append(products, &p)
		}
		x := newPair(t, judgedCollection(t).ruleset, products)
		for i := range 5 {
			n := g.Need(i)
			x.compare(t, &n)
		}
	}
}

// TestMatchAgreesWithTheOracleOverSegments has more products than one segment
// holds. There are few kinds of product, so that the oracle is done in time.
func TestMatchAgreesWithTheOracleOverSegments(t *testing.T) {
	t.Parallel()
	k := newMaker(99, judgedCollection(t))
	kinds := k.catalogue(400)
	for _, p := range kinds {
		p.Summary, p.Description, p.Claims = "", "", nil
	}
	var products []*catalog.Product
	for i := range postings.SegmentSize + 400 {
		p := *kinds[k.IntN(len(kinds))]
		p.ID = fmt.Sprintf("p%d", i)
		products = append(products, &p)
	}
	r := judgedCollection(t).reader
	o := newOracle(r, judgedCollection(t).ruleset)
	byText := make(map[string]*readProduct)
	for _, p := range products {
		text := jsonOf(t, []any{p.Name, p.Language, p.ProductTypes, p.Functions})
		if byText[text] == nil {
			byText[text] = understandProduct(r, p)
		}
		o.readings[p] = byText[text]
	}
	x := &pair{New(r, o.rules), o}
	refill(t, x.matcher, products)
	o.fill(products)
	n := x.needs(k, 2)[1]
	x.compare(t, n)
	x.change(t, k, products, 50)
	x.compare(t, n)
}

func TestMatchAgreesWithTheOracleOverManyChanges(t *testing.T) {
	t.Parallel()
	k := newMaker(98, judgedCollection(t))
	products := k.catalogue(200)
	x := newPair(t, judgedCollection(t).ruleset, products)
	x.change(t, k, products, 850) // more than one delta holds
	for _, n := range x.needs(k, 6) {
		x.compare(t, n)
	}
}

func TestMatchAgreesWithTheOracleBeforeAnyFill(t *testing.T) {
	k := newMaker(5, judgedCollection(t))
	x := newPair(t, judgedCollection(t).ruleset, nil)
	x.matcher = New(x.oracle.reader, x.oracle.rules)
	needs := x.needs(k, 3)
	x.compare(t, needs[0])
	for i := range 30 {
		x.put(t, k.product(fmt.Sprintf("p%d", i)))
	}
	for _, n := range needs {
		x.compare(t, n)
	}
}
