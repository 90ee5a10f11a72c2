package app

import (
	"math/rand/v2"
	"unicode"

	"github.com/allagehub/matcharenan/testbeds"
)

// misspelledFrom is how many letters a word must have to be misspelt.
const misspelledFrom = 4

// misspell returns the need with a share of its words misspelt: two letters
// swapped, one left out, doubled, or changed for another of the same word. The
// same seed misspells the same words.
func misspell(n *testbeds.Need, share float64, seed uint64) *testbeds.Need {
	h := seed
	for _, b := range []byte(n.ID) {
		h = h*1099511628211 ^ uint64(b)
	}
	r := rand.New(rand.NewPCG(seed, h)) //nolint:gosec // G404: repeatable on purpose
	c := *n
	c.Title, c.Background = misspellText(c.Title, share, r), misspellText(c.Background, share, r)
	c.Description, c.Goal = misspellText(c.Description, share, r), misspellText(c.Goal, share, r)
	c.Statements = append([]testbeds.Statement(nil), c.Statements...)
	for i := range c.Statements {
		c.Statements[i].Text = misspellText(c.Statements[i].Text, share, r)
	}
	return &c
}

func misspellText(text string, share float64, r *rand.Rand) string {
	runes := []rune(text)
	var out []rune
	for i := 0; i < len(runes); {
		j := i
		for j < len(runes) && unicode.IsLetter(runes[j]) {
			j++
		}
		if j == i {
			out = append(out, runes[i])
			i++
			continue
		}
		word := runes[i:j]
		if len(word) >= misspelledFrom && r.Float64() < share {
			word = misspellWord(word, r)
		}
		out = append(out, word...)
		i = j
	}
	return string(out)
}

func misspellWord(word []rune, r *rand.Rand) []rune {
	at := 1 + r.IntN(len(word)-2) // the first letter stays
	out := append([]rune(nil), word...)
	switch r.IntN(4) {
	case 0:
		out[at], out[at+1] = out[at+1], out[at]
	case 1:
		out = append(out[:at], out[at+1:]...)
	case 2:
		out = append(out[:at+1], word[at:]...)
	default:
		out[at] = word[r.IntN(len(word))]
	}
	return out
}
