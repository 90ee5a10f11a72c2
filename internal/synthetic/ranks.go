package synthetic

import "math"

// ranks draws ranks 0, 1, … with a Zipf-Mandelbrot distribution: rank r comes as
// often as 1 / (r + 1 + offset)^exponent. It uses the alias method of Walker and
// Vose: one random number for a rank, however many ranks there are.
type ranks struct {
	keep  []uint32 // the rank itself, below this 32-bit fraction
	alias []uint32 // the rank that is drawn otherwise
}

func newRanks(n int, exponent, offset float64) *ranks {
	scaled := make([]float64, n)
	sum := 0.0
	for r := range scaled {
		scaled[r] = math.Pow(float64(r+1)+offset, -exponent)
		sum += scaled[r]
	}
	for r := range scaled {
		scaled[r] *= float64(n) / sum
	}
	a := &ranks{keep: make([]uint32, n), alias: make([]uint32, n)}
	a.fill(scaled)
	return a
}

// fill pairs each rank that is rarer than the mean with one that is more usual.
func (a *ranks) fill(scaled []float64) {
	var rare, usual []int
	for r, p := range scaled {
		a.keep[r], a.alias[r] = math.MaxUint32, uint32(r)
		if p < 1 {
			rare = append(rare, r)
		} else {
			usual = append(usual, r)
		}
	}
	for len(rare) > 0 && len(usual) > 0 {
		r, u := rare[len(rare)-1], usual[len(usual)-1]
		rare = rare[:len(rare)-1]
		a.keep[r], a.alias[r] = uint32(scaled[r]*math.MaxUint32), uint32(u) //nolint:gosec // G115: as above
		if scaled[u] -= 1 - scaled[r]; scaled[u] < 1 {
			usual = usual[:len(usual)-1]
			rare = append(rare, u)
		}
	}
}

func (a *ranks) draw(d draw) int {
	x := d.Uint64()
	i := x >> 32 * uint64(len(a.keep)) >> 32
	if uint32(x) <= a.keep[i] { //nolint:gosec // G115: the lower half is wanted
		return int(i)
	}
	return int(a.alias[i])
}
