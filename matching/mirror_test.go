package matching

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/testbeds"
)

// needsWith are fall needs with what each of them requires.
func needsWith(requires ...testbeds.Requirements) []*testbeds.Need {
	var list []*testbeds.Need
	for i, r := range requires {
		n := fallNeed()
		n.ID, n.Title, n.Requires = fmt.Sprintf("n%d", i+1), fmt.Sprintf("Larma vid fall %d", i+1), r
		list = append(list, n)
	}
	return list
}

func mirrorOf(t *testing.T, p *catalog.Product, needs []*testbeds.Need) *ProductMirror {
	t.Helper()
	m := newMatcher(t, p, fallProduct("other", nil))
	image, err := m.Mirror(t.Context(), []string{p.ID}, needs, today)
	if err != nil {
		t.Fatal(err)
	}
	if image.Needs != len(needs) || len(image.Products) != 1 || image.Products[0].Product.ID != p.ID {
		t.Fatalf("image of %d needs and products %+v", image.Needs, image.Products)
	}
	return &image.Products[0]
}

func stoppedBy(m *ProductMirror) map[string][]string {
	list := make(map[string][]string)
	for _, s := range m.Stopped {
		for _, o := range s.Fails {
			list[s.Need.ID] = append(list[s.Need.ID], o.Rule)
		}
	}
	return list
}

// TestMirrorCountsWhatARuleAdmits: the product fails three needs on its camera,
// one of which on its price too; without a camera it would be admitted to two.
func TestMirrorCountsWhatARuleAdmits(t *testing.T) {
	p := fallProduct("p", func(p *catalog.Product) { p.Data.Camera, p.Price.PerMonthSEK = "live", new(900.0) })
	m := mirrorOf(t, p, needsWith(
		testbeds.Requirements{Camera: "none"},
		testbeds.Requirements{Camera: "none"},
		testbeds.Requirements{Camera: "none", MaxPricePerMonthSEK: new(300.0)},
		testbeds.Requirements{MaxPricePerMonthSEK: new(1000.0)},
	))
	if len(m.Fits) != 1 || m.Fits[0].Need.ID != "n4" {
		t.Errorf("fits %+v, want n4", m.Fits)
	}
	stopped := stoppedBy(m)
	if len(stopped) != 3 || !slices.Equal(stopped["n1"], []string{"H20"}) || !slices.Equal(stopped["n3"], []string{"H18", "H20"}) {
		t.Errorf("stopped %v; want n1 and n2 by H20, n3 by H18 and H20", stopped)
	}
	want := []Change{{Rule: "H20", Name: "camera", Admits: 2}}
	if !slices.Equal(m.Changes, want) {
		t.Errorf("changes %+v, want %+v", m.Changes, want)
	}
	for _, s := range m.Stopped {
		for _, o := range s.Fails {
			if o.State != Fail || o.Needs == "" || o.Has == "" {
				t.Errorf("need %s is stopped by %+v; want a failure with both values", s.Need.ID, o)
			}
		}
	}
}

// TestMirrorCountsWhatTellingClears: what the listing leaves open counts as
// clearing, only where nothing stops the product.
func TestMirrorCountsWhatTellingClears(t *testing.T) {
	p := fallProduct("p", func(p *catalog.Product) { p.Data.Audio = "live" })
	m := mirrorOf(t, p, needsWith(
		testbeds.Requirements{Camera: "none"},
		testbeds.Requirements{Camera: "none", MinTRL: new(7)},
		testbeds.Requirements{Camera: "none", Audio: "none"},
	))
	want := []Change{
		{Rule: "H20b", Name: "audio", Admits: 1},
		{Rule: "H20", Name: "camera", Clears: 2},
		{Rule: "H12", Name: "trl", Clears: 1},
	}
	if !slices.Equal(m.Changes, want) {
		t.Errorf("changes %+v, want %+v", m.Changes, want)
	}
	for _, f := range m.Fits {
		want := map[string][]string{"n1": {"camera"}, "n2": {"trl", "camera"}}[f.Need.ID]
		if !slices.Equal(f.Questions, want) {
			t.Errorf("need %s leaves the questions %v, want %v", f.Need.ID, f.Questions, want)
		}
	}
	if len(m.Fits) != 2 {
		t.Errorf("fits %+v, want n1 and n2", m.Fits)
	}
}

func TestMirrorIsSilentOnWhatDoesNotFit(t *testing.T) {
	n := &testbeds.Need{ID: "n", Title: "Mäta blodtrycket hemma", Requires: testbeds.Requirements{Camera: "none"}}
	m := mirrorOf(t, fallProduct("p", func(p *catalog.Product) { p.Data.Camera = "live" }), []*testbeds.Need{n})
	if len(m.Fits)+len(m.Stopped)+len(m.Changes) != 0 {
		t.Errorf("image %+v; want nothing of a need that the product does not fit", m)
	}
}

// TestMirrorAgreesWithMatch: a product is told to fit a need with a score exactly
// when that need's match has it with that score.
func TestMirrorAgreesWithMatch(t *testing.T) {
	t.Parallel()
	j := judgedCollection(t)
	m := newMatcher(t, j.products...)
	var ids []string
	for _, p := range j.products[:40] {
		ids = append(ids, p.ID)
	}
	image, err := m.Mirror(t.Context(), ids, j.needs, today)
	if err != nil {
		t.Fatal(err)
	}
	results := make(map[string]*Result)
	for _, n := range j.needs {
		results[n.ID] = matchWith(t, m, n, Options{Day: today, Top: MaxTop, Explain: MaxTop, NearMisses: MaxNearMisses})
	}
	fits := 0
	for _, p := range image.Products {
		for _, f := range p.Fits {
			fits++
			x := found(results[f.Need.ID], p.Product.ID)
			if x == nil || x.Score != f.Score || !slices.Equal(x.Questions, f.Questions) {
				t.Errorf("product %s fits need %s with %d and %v; the match is %+v", p.Product.ID, f.Need.ID, f.Score, f.Questions, x)
			}
		}
		for _, s := range p.Stopped {
			if found(results[s.Need.ID], p.Product.ID) != nil {
				t.Errorf("product %s is stopped from need %s, and matches it", p.Product.ID, s.Need.ID)
			}
			if len(s.Fails) == 1 && !slices.ContainsFunc(results[s.Need.ID].NearMisses, func(x NearMiss) bool {
				return x.ID == p.Product.ID && x.Score == s.Score && x.Fails == s.Fails[0]
			}) {
				t.Errorf("product %s is stopped from need %s by one rule, and no near miss", p.Product.ID, s.Need.ID)
			}
		}
	}
	if fits < 20 {
		t.Errorf("only %d fits; the test tries little", fits)
	}
}

func TestMirrorOfNobody(t *testing.T) {
	m := newMatcher(t, fallProduct("p", nil))
	if _, err := m.Mirror(t.Context(), []string{"q"}, nil, today); !errors.Is(err, ErrNotFound) {
		t.Errorf("a product that is not there gives %v, want ErrNotFound", err)
	}
}
