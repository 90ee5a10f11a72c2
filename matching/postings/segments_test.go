package postings

import (
	"strconv"
	"testing"
)

// tiny is a document whose text is its number in binary, and nothing more.
func tiny(n int) *Document {
	d := &Document{ID: strconv.Itoa(n), Length: 1, Text: []Count{{"all", 1}}, Payload: []uint64{uint64(n)}}
	for bit := range 17 {
		if n>>bit&1 == 1 {
			d.Text = append(d.Text, Count{"bit" + strconv.Itoa(bit), 1})
		}
	}
	return d
}

// TestFillOverSegments fills one document less than a segment, just as many, and
// more than two segments.
func TestFillOverSegments(t *testing.T) {
	for _, n := range []int{SegmentSize - 1, SegmentSize, SegmentSize + 1, 2*SegmentSize + 5} {
		x := New(0)
		f := x.Fill()
		for i := range n {
			if err := f.Add(tiny(i)); err != nil {
				t.Fatal(err)
			}
		}
		f.Finish()
		s := x.Snapshot()
		if s.Len() != n || frequencyOf(s, "all") != n || len(s.Segments()) != (n+SegmentSize-1)/SegmentSize {
			t.Fatalf("%d documents: %d live, in %d segments, %d hold the term that all have",
				n, s.Len(), len(s.Segments()), frequencyOf(s, "all"))
		}
		acc, number := new(Accumulator), 0
		var query []Coefficient // each bit weighs what it stands for: the sum is the number
		for bit := range 17 {
			if term, ok := s.Term("bit" + strconv.Itoa(bit)); ok {
				query = append(query, Coefficient{term, 1 << bit})
			}
		}
		for _, seg := range s.Segments() {
			seg.Accumulate(acc, query)
			for i := range seg.Len() {
				if want := uint32(number) * 1024; acc[i] != want || seg.Payload(i)[0] != uint64(number) || seg.ID(i) != strconv.Itoa(number) {
					t.Fatalf("document %d: sum %d, want %d; payload %v, id %s", number, acc[i], want, seg.Payload(i), seg.ID(i))
				}
				number++
			}
		}
		if _, at, ok := x.Find(strconv.Itoa(n - 1)); !ok || at != (n-1)%SegmentSize {
			t.Errorf("the last of %d stands at %d", n, at)
		}
	}
}

// TestDeltaRunsOver puts more documents than one delta segment holds; those
// removed count, because they keep their places.
func TestDeltaRunsOver(t *testing.T) {
	x := New(0)
	fill(t, x, []Document{*tiny(0)})
	for i := range 2*deltaSize + 1 {
		if err := x.Put(*tiny(1)); err != nil {
			t.Fatal(err)
		}
		if want := 2 + i/deltaSize; len(x.Snapshot().Segments()) != want {
			t.Fatalf("after %d changes there are %d segments, want %d", i+1, len(x.Snapshot().Segments()), want)
		}
	}
	lengths := []int{1, deltaSize, deltaSize, 1}
	for i, seg := range x.Snapshot().Segments() {
		if seg.Len() != lengths[i] {
			t.Errorf("segment %d has %d documents, want %d", i, seg.Len(), lengths[i])
		}
	}
	if x.Snapshot().Len() != 2 {
		t.Errorf("%d documents are live, want 2", x.Snapshot().Len())
	}
	if seg, i, ok := x.Find("1"); !ok || seg != x.Snapshot().Segments()[3] || i != 0 {
		t.Error("the last version does not stand in the last segment")
	}
}

func TestAFillEndsTheDelta(t *testing.T) {
	x := New(0)
	for i := range 3 {
		if err := x.Put(*tiny(i)); err != nil {
			t.Fatal(err)
		}
	}
	fill(t, x, []Document{*tiny(7)})
	if err := x.Put(*tiny(8)); err != nil {
		t.Fatal(err)
	}
	s := x.Snapshot()
	if len(s.Segments()) != 2 || s.Len() != 2 || s.Segments()[0].ID(0) != "7" || s.Segments()[1].ID(0) != "8" {
		t.Errorf("%d documents in %d segments", s.Len(), len(s.Segments()))
	}
	if _, _, ok := x.Find("0"); ok {
		t.Error("a document from before the fill is found")
	}
}
