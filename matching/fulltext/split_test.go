package fulltext

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSplit(t *testing.T) {
	l := NewLexicon(LexiconOptions{})
	for word, want := range map[string]string{
		"trygghetslarm":       "trygghet larm",
		"läkemedelsrobotarna": "läkemedel robotarna",
		"fallarm":             "fall larm",      // shared consonant
		"kyrkogård":           "kyrka gård",     // a -> o
		"gatubelysning":       "gata belysning", // a -> u
		"hyresavtal":          "hyra avtal",     // a -> es
		"arbetsmiljö":         "arbete miljö",   // e -> s
		"skolmat":             "skola mat",      // a dropped
		"nattkameratillsyn":   "natt kamera tillsyn",
		"läkemedlet":          "", // an inflected atom
		"tillsyn":             "",
		"fallande":            "",
		"larm":                "",
		"ljud4larm":           "", // not a word of letters
		"Trygghetslarm":       "", // not lower case
		"":                    "",
	} {
		if got := strings.Join(l.Split(word), " "); got != want {
			t.Errorf("Split(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestSplitStopsAtLength(t *testing.T) {
	l := NewLexicon(LexiconOptions{})
	word := strings.Repeat("vård", maxSplitRunes/4)
	if got := l.Split(word); len(got) != maxSplitRunes/4 {
		t.Errorf("a word of %d runes gives %d parts", maxSplitRunes, len(got))
	}
	if got := l.Split(word + "vård"); got != nil {
		t.Errorf("a longer word gives %d parts, want none", len(got))
	}
}

func TestParseWords(t *testing.T) {
	good, err := parseWords("# words\n\nlarm\nfjärr mod\ntimme ~tim\nomsorg atom\n")
	if err != nil || len(good) != 4 {
		t.Fatalf("parseWords: %v, %v", good, err)
	}
	if good[1].head || !good[1].modifier || good[2].forms[0] != "tim" || !good[3].atom {
		t.Errorf("flags read wrongly: %+v", good)
	}
	for _, bad := range []string{"larm\nLarm\n", "larm\nlarm modifier\n", "larm\nlarm ~\n", "ok\nip-larm\n"} {
		if _, err := parseWords(bad); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("parseWords(%q): error %v, want one that names line 2", bad, err)
		}
	}
}

func TestOwnWords(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range ownWords() {
		if seen[e.word] {
			t.Errorf("%s stands twice", e.word)
		}
		seen[e.word] = true
	}
	if len(seen) < 900 {
		t.Errorf("%d own words, want at least 900", len(seen))
	}
}

func TestKnown(t *testing.T) {
	l := NewLexicon(LexiconOptions{})
	for word, want := range map[string]bool{
		"larm": true, "larmet": true, "trygghetslarm": true, "och": true, "4g": true,
		"trygetslarm": false, "läkemdel": false, "xqzt": false,
	} {
		if got := l.Known(word); got != want {
			t.Errorf("Known(%q) = %v, want %v", word, got, want)
		}
	}
}

func TestLearnWords(t *testing.T) {
	counts := map[string]int{
		"fjomp": 9, "fjomplarm": 4, "fjompsensor": 2, "fjompens": 1, // seen in two compounds
		"vårdgluff": 3, "trygghetsgluff": 2, "gluff": 5, // seen as head
		"skrufs": 9, "skrufslarm": 1, // in one only
		"brims": 1, "brimslarm": 1, "brimssensor": 1, // too rare
		"ningen": 9, "larmningen": 2, "stödningen": 2, // an ending
		"och": 9, "och4": 3, "larm": 99, "GLAM": 9,
	}
	want := []string{"fjomp", "gluff"}
	if got := LearnWords(counts); !slices.Equal(got, want) {
		t.Fatalf("LearnWords = %v, want %v", got, want)
	}
	l := NewLexicon(LexiconOptions{Learned: want})
	if got := strings.Join(l.Split("fjompskamera"), " "); got != "fjomp kamera" {
		t.Errorf("a learned word is not used: %q", got)
	}
	if NewLexicon(LexiconOptions{}).Split("fjompskamera") != nil {
		t.Error("learned words leak into other lexicons")
	}
}

func FuzzSplit(f *testing.F) {
	for _, g := range goldCompounds(f) {
		f.Add(g.word)
	}
	f.Add(strings.Repeat("fall", 25))
	f.Add("ååååååååå\xff")
	lexicons := []*Lexicon{NewLexicon(LexiconOptions{})}
	if h, err := FindHunspell(""); err == nil {
		lexicons = append(lexicons, NewLexicon(LexiconOptions{Hunspell: h}))
	}
	f.Fuzz(func(t *testing.T, word string) {
		for _, l := range lexicons {
			parts := l.Split(word)
			if parts == nil {
				continue
			}
			checkParts(t, l, word, parts)
		}
	})
}

// checkParts holds that parts could be the parts of word.
func checkParts(t *testing.T, l *Lexicon, word string, parts []string) {
	if !slices.Equal(parts, l.Split(word)) {
		t.Errorf("Split(%q) differs from one time to the next", word)
	}
	runes := utf8.RuneCountInString(word)
	if runes < minSplitRunes || runes > maxSplitRunes || len(parts) < 2 || len(parts) > runes {
		t.Errorf("Split(%q) = %v", word, parts)
	}
	if !strings.HasSuffix(word, parts[len(parts)-1]) {
		t.Errorf("Split(%q) = %v: the head is not its end", word, parts)
	}
	if !consists(l, word, parts) {
		t.Errorf("Split(%q) = %v: the parts do not make the word", word, parts)
	}
}

// consists reports whether linking forms of the parts, one after another, make
// the word. It is written apart from Split, and tries every way.
func consists(l *Lexicon, word string, parts []string) bool {
	if len(parts) == 1 {
		return word == parts[0]
	}
	for cut := range word {
		if base, _, ok := l.modifier(word[:cut]); !ok || base != parts[0] {
			continue
		}
		if consists(l, word[cut:], parts[1:]) {
			return true
		}
		_, size := utf8.DecodeLastRuneInString(word[:cut])
		if consists(l, word[cut-size:], parts[1:]) {
			return true
		}
	}
	return false
}
