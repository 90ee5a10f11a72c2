package postings

import (
	"math"
	"testing"
)

// The numbers are tf·(k1+1) / (tf + k1·(1−b+b·dl/avgdl)), written out for each
// case. K1 and b may be tuned, the formula may not.
func TestTermImpactByHand(t *testing.T) {
	tests := []struct {
		tf, length int
		average    float64
		want       float64
		why        string
	}{
		{1, 10, 10, 1, "(k1+1)/(1+k1), whatever they are"},
		{2, 10, 10, 2 * (K1 + 1) / (2 + K1), "an average text: b falls out"},
		{1, 20, 10, (K1 + 1) / (1 + K1*(1+B)), "twice the average"},
		{1, 0, 10, (K1 + 1) / (1 + K1*(1-B)), "no text"},
		{3, 5, 10, 3 * (K1 + 1) / (3 + K1*(1-B/2)), "half the average"},
		{0, 10, 10, 0, "a term that is not there"},
		{MaxCount, 10, 10, MaxCount * (K1 + 1) / (MaxCount + K1), "near the bound"},
		{1, 1, 0, 1, "without an average length, 1 stands for it"},
		{1, 1, -3, 1, "nor may it be negative"},
	}
	for _, test := range tests {
		want := uint16(math.Round(1024 * test.want))
		if got := TermImpact(test.tf, test.length, test.average); got != want {
			t.Errorf("tf %d, length %d of %g: %d, want %d: %s", test.tf, test.length, test.average, got, want, test.why)
		}
	}
}

// TestTheParametersAreSane, and the bound is theirs: it keeps the accumulators
// from overflowing.
func TestTheParametersAreSane(t *testing.T) {
	if k1, b := float64(K1), float64(B); k1 <= 0 || k1 > 3 || b < 0 || b > 1 {
		t.Errorf("k1 %g, b %g", k1, b)
	}
	if want := math.Ceil(1024 * (K1 + 1)); MaxImpact != want {
		t.Errorf("MaxImpact is %d, want %g for k1 = %g", MaxImpact, want, K1)
	}
	if MaxImpact >= ready {
		t.Errorf("an impact of %d looks like a count", MaxImpact)
	}
}

// The numbers are ln(1 + (N−df+½)/(df+½)).
func TestIDFByHand(t *testing.T) {
	tests := []struct {
		documents, frequency int
		want                 float64
		why                  string
	}{
		{10, 1, 1.992430, "ln(1 + 9.5/1.5) = ln 7.33333"},
		{10, 5, 0.693147, "ln(1 + 5.5/5.5) = ln 2"},
		{10, 10, 0.046520, "ln(1 + 0.5/10.5) = ln 1.047619"},
		{10, 0, 3.091042, "ln(1 + 10.5/0.5) = ln 22"},
		{10, 12, 0.046520, "no more than all: as for 10"},
		{0, 0, 0.693147, "ln(1 + 0.5/0.5) = ln 2"},
	}
	for _, test := range tests {
		if got := IDF(test.documents, test.frequency); math.Abs(got-test.want) > 1e-6 {
			t.Errorf("%d of %d: %f, want %f: %s", test.frequency, test.documents, got, test.want, test.why)
		}
	}
}

func TestImpactGrowsWithCountsAndFallsWithLength(t *testing.T) {
	for length := range 40 {
		for tf := range 40 {
			if TermImpact(tf, length, 20) > TermImpact(tf+1, length, 20) {
				t.Errorf("length %d: %d times is worth more than %d", length, tf, tf+1)
			}
			if TermImpact(tf, length, 20) < TermImpact(tf, length+1, 20) {
				t.Errorf("%d times: a text of %d is worth less than one of %d", tf, length, length+1)
			}
		}
	}
}

func TestNoImpactIsAboveTheBound(t *testing.T) {
	for _, tf := range []int{1, 100, MaxCount} {
		for _, length := range []int{0, 1, 1 << 30} {
			for _, average := range []float64{1, 1e-9, 1e9} {
				if got := TermImpact(tf, length, average); got > MaxImpact {
					t.Errorf("tf %d, length %d of %g: %d is above %d", tf, length, average, got, MaxImpact)
				}
			}
		}
	}
}
