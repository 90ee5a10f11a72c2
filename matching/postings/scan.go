package postings

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

// DocumentFrequency is how many documents of the last fill held the term.
func (s *Snapshot) DocumentFrequency(term string) int {
	n, ok := s.terms.find(term)
	if !ok {
		return 0
	}
	return s.Frequency(n)
}

// Accumulator holds one sum for each document of a segment.
type Accumulator [SegmentSize]uint32

// Accumulate sets the accumulator to the sums over all terms of coefficient
// times impact, document by document. The sum of the coefficients must be at
// most [MaxSum].
func (s *Segment) Accumulate(acc *Accumulator, query []Coefficient) {
	clear(acc[:s.Len()])
	for _, q := range query {
		w, list := q.Weight, s.list(q.Term)
		for len(list) >= 4 { // four at a time is measurably faster
			a, b, c, d := list[0], list[1], list[2], list[3]
			list = list[4:]
			acc[a>>16&(SegmentSize-1)] += w * (a & 0xffff)
			acc[b>>16&(SegmentSize-1)] += w * (b & 0xffff)
			acc[c>>16&(SegmentSize-1)] += w * (c & 0xffff)
			acc[d>>16&(SegmentSize-1)] += w * (d & 0xffff)
		}
		for _, p := range list {
			acc[p>>16&(SegmentSize-1)] += w * (p & 0xffff)
		}
	}
}

// Impact is the weight of a term in document i, 0 when it is not there.
func (s *Segment) Impact(term uint32, i int) uint32 {
	list := s.list(term)
	lo, hi := 0, len(list)
	for lo < hi {
		mid := (lo + hi) / 2
		if int(list[mid]>>16) < i {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(list) && int(list[lo]>>16) == i {
		return list[lo] & 0xffff
	}
	return 0
}

// AddAttribute adds to b the documents of the segment that have the attribute.
func (s *Snapshot) AddAttribute(seg *Segment, b Bitmap, name string) {
	if n, ok := s.attributes.find(name); ok {
		if a, ok := seg.attributes[n]; ok {
			a.addTo(b)
		}
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
