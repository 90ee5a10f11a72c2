package postings

import "testing"

// TestTheLargestSumDoesNotOverflow adds up the largest coefficients, split over
// several terms, against the largest impacts, and compares in 64 bits.
func TestTheLargestSumDoesNotOverflow(t *testing.T) {
	const parts = 7
	d := Document{ID: "a"}
	for _, term := range channelTerms[:parts] {
		d.Channel = append(d.Channel, Impact{term, MaxImpact + 1000}) // cut to MaxImpact
	}
	x := New(0)
	fill(t, x, []Document{d})
	s := x.Snapshot()
	var query []Coefficient
	want, left := uint64(0), uint32(MaxSum)
	for i, name := range channelTerms[:parts] {
		term, _ := s.Term(name)
		w := uint32(MaxSum / parts)
		if i == parts-1 {
			w = left
		}
		left -= w
		query = append(query, Coefficient{term, w})
		want += uint64(w) * MaxImpact
	}
	if want != uint64(MaxSum)*MaxImpact || want > 1<<32-1 || want+MaxImpact <= 1<<32-1 {
		t.Fatalf("%d is not the largest sum that fits", want)
	}
	acc := new(Accumulator)
	s.Segments()[0].Accumulate(acc, query)
	if uint64(acc[0]) != want {
		t.Errorf("the sum is %d, want %d", acc[0], want)
	}
}

// TestOrderOfTermsDoesNotMatter: sums are whole numbers.
func TestOrderOfTermsDoesNotMatter(t *testing.T) {
	x := New(0)
	d := Document{ID: "a", Length: 7, Text: []Count{{"x", 1}, {"y", 2}, {"z", 3}}}
	fill(t, x, []Document{d, {ID: "b", Length: 3}})
	s := x.Snapshot()
	sum := func(terms ...string) uint32 {
		var query []Coefficient
		for _, name := range terms {
			term, _ := s.Term(name)
			query = append(query, Coefficient{term, 1000})
		}
		acc := new(Accumulator)
		s.Segments()[0].Accumulate(acc, query)
		return acc[0]
	}
	if a, b := sum("x", "y", "z"), sum("z", "x", "y"); a != b || a == 0 {
		t.Errorf("%d and %d", a, b)
	}
}
