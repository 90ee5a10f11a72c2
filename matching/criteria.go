package matching

import (
	"math"
	"math/bits"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching/postings"
	"github.com/allagehub/matcharenan/testbeds"
)

// Names of the weighted criteria, as rule sets use them.
const (
	criterionFunctions     = "functions"
	criterionText          = "text"
	criterionTargetGroups  = "targetGroups"
	criterionSettings      = "settings"
	criterionLifeAreas     = "lifeAreas"
	criterionCareActs      = "careActs"
	criterionEffectGoals   = "effectGoals"
	criterionEvidence      = "evidence"
	criterionReadiness     = "readiness"
	criterionIntegrations  = "integrations"
	criterionAccessibility = "accessibility"
	criterionPrice         = "price"
	criterionInstallation  = "installation"
	criterionTrial         = "trial"
	criterionCompleteness  = "completeness"
)

var criterionNames = []string{
	criterionFunctions, criterionText, criterionTargetGroups, criterionSettings, criterionLifeAreas, criterionCareActs,
	criterionEffectGoals, criterionEvidence, criterionReadiness, criterionIntegrations, criterionAccessibility,
	criterionPrice, criterionInstallation, criterionTrial, criterionCompleteness,
}

// fitCriteria make up the functional fit.
var fitCriteria = []string{criterionFunctions, criterionText, criterionEffectGoals}

// features are what the criteria look at in one product, for one need.
type features struct {
	text, functions, effects uint32 // sums of the index's channels
	masks                    [masks]uint32
	trl, price, completeness float64
	claims                   []uint64
	integrations             int  // how many of the wished ones the product has
	integrationsKnown        bool // whether it tells of any
}

// wish is what a need wishes for beyond what it requires: the side of the
// criteria that is the same for all products.
type wish struct {
	targetGroups, settings, lifeAreas, careActs, connectivity uint32
	budget                                                    float64 // SEK per month; NaN when none is given
	integrations                                              []string
	textFull                                                  float64 // sum that a product with every word once would have
	functionsFull, effectsFull                                float64
	day                                                       int
}

func newWish(n *testbeds.Need, day catalog.Date) wish {
	w := wish{
		targetGroups: mask(n.TargetGroups, catalog.TargetGroups()) &^ knownBit,
		settings:     mask(n.Settings, catalog.Settings()) &^ knownBit,
		lifeAreas:    mask(n.LifeAreas, catalog.LifeAreas()) &^ knownBit,
		careActs:     mask(n.CareActs, catalog.CareActs()) &^ knownBit,
		connectivity: mask(n.Environment.Connectivity, catalog.Connectivities()) &^ knownBit,
		budget:       float64(quantity(n.Requires.MaxPricePerMonthSEK)),
		day:          day.Days(),
	}
	for _, name := range []string{n.Environment.AlarmReception, n.Environment.CareSystem} {
		if name != "" {
			w.integrations = append(w.integrations, free([]string{name})[0])
		}
	}
	return w
}

// weighted is a criterion that a need says something about, with its share of
// the whole.
type weighted struct {
	*Criterion
	share float64 // of 100
	value func(*features) (float64, bool)
}

// weigh returns the criteria that apply to a need. The criteria of the fit come
// first.
func (rs *Ruleset) weigh(w *wish) (fit, other []weighted) {
	total := 0.0
	for i := range rs.Criteria {
		c := &rs.Criteria[i]
		value := rs.criterion(c.Name, w)
		if value == nil || c.Weight == 0 {
			continue
		}
		total += c.Weight
		if c.Fit {
			fit = append(fit, weighted{c, c.Weight, value})
		} else {
			other = append(other, weighted{c, c.Weight, value})
		}
	}
	for _, list := range [][]weighted{fit, other} {
		for i := range list {
			list[i].share *= 100 / total
		}
	}
	return fit, other
}

// criterion returns how a criterion is valued, 0–1, false when the product does
// not tell. It is nil when the need says nothing about it.
func (rs *Ruleset) criterion(name string, w *wish) func(*features) (float64, bool) {
	switch name {
	case criterionText:
		return textSimilarity(w.textFull, rs.Text.Saturation)
	case criterionFunctions:
		return coverage(w.functionsFull, func(f *features) uint32 { return f.functions })
	case criterionEffectGoals:
		return coverage(w.effectsFull, func(f *features) uint32 { return f.effects })
	case criterionTargetGroups:
		return overlap(w.targetGroups, maskTargetGroups)
	case criterionSettings:
		return overlap(w.settings, maskSettings)
	case criterionLifeAreas:
		return overlap(w.lifeAreas, maskLifeAreas)
	case criterionCareActs:
		return overlap(w.careActs, maskCareActs)
	case criterionInstallation:
		return anyOf(w.connectivity, maskConnectivity)
	case criterionEvidence:
		return rs.Evidence.value(w.day)
	case criterionReadiness:
		return rs.Readiness.value
	case criterionIntegrations:
		return shareOfWishes(len(w.integrations))
	case criterionAccessibility:
		return flag(flagAccessible, flagAccessibleKnown)
	case criterionTrial:
		return flag(flagTrial, flagTrialKnown)
	case criterionPrice:
		return cheapness(w.budget)
	case criterionCompleteness:
		return func(f *features) (float64, bool) { return f.completeness, true }
	}
	return nil
}

// textSimilarity is x / (x + saturation), where x is the share of the need's
// words, by weight, that the product's text holds.
func textSimilarity(full, saturation float64) func(*features) (float64, bool) {
	if full == 0 {
		return nil
	}
	return func(f *features) (float64, bool) {
		x := float64(f.text) / full
		return x / (x + saturation), true
	}
}

// coverage is the share of the wished functions that the product provides, by
// weight.
func coverage(full float64, sum func(*features) uint32) func(*features) (float64, bool) {
	if full == 0 {
		return nil
	}
	return func(f *features) (float64, bool) { return min(1, float64(sum(f))/full), true }
}

// overlap is the cosine of two sets, |A∩B| / √(|A|·|B|): a product that ticks
// every box does not gain by it.
func overlap(wished uint32, column int) func(*features) (float64, bool) {
	if wished == 0 {
		return nil
	}
	n := float64(bits.OnesCount32(wished))
	return func(f *features) (float64, bool) {
		m := f.masks[column]
		if m&knownBit == 0 {
			return 0, false
		}
		m &^= knownBit
		if m == 0 {
			return 0, true
		}
		return float64(bits.OnesCount32(m&wished)) / math.Sqrt(n*float64(bits.OnesCount32(m))), true
	}
}

func anyOf(wished uint32, column int) func(*features) (float64, bool) {
	if wished == 0 {
		return nil
	}
	return func(f *features) (float64, bool) {
		m := f.masks[column]
		if m&wished != 0 {
			return 1, true
		}
		return 0, m&knownBit != 0
	}
}

func flag(bit, known uint32) func(*features) (float64, bool) {
	return func(f *features) (float64, bool) {
		m := f.masks[maskFlags]
		if m&bit != 0 {
			return 1, true
		}
		return 0, m&known != 0
	}
}

func shareOfWishes(wishes int) func(*features) (float64, bool) {
	if wishes == 0 {
		return nil
	}
	return func(f *features) (float64, bool) {
		return float64(f.integrations) / float64(wishes), f.integrationsKnown
	}
}

// cheapness is 1 for what is free and 0 for what costs the whole budget.
func cheapness(budget float64) func(*features) (float64, bool) {
	if math.IsNaN(budget) || budget == 0 {
		return nil
	}
	return func(f *features) (float64, bool) {
		if math.IsNaN(f.price) {
			return 0, false
		}
		return max(0, 1-f.price/budget), true
	}
}

// value is 1 within the band, and a third less for each step outside it.
func (r ReadinessBand) value(f *features) (float64, bool) {
	if math.IsNaN(f.trl) {
		return 0, false
	}
	outside := max(float64(r.From)-f.trl, f.trl-float64(r.To), 0)
	return max(0, 1-outside/3), true
}

// value is that of the best claim that may still be used on the day, faded by
// its age. No claim at all is worth 0: the supplier has had the chance.
func (w *EvidenceWeights) value(day int) func(*features) (float64, bool) {
	var worth []float64
	for _, s := range catalog.ClaimSources() {
		worth = append(worth, w.Sources[s])
	}
	return func(f *features) (float64, bool) {
		best := 0.0
		for _, packed := range f.claims {
			source, date, until := unpackClaim(packed)
			if until != noDay && until < day || source >= len(worth) {
				continue
			}
			age := max(0, float64(day-date)/365.25)
			best = max(best, worth[source]*max(0, 1-age/w.FadeYears))
		}
		return best, true
	}
}

// read fills the features that stand in the index's columns.
func (f *features) read(s *postings.Segment, i int) {
	for c := range f.masks {
		f.masks[c] = s.Masks(c)[i]
	}
	f.trl = s.Numbers(columnTRL)[i]
	f.price = s.Numbers(columnPrice)[i]
	f.completeness = s.Numbers(columnCompleteness)[i]
	f.claims = s.Payload(i)
}
