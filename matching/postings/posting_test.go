package postings

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// frequencyOf is how many documents of the last fill held the term.
func frequencyOf(s *Snapshot, name string) int {
	term, ok := s.Term(name)
	if !ok {
		return 0
	}
	return s.Frequency(term)
}

// TestPositionIsThatOfAPlainSearch on lists that are spread evenly, and on such
// as stand all at one end.
func TestPositionIsThatOfAPlainSearch(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	for _, documents := range []int{1, 2, 7, 100, 3000, SegmentSize} {
		for _, from := range []int{0, documents / 2, documents - 1} {
			for _, one := range []int{1, 3, 50, 2000} { // one in so many
				var list []posting
				for i := from; i < documents; i++ {
					if r.IntN(one) == 0 {
						list = append(list, newPosting(uint16(i), uint16(r.IntN(MaxImpact))))
					}
				}
				for range 200 {
					i := r.IntN(documents)
					want, _ := slices.BinarySearchFunc(list, i, func(p posting, i int) int { return p.doc() - i })
					if got := position(list, beginning(list, i, documents), i); got != want {
						t.Fatalf("document %d of %d is at %d of %d postings, want %d", i, documents, got, len(list), want)
					}
				}
			}
		}
	}
}

// TestAPairIsTwoSums, also where both sums are as large as they may be.
func TestAPairIsTwoSums(t *testing.T) {
	x := New(0)
	documents := []Document{{ID: "full", Channel: []Impact{{"x", MaxImpact}, {"y", MaxImpact}, {"z", 3}}}, {ID: "empty"}}
	for i := range 9 {
		documents = append(documents, Document{ID: string(rune('a' + i)), Channel: []Impact{{"x", uint16(i)}, {"z", MaxImpact}}})
	}
	fill(t, x, documents)
	s := x.Snapshot()
	number := func(name string) uint32 {
		term, _ := s.Term(name)
		return term
	}
	first := []Coefficient{{number("x"), MaxSum - 5}, {number("y"), 5}}
	second := []Coefficient{{number("x"), 7}, {number("z"), MaxSum - 7}}
	pair := []PairCoefficient{{number("x"), MaxSum - 5, 7}, {number("y"), 5, 0}, {number("z"), 0, MaxSum - 7}}
	one, two, both := new(Accumulator), new(Accumulator), new(PairAccumulator)
	for _, seg := range s.Segments() {
		for i := range both {
			both[i] = 1 << 40 // what an earlier query left
		}
		seg.Accumulate(one, first)
		seg.Accumulate(two, second)
		seg.AccumulatePair(both, pair)
		for i := range seg.Len() {
			if a, b := both.At(i); a != one[i] || b != two[i] {
				t.Errorf("%s: the sums are %d and %d, want %d and %d", seg.ID(i), a, b, one[i], two[i])
			}
		}
	}
}

// TestImpactsAreThoseOfEachTerm, for more terms than are looked up at a time, some
// of them unknown.
func TestImpactsAreThoseOfEachTerm(t *testing.T) {
	x := New(numberColumns)
	fill(t, x, randomDocuments(rand.New(rand.NewPCG(5, 6)), 3000))
	s := x.Snapshot()
	terms := []uint32{1 << 30}
	for _, name := range slices.Concat(textTerms, channelTerms, textTerms) {
		if term, ok := s.Term(name); ok {
			terms = append(terms, term, 1<<31)
		}
	}
	if len(terms) <= 2*together {
		t.Fatalf("%d terms are too few for this test", len(terms))
	}
	for _, seg := range s.Segments() {
		for i := range seg.Len() {
			got := seg.Impacts([]uint32{7}, terms, i)
			if len(got) != len(terms)+1 || got[0] != 7 {
				t.Fatalf("document %d: %d impacts of %d terms", i, len(got)-1, len(terms))
			}
			for j, term := range terms {
				if want := seg.Impact(term, i); got[j+1] != want {
					t.Fatalf("document %d, term %d: impact %d, want %d", i, term, got[j+1], want)
				}
			}
		}
	}
}
