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

// features are what the criteria look at in one product, for one need: sums of
// the index's channels, and the place whose columns are read when a criterion
// asks for them.
type features struct {
	text, functions, effects uint32

	segment *postings.Segment
	doc     int
	wishes  func(doc int) (has int, told bool) // integrations wished for that the product has
}

func (f *features) field(x field) uint32      { return x.of(f.segment.Bits(f.doc)) }
func (f *features) number(column int) float64 { return f.segment.Number(f.doc, column) }

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
		targetGroups: mask(n.TargetGroups, catalog.TargetGroups()),
		settings:     mask(n.Settings, catalog.Settings()),
		lifeAreas:    mask(n.LifeAreas, catalog.LifeAreas()),
		careActs:     mask(n.CareActs, catalog.CareActs()),
		connectivity: mask(n.Environment.Connectivity, catalog.Connectivities()),
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
func (rs *Ruleset) weigh(w *wish) (fit []weighted, overlaps []overlap, other []weighted) {
	total := 0.0
	for i := range rs.Criteria {
		c := &rs.Criteria[i]
		value := rs.criterion(c.Name, w)
		if value == nil || c.Weight == 0 {
			continue
		}
		total += c.Weight
		x := weighted{c, c.Weight, value}
		if o, ok := w.overlap(c.Name); ok {
			o.weighted = x
			overlaps = append(overlaps, o)
		} else if c.Fit {
			fit = append(fit, x)
		} else {
			other = append(other, x)
		}
	}
	for _, list := range [][]weighted{fit, other} {
		for i := range list {
			list[i].share *= 100 / total
		}
	}
	for i := range overlaps {
		overlaps[i].share *= 100 / total
	}
	return fit, overlaps, other
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
	case criterionTargetGroups, criterionSettings, criterionLifeAreas, criterionCareActs:
		o, ok := w.overlap(name)
		if !ok {
			return nil
		}
		return func(f *features) (float64, bool) { return o.value(f.segment.Bits(f.doc)) }
	case criterionInstallation:
		return anyOf(w.connectivity, fieldConnectivity)
	case criterionEvidence:
		return rs.Evidence.value(w.day)
	case criterionReadiness:
		return rs.Readiness.value
	case criterionIntegrations:
		return shareOfWishes(len(w.integrations))
	case criterionAccessibility:
		return flag(fieldAccessible)
	case criterionTrial:
		return flag(fieldTrial)
	case criterionPrice:
		return cheapness(w.budget)
	case criterionCompleteness:
		return func(f *features) (float64, bool) { return f.number(columnCompleteness), true }
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
type overlap struct {
	weighted
	field  field
	wished uint32
	cosine *[16][16]float64
}

// overlap is that of a criterion which compares sets; false when it does not, or
// the need lists nothing.
func (w *wish) overlap(criterion string) (overlap, bool) {
	var o overlap
	switch criterion {
	case criterionTargetGroups:
		o.wished, o.field = w.targetGroups, fieldTargetGroups
	case criterionSettings:
		o.wished, o.field = w.settings, fieldSettings
	case criterionLifeAreas:
		o.wished, o.field = w.lifeAreas, fieldLifeAreas
	case criterionCareActs:
		o.wished, o.field = w.careActs, fieldCareActs
	}
	if o.wished == 0 {
		return o, false
	}
	o.cosine = &cosines[bits.OnesCount32(o.wished)]
	return o, true
}

// value is that of a product with the word of bits, false when it does not tell.
func (o *overlap) value(word uint64) (float64, bool) {
	m := o.field.of(word)
	told := m&o.field.told() != 0
	m &^= o.field.told()
	return o.cosine[bits.OnesCount32(m)&15][bits.OnesCount32(m&o.wished)&15], told
}

// cosines are the values for two sets, by the size of the wished one, that of
// the other, and of what they share.
var cosines = func() (tables [16][16][16]float64) {
	for n := 1; n < len(tables); n++ {
		for m := range tables[n] {
			for shared := 1; shared <= m; shared++ {
				tables[n][m][shared] = float64(shared) / math.Sqrt(float64(n)*float64(m))
			}
		}
	}
	return tables
}()

func anyOf(wished uint32, x field) func(*features) (float64, bool) {
	if wished == 0 {
		return nil
	}
	return func(f *features) (float64, bool) {
		m := f.field(x)
		if m&wished != 0 {
			return 1, true
		}
		return 0, m&x.told() != 0
	}
}

func flag(x field) func(*features) (float64, bool) {
	return func(f *features) (float64, bool) {
		m := f.field(x)
		return float64(m & 1), m&x.told() != 0
	}
}

func shareOfWishes(wishes int) func(*features) (float64, bool) {
	if wishes == 0 {
		return nil
	}
	return func(f *features) (float64, bool) {
		has, told := f.wishes(f.doc)
		return float64(has) / float64(wishes), told
	}
}

// cheapness is 1 for what is free and 0 for what costs the whole budget.
func cheapness(budget float64) func(*features) (float64, bool) {
	if math.IsNaN(budget) || budget == 0 {
		return nil
	}
	return func(f *features) (float64, bool) {
		price := f.number(columnPrice)
		if math.IsNaN(price) {
			return 0, false
		}
		return max(0, 1-price/budget), true
	}
}

// value is 1 within the band, and a third less for each step outside it.
func (r ReadinessBand) value(f *features) (float64, bool) {
	trl := f.number(columnTRL)
	if math.IsNaN(trl) {
		return 0, false
	}
	return r.at(trl), true
}

func (r ReadinessBand) at(trl float64) float64 {
	outside := max(float64(r.From)-trl, trl-float64(r.To), 0)
	return max(0, 1-outside/3)
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
		for _, packed := range f.segment.Payload(f.doc)[1:] {
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
