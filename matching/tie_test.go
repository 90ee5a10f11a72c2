package matching

import (
	"fmt"
	"slices"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
)

// TestTiesFollowThePublishedHash: products that differ in nothing but their IDs
// stand in the order of a hash that anybody can compute again.
func TestTiesFollowThePublishedHash(t *testing.T) {
	var products []*catalog.Product
	var ids []string
	for i := range 80 {
		ids = append(ids, fmt.Sprintf("p%02d", i))
		products = append(products, fallProduct(ids[i], nil))
	}
	m := newMatcher(t, products...)
	seen := make(map[string]bool)
	for _, need := range []string{"a", "b", "c"} {
		n := fallNeed()
		n.ID = need
		want := slices.Clone(ids)
		slices.SortFunc(want, func(a, b string) int {
			if publishedHash(m.ruleset.TieSeed, need, a) < publishedHash(m.ruleset.TieSeed, need, b) {
				return -1
			}
			return 1
		})
		r := matchWith(t, m, n, Options{Day: today, Top: 50})
		var got []string
		for _, x := range r.Matches {
			got = append(got, x.ID)
		}
		if !slices.Equal(got, want[:50]) {
			t.Errorf("need %s: %v, want %v", need, got, want[:50])
		}
		seen[got[0]] = true
	}
	if len(seen) < 2 {
		t.Errorf("the same product %v wins every tie", seen)
	}
}

// TestTheHashIsWhatItWas pins the published definition by numbers computed
// outside this program.
func TestTheHashIsWhatItWas(t *testing.T) {
	for id, want := range knownHashes {
		if got := newTieHash("matcharenan-2026", "need-1").of(id); got != want {
			t.Errorf("hash of %s is %#x, want %#x", id, got, want)
		}
	}
}

func TestTopKeepsTheBest(t *testing.T) {
	var products []*catalog.Product
	for i := range 30 {
		products = append(products, fallProduct(fmt.Sprintf("p%02d", i), func(p *catalog.Product) {
			p.TRL = new(1 + i%9)
		}))
	}
	m := newMatcher(t, products...)
	all := matchWith(t, m, fallNeed(), Options{Day: today, Top: MaxTop})
	if len(all.Matches) != 30 {
		t.Fatalf("%d matches, want 30", len(all.Matches))
	}
	for _, top := range []int{0, 1, 2, 7, 29, 30, 31} {
		r := matchWith(t, m, fallNeed(), Options{Day: today, Top: top})
		if got, want := ranking(r), ranking(&Result{Matches: all.Matches[:min(top, 30)]}); got != want {
			t.Errorf("top %d is %s, want %s", top, got, want)
		}
		if r.Eligible != 30 {
			t.Errorf("top %d: %d eligible, want 30 whatever is asked for", top, r.Eligible)
		}
	}
}

func TestMatchRefusesTooMuch(t *testing.T) {
	m := newMatcher(t)
	for _, o := range []Options{{Top: -1}, {Top: MaxTop + 1}, {NearMisses: -1}, {NearMisses: MaxNearMisses + 1}} {
		if _, err := m.Match(t.Context(), fallNeed(), o); err == nil {
			t.Errorf("%+v was answered", o)
		}
	}
}

var knownHashes = map[string]uint64{
	"p1":  0x31b3211007fa9216,
	"p2":  0xb210e25be5b3350e,
	"åäö": 0xa1f82e4a066e5198,
}
