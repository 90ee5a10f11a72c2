package postings

import "math"

// Coefficient is a term of a query with its weight.
type Coefficient struct {
	Term   uint32
	Weight uint32
}

// MaxSum is the largest sum of the coefficients of one channel for which no
// accumulator can overflow.
const MaxSum = (1<<32 - 1) / MaxImpact

// Term returns the number of a term for use in a [Coefficient]; false when no
// document has ever held it.
func (s *Snapshot) Term(term string) (uint32, bool) { return s.terms.find(term) }

// Frequency is how many documents of the last fill held the term with the number.
func (s *Snapshot) Frequency(term uint32) int {
	if int(term) >= len(s.frequency) {
		return 0
	}
	return int(s.frequency[term])
}

// Accumulator holds one sum for each document of a segment.
type Accumulator [SegmentSize]uint32

// Accumulate sets the accumulator to the sums over all terms of coefficient
// times impact, document by document. The sum of the coefficients must be at
// most [MaxSum].
func (s *Segment) Accumulate(acc *Accumulator, query []Coefficient) {
	clear(acc[:s.Len()])
	for len(query) > 0 {
		some := query[:min(len(query), together)]
		query = query[len(some):]
		var lists [together][]posting
		for i, q := range some {
			lists[i] = s.list(q.Term)
		}
		for i, list := range lists[:len(some)] {
			if len(list) > 0 {
				acc[list[0].doc()] += some[i].Weight * list[0].impact()
				lists[i] = list[1:]
			}
		}
		for i, list := range lists[:len(some)] {
			acc.add(list, some[i].Weight)
		}
	}
}

// together is how many terms are begun at a time, so that their lists do not wait
// for memory in turn.
const together = 16

func (acc *Accumulator) add(list []posting, w uint32) {
	for ; len(list) >= 8; list = list[8:] { // eight at a time is measurably faster
		a := (*[8]posting)(list)
		acc[a[0].doc()] += w * a[0].impact()
		acc[a[1].doc()] += w * a[1].impact()
		acc[a[2].doc()] += w * a[2].impact()
		acc[a[3].doc()] += w * a[3].impact()
		acc[a[4].doc()] += w * a[4].impact()
		acc[a[5].doc()] += w * a[5].impact()
		acc[a[6].doc()] += w * a[6].impact()
		acc[a[7].doc()] += w * a[7].impact()
	}
	for _, p := range list {
		acc[p.doc()] += w * p.impact()
	}
}

// PairCoefficient is a term of two queries with its weight in each.
type PairCoefficient struct {
	Term          uint32
	First, Second uint32
}

// PairAccumulator holds the sums of two queries for each document of a segment.
type PairAccumulator [SegmentSize]uint64

// At returns the sums of document i.
func (a *PairAccumulator) At(i int) (first, second uint32) {
	return uint32(a[i]), uint32(a[i] >> 32) //nolint:gosec // G115: the halves
}

// AccumulatePair is [Segment.Accumulate] for two queries that have terms in
// common, in one pass. The sum of the coefficients of each must be at most
// [MaxSum], so that the lower half never runs over into the upper.
func (s *Segment) AccumulatePair(acc *PairAccumulator, query []PairCoefficient) {
	clear(acc[:s.Len()])
	for _, q := range query {
		w, list := uint64(q.First)|uint64(q.Second)<<32, s.list(q.Term)
		for ; len(list) >= 4; list = list[4:] {
			a := (*[4]posting)(list)
			acc[a[0].doc()] += w * uint64(a[0].impact())
			acc[a[1].doc()] += w * uint64(a[1].impact())
			acc[a[2].doc()] += w * uint64(a[2].impact())
			acc[a[3].doc()] += w * uint64(a[3].impact())
		}
		for _, p := range list {
			acc[p.doc()] += w * uint64(p.impact())
		}
	}
}

// Impact is the weight of a term in document i, 0 when it is not there.
func (s *Segment) Impact(term uint32, i int) uint32 {
	list := s.list(term)
	return impactAt(list, position(list, beginning(list, i, s.Len()), i), i)
}

// Impacts appends the weights of the terms in document i, 0 for those that are not
// there. It is faster than to ask for one after the other: the searches of many
// terms are begun before any of them goes on.
func (s *Segment) Impacts(dst, terms []uint32, i int) []uint32 {
	for len(terms) > 0 {
		some := terms[:min(len(terms), together)]
		terms = terms[len(some):]
		var lists [together][]posting
		var begins [together]begin
		for j, t := range some {
			lists[j] = s.list(t)
		}
		for j, list := range lists[:len(some)] {
			begins[j] = beginning(list, i, s.Len())
		}
		for j, list := range lists[:len(some)] {
			dst = append(dst, impactAt(list, position(list, begins[j], i), i))
		}
	}
	return dst
}

// Attribute returns the number of an attribute for use in [Segment.AddAttribute]:
// one that no document has when none has ever had the attribute.
func (s *Snapshot) Attribute(name string) uint32 {
	if n, ok := s.attributes.find(name); ok {
		return n
	}
	return math.MaxUint32
}

// AddAttribute adds to b the documents that have the attribute with the number.
func (s *Segment) AddAttribute(b Bitmap, number uint32) {
	if a, ok := s.attributes[number]; ok {
		a.addTo(b)
	}
}

// HasAttribute reports whether document i has the attribute.
func (s *Snapshot) HasAttribute(seg *Segment, i int, name string) bool {
	n, ok := s.attributes.find(name)
	if !ok {
		return false
	}
	a, ok := seg.attributes[n]
	return ok && a.has(i)
}

// Find returns the segment and number of a live document.
func (x *Index) Find(id string) (*Segment, int, bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	at, ok := x.places[id]
	if !ok {
		return nil, 0, false
	}
	return x.current.Load().segments[at.segment], int(at.doc), true
}
