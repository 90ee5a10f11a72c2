package matching

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/testbeds"
)

func TestContributionsAddUpToTheScore(t *testing.T) {
	t.Parallel()
	j := judgedCollection(t)
	for seed := range uint64(6) {
		k := newMaker(2000+seed, j)
		rs := j.ruleset
		if seed%2 == 1 {
			rs = otherRuleset(k, rs)
		}
		m := New(j.reader, rs)
		refill(t, m, k.catalogue(60))
		for i := range 8 {
			r := match(t, m, k.need(fmt.Sprintf("n%d", i), 0.02))
			for _, x := range r.Matches {
				checkContributions(t, r.Need.ID, &x, rs)
			}
		}
	}
}

func checkContributions(t *testing.T, need string, m *Match, rs *Ruleset) {
	t.Helper()
	sum, weight := Score(0), 0.0
	for _, c := range m.Contributions {
		sum += c.Points
		weight += c.Weight
		if c.Value < 0 || c.Value > 1 || c.Counts < 0 || c.Counts > 1 {
			t.Errorf("need %s, product %s: %s has value %g and counts %g; want both 0–1", need, m.ID, c.Name, c.Value, c.Counts)
		}
		if !c.Known && c.Value != thousandths(rs.Unknown) {
			t.Errorf("need %s, product %s: %s is not known and has the value %g, want %g", need, m.ID, c.Name, c.Value, rs.Unknown)
		}
		if c.Criterion == "" { // what an unconfirmed prohibition takes
			if c.Points > 0 {
				t.Errorf("need %s, product %s: %s adds %d", need, m.ID, c.Name, c.Points)
			}
		} else if c.Points < 0 || float64(c.Points) > c.Weight*100+1 {
			t.Errorf("need %s, product %s: %s gives %d of %g points", need, m.ID, c.Name, c.Points, c.Weight*100)
		}
	}
	if sum != m.Score {
		t.Errorf("need %s, product %s: contributions add up to %d, the score is %d", need, m.ID, sum, m.Score)
	}
	if math.Abs(weight-100) > 0.1 {
		t.Errorf("need %s, product %s: weights add up to %g, want 100", need, m.ID, weight)
	}
	if m.Score < 0 || m.Score > 10_000 {
		t.Errorf("need %s, product %s: score %d", need, m.ID, m.Score)
	}
}

// TestPruningLosesNothing: what is left out because its bound is too low would
// not have entered the list. When all are asked for nothing can be left out.
func TestPruningLosesNothing(t *testing.T) {
	t.Parallel()
	j := judgedCollection(t)
	for seed := range uint64(8) {
		k := newMaker(3000+seed, j)
		m := New(j.reader, otherRuleset(k, j.ruleset))
		refill(t, m, k.catalogue(150))
		for i := range 10 {
			n := k.need(fmt.Sprintf("n%d", i), 0.04)
			all := matchWith(t, m, n, Options{Day: today, Top: MaxTop, NearMisses: MaxNearMisses})
			for _, few := range []int{1, 3, 20} {
				got := matchWith(t, m, n, Options{Day: today, Top: few, NearMisses: few})
				if got, want := ranking(got), ranking(&Result{Matches: all.Matches[:min(few, len(all.Matches))]}); got != want {
					t.Errorf("seed %d, need %s: the best %d are %s, of all they are %s", seed, n.ID, few, got, want)
				}
				near := all.NearMisses[:min(few, len(all.NearMisses))]
				if got, want := jsonOf(t, got.NearMisses), jsonOf(t, near); got != want {
					t.Errorf("seed %d, need %s: the nearest %d misses are %s, of all they are %s", seed, n.ID, few, got, want)
				}
				if got, want := jsonOf(t, got.Musts), jsonOf(t, all.Musts); got != want {
					t.Errorf("seed %d, need %s: the price of rules is %s when %d are asked for, else %s", seed, n.ID, got, few, want)
				}
			}
		}
	}
}

// perfectPaper tells everything that can be weighed, and just what is wished.
func perfectPaper(n *testbeds.Need) func(*catalog.Product) {
	return func(p *catalog.Product) {
		p.TargetGroups, p.Settings, p.LifeAreas, p.CareActs = n.TargetGroups, n.Settings, n.LifeAreas, n.CareActs
		p.TRL, p.Price = new(9), catalog.Price{Model: "free"}
		p.Accessibility.EN301549, p.TrialOffer.Available = catalog.Yes, catalog.Yes
		p.Connectivity, p.Integrations = n.Environment.Connectivity, []string{n.Environment.CareSystem}
		p.Claims = []catalog.Claim{{Text: "Randomiserad studie.", Source: "study", Date: today}}
		p.Status, p.ValidUntil, p.Login, p.Languages = catalog.StatusPublished, today.AddDays(30), []string{"SITHS"}, []string{"sv"}
	}
}

// paperNeed wishes for something in every criterion.
func paperNeed() *testbeds.Need {
	n := fallNeed()
	n.TargetGroups, n.Settings, n.LifeAreas, n.CareActs = []string{"older"}, []string{"special_housing"}, []string{"safety"}, []string{"SoL"}
	n.Environment = testbeds.Environment{Connectivity: []string{"wifi"}, CareSystem: "Treserva"}
	n.Requires.MaxPricePerMonthSEK = new(500.0)
	return n
}

func TestPaperworkDoesNotBeatFit(t *testing.T) {
	n := paperNeed()
	paper := &catalog.Product{ID: "paper", Name: "Bokföring Plus", Summary: "Fakturor, moms och bokslut.", Language: "sv"}
	perfectPaper(n)(paper)
	// The fitting product says nothing else at all.
	r := match(t, newMatcher(t, paper, fallProduct("fits", nil)), n)
	if len(r.Matches) != 2 || r.Matches[0].ID != "fits" {
		t.Fatalf("ranking %s; want the fitting product before the one with perfect paperwork", ranking(r))
	}
	if p := found(r, "paper"); p.Score > 2000 {
		t.Errorf("a product that does not fit has %.2f by paperwork", p.Score.Float())
	}
}

func TestOfTwoThatFitPaperworkDecides(t *testing.T) {
	n := paperNeed()
	r := match(t, newMatcher(t, fallProduct("bare", nil), fallProduct("paper", perfectPaper(n))), n)
	if len(r.Matches) != 2 || r.Matches[0].ID != "paper" {
		t.Errorf("ranking %s; want the one that tells", ranking(r))
	}
}

func ranking(r *Result) string {
	list := ""
	for _, m := range r.Matches {
		list += fmt.Sprintf("%s %.2f; ", m.ID, m.Score.Float())
	}
	return list
}

func TestTickingEverythingDoesNotBeatAnExactList(t *testing.T) {
	tests := map[string]struct {
		all  []string
		wish func(*testbeds.Need, []string)
		tick func(*catalog.Product, []string)
	}{
		"target groups": {
			catalog.TargetGroups(), func(n *testbeds.Need, l []string) { n.TargetGroups = l },
			func(p *catalog.Product, l []string) { p.TargetGroups = l },
		},
		"settings": {
			catalog.Settings(), func(n *testbeds.Need, l []string) { n.Settings = l },
			func(p *catalog.Product, l []string) { p.Settings = l },
		},
		"life areas": {
			catalog.LifeAreas(), func(n *testbeds.Need, l []string) { n.LifeAreas = l },
			func(p *catalog.Product, l []string) { p.LifeAreas = l },
		},
		"care acts": {
			catalog.CareActs(), func(n *testbeds.Need, l []string) { n.CareActs = l },
			func(p *catalog.Product, l []string) { p.CareActs = l },
		},
	}
	for name, tt := range tests {
		n := fallNeed()
		tt.wish(n, tt.all[:2])
		r := match(t, newMatcher(t,
			fallProduct("all", func(p *catalog.Product) { tt.tick(p, tt.all) }),
			fallProduct("exact", func(p *catalog.Product) { tt.tick(p, tt.all[:2]) }),
			fallProduct("none", func(p *catalog.Product) { tt.tick(p, []string{}) }),
		), n)
		if len(r.Matches) != 3 || r.Matches[0].ID != "exact" || r.Matches[1].ID != "all" || r.Matches[2].ID != "none" {
			t.Errorf("%s: ranking %s; want exact, all, none", name, ranking(r))
		}
	}
}

func TestApportionKeepsTheTotal(t *testing.T) {
	tests := []struct {
		exact []float64
		total int
		want  []int
	}{
		{[]float64{1.5, 1.5}, 3, []int{2, 1}}, // the first of equal remainders
		{[]float64{0.4, 0.4, 0.4}, 1, []int{1, 0, 0}},
		{[]float64{10.2, 20.7, 30.1}, 61, []int{10, 21, 30}},
		{[]float64{100.6, -75.45}, 25, []int{101, -76}},
		{[]float64{2, 3}, 5, []int{2, 3}},
		{[]float64{1.9, 1.9}, 2, []int{1, 1}},
		{[]float64{1, 1}, 1, []int{1, 0}}, // more rounding than there is to take
		{nil, 0, []int{}},
	}
	for _, tt := range tests {
		if got := apportion(tt.exact, tt.total); fmt.Sprint(got) != fmt.Sprint(tt.want) {
			t.Errorf("apportion(%v, %d) = %v, want %v", tt.exact, tt.total, got, tt.want)
		}
	}
}

func TestScoreAsText(t *testing.T) {
	for s, want := range map[Score]string{0: "0.00", 5: "0.05", 70: "0.70", 1234: "12.34", 10_000: "100.00", -7: "-0.07", -1250: "-12.50"} {
		if got := jsonOf(t, s); got != want {
			t.Errorf("score %d is written %s, want %s", s, got, want)
		}
	}
}

// TestUnknownIsNotNone: a list that is not given counts as unknown, an empty one
// as none.
func TestUnknownIsNotNone(t *testing.T) {
	n := paperNeed()
	names := []string{"targetGroups", "settings", "lifeAreas", "careActs", "installation", "integrations"}
	r := match(t, newMatcher(t, fallProduct("unknown", nil), fallProduct("none", func(p *catalog.Product) {
		p.TargetGroups, p.Settings, p.LifeAreas, p.CareActs = []string{}, []string{}, []string{}, []string{}
		p.Connectivity, p.Integrations = []string{}, []string{}
	})), n)
	for id, known := range map[string]bool{"unknown": false, "none": true} {
		for _, c := range found(r, id).Contributions {
			if slices.Contains(names, c.Name) && (c.Known != known || known && c.Value != 0) {
				t.Errorf("product %s: %s is known %t with the value %g; want known %t", id, c.Name, c.Known, c.Value, known)
			}
		}
	}
}
