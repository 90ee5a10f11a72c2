package matching

import (
	"fmt"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/testbeds"
)

// TestGatesAgreeWithTheStructs holds the bitmaps by which all products are judged
// at once against the test of one product by its struct, which the reasons show.
func TestGatesAgreeWithTheStructs(t *testing.T) {
	t.Parallel()
	j := judgedCollection(t)
	for seed := range uint64(6) {
		k := newMaker(1000+seed, j)
		products := k.catalogue(100)
		m := New(j.reader, j.ruleset)
		refill(t, m, products)
		live := make(map[string]*catalog.Product)
		for _, p := range products {
			live[p.ID] = p
		}
		for range 30 {
			p := k.product(fmt.Sprintf("p%d", k.IntN(120)))
			if err := m.Put(p); err != nil {
				t.Fatal(err)
			}
			live[p.ID] = p
		}
		for i := range 25 {
			n := k.need(fmt.Sprintf("n%d", i), 0.1+0.3*k.Float64())
			day := today.AddDays(k.IntN(4000) - 3900) // before and after the laws
			r := matchWith(t, m, n, Options{Day: day, Top: MaxTop})
			checkGate(t, r, j.ruleset, n, day, live)
		}
	}
}

func checkGate(t *testing.T, r *Result, rs *Ruleset, n *testbeds.Need, day catalog.Date, live map[string]*catalog.Product) {
	t.Helper()
	matched := make(map[string]bool)
	for _, m := range r.Matches {
		matched[m.ID] = true
	}
	shutsOut, alone := make(map[string]int), make(map[string]int)
	for id, p := range live {
		var failed []string
		for _, d := range rs.demands(n, day) {
			if state, ok := d.test(p); ok && state == Fail {
				failed = append(failed, d.rule.ID)
				shutsOut[d.rule.ID]++
			}
		}
		if len(failed) == 1 {
			alone[failed[0]]++
		}
		if matched[id] != (len(failed) == 0) {
			t.Errorf("need %s, product %s on %v: a match %t, but by its struct it fails %v", n.ID, id, day, matched[id], failed)
		}
	}
	for _, m := range r.Musts {
		if m.ShutsOut != shutsOut[m.Rule] || m.Alone != alone[m.Rule] {
			t.Errorf("need %s, rule %s: shuts out %d, alone %d; by the structs %d and %d",
				n.ID, m.Rule, m.ShutsOut, m.Alone, shutsOut[m.Rule], alone[m.Rule])
		}
		delete(shutsOut, m.Rule)
	}
	if len(shutsOut) > 0 {
		t.Errorf("need %s: rules that shut out are not priced: %v", n.ID, shutsOut)
	}
}
