package matching

import "math"

// sieve holds back products whose sums show that they cannot reach a score. It
// lets through all that can, and some that cannot: what it works with is never
// less than the truth.
type sieve struct {
	scorer    *scorer
	least     float64 // points of the fit that are needed
	score     Score   // that least stands for
	shift     int
	text      [sieveSteps + 1]float64 // most points that a text sum can give, by its upper bits
	functions float64                 // points for each unit of the sums
	effects   float64
}

const sieveSteps = 256

func newSieve(s *scorer) *sieve {
	x := &sieve{scorer: s, least: math.Inf(-1), score: math.MinInt32}
	c := &s.curve
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
	return x
}

// slack covers the rounding of sums that are formed in another order, and in
// float32.
const slack = 1e-3

// most is no less than the points of a fit with these sums.
func (x *sieve) most(text, functions, effects uint32) float64 {
	return x.text[min(text>>x.shift, sieveSteps)] + x.functions*float64(functions) + x.effects*float64(effects)
}

// lets reports whether a fit of at most these points may reach the score.
func (x *sieve) lets(most float64) bool { return most+slack >= x.least }

// tighten makes the sieve hold back what cannot reach the score.
func (x *sieve) tighten(score Score) {
	if score <= x.score {
		return
	}
	x.score = score
	low, high := 0.0, 100.0
	for range 24 { // to a hundred-thousandth of a point
		mid := (low + high) / 2
		if x.scorer.bound(mid, x.scorer.counts(mid), false) >= score {
			high = mid
		} else {
			low = mid
		}
	}
	x.least = low
}
