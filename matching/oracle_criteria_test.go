package matching

import (
	"math"
	"slices"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/testbeds"
)

// verdict is the value of a criterion by hand. Applies is false when the need
// says nothing about it, known is false when the product does not tell.
type verdict struct {
	value          float64
	known, applies bool
}

// paperVerdicts values the criteria that read no text, by the meanings that the
// rule set documents.
func paperVerdicts(rs *Ruleset, n *testbeds.Need, p *catalog.Product, day catalog.Date) map[string]verdict {
	return map[string]verdict{
		"targetGroups":  cosine(n.TargetGroups, p.TargetGroups),
		"settings":      cosine(n.Settings, p.Settings),
		"lifeAreas":     cosine(n.LifeAreas, p.LifeAreas),
		"careActs":      cosine(n.CareActs, p.CareActs),
		"evidence":      {evidenceByHand(&rs.Evidence, p, day), true, true},
		"readiness":     readinessByHand(rs.Readiness, p.TRL),
		"integrations":  integrationsByHand(n, p),
		"accessibility": factVerdict(p.Accessibility.EN301549),
		"price":         priceByHand(n, p),
		"installation":  installationByHand(n, p),
		"trial":         factVerdict(p.TrialOffer.Available),
		"completeness":  {toldByHand(p), true, true},
	}
}

// cosine is |A∩B| / √(|A|·|B|).
func cosine(wished, has []string) verdict {
	if len(wished) == 0 {
		return verdict{}
	}
	both := 0.0
	for _, w := range wished {
		if slices.Contains(has, w) {
			both++
		}
	}
	v := verdict{known: has != nil, applies: true}
	if len(has) > 0 {
		v.value = both / math.Sqrt(float64(len(wished))*float64(len(has)))
	}
	return v
}

// evidenceByHand is the best usable claim, faded by its age in years.
func evidenceByHand(w *EvidenceWeights, p *catalog.Product, day catalog.Date) float64 {
	best := 0.0
	for _, c := range p.Claims {
		if !c.ValidUntil.IsZero() && c.ValidUntil < day {
			continue
		}
		years := math.Max(0, float64(int(day)-int(c.Date))/365.25)
		best = math.Max(best, w.Sources[c.Source]*math.Max(0, 1-years/w.FadeYears))
	}
	return best
}

func readinessByHand(band ReadinessBand, trl *int) verdict {
	if trl == nil {
		return verdict{applies: true}
	}
	steps := 0
	for t := *trl; t < band.From; t++ {
		steps++
	}
	for t := *trl; t > band.To; t-- {
		steps++
	}
	return verdict{math.Max(0, 1-float64(steps)/3), true, true}
}

func integrationsByHand(n *testbeds.Need, p *catalog.Product) verdict {
	wishes, has := 0.0, 0.0
	for _, w := range plainNames([]string{n.Environment.AlarmReception, n.Environment.CareSystem}) {
		if w == "" {
			continue
		}
		wishes++
		if slices.Contains(plainNames(p.Integrations), w) {
			has++
		}
	}
	if wishes == 0 {
		return verdict{}
	}
	return verdict{has / wishes, p.Integrations != nil, true}
}

func factVerdict(f catalog.Fact) verdict {
	switch f {
	case catalog.Yes:
		return verdict{1, true, true}
	case catalog.No:
		return verdict{0, true, true}
	case catalog.Unknown:
	}
	return verdict{applies: true}
}

func priceByHand(n *testbeds.Need, p *catalog.Product) verdict {
	budget, price := n.Requires.MaxPricePerMonthSEK, monthly(p)
	switch {
	case budget == nil || *budget == 0:
		return verdict{}
	case price == nil:
		return verdict{applies: true}
	}
	return verdict{math.Max(0, 1 - *price / *budget), true, true}
}

func installationByHand(n *testbeds.Need, p *catalog.Product) verdict {
	if len(n.Environment.Connectivity) == 0 {
		return verdict{}
	}
	v := verdict{known: p.Connectivity != nil, applies: true}
	for _, c := range p.Connectivity {
		if slices.Contains(n.Environment.Connectivity, c) {
			v.value = 1
		}
	}
	return v
}

// toldByHand is the share of the members that a buyer asks about which are told.
func toldByHand(p *catalog.Product) float64 {
	members := []bool{
		p.Status != "", p.Medical.Purpose != 0, p.Medical.MDRClass != "", p.Medical.CEMarked != 0,
		p.Radio.Connected != 0, p.Radio.EN18031 != 0, p.Data.Personal != 0, p.Data.Location != "",
		p.Data.ProcessorAgreement != 0, p.Data.Camera != "", p.Data.Audio != "", p.Data.Positioning != 0,
		p.Connectivity != nil, p.WorksWithout != nil, p.ActiveUse != 0, p.Integrations != nil, p.Languages != nil,
		p.Accessibility.EN301549 != 0, p.TrialOffer.Available != 0, p.TRL != nil,
		p.Security.Confidentiality != nil, p.Security.Integrity != nil, p.Security.Availability != nil,
		p.TrialOffer.Units != nil, p.TrialOffer.Weeks != nil, p.TrialOffer.From != 0 || p.TrialOffer.To != 0,
		monthly(p) != nil, p.ValidUntil != 0,
		p.TargetGroups != nil, p.Settings != nil, p.LifeAreas != nil, p.CareActs != nil, p.Login != nil,
		p.ProductTypes != nil, p.Functions != nil, p.Summary != "", len(p.Claims) > 0,
	}
	told := 0
	for _, m := range members {
		if m {
			told++
		}
	}
	return float64(told) / float64(len(members))
}
