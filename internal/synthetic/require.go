package synthetic

import (
	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/testbeds"
)

// requirement is a hard requirement, with how often it is made beside the others.
type requirement struct {
	weight int
	ask    func(g *Generator, d draw, r *testbeds.Requirements)
}

// requirements are what needs require. Together with the shares in declare.go
// they let between a tenth and four tenths of the catalogue pass a mean need.
var requirements = []requirement{
	{16, func(_ *Generator, d draw, r *testbeds.Requirements) {
		limit := []float64{75, 100, 150, 200, 250, 300, 400}[d.IntN(7)]
		r.MaxPricePerMonthSEK = &limit
	}},
	{10, func(_ *Generator, d draw, r *testbeds.Requirements) { r.MinTRL = d.number(1, 8, 9) }},
	{14, func(_ *Generator, d draw, r *testbeds.Requirements) {
		r.DataLocation = []string{"sweden", "eu"}[d.weighted(0.6, 0.4)]
	}},
	{10, func(_ *Generator, d draw, r *testbeds.Requirements) {
		r.Camera = []string{"none", "live"}[d.weighted(0.8, 0.2)]
	}},
	{7, func(_ *Generator, d draw, r *testbeds.Requirements) {
		r.Audio = []string{"none", "live"}[d.weighted(0.7, 0.3)]
	}},
	{4, func(_ *Generator, _ draw, r *testbeds.Requirements) { r.Positioning = "none" }},
	{8, func(_ *Generator, _ draw, r *testbeds.Requirements) { r.PassiveUse = catalog.Yes }},
	{10, func(g *Generator, d draw, r *testbeds.Requirements) { r.Integrations = g.integrationsOf(d, 1, 2) }},
	{8, func(g *Generator, d draw, r *testbeds.Requirements) {
		r.WorksWithout = d.some(1, g.vocabularies.worksWithout, 2)
	}},
	{8, func(g *Generator, d draw, r *testbeds.Requirements) { r.Languages = g.requiredLanguages(d) }},
	{8, requireTrial},
	{8, func(_ *Generator, _ draw, r *testbeds.Requirements) { r.CEMarked = catalog.Yes }},
	{3, func(_ *Generator, d draw, r *testbeds.Requirements) {
		r.MDRClasses = []string{"I", "IIa", "IIb", "III"}
	}},
	{8, requireSecurity},
	{6, func(_ *Generator, _ draw, r *testbeds.Requirements) { r.EN301549 = catalog.Yes }},
	{6, func(_ *Generator, _ draw, r *testbeds.Requirements) { r.EN18031 = catalog.Yes }},
}

// require makes up to five different requirements.
func (g *Generator) require(d draw, r *testbeds.Requirements) {
	made := 0 // a set of bits
	for left := d.weighted(0.05, 0.07, 0.1, 0.18, 0.28, 0.32); left > 0; {
		if i := drawRequirement(d); made&(1<<i) == 0 {
			made |= 1 << i
			requirements[i].ask(g, d, r)
			left--
		}
	}
}

func drawRequirement(d draw) int {
	total := 0
	for _, r := range requirements {
		total += r.weight
	}
	x := d.IntN(total)
	for i, r := range requirements {
		if x -= r.weight; x < 0 {
			return i
		}
	}
	return 0
}

// requiredLanguages are Swedish and sometimes another one.
func (g *Generator) requiredLanguages(d draw) []string {
	list := g.vocabularies.languages
	return append([]string{list[0]}, d.some(0.4, list[1:], 1)...)
}

func requireTrial(_ *Generator, d draw, r *testbeds.Requirements) {
	r.Units = d.number(0.8, 3, 15)
	r.Weeks = d.number(0.6, 4, 12)
	if r.Units == nil || d.chance(0.4) {
		r.StartFrom = d.day(firstTrial, lastStart)
		r.StartTo = r.StartFrom.AddDays(d.between(30, 180))
	}
}

func requireSecurity(_ *Generator, d draw, r *testbeds.Requirements) {
	r.Security.Confidentiality = d.number(1, 2, 3)
	r.Security.Integrity = d.number(0.7, 1, 3)
	r.Security.Availability = d.number(0.7, 1, 3)
}
