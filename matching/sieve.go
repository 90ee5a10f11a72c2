package matching

import (
	"math"

	"github.com/allagehub/matcharenan/catalog"
)

// sieve holds back products that cannot reach a score: first those whose sums are
// too small even if all else were full, then those whose word of bits shows that
// too little else is. It lets through all that can, and some that cannot: what it
// works with is never less than the truth.
type sieve struct {
	scorer    *scorer
	score     Score   // that is to be reached
	needed    float64 // points from which a product has it, when it breaks nothing
	least     float64 // points of the fit without which it cannot have them
	shift     uint
	text      [sieveSteps + 1]float64 // most points that a text sum can give, by its upper bits
	functions float64                 // points for each unit of the sums
	effects   float64
	always    float64 // how much of the other criteria counts without any fit
	perPoint  float64 // and how much more for each point of the fit
	bounds    []fieldBound
	open      float64 // points of the criteria that the bits say nothing about
}

const sieveSteps = 256

// slack covers the rounding of sums that are formed in another order, and in
// float32.
const slack = 1e-3

// set makes the sieve that of a need.
func (x *sieve) set(p *plan, rs *Ruleset) {
	c := &p.scorer.curve
	*x = sieve{scorer: p.scorer, score: math.MinInt32, needed: math.Inf(-1), least: math.Inf(-1), bounds: x.bounds[:0]}
	for float64(uint64(sieveSteps)<<x.shift) < c.textFull {
		x.shift++
	}
	for i := range x.text {
		top := min(uint64(i+1)<<x.shift, math.MaxUint32)
		x.text[i] = c.points(uint32(top), 0, 0)
	}
	x.text[sieveSteps] = c.text // sums beyond the full one
	if c.functions > 0 {
		x.functions = c.functions / c.functionsFull
	}
	if c.effects > 0 {
		x.effects = c.effects / c.effectsFull
	}
	if p.scorer.fitShare > 0 {
		x.perPoint = 1 / (p.scorer.fitShare * p.scorer.fullFit)
	} else {
		x.always = 1
	}
	x.setBounds(rs, &p.wish)
}

// setBounds takes note of what the bits tell about the other criteria.
func (x *sieve) setBounds(rs *Ruleset, w *wish) {
	for i := range x.scorer.other {
		c := &x.scorer.other[i]
		if f, value := rs.bound(c.Name, w); value != nil {
			x.bounds = append(x.bounds, newFieldBound(f, c.share, value))
		} else {
			x.open += c.share
		}
	}
}

// most is no less than the points of a fit with these sums.
func (x *sieve) most(text, functions, effects uint32) float64 {
	return x.text[min(text>>(x.shift&31), sieveSteps)] + x.functions*float64(functions) + x.effects*float64(effects)
}

// lets reports whether a fit of at most these points may reach the score.
func (x *sieve) lets(most float64) bool { return most+slack >= x.least }

// reach is no less than the points of a product whose fit has at most these, and
// which has this word of bits.
func (x *sieve) reach(most float64, word uint64) float64 {
	rest := x.open
	for i := range x.scorer.overlaps {
		o := &x.scorer.overlaps[i]
		rest += o.share * x.scorer.known(o.value(word))
	}
	for i := range x.bounds {
		b := &x.bounds[i]
		rest += b.most[b.field.of(word)]
	}
	return most + min(1, x.always+most*x.perPoint)*rest
}

// reaches reports whether a product that reaches so far may have the score.
func (x *sieve) reaches(points float64) bool { return points+slack >= x.needed }

// tighten makes the sieve hold back what cannot reach the score.
func (x *sieve) tighten(score Score) {
	if score <= x.score {
		return
	}
	x.score, x.needed = score, (float64(score)-0.5)/100
	// The least fit is that with which all other criteria together reach it.
	rest := x.scorer.otherShare
	x.least = (x.needed - x.always*rest) / (1 + x.perPoint*rest)
	if x.always+x.least*x.perPoint > 1 {
		x.least = x.needed - rest
	}
}

// fieldBound is the most points that a criterion can give, by a field of a
// product's bits.
type fieldBound struct {
	field field
	most  [1 << 7]float64
}

func newFieldBound(f field, share float64, value func(uint32) float64) (b fieldBound) {
	b.field = f
	for v := range uint32(1) << f.width {
		b.most[v] = share * value(v)
	}
	return b
}

// bound is the field that tells most about a criterion, and the most that the
// criterion can be worth by its value; nil when the bits tell nothing.
func (rs *Ruleset) bound(criterion string, w *wish) (field, func(uint32) float64) {
	switch criterion {
	case criterionAccessibility:
		return fieldAccessible, rs.flagBound(fieldAccessible, 1)
	case criterionTrial:
		return fieldTrial, rs.flagBound(fieldTrial, 1)
	case criterionInstallation:
		return fieldConnectivity, rs.flagBound(fieldConnectivity, w.connectivity)
	case criterionReadiness:
		return fieldTRL, func(v uint32) float64 {
			if v == 0 {
				return rs.Unknown
			}
			return rs.Readiness.at(float64(v))
		}
	case criterionEvidence:
		return fieldEvidence, rs.Evidence.bound
	case criterionCompleteness:
		return fieldCompleteness, func(v uint32) float64 { return float64(v) / completenessSteps }
	}
	return field{}, nil
}

// flagBound is 1 when one of the bits is set, and the value of what is not known
// when the product does not tell.
func (rs *Ruleset) flagBound(f field, wished uint32) func(uint32) float64 {
	return func(v uint32) float64 {
		switch {
		case v&wished != 0:
			return 1
		case v&f.told() != 0:
			return 0
		}
		return rs.Unknown
	}
}

// bound is the worth of a fresh claim from the best of the sources up to this one
// in the vocabulary; the field's last value stands for all sources from there on.
func (w *EvidenceWeights) bound(last uint32) float64 {
	best := 0.0
	for i, s := range catalog.ClaimSources() {
		if i <= int(last) || last == 1<<fieldEvidence.width-1 {
			best = max(best, w.Sources[s])
		}
	}
	return best
}
