package app

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/allagehub/matcharenan/testbeds"
)

// wordy is a need of many different long words.
func wordy() *testbeds.Need {
	text := func(from int) string {
		var words []string
		for i := range 400 {
			words = append(words, fmt.Sprintf("%cdärför%c%cbestämd", 'a'+(from+i)%26, 'a'+i/26%26, 'b'+i%25))
		}
		return strings.Join(words, " ")
	}
	return &testbeds.Need{
		ID: "n", Title: text(0), Background: text(1), Description: text(2), Goal: text(3),
		Statements: []testbeds.Statement{{Text: text(4), Priority: "must", Function: "F01"}, {Text: text(5), Priority: "could"}},
	}
}

func texts(n *testbeds.Need) []string {
	list := []string{n.Title, n.Background, n.Description, n.Goal}
	for _, s := range n.Statements {
		list = append(list, s.Text)
	}
	return list
}

func TestMisspellIsRepeatable(t *testing.T) {
	a, b := misspell(wordy(), 0.5, 7), misspell(wordy(), 0.5, 7)
	if !reflect.DeepEqual(a, b) {
		t.Error("the same seed misspells differently")
	}
	if reflect.DeepEqual(a, misspell(wordy(), 0.5, 8)) {
		t.Error("another seed misspells alike")
	}
	other := wordy()
	other.ID = "m"
	if a.Title == misspell(other, 0.5, 7).Title {
		t.Error("another need is misspelt in the same places")
	}
}

func TestMisspellLeavesTheNeedItWasGiven(t *testing.T) {
	n := wordy()
	c := misspell(n, 1, 7)
	if !reflect.DeepEqual(n, wordy()) {
		t.Error("the need itself has changed")
	}
	if c.ID != n.ID || c.Statements[0].Priority != "must" || c.Statements[0].Function != "F01" {
		t.Errorf("more than texts has changed: %+v", c.Statements[0])
	}
}

// TestMisspellsAboutTheShare. A letter may be changed for the same one, and
// swapped with the same one, so that somewhat fewer words change.
func TestMisspellsAboutTheShare(t *testing.T) {
	for _, share := range []float64{0, 0.1, 0.5, 1} {
		c, words, changed := texts(misspell(wordy(), share, 3)), 0, 0
		for i, text := range texts(wordy()) {
			before, after := strings.Fields(text), strings.Fields(c[i])
			if len(before) != len(after) {
				t.Fatalf("text %d has %d words instead of %d", i, len(after), len(before))
			}
			for j := range before {
				if words++; before[j] != after[j] {
					changed++
				}
			}
		}
		if got := float64(changed) / float64(words); got > share+0.03 || got < share*0.9-0.03 {
			t.Errorf("%.3f of the words are misspelt, want about %g", got, share)
		}
	}
}

func TestMisspellKeepsShortWordsAndMarks(t *testing.T) {
	const text = "På 24 h ska 3–4 av de få: i å ö, en och tre. (Ja!)\n\tAtt OCH men"
	for seed := range uint64(50) {
		if got := misspellText(text, 1, rand.New(rand.NewPCG(seed, 1))); got != text {
			t.Fatalf("seed %d: %q", seed, got)
		}
	}
}

// TestMisspeltWordsAreTypingErrors: a letter more or less at most, nothing but
// letters of the word, and the first letter stays.
func TestMisspeltWordsAreTypingErrors(t *testing.T) {
	for _, word := range []string{"fall", "ålder", "trygghetslarm", "överförmyndarnämnd"} {
		seen := map[string]bool{}
		for seed := range uint64(300) {
			got := string(misspellWord([]rune(word), rand.New(rand.NewPCG(seed, 1))))
			seen[got] = true
			first, _ := utf8.DecodeRuneInString(word)
			if n := utf8.RuneCountInString(got) - utf8.RuneCountInString(word); n < -1 || n > 1 || !strings.HasPrefix(got, string(first)) || strings.Trim(got, word) != "" {
				t.Fatalf("%s became %s", word, got)
			}
		}
		if len(seen) < 6 {
			t.Errorf("%s is misspelt in only %d ways", word, len(seen))
		}
	}
}
