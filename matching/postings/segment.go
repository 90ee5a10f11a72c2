package postings

import (
	"slices"
	"sort"
)

// Segment is a frozen set of at most [SegmentSize] documents.
type Segment struct {
	ids        []string
	origins    []Origin
	terms      []uint32 // of a small segment: the terms it holds, in order; nil means all
	starts     []uint32 // starts[i] to starts[i+1] are the postings of terms[i], or of term i
	postings   []posting
	attributes map[uint32]attribute
	bits       []uint64    // of each document
	numbers    [][]float64 // column by column
	orders     [][]uint16  // of each number column: the documents that have a number, by it
	payloads   []uint64
	payloadEnd []uint32 // where the payload of each document ends
	dead       Bitmap   // replaced, never changed
	deadCount  int
}

// Len is the number of documents, dead ones too.
func (s *Segment) Len() int { return len(s.ids) }

// ID is the identity of document i.
func (s *Segment) ID(i int) string { return s.ids[i] }

// Origin is where document i can be read again.
func (s *Segment) Origin(i int) Origin { return s.origins[i] }

// Bits is the word that the owner packed for document i.
func (s *Segment) Bits(i int) uint64 { return s.bits[i] }

// Number is column c of document i's numbers; NaN is unknown.
func (s *Segment) Number(i, c int) float64 { return s.numbers[c][i] }

// Above adds to b the documents whose number in column c is above the limit.
func (s *Segment) Above(b Bitmap, c int, limit float64) {
	order, column := s.orders[c], s.numbers[c]
	from := sort.Search(len(order), func(i int) bool { return column[order[i]] > limit })
	for _, d := range order[from:] {
		b.Set(int(d))
	}
}

// Below adds to b the documents whose number in column c is below the limit.
func (s *Segment) Below(b Bitmap, c int, limit float64) {
	order, column := s.orders[c], s.numbers[c]
	to := sort.Search(len(order), func(i int) bool { return column[order[i]] >= limit })
	for _, d := range order[:to] {
		b.Set(int(d))
	}
}

// Payload is what the owner gave with document i.
func (s *Segment) Payload(i int) []uint64 {
	start := uint32(0)
	if i > 0 {
		start = s.payloadEnd[i-1]
	}
	return s.payloads[start:s.payloadEnd[i]]
}

// Live adds the documents that have not been removed or replaced to b.
func (s *Segment) Live(b Bitmap) {
	b.Fill(s.Len())
	if s.dead != nil {
		b.AndNot(s.dead)
	}
}

// list is the postings of term t, nil when this segment has none.
func (s *Segment) list(t uint32) []posting {
	at := int(t)
	if s.terms != nil {
		i, ok := slices.BinarySearch(s.terms, t)
		if !ok {
			return nil
		}
		at = i
	}
	if at+1 >= len(s.starts) {
		return nil
	}
	return s.postings[s.starts[at]:s.starts[at+1]]
}

// frequencies adds to each term's frequency how many documents hold it here.
func (s *Segment) frequencies(frequency []uint32) {
	for i := range len(s.starts) - 1 {
		t := i
		if s.terms != nil {
			t = int(s.terms[i])
		}
		frequency[t] += s.starts[i+1] - s.starts[i]
	}
}

// without returns the segment with document i dead as well.
func (s *Segment) without(i int) *Segment {
	dead := NewBitmap(s.Len())
	copy(dead, s.dead)
	dead.Set(i)
	c := *s
	c.dead, c.deadCount = dead, s.deadCount+1
	return &c
}
