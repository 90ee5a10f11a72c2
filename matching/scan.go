package matching

import (
	"context"
	"fmt"
	"math/bits"
	"slices"

	"github.com/allagehub/matcharenan/matching/postings"
)

// tally is what a pass over all products counts.
type tally struct {
	eligible int
	shutsOut []int // by demand of the gate
	alone    []int // of these, with no other breach
	fitting  []int // of these, those that fit the need; only counted where near misses are asked for
}

func (m *Matcher) scan(ctx context.Context, snap *postings.Snapshot, p *plan, best, near *top) (*tally, error) {
	w := m.pool.Get().(*work)
	defer m.pool.Put(w)
	w.used = 0
	p.gate = newGate(snap, p, w)
	w.sieve.set(p, m.ruleset)
	n := len(p.excluding)
	t := &tally{shutsOut: make([]int, n), alone: make([]int, n), fitting: make([]int, n)}
	for _, s := range snap.Segments() {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("matching: %w", err)
		}
		p.gate.open(s)
		s.Accumulate(&w.text, p.text)
		s.AccumulatePair(&w.concepts, p.concepts)
		words := (s.Len() + 63) / 64
		for i := range p.excluding {
			t.shutsOut[i] += p.gate.breaches[i][:words].Len()
		}
		p.each(s, p.gate.eligible[:words], w, best)
		t.eligible += p.gate.eligible[:words].Len()
		p.nearMisses(s, words, w, near, t)
	}
	return t, nil
}

// each scores the products of a bitmap that can still enter the list, those with
// the best fit first: they make the list's least score high, and most of the others
// need not be looked at again.
func (p *plan) each(s *postings.Segment, set postings.Bitmap, w *work, list *top) {
	f := features{segment: s, wishes: p.gate.granted}
	x := &w.sieve
	x.tighten(list.least())
	w.sift(set)
	for rest := w.bestFirst(); len(rest) > 0; {
		some := rest[:min(len(rest), together)]
		if !x.lets(float64(some[0].most) + 1) {
			break // the order is that of whole points
		}
		rest = rest[len(some):]
		var words [together]uint64
		for i, c := range some {
			words[i] = s.Bits(int(c.doc))
		}
		for i, c := range some {
			most := float64(c.most)
			if x.lets(most) && x.reaches(x.reach(most, words[i])) {
				p.consider(int(c.doc), w, &f, list, allFit)
				x.tighten(list.least())
			}
		}
	}
}

// together is for how many products words of bits are read at a time, so that they
// do not wait for memory in turn.
const together = 16

// sieved is a product with the most points that its fit may give.
type sieved struct {
	most float32
	doc  int32
}

// sift notes the products of the bitmap whose fit lets them enter the list.
func (w *work) sift(set postings.Bitmap) {
	w.sieved = w.sieved[:0]
	for j, word := range set {
		for ; word != 0; word &= word - 1 {
			i := j<<6 + bits.TrailingZeros64(word)
			functions, effects := w.concepts.At(i)
			if most := w.sieve.most(w.text[i], functions, effects); w.sieve.lets(most) {
				w.sieved = append(w.sieved, sieved{float32(most), int32(i)}) //nolint:gosec // G115: below SegmentSize
			}
		}
	}
}

// bestFirst is the sieved products in order of whole points, the most first.
func (w *work) bestFirst() []sieved {
	var places [102]int // of those with so many points less than there can be; one further while they are counted
	step := func(x sieved) int { return 100 - max(0, min(int(x.most), 100)) }
	for _, x := range w.sieved {
		places[step(x)+1]++
	}
	for i := 1; i < len(places); i++ {
		places[i] += places[i-1]
	}
	w.ordered = slices.Grow(w.ordered[:0], len(w.sieved))[:len(w.sieved)]
	for _, x := range w.sieved {
		at := &places[step(x)]
		w.ordered[*at] = x
		*at++
	}
	return w.ordered
}

// Rules that consider is given for products that fail none.
const allFit = -1

// fittingShare is the share of the full fit from which a product is said to fit
// a need. Near misses below it are nobody's concern.
const fittingShare = 0.5

// consider scores product i unless it cannot enter the list, and reports whether
// it fits the need. Rule is the one that a near miss fails.
func (p *plan) consider(i int, w *work, f *features, list *top, rule int) bool {
	f.doc, f.text = i, w.text[i]
	f.functions, f.effects = w.concepts.At(i)
	points, counts := p.scorer.fitPoints(f)
	fits := counts >= fittingShare
	if rule != allFit && !fits {
		return false
	}
	breaks := p.gate.lowered.Has(i)
	if score, ok := p.scorer.scoreFrom(list.least(), f, points, counts, breaks); ok {
		list.offer(candidate{score: score, segment: f.segment, doc: i, breaks: breaks, rule: rule})
	}
	return fits
}

// nearMisses scores the products that break one rule, and counts what each rule
// shuts out.
func (p *plan) nearMisses(s *postings.Segment, words int, w *work, near *top, t *tally) {
	f := features{segment: s, wishes: p.gate.granted}
	least := fittingShare*p.scorer.fullFit*p.scorer.fitShare - slack
	for rule := range p.excluding {
		breach := p.gate.breaches[rule][:words]
		for j, word := range p.gate.single[:words] {
			word &= breach[j]
			t.alone[rule] += bits.OnesCount64(word)
			if near.n == 0 {
				continue
			}
			for ; word != 0; word &= word - 1 {
				i := j<<6 + bits.TrailingZeros64(word)
				functions, effects := w.concepts.At(i)
				if w.sieve.most(w.text[i], functions, effects) >= least && p.consider(i, w, &f, near, rule) {
					t.fitting[rule]++
				}
			}
		}
	}
}
