package postings

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

func benchDocuments(n int) []Document {
	return randomDocuments(rand.New(rand.NewPCG(1, 2)), n)
}

func BenchmarkAccumulate(b *testing.B) {
	x := New(numberColumns)
	fill(b, x, benchDocuments(20_000))
	s := x.Snapshot()
	var query []Coefficient
	for i, name := range textTerms {
		term, _ := s.Term(name)
		query = append(query, Coefficient{term, uint32(64 + i)})
	}
	acc := new(Accumulator)
	for b.Loop() {
		for _, seg := range s.Segments() {
			seg.Accumulate(acc, query)
		}
	}
}

func BenchmarkPut(b *testing.B) {
	x := New(numberColumns)
	fill(b, x, benchDocuments(20_000))
	changed := benchDocuments(1000)
	n := 0
	for b.Loop() {
		if n%20_000 == 19_999 { // as its owner does, so that the segments of the dead do not pile up
			fill(b, x, changed)
		}
		if err := x.Put(changed[n%len(changed)]); err != nil {
			b.Fatal(err)
		}
		n++
	}
}

func BenchmarkFill(b *testing.B) {
	for _, n := range []int{1000, 20_000} {
		list := benchDocuments(n)
		b.Run(fmt.Sprint(n, " documents"), func(b *testing.B) {
			for b.Loop() {
				fill(b, New(numberColumns), list)
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "documents/s")
		})
	}
}
