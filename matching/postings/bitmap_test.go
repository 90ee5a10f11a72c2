package postings

import (
	"slices"
	"testing"
)

// sizes are numbers of documents on both sides of the words of a bitmap.
var sizes = []int{0, 1, 63, 64, 65, 127, 128, 129, 1000}

func TestBitmapFill(t *testing.T) {
	for _, n := range sizes {
		b := NewBitmap(n)
		b.Fill(n)
		if b.Len() != n {
			t.Errorf("%d documents: %d are in the full set", n, b.Len())
		}
		for i := range n {
			if !b.Has(i) {
				t.Errorf("%d documents: %d is missing", n, i)
			}
		}
		if b.Clear(); b.Len() != 0 {
			t.Errorf("%d documents: %d are left in the cleared set", n, b.Len())
		}
	}
}

func TestBitmapSetTouchesOneDocument(t *testing.T) {
	for _, n := range sizes {
		for i := range n {
			b := NewBitmap(n)
			b.Set(i)
			b.Set(i)
			if !b.Has(i) || b.Len() != 1 {
				t.Fatalf("%d of %d: there %t, %d in all", i, n, b.Has(i), b.Len())
			}
		}
	}
}

// TestAttributeForms holds that lists and bitmaps mean the same, on both sides of
// where the one becomes larger than the other.
func TestAttributeForms(t *testing.T) {
	const n = 320 // a bitmap takes 40 bytes, a list of 20 as many
	for _, held := range []int{0, 1, 19, 20, 21, 160, n} {
		var docs []uint16
		for i := range held {
			docs = append(docs, uint16(i*n/held))
		}
		a := newAttribute(docs, n)
		if list := a.bitmap == nil; list != (held <= 20) {
			t.Errorf("%d of %d: kept as a list is %t", held, n, list)
		}
		b := NewBitmap(n)
		b.Set(n - 1) // addTo adds, it does not set
		a.addTo(b)
		for i := range n {
			want := slices.Contains(docs, uint16(i))
			if a.has(i) != want || b.Has(i) != (want || i == n-1) {
				t.Fatalf("%d of %d: document %d has it %t, added %t, want %t", held, n, i, a.has(i), b.Has(i), want)
			}
		}
	}
}

func TestAttributesKeepNoHandOnTheirInput(t *testing.T) {
	docs := []uint16{3}
	a := newAttribute(docs, 1000)
	docs[0] = 4
	if !a.has(3) || a.has(4) {
		t.Error("the list is the caller's own")
	}
}
