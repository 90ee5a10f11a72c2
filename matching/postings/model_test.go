package postings

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
)

// numberColumns is how many number columns the index has in these tests.
const numberColumns = 3

// model is the index as plainly as it can be written down.
type model struct {
	documents map[string]Document
	frequency map[string]int // at the last fill
	filled    Statistics     // at the last fill
	changes   uint64
}

func newModel() *model { return &model{documents: map[string]Document{}} }

// fill is what a fill with the documents leaves.
func (m *model) fill(list []Document) {
	m.documents, m.frequency, m.filled = map[string]Document{}, map[string]int{}, Statistics{Documents: len(list)}
	for _, d := range list {
		m.documents[d.ID] = d
		m.filled.AverageLength += float64(d.Length) / float64(len(list))
		for _, c := range d.Text {
			m.frequency[c.Term]++
		}
		for _, c := range d.Channel {
			m.frequency[c.Term]++
		}
	}
	m.changes++
}

func (m *model) clone() *model {
	c := *m
	c.documents = maps.Clone(m.documents)
	return &c
}

// impact is the weight of a term in a document by the book.
func (m *model) impact(d *Document, term string) uint32 {
	for _, c := range d.Channel {
		if c.Term == term {
			return uint32(min(c.Weight, MaxImpact))
		}
	}
	for _, c := range d.Text {
		if c.Term == term {
			average := m.filled.AverageLength
			if average == 0 {
				average = 1
			}
			tf := float64(min(c.N, MaxCount))
			bm25 := tf * 1.9 / (tf + 0.9*(0.6+0.4*float64(d.Length)/average))
			return uint32(math.Round(bm25 * 1024))
		}
	}
	return 0
}

func names(prefix string, n int) (list []string) {
	for i := range n {
		list = append(list, prefix+strconv.Itoa(i))
	}
	return list
}

var (
	textTerms    = names("word", 40)
	channelTerms = names("concept", 12)
	attributes   = names("attribute", 9)
)

func randomDocument(r *rand.Rand, id string) Document {
	d := Document{ID: id, Length: r.IntN(60), Origin: Origin{r.Int64(), r.Int32(), r.Int32()}}
	for _, term := range textTerms {
		if r.IntN(4) == 0 {
			d.Text = append(d.Text, Count{term, uint16(1 + r.IntN(5))})
		}
	}
	if r.IntN(20) == 0 && len(d.Text) > 0 {
		d.Text[0].N = math.MaxUint16 // more than counts
	}
	for _, term := range channelTerms {
		if r.IntN(5) == 0 {
			d.Channel = append(d.Channel, Impact{term, uint16(r.IntN(MaxImpact + 500))}) // above the bound too
		}
	}
	for i, a := range attributes {
		if r.IntN(1<<i) == 0 { // the first always, the last one time in 256
			d.Attributes = append(d.Attributes, a)
		}
	}
	d.Bits = r.Uint64()
	for range numberColumns {
		v := float64(r.IntN(20) - 10) // often equal
		if r.IntN(4) == 0 {
			v = math.NaN()
		}
		d.Numbers = append(d.Numbers, v)
	}
	for range r.IntN(4) {
		d.Payload = append(d.Payload, r.Uint64())
	}
	return d
}

func randomDocuments(r *rand.Rand, n int) (list []Document) {
	for i := range n {
		list = append(list, randomDocument(r, fmt.Sprintf("d%04d", i)))
	}
	return list
}

func fill(t testing.TB, x *Index, list []Document) {
	t.Helper()
	f := x.Fill()
	for i := range list {
		if err := f.Add(&list[i]); err != nil {
			t.Fatal(err)
		}
	}
	f.Finish()
}

// live gives the documents of a segment that are alive.
func live(s *Segment) Bitmap {
	b := NewBitmap(s.Len())
	s.Live(b)
	return b
}

// compare holds a snapshot to the model.
func (m *model) compare(t *testing.T, s *Snapshot, r *rand.Rand) {
	t.Helper()
	if s.Len() != len(m.documents) || s.Generation() != m.changes {
		t.Fatalf("%d documents after %d changes, want %d after %d", s.Len(), s.Generation(), len(m.documents), m.changes)
	}
	m.compareStatistics(t, s)
	seen := map[string]bool{}
	for _, seg := range s.Segments() {
		alive := live(seg)
		for i := range seg.Len() {
			if !alive.Has(i) {
				continue
			}
			d, ok := m.documents[seg.ID(i)]
			if !ok || seen[d.ID] {
				t.Fatalf("%q is alive but removed (%t), or alive twice (%t)", seg.ID(i), !ok, seen[d.ID])
			}
			seen[d.ID] = true
			m.compareDocument(t, s, seg, i, &d)
		}
		m.compareAttributes(t, s, seg, alive)
		m.compareNumbers(t, seg, alive)
		m.compareSums(t, s, seg, alive, r)
	}
	if len(seen) != len(m.documents) {
		t.Fatalf("%d documents are alive in the segments, want %d", len(seen), len(m.documents))
	}
}

func (m *model) compareStatistics(t *testing.T, s *Snapshot) {
	t.Helper()
	got := s.Statistics()
	if got.Documents != m.filled.Documents || math.Abs(got.AverageLength-m.filled.AverageLength) > 1e-9 {
		t.Fatalf("statistics %+v, want those of the last fill, %+v", got, m.filled)
	}
	for _, term := range slices.Concat(textTerms, channelTerms, []string{"unheard-of"}) {
		if frequencyOf(s, term) != m.frequency[term] {
			t.Fatalf("%s: frequency %d, want that of the last fill, %d", term, frequencyOf(s, term), m.frequency[term])
		}
	}
}

func (m *model) compareDocument(t *testing.T, s *Snapshot, seg *Segment, i int, d *Document) {
	t.Helper()
	if !slices.Equal(seg.Payload(i), d.Payload) || seg.Origin(i) != d.Origin {
		t.Fatalf("%s: payload %v, origin %v, want %v and %v", d.ID, seg.Payload(i), seg.Origin(i), d.Payload, d.Origin)
	}
	if seg.Bits(i) != d.Bits {
		t.Fatalf("%s: bits %x, want %x", d.ID, seg.Bits(i), d.Bits)
	}
	for c, want := range d.Numbers {
		if got := seg.Number(i, c); got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Fatalf("%s: number %d is %g, want %g", d.ID, c, got, want)
		}
	}
	for _, name := range attributes {
		if got, want := s.HasAttribute(seg, i, name), slices.Contains(d.Attributes, name); got != want {
			t.Fatalf("%s: has %s is %t, want %t", d.ID, name, got, want)
		}
	}
	for _, name := range slices.Concat(textTerms, channelTerms) {
		if term, ok := s.Term(name); ok && seg.Impact(term, i) != m.impact(d, name) {
			t.Fatalf("%s: impact of %s is %d, want %d", d.ID, name, seg.Impact(term, i), m.impact(d, name))
		} else if !ok && m.impact(d, name) != 0 {
			t.Fatalf("%s: %s has no number", d.ID, name)
		}
	}
}

func (m *model) compareAttributes(t *testing.T, s *Snapshot, seg *Segment, alive Bitmap) {
	t.Helper()
	for _, name := range append([]string{"unheard-of"}, attributes...) {
		b := NewBitmap(seg.Len())
		seg.AddAttribute(b, s.Attribute(name))
		for i := range seg.Len() {
			if want := slices.Contains(m.documents[seg.ID(i)].Attributes, name); alive.Has(i) && b.Has(i) != want {
				t.Fatalf("%s is among those with %s: %t, want %t", seg.ID(i), name, b.Has(i), want)
			}
		}
	}
}

func (m *model) compareSums(t *testing.T, s *Snapshot, seg *Segment, alive Bitmap, r *rand.Rand) {
	t.Helper()
	acc := new(Accumulator)
	for range 3 {
		for i := range seg.Len() {
			acc[i] = r.Uint32() // what an earlier query left
		}
		asked := map[string]uint32{}
		var query []Coefficient
		for _, name := range slices.Concat(textTerms, channelTerms) {
			if term, ok := s.Term(name); ok && r.IntN(3) == 0 {
				asked[name] = r.Uint32N(1 << 14)
				query = append(query, Coefficient{term, asked[name]})
			}
		}
		r.Shuffle(len(query), func(i, j int) { query[i], query[j] = query[j], query[i] })
		seg.Accumulate(acc, query)
		for i := range seg.Len() {
			if !alive.Has(i) {
				continue
			}
			want, d := uint32(0), m.documents[seg.ID(i)]
			for name, w := range asked {
				want += w * m.impact(&d, name)
			}
			if acc[i] != want {
				t.Fatalf("%s: sum %d, want %d", d.ID, acc[i], want)
			}
		}
	}
}

// compareNumbers holds the documents above and below each number, and far away
// from all, to the model. What is not known is neither.
func (m *model) compareNumbers(t *testing.T, seg *Segment, alive Bitmap) {
	t.Helper()
	for c := range numberColumns {
		for _, limit := range []float64{-100, -10, -3, 0, 2.5, 9, 100} {
			above, below := NewBitmap(seg.Len()), NewBitmap(seg.Len())
			seg.Above(above, c, limit)
			seg.Below(below, c, limit)
			for i := range seg.Len() {
				if !alive.Has(i) {
					continue
				}
				v := m.documents[seg.ID(i)].Numbers[c]
				if above.Has(i) != (v > limit) || below.Has(i) != (v < limit) {
					t.Fatalf("%s: %g is above %g: %t, below: %t", seg.ID(i), v, limit, above.Has(i), below.Has(i))
				}
			}
		}
	}
}
