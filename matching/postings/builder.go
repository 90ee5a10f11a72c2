package postings

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// layout is what all segments of an index share.
type layout struct {
	terms      *dictionary
	attributes *dictionary
	numbers    int
}

// fits reports whether the document has the columns of the index.
func (l layout) fits(d *Document) error {
	if len(d.Numbers) != l.numbers {
		return fmt.Errorf("%w: %q has %d numbers, want %d", ErrShape, d.ID, len(d.Numbers), l.numbers)
	}
	return nil
}

// builder collects documents and freezes them into one segment.
type builder struct {
	layout
	ids     []string
	origins []Origin
	lengths []uint32
	entries []entry // in order of documents
	attrs   map[uint32][]uint16
	bits    []uint64
	numbers [][]float64

	payloads   []uint64
	payloadEnd []uint32
}

// entry is one posting to be. A count is turned into an impact when the average
// length is known; a ready weight stays as it is.
type entry struct {
	term   uint32
	doc    uint16
	weight uint16
}

// ready marks weights that are impacts already. Counts and impacts both stay
// below it.
const ready = 1 << 15

// MaxCount is the largest count of a term; more make no difference to BM25.
const MaxCount = ready - 1

func newBuilder(l layout) *builder {
	return &builder{
		layout: l, attrs: make(map[uint32][]uint16),
		numbers: make([][]float64, l.numbers),
	}
}

func (b *builder) full() bool { return len(b.ids) == SegmentSize }

func (b *builder) add(d *Document) {
	doc := uint16(len(b.ids)) //nolint:gosec // G115: below SegmentSize
	b.ids = append(b.ids, d.ID)
	b.origins = append(b.origins, d.Origin)
	b.lengths = append(b.lengths, uint32(d.Length)) //nolint:gosec // G115: a text is far shorter
	for _, c := range d.Text {
		b.entries = append(b.entries, entry{b.terms.number(c.Term), doc, min(c.N, MaxCount)})
	}
	for _, c := range d.Channel {
		b.entries = append(b.entries, entry{b.terms.number(c.Term), doc, min(c.Weight, MaxImpact) | ready})
	}
	for _, a := range d.Attributes {
		n := b.attributes.number(a)
		b.attrs[n] = append(b.attrs[n], doc)
	}
	b.payloads = append(b.payloads, d.Payload...)
	b.payloadEnd = append(b.payloadEnd, uint32(len(b.payloads))) //nolint:gosec // G115: a few words a document
	b.bits = append(b.bits, d.Bits)
	for i := range b.numbers {
		b.numbers[i] = append(b.numbers[i], d.Numbers[i])
	}
}

// freeze sorts the postings by term. Documents stay in their order within a
// term, because counting sort is stable. Counts are still counts afterwards:
// [weigh] turns them into impacts once the average length is known.
func (b *builder) freeze() *Segment {
	s := &Segment{
		ids: slices.Clip(b.ids), origins: slices.Clip(b.origins),
		attributes: make(map[uint32]attribute, len(b.attrs)),
		bits:       slices.Clip(b.bits), numbers: b.numbers,
		payloads: slices.Clip(b.payloads), payloadEnd: slices.Clip(b.payloadEnd),
	}
	if len(b.ids) < smallSegment {
		b.postFew(s)
	} else {
		b.postMany(s)
	}
	for _, column := range b.numbers {
		s.orders = append(s.orders, order(column))
	}
	for a, docs := range b.attrs {
		s.attributes[a] = newAttribute(docs, len(b.ids))
	}
	return s
}

// smallSegment is the size below which a segment lists the terms that it holds,
// instead of a place for every term there is: a change makes one anew.
const smallSegment = 1024

func (b *builder) postFew(s *Segment) {
	slices.SortStableFunc(b.entries, func(x, y entry) int { return cmp.Compare(x.term, y.term) })
	s.terms = []uint32{}
	for i, e := range b.entries {
		if i == 0 || e.term != b.entries[i-1].term {
			s.terms = append(s.terms, e.term)
			s.starts = append(s.starts, uint32(i))
		}
		s.postings = append(s.postings, newPosting(e.doc, e.weight))
	}
	s.starts = append(s.starts, uint32(len(b.entries))) //nolint:gosec // G115: a small segment
}

// postMany sorts by counting.
func (b *builder) postMany(s *Segment) {
	s.starts = make([]uint32, b.terms.len()+1)
	for _, e := range b.entries {
		s.starts[e.term+1]++
	}
	for t := 1; t < len(s.starts); t++ {
		s.starts[t] += s.starts[t-1]
	}
	next := slices.Clone(s.starts[:len(s.starts)-1])
	s.postings = make([]posting, s.starts[len(s.starts)-1])
	for _, e := range b.entries {
		s.postings[next[e.term]] = newPosting(e.doc, e.weight)
		next[e.term]++
	}
}

// order lists the documents that have a number, by it.
func order(column []float64) []uint16 {
	var known []uint16
	for i, v := range column {
		if !math.IsNaN(v) {
			known = append(known, uint16(i))
		}
	}
	slices.SortFunc(known, func(a, b uint16) int { return cmp.Or(cmp.Compare(column[a], column[b]), cmp.Compare(a, b)) })
	return known
}

// weigh turns the counts of a newly frozen segment into impacts, in place.
func weigh(s *Segment, lengths []uint32, averageLength float64) {
	for i, p := range s.postings {
		doc, weight := uint16(p.doc()), uint16(p.impact()) //nolint:gosec // G115: the halves
		if weight >= ready {
			weight &^= ready
		} else {
			weight = TermImpact(int(weight), int(lengths[doc]), averageLength)
		}
		s.postings[i] = newPosting(doc, weight)
	}
}
