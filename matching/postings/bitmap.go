package postings

import (
	"math/bits"
	"slices"
)

// Bitmap is a set of documents of one segment: bit i stands for document i.
type Bitmap []uint64

// NewBitmap returns an empty set for n documents.
func NewBitmap(n int) Bitmap { return make(Bitmap, (n+63)/64) }

// Set adds document i.
func (b Bitmap) Set(i int) { b[i>>6] |= 1 << (i & 63) }

// Has reports whether document i is in the set.
func (b Bitmap) Has(i int) bool { return b[i>>6]&(1<<(i&63)) != 0 }

// Clear empties the set.
func (b Bitmap) Clear() { clear(b) }

// Fill makes the set hold documents 0 to n−1.
func (b Bitmap) Fill(n int) {
	for i := range b {
		b[i] = ^uint64(0)
	}
	if rest := n & 63; rest != 0 {
		b[len(b)-1] = 1<<rest - 1
	}
}

// Or adds all documents of other.
func (b Bitmap) Or(other Bitmap) {
	for i, w := range other {
		b[i] |= w
	}
}

// And keeps only documents that are in other as well.
func (b Bitmap) And(other Bitmap) {
	for i := range b {
		b[i] &= other[i]
	}
}

// AndNot takes away all documents of other.
func (b Bitmap) AndNot(other Bitmap) {
	for i, w := range other {
		b[i] &^= w
	}
}

// Len is the number of documents in the set.
func (b Bitmap) Len() int {
	n := 0
	for _, w := range b {
		n += bits.OnesCount64(w)
	}
	return n
}

// attribute is the set of documents that have one attribute. Rare attributes
// (a care system that five products speak to) are lists, frequent ones bitmaps:
// whichever is smaller.
type attribute struct {
	list   []uint16
	bitmap Bitmap
}

func newAttribute(docs []uint16, n int) attribute {
	if len(docs)*2 <= n/8 {
		return attribute{list: append([]uint16(nil), docs...)}
	}
	b := NewBitmap(n)
	for _, d := range docs {
		b.Set(int(d))
	}
	return attribute{bitmap: b}
}

func (a attribute) addTo(b Bitmap) {
	if a.bitmap != nil {
		b.Or(a.bitmap)
		return
	}
	for _, d := range a.list {
		b.Set(int(d))
	}
}

func (a attribute) has(i int) bool {
	if a.bitmap != nil {
		return a.bitmap.Has(i)
	}
	_, ok := slices.BinarySearch(a.list, uint16(i)) //nolint:gosec // G115: below SegmentSize
	return ok
}
