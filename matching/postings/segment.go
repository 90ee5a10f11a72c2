package postings

// Segment is a frozen set of at most [SegmentSize] documents.
type Segment struct {
	ids        []string
	origins    []Origin
	starts     []uint32 // starts[t] to starts[t+1] are the postings of term t
	postings   []uint32 // document number in the upper half, impact in the lower
	attributes map[uint32]attribute
	masks      [][]uint32  // column by column
	numbers    [][]float64 // column by column
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

// Masks is the mask column c, one value for each document.
func (s *Segment) Masks(c int) []uint32 { return s.masks[c] }

// Numbers is the number column c, one value for each document; NaN is unknown.
func (s *Segment) Numbers(c int) []float64 { return s.numbers[c] }

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
func (s *Segment) list(t uint32) []uint32 {
	if int(t)+1 >= len(s.starts) {
		return nil
	}
	return s.postings[s.starts[t]:s.starts[t+1]]
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
