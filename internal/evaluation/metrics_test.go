package evaluation

import (
	"math"
	"strings"
	"testing"
)

// The collection of these tests: a is best, b and c are good, d is weak, and e is
// judged worthless. Nobody has judged x, y and z.
var grades = Grades{"a": 3, "b": 2, "c": 2, "d": 1, "e": 0}

func ranking(s string) []string { return strings.Fields(s) }

func near(a, b float64) bool { return math.Abs(a-b) < 5e-7 }

// Gains are 2^grade − 1: 7, 3, 3, 1. Discounts are log₂(rank+1): 1, 1.584963, 2,
// 2.321928, 2.584963. The ideal ranking a b c d is worth
//
//	7/1 = 7, + 3/1.584963 = 8.892789, + 3/2 = 10.392789, + 1/2.321928 = 10.823466
//
// at the depths 1, 2, 3 and from 4 on.
func TestNDCGByHand(t *testing.T) {
	tests := []struct {
		ranking string
		k       int
		want    float64
		why     string
	}{
		{"a b c d", 4, 1, "ideal"},
		{"a c b d", 4, 1, "b and c are equally good"},
		{"a b c d e x", 10, 1, "what is worthless after the rest costs nothing"},
		{"a", 1, 1, "7/7"},
		{"b", 1, 0.428571, "3/7"},
		{"d c b a", 4, 0.684395, "(1 + 3/1.584963 + 3/2 + 7/2.321928) / 10.823466 = 7.407526/10.823466 = 0.684395"},
		{"x a", 2, 0.496639, "(7/1.584963 = 4.416508) / 8.892789"},
		{"x a", 1, 0, "nothing at depth 1"},
		{"a", 10, 0.646743, "7/10.823466: what is not found costs"},
		{"e x y", 3, 0, "only what is worthless"},
		{"", 10, 0, "nothing found"},
		{"a b", 0, 0, "no depth"},
	}
	for _, test := range tests {
		if got := NDCG(ranking(test.ranking), grades, test.k); !near(got, test.want) {
			t.Errorf("nDCG@%d of %q: %f, want %f: %s", test.k, test.ranking, got, test.want, test.why)
		}
	}
}

func TestNDCGWithoutAnythingRelevant(t *testing.T) {
	for name, g := range map[string]Grades{"none judged": nil, "all worthless": {"a": 0, "b": 0}} {
		if got := NDCG(ranking("a b"), g, 10); got != 0 {
			t.Errorf("%s: %f, want 0", name, got)
		}
	}
}

func TestReciprocalRankByHand(t *testing.T) {
	tests := []struct {
		ranking  string
		k, least int
		want     float64
	}{
		{"a b", 10, 2, 1},
		{"x d b", 10, 2, 1.0 / 3},
		{"x d b", 10, 1, 1.0 / 2},
		{"x d b", 10, 3, 0},
		{"x d b", 2, 2, 0}, // b is at rank 3
		{"x d b", 3, 2, 1.0 / 3},
		{"b a", 10, 2, 1}, // the first, not the best
		{"", 10, 1, 0},
		{"x y", 10, 1, 0},
	}
	for _, test := range tests {
		if got := ReciprocalRank(ranking(test.ranking), grades, test.k, test.least); !near(got, test.want) {
			t.Errorf("reciprocal rank@%d of %q from grade %d: %f, want %f", test.k, test.ranking, test.least, got, test.want)
		}
	}
}

// Three have grade 2 or more (a b c), four have 1 or more (and d).
func TestRecallByHand(t *testing.T) {
	tests := []struct {
		ranking  string
		k, least int
		want     float64
	}{
		{"a b c", 10, 2, 1},
		{"a x c y", 10, 2, 2.0 / 3},
		{"a x c y", 2, 2, 1.0 / 3},
		{"d e x", 10, 2, 0},
		{"d e x", 10, 1, 1.0 / 4},
		{"a b", 10, 3, 1}, // only a has 3
		{"", 10, 2, 0},
		{"a", 10, 4, 1}, // none to find
	}
	for _, test := range tests {
		if got := Recall(ranking(test.ranking), grades, test.k, test.least); !near(got, test.want) {
			t.Errorf("recall@%d of %q from grade %d: %f, want %f", test.k, test.ranking, test.least, got, test.want)
		}
	}
	if got := Recall(ranking("a"), nil, 10, 1); got != 1 {
		t.Errorf("recall without judgements: %f, want 1", got)
	}
}

func TestSuccess(t *testing.T) {
	tests := []struct {
		ranking  string
		k, least int
		want     float64
	}{
		{"x y b", 3, 2, 1},
		{"x y b", 2, 2, 0},
		{"x y b", 3, 3, 0},
		{"", 3, 1, 0},
	}
	for _, test := range tests {
		if got := Success(ranking(test.ranking), grades, test.k, test.least); got != test.want {
			t.Errorf("success@%d of %q from grade %d: %f, want %f", test.k, test.ranking, test.least, got, test.want)
		}
	}
}

// Nearest rank: the value at rank ⌈p/100·n⌉.
func TestPercentileByHand(t *testing.T) {
	tests := []struct {
		values []float64
		p      float64
		want   float64
		why    string
	}{
		{[]float64{15, 20, 35, 40, 50}, 5, 15, "⌈0.25⌉ = 1"},
		{[]float64{15, 20, 35, 40, 50}, 30, 20, "⌈1.5⌉ = 2"},
		{[]float64{15, 20, 35, 40, 50}, 40, 20, "⌈2⌉ = 2"},
		{[]float64{15, 20, 35, 40, 50}, 50, 35, "⌈2.5⌉ = 3"},
		{[]float64{15, 20, 35, 40, 50}, 99, 50, "⌈4.95⌉ = 5"},
		{[]float64{15, 20, 35, 40, 50}, 100, 50, "5"},
		{[]float64{15, 20, 35, 40, 50}, 0, 15, "never below the first"},
		{[]float64{15, 20, 35, 40, 50}, 200, 50, "never above the last"},
		{[]float64{7}, 50, 7, "one value"},
		{nil, 50, 0, "no value"},
	}
	for _, test := range tests {
		if got := Percentile(test.values, test.p); got != test.want {
			t.Errorf("%g %% of %v: %g, want %g: %s", test.p, test.values, got, test.want, test.why)
		}
	}
}
