package fulltext

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
)

// goldCompound is a line of testdata/compounds.tsv.
type goldCompound struct {
	set, word string
	parts     []string
}

func readLines(t testing.TB, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	return lines
}

func goldCompounds(t testing.TB) []goldCompound {
	t.Helper()
	var gold []goldCompound
	for _, line := range readLines(t, "testdata/compounds.tsv") {
		fields := strings.Split(line, "\t")
		if len(fields) != 3 || fields[0] != "dev" && fields[0] != "held" {
			t.Fatalf("malformed line %q", line)
		}
		gold = append(gold, goldCompound{fields[0], fields[1], strings.Fields(fields[2])})
	}
	return gold
}

// hunspellForTest skips the test where no dictionary is installed.
func hunspellForTest(t testing.TB) *Hunspell {
	t.Helper()
	h, err := FindHunspell("")
	if errors.Is(err, ErrNoHunspell) {
		t.Skip("hunspell-sv is not installed: accuracy with it is not measured")
	}
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func stems(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = stemSwedish(w)
	}
	return out
}

// splitOrWhole gives a word that stays whole as its own only part.
func splitOrWhole(l *Lexicon, word string) []string {
	if parts := l.Split(word); parts != nil {
		return parts
	}
	return []string{word}
}

func TestSplitGold(t *testing.T) {
	t.Run("own words", func(t *testing.T) {
		checkGold(t, NewLexicon(LexiconOptions{}), floors{dev: 95, held: 80, all: 90, falseSplits: 1})
	})
	t.Run("with hunspell", func(t *testing.T) {
		l := NewLexicon(LexiconOptions{Hunspell: hunspellForTest(t)})
		checkGold(t, l, floors{dev: 97, held: 95, all: 97, falseSplits: 1})
	})
}

// floors are what a lexicon must reach, in per cent of compounds split exactly,
// and the most words it may split that must stay whole.
type floors struct{ dev, held, all, falseSplits int }

func checkGold(t *testing.T, l *Lexicon, want floors) {
	right, total := map[string]int{}, map[string]int{}
	for _, g := range goldCompounds(t) {
		got := splitOrWhole(l, g.word)
		for _, set := range []string{g.set, "all"} {
			total[set]++
			if slices.Equal(stems(got), stems(g.parts)) {
				right[set]++
			}
		}
		if g.set == "dev" && !slices.Equal(stems(got), stems(g.parts)) {
			t.Logf("dev: %s gives %v, want %v", g.word, got, g.parts) // held-out words are not shown
		}
	}
	for set, floor := range map[string]int{"dev": want.dev, "held": want.held, "all": want.all} {
		t.Logf("%s: %d of %d exact (%.1f %%)", set, right[set], total[set], 100*float64(right[set])/float64(total[set]))
		if 100*right[set] < floor*total[set] {
			t.Errorf("%s: fewer than %d %% exact", set, floor)
		}
	}
	split := 0
	words := readLines(t, "testdata/whole.txt")
	for _, word := range words {
		if parts := l.Split(word); parts != nil {
			split++
			t.Logf("false split: %s gives %v", word, parts)
		}
	}
	t.Logf("false splits: %d of %d", split, len(words))
	if split > want.falseSplits {
		t.Errorf("%d words split that must stay whole, at most %d may be", split, want.falseSplits)
	}
}

func TestGoldSize(t *testing.T) {
	gold := goldCompounds(t)
	held := 0
	seen := map[string]bool{}
	for _, g := range gold {
		if seen[g.word] {
			t.Errorf("%s stands twice", g.word)
		}
		seen[g.word] = true
		if g.set == "held" {
			held++
		}
	}
	if len(gold) < 160 || 3*held < len(gold) {
		t.Errorf("%d compounds, %d held out: want at least 160 and a third", len(gold), held)
	}
	if whole := readLines(t, "testdata/whole.txt"); len(whole) < 85 {
		t.Errorf("%d whole words, want at least 85", len(whole))
	}
}
