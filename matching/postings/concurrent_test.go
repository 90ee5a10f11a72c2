package postings

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
)

// TestReadersSeeWholeSnapshots lets writers change and fill the index while
// readers look at snapshots. A document's every part carries the same number, so
// that a mix of two versions would show.
func TestReadersSeeWholeSnapshots(t *testing.T) {
	version := func(id string, n uint64) Document {
		return Document{
			ID: id, Length: 1, Channel: []Impact{{"v", uint16(n % 2000)}}, Attributes: []string{fmt.Sprint("even ", n%2 == 0)},
			Bits: n, Numbers: []float64{float64(n)}, Payload: []uint64{n}, Origin: Origin{Offset: int64(n)},
		}
	}
	x := New(1)
	var first []Document
	for i := range 200 {
		first = append(first, version(fmt.Sprint(i), uint64(i)))
	}
	fill(t, x, first)

	var writers, readers sync.WaitGroup
	done := make(chan struct{})
	for w := range uint64(2) {
		writers.Go(func() {
			r := rand.New(rand.NewPCG(7, w))
			for i := range 400 {
				id := fmt.Sprint(r.IntN(300))
				switch {
				case i%100 == 99 && w == 0:
					fill(t, x, first)
				case r.IntN(4) == 0:
					_ = x.Remove(id) // it may be gone already
				default:
					if err := x.Put(version(id, r.Uint64N(1000))); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	for range 2 {
		readers.Go(func() {
			last := uint64(0)
			for {
				s := x.Snapshot()
				if s.Generation() < last {
					t.Errorf("generation %d after %d", s.Generation(), last)
				}
				last = s.Generation()
				whole(t, s)
				x.Find("7")
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	writers.Wait()
	close(done)
	readers.Wait()
}

// whole holds that all parts of every live document are of the same version.
func whole(t *testing.T, s *Snapshot) {
	t.Helper()
	term, ok := s.Term("v")
	if !ok {
		t.Error("the term has no number")
		return
	}
	acc, alive := new(Accumulator), 0
	for _, seg := range s.Segments() {
		seg.Accumulate(acc, []Coefficient{{term, 1}})
		b := live(seg)
		alive += b.Len()
		for i := range seg.Len() {
			n := seg.Payload(i)[0]
			if seg.Bits(i) != n || seg.Number(i, 0) != float64(n) || seg.Origin(i).Offset != int64(n) ||
				uint64(acc[i]) != n%2000 || !s.HasAttribute(seg, i, fmt.Sprint("even ", n%2 == 0)) {
				t.Errorf("document %s is of several versions", seg.ID(i))
			}
		}
	}
	if alive != s.Len() {
		t.Errorf("%d documents are alive, the snapshot says %d", alive, s.Len())
	}
}
