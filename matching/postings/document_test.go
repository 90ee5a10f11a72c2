package postings

import (
	"math"
	"testing"
)

// TestPutCopiesWhatItKeeps changes every slice of a document after it was put,
// and puts another, whereby the delta is frozen again.
func TestPutCopiesWhatItKeeps(t *testing.T) {
	x := New(1)
	d := Document{
		ID: "a", Length: 1, Text: []Count{{"x", 1}}, Channel: []Impact{{"c", 10}}, Attributes: []string{"p"},
		Numbers: []float64{1}, Payload: []uint64{1}, Bits: 1,
	}
	if err := x.Put(d); err != nil {
		t.Fatal(err)
	}
	d.Text[0], d.Channel[0], d.Attributes[0] = Count{"y", 9}, Impact{"e", 99}, "q"
	d.Numbers[0], d.Payload[0] = 9, 9
	d.ID, d.Bits = "b", 9
	if err := x.Put(d); err != nil {
		t.Fatal(err)
	}
	s := x.Snapshot()
	seg := s.Segments()[0]
	term, _ := s.Term("x")
	concept, _ := s.Term("c")
	if seg.Impact(term, 0) != 1024 || seg.Impact(concept, 0) != 10 || !s.HasAttribute(seg, 0, "p") || s.HasAttribute(seg, 0, "q") {
		t.Error("text, channel or attributes have changed with the caller's")
	}
	if seg.Bits(0) != 1 || seg.Number(0, 0) != 1 || seg.Payload(0)[0] != 1 {
		t.Error("columns or payload have changed with the caller's")
	}
}

func TestFillCopiesWhatItKeeps(t *testing.T) {
	x := New(1)
	d := Document{ID: "a", Bits: 1, Numbers: []float64{1}, Payload: []uint64{1}, Attributes: []string{"p"}}
	f := x.Fill()
	if err := f.Add(&d); err != nil {
		t.Fatal(err)
	}
	d.Bits, d.Numbers[0], d.Payload[0], d.Attributes[0] = 9, 9, 9, "q"
	f.Finish()
	s := x.Snapshot()
	seg := s.Segments()[0]
	if seg.Bits(0) != 1 || seg.Number(0, 0) != 1 || seg.Payload(0)[0] != 1 || !s.HasAttribute(seg, 0, "p") {
		t.Error("the index has changed with the caller's slices")
	}
}

func TestUnknownNumbersStayUnknown(t *testing.T) {
	x := New(1)
	if err := x.Put(Document{ID: "a", Numbers: []float64{math.NaN()}}); err != nil {
		t.Fatal(err)
	}
	seg, b := x.Snapshot().Segments()[0], NewBitmap(1)
	seg.Above(b, 0, math.Inf(-1))
	seg.Below(b, 0, math.Inf(1))
	if got := seg.Number(0, 0); !math.IsNaN(got) || b.Len() != 0 {
		t.Errorf("NaN became %g, above or below something: %t", got, b.Has(0))
	}
}

// TestLaterDocumentsMoveNoScores: a change to one document leaves the impacts of
// the others, and later ones are weighed with the average of the last fill.
func TestLaterDocumentsMoveNoScores(t *testing.T) {
	x := New(0)
	word := []Count{{"x", 1}}
	fill(t, x, []Document{{ID: "a", Length: 10, Text: word}, {ID: "b", Length: 10}})
	if err := x.Put(Document{ID: "c", Length: 20, Text: word}); err != nil {
		t.Fatal(err)
	}
	s := x.Snapshot()
	term, _ := s.Term("x")
	if got := s.Segments()[0].Impact(term, 0); got != 1024 { // length 10 of 10
		t.Errorf("the impact in an older document is %d, want 1024", got)
	}
	if got := s.Segments()[1].Impact(term, 0); got != 861 { // length 20 of 10, as in TestTermImpactByHand
		t.Errorf("the impact in the later document is %d, want 861", got)
	}
	if got := frequencyOf(s, "x"); got != 1 {
		t.Errorf("the document frequency is %d, want that of the fill, 1", got)
	}
	fill(t, x, []Document{{ID: "a", Length: 10, Text: word}, {ID: "b", Length: 10, Text: word}, {ID: "c", Length: 40, Text: word}})
	s = x.Snapshot()
	term, _ = s.Term("x")
	// The average is 20 now: 1.9/(1 + 0.9·(0.6+0.2)) = 1.10465; 1131.2.
	if got := s.Segments()[0].Impact(term, 0); got != 1131 || frequencyOf(s, "x") != 3 {
		t.Errorf("after the next fill the impact is %d and the frequency %d, want 1131 and 3", got, frequencyOf(s, "x"))
	}
}

// TestTermsOfLaterDocuments: a snapshot from before a term came gives no weight.
func TestTermsOfLaterDocuments(t *testing.T) {
	x := New(0)
	fill(t, x, []Document{*tiny(1)})
	before := x.Snapshot()
	if err := x.Put(Document{ID: "new", Length: 1, Text: []Count{{"new", 1}}, Attributes: []string{"new"}}); err != nil {
		t.Fatal(err)
	}
	term, ok := x.Snapshot().Term("new")
	if !ok || frequencyOf(before, "new") != 0 || frequencyOf(x.Snapshot(), "new") != 0 {
		t.Error("a later term has no number, or has a frequency before the next fill")
	}
	seg := before.Segments()[0]
	acc := new(Accumulator)
	seg.Accumulate(acc, []Coefficient{{term, 64}})
	if seg.Impact(term, 0) != 0 || acc[0] != 0 || before.HasAttribute(seg, 0, "new") || before.Len() != 1 {
		t.Error("an older segment knows a later term")
	}
}
