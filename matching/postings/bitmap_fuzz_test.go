package postings

import (
	"maps"
	"slices"
	"testing"
)

// FuzzBitmap runs a program of set operations on two bitmaps and on two maps
// beside them. Three bytes are one step: what, and which document.
func FuzzBitmap(f *testing.F) {
	f.Add(uint16(100), []byte{0, 0, 5, 1, 0, 6, 2, 0, 0, 3, 0, 0, 4, 0, 0, 5, 0, 0, 6, 0, 0})
	f.Add(uint16(64), []byte{5, 0, 0, 1, 0, 63, 4, 0, 0, 7, 0, 0})
	f.Add(uint16(65), []byte{5, 0, 0, 1, 0, 64, 3, 0, 0})
	f.Add(uint16(1), []byte{0, 255, 255})
	f.Fuzz(func(t *testing.T, size uint16, program []byte) {
		n := int(size)%2000 + 1
		a, b := NewBitmap(n), NewBitmap(n)
		x, y := map[int]bool{}, map[int]bool{}
		for step := range slices.Chunk(program, 3) {
			if len(step) < 3 {
				break
			}
			at := (int(step[1])<<8 | int(step[2])) % n
			switch step[0] % 8 {
			case 0:
				a.Set(at)
				x[at] = true
			case 1:
				b.Set(at)
				y[at] = true
			case 2:
				a.Or(b)
				maps.Copy(x, y)
			case 3:
				a.And(b)
				maps.DeleteFunc(x, func(i int, _ bool) bool { return !y[i] })
			case 4:
				a.AndNot(b)
				maps.DeleteFunc(x, func(i int, _ bool) bool { return y[i] })
			case 5:
				a.Fill(n)
				for i := range n {
					x[i] = true
				}
			case 6:
				a.Clear()
				clear(x)
			case 7:
				a, b, x, y = b, a, y, x
			}
		}
		for name, pair := range map[string]struct {
			got  Bitmap
			want map[int]bool
		}{"first": {a, x}, "second": {b, y}} {
			if pair.got.Len() != len(pair.want) {
				t.Fatalf("%s of %d: %d in the set, want %d", name, n, pair.got.Len(), len(pair.want))
			}
			for i := range n {
				if pair.got.Has(i) != pair.want[i] {
					t.Fatalf("%s of %d: document %d is in %t, want %t", name, n, i, pair.got.Has(i), pair.want[i])
				}
			}
		}
	})
}
