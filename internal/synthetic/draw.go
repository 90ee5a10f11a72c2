package synthetic

import (
	"math"
	"math/rand/v2"

	"github.com/allagehub/matcharenan/catalog"
)

// draw is the stream of random numbers of one item.
type draw struct{ *rand.Rand }

func newDraw(seed, stream uint64, i int) draw {
	// Mixing keeps the streams of neighbouring items apart from the first number on.
	return draw{rand.New(rand.NewPCG(mix(seed^mix(stream)), mix(uint64(i))))} //nolint:gosec // G115, G404: any bits do, and nothing here is secret
}

// mix is the finalizer of SplitMix64: different numbers stay different.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func (d draw) chance(p float64) bool { return d.Float64() < p }

// between is a number from low to high, both included.
func (d draw) between(low, high int) int { return low + d.IntN(high-low+1) }

// early is an index of a list of n, the first ones more often.
func (d draw) early(n int) int { return min(d.IntN(n), d.IntN(n)) }

// logNormal is a number with the given median and spread, cut to the limits.
func (d draw) logNormal(median, sigma, low, high float64) float64 {
	return min(max(median*math.Exp(sigma*d.NormFloat64()), low), high)
}

// fact is unknown unless it is known, and then yes with the given chance.
func (d draw) fact(known, yes float64) catalog.Fact {
	if !d.chance(known) {
		return catalog.Unknown
	}
	return catalog.FactOf(d.chance(yes))
}

// number is a pointer to a number from low to high, nil unless it is known.
func (d draw) number(known float64, low, high int) *int {
	if !d.chance(known) {
		return nil
	}
	n := d.between(low, high)
	return &n
}

// one is a value of the list, the first ones more often; empty unless known.
func (d draw) one(known float64, list []string) string {
	if !d.chance(known) {
		return ""
	}
	return list[d.early(len(list))]
}

// some are up to most different values of the list, in its order and the first
// ones more often; nil unless known. The list has at most 64 values.
func (d draw) some(known float64, list []string, most int) []string {
	if !d.chance(known) {
		return nil
	}
	var taken uint64
	n := d.between(1, min(most, len(list)))
	for left := n; left > 0; {
		if bit := uint64(1) << d.early(len(list)); taken&bit == 0 {
			taken |= bit
			left--
		}
	}
	values := make([]string, 0, n)
	for i, v := range list {
		if taken&(1<<i) != 0 {
			values = append(values, v)
		}
	}
	return values
}

// weighted is an index of the weights, each as often as it weighs; they sum to 1.
func (d draw) weighted(weights ...float64) int {
	x := d.Float64()
	for i, w := range weights {
		if x < w {
			return i
		}
		x -= w
	}
	return len(weights) - 1
}

// day is a day from first to last, both included.
func (d draw) day(first, last catalog.Date) catalog.Date {
	return first.AddDays(d.IntN(last.Days() - first.Days() + 1))
}
