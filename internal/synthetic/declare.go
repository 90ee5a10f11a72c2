package synthetic

import "github.com/allagehub/matcharenan/catalog"

// vocabularies are the closed lists of values, fetched once.
type vocabularies struct {
	targetGroups, settings, lifeAreas, careActs, connectivity, worksWithout, login, claimSources []string
	languages                                                                                    []string // of user interfaces
}

func newVocabularies() vocabularies {
	return vocabularies{
		targetGroups: catalog.TargetGroups(),
		settings:     catalog.Settings(),
		lifeAreas:    catalog.LifeAreas(),
		careActs:     catalog.CareActs(),
		connectivity: catalog.Connectivities(),
		worksWithout: catalog.WorksWithouts(),
		login:        catalog.Logins(),
		claimSources: catalog.ClaimSources(),
		languages:    []string{"sv", "en", "fi", "no", "da", "de", "ar", "so", "fa", "pl"},
	}
}

// How many products tell of a matter: none is told by all, as in real catalogues.
const (
	seldomKnown = 0.4
	halfKnown   = 0.5
	oftenKnown  = 0.65
)

// declare fills in what a company declares of its product.
func (g *Generator) declare(d draw, p *catalog.Product) {
	v := &g.vocabularies
	if d.chance(oftenKnown) {
		trl := 4 + d.weighted(0.04, 0.08, 0.14, 0.22, 0.26, 0.26)
		p.TRL = &trl
	}
	p.Medical = medical(d)
	p.Radio = catalog.Radio{Connected: d.fact(halfKnown, 0.7), EN18031: d.fact(seldomKnown, 0.5)}
	p.Data = dataOf(d)
	p.Security = catalog.Security{
		Confidentiality: d.number(seldomKnown, 0, 3),
		Integrity:       d.number(seldomKnown, 0, 3),
		Availability:    d.number(seldomKnown, 0, 3),
	}
	p.Connectivity = d.some(halfKnown, v.connectivity, 3)
	p.WorksWithout = d.some(halfKnown, v.worksWithout, 3)
	p.ActiveUse = d.fact(oftenKnown, 0.5)
	p.Integrations = g.integrationsOf(d, seldomKnown, 5)
	p.Login = d.some(seldomKnown, v.login, 3)
	p.Languages = interfaceLanguages(d, v.languages)
	p.Accessibility.EN301549 = d.fact(seldomKnown, 0.45)
}

func medical(d draw) catalog.Medical {
	m := catalog.Medical{Purpose: d.fact(halfKnown, 0.3)}
	if m.Purpose == catalog.Yes {
		m.MDRClass = []string{"", "I", "IIa", "IIb", "III"}[d.weighted(0.2, 0.5, 0.2, 0.08, 0.02)]
		m.CEMarked = d.fact(0.8, 0.9)
		return m
	}
	if d.chance(seldomKnown) {
		m.MDRClass = "none"
	}
	m.CEMarked = d.fact(halfKnown, 0.55)
	return m
}

func dataOf(d draw) catalog.Data {
	return catalog.Data{
		Personal:           d.fact(halfKnown, 0.7),
		Location:           pick(d, oftenKnown, catalog.DataLocations(), 0.15, 0.35, 0.3, 0.2),
		ProcessorAgreement: d.fact(seldomKnown, 0.7),
		Camera:             pick(d, halfKnown, catalog.Captures(), 0.65, 0.2, 0.15),
		Audio:              pick(d, halfKnown, catalog.Captures(), 0.55, 0.35, 0.1),
		Positioning:        d.fact(halfKnown, 0.3),
	}
}

// pick is a value of the list by its weight; empty unless known.
func pick(d draw, known float64, list []string, weights ...float64) string {
	if !d.chance(known) {
		return ""
	}
	return list[d.weighted(weights...)]
}

// integrationsOf are up to most different names, the usual ones more often; nil
// unless known.
func (g *Generator) integrationsOf(d draw, known float64, most int) []string {
	if !d.chance(known) {
		return nil
	}
	var taken uint64
	names := make([]string, 0, most)
	for range d.between(1, most) {
		if i := g.integrationRanks.draw(d); taken&(1<<i) == 0 {
			taken |= 1 << i
			names = append(names, g.integrations[i])
		}
	}
	return names
}

// interfaceLanguages nearly always hold Swedish.
func interfaceLanguages(d draw, list []string) []string {
	if !d.chance(halfKnown) {
		return nil
	}
	if d.chance(0.9) {
		return append([]string{list[0]}, d.some(0.6, list[1:], 4)...)
	}
	return d.some(1, list[1:], 3)
}
