package synthetic

import (
	"slices"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/testbeds"
)

// share is how many of the first products have a property.
func share(g *Generator, has func(*catalog.Product) bool) float64 {
	n := 0
	for i := range checked {
		if p := g.Product(i); has(&p) {
			n++
		}
	}
	return float64(n) / checked
}

func within(t *testing.T, what string, got, low, high float64) {
	t.Helper()
	if got < low || got > high {
		t.Errorf("%s: %.3f is not between %.3f and %.3f", what, got, low, high)
	}
}

func TestSharesOfProducts(t *testing.T) {
	g := newStandard(t)
	for _, x := range []struct {
		name      string
		low, high float64
		has       func(*catalog.Product) bool
	}{
		{"declare product types", 0.30, 0.38, func(p *catalog.Product) bool { return p.ProductTypes != nil }},
		{"declare functions", 0.30, 0.38, func(p *catalog.Product) bool { return p.Functions != nil }},
		{"English", 0.07, 0.11, func(p *catalog.Product) bool { return p.Language == "en" }},
		{"published", 0.935, 0.965, func(p *catalog.Product) bool { return p.Status == catalog.StatusPublished }},
		{"listed until", 0.1, 0.2, func(p *catalog.Product) bool { return !p.ValidUntil.IsZero() }},
		{"target groups", 0.4, 0.7, func(p *catalog.Product) bool { return p.TargetGroups != nil }},
		{"settings", 0.4, 0.7, func(p *catalog.Product) bool { return p.Settings != nil }},
		{"life areas", 0.4, 0.7, func(p *catalog.Product) bool { return p.LifeAreas != nil }},
		{"care acts", 0.35, 0.7, func(p *catalog.Product) bool { return p.CareActs != nil }},
		{"TRL", 0.4, 0.7, func(p *catalog.Product) bool { return p.TRL != nil }},
		{"medical purpose", 0.4, 0.7, func(p *catalog.Product) bool { return p.Medical.Purpose != catalog.Unknown }},
		{"CE", 0.4, 0.7, func(p *catalog.Product) bool { return p.Medical.CEMarked != catalog.Unknown }},
		{"EN 18031", 0.35, 0.7, func(p *catalog.Product) bool { return p.Radio.EN18031 != catalog.Unknown }},
		{"data location", 0.4, 0.7, func(p *catalog.Product) bool { return p.Data.Location != "" }},
		{"camera", 0.4, 0.7, func(p *catalog.Product) bool { return p.Data.Camera != "" }},
		{"audio", 0.4, 0.7, func(p *catalog.Product) bool { return p.Data.Audio != "" }},
		{"confidentiality", 0.35, 0.7, func(p *catalog.Product) bool { return p.Security.Confidentiality != nil }},
		{"connectivity", 0.4, 0.7, func(p *catalog.Product) bool { return p.Connectivity != nil }},
		{"works without", 0.4, 0.7, func(p *catalog.Product) bool { return p.WorksWithout != nil }},
		{"integrations", 0.35, 0.7, func(p *catalog.Product) bool { return p.Integrations != nil }},
		{"login", 0.35, 0.7, func(p *catalog.Product) bool { return p.Login != nil }},
		{"languages", 0.4, 0.7, func(p *catalog.Product) bool { return p.Languages != nil }},
		{"price", 0.4, 0.7, func(p *catalog.Product) bool { return p.Price.PerMonthSEK != nil }},
		{"trial", 0.4, 0.7, func(p *catalog.Product) bool { return p.TrialOffer.Available != catalog.Unknown }},
		{"claims", 0.3, 0.7, func(p *catalog.Product) bool { return p.Claims != nil }},
	} {
		within(t, x.name, share(g, x.has), x.low, x.high)
	}
}

func TestIntegrationsAreUneven(t *testing.T) {
	g := newStandard(t)
	found := make(map[string]int)
	for i := range checked {
		for _, name := range g.Product(i).Integrations {
			found[name]++
		}
	}
	first, last := found[g.integrations[0]], found[g.integrations[len(g.integrations)-1]]
	if len(found) != len(g.integrations) || first < 8*last {
		t.Errorf("%d names are in use, the first %d times and the last %d times", len(found), first, last)
	}
}

func TestSharesOfNeeds(t *testing.T) {
	g := newStandard(t)
	english, forbidding, free, goals := 0, 0, 0, 0
	for i := range checked {
		n := g.Need(i)
		if n.Language == "en" {
			english++
		}
		if forbids(g, &n) {
			forbidding++
		}
		if len(encode(t, n.Requires)) == len("{}\n") {
			free++
		}
		goals += len(n.EffectGoals)
	}
	within(t, "English", float64(english)/checked, 0.08, 0.12)
	within(t, "forbid in running text", float64(forbidding)/checked, 0.08, 0.12)
	within(t, "require nothing", float64(free)/checked, 0.02, 0.08)
	within(t, "effect goals", float64(goals)/checked, 1.3, 1.7)
}

// forbids reports whether a sentence of the section of prohibitions ends the
// description.
func forbids(g *Generator, n *testbeds.Need) bool {
	list := slices.Concat(g.swedish.templates[sectionProhibition], g.english.templates[sectionProhibition])
	return slices.ContainsFunc(list, func(x template) bool {
		end := x[0].text + "."
		return len(n.Description) > len(end) && n.Description[len(n.Description)-len(end):] == end
	})
}
