package readability

import (
	"math"
	"testing"
)

func TestLIXIsThatOfBjornsson(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text  string
		want  float64
		words int
	}{
		{"", 0, 0},
		{"Hon går hem.", 3, 3},
		{"Hon går hem. Hon sover.", 2.5, 5},
		{"Hon går hem", 3, 3}, // a text without an end is a sentence
		{"Välfärdsteknik är bra.", 3 + 100.0/3, 3},
		{"Hunden springer bort i dag.", 5 + 100.0/5, 5}, // one of five is long
		{"Kostar den mer? Fråga i e-post.", 3, 6},       // e-post is one word of six letters
		{"Välj: larm eller lampa.", 2, 4},               // a colon ends a sentence
		{"Priset är 12 kr. Avtalet finns.", 3 + 100.0/6, 6},
		{"Kl. 14:05 är det lugnt!", 2.5, 5},
	}
	for _, test := range tests {
		got, words := LIX(test.text)
		if math.Abs(got-test.want) > 1e-9 || words != test.words {
			t.Errorf("%q has %v over %d words, want %v over %d", test.text, got, words, test.want, test.words)
		}
	}
}
