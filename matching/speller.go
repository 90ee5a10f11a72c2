package matching

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/matching/thesaurus"
)

// speller finds the known word that an unknown one was meant to be. It keeps, for
// every known word, the forms that arise when letters are left out of its
// beginning: two words that differ by few edits share such a form (the symmetric
// delete method, W. Garbe, 2012).
type speller struct {
	lexicon *fulltext.Lexicon
	words   map[string]int // with how often they stand in the catalogue, 1 at least
	own     map[string]bool
	deletes map[string][]string

	ofNeeds, ofProducts spellings
}

// Limits of what is corrected, in letters. Short words have too many
// neighbours.
const (
	correctFrom    = 4  // one edit
	correctTwoFrom = 9  // two edits
	correctTo      = 40 // nobody misspells longer words by one letter
	deletePrefix   = 7
	// ProductCorrectFrom is higher: a catalogue's words are its own authority.
	productCorrectFrom = 7
)

func newSpeller(t *thesaurus.Thesaurus, lexicon *fulltext.Lexicon, a *fulltext.Analyzer, catalogue map[string]int) *speller {
	s := &speller{ofNeeds: newSpellings(), ofProducts: newSpellings(), lexicon: lexicon, words: make(map[string]int), own: make(map[string]bool), deletes: make(map[string][]string)}
	add := func(text string, english bool) {
		for _, tok := range a.Analyze(text, language(english)) {
			if len(tok.Terms) > 0 {
				s.words[tok.Word] = 1
				s.own[tok.Word] = true
			}
		}
	}
	for i := range t.Concepts {
		c := &t.Concepts[i]
		for _, l := range c.Labels() {
			add(l.Text, l.English)
		}
		for _, w := range c.Words.Swedish {
			add(w, false)
		}
		for _, w := range c.Words.English {
			add(w, true)
		}
	}
	for _, p := range t.Phrases {
		add(p.Text, p.English)
	}
	for w, n := range catalogue {
		if n > 1 {
			s.words[w] += n
		}
	}
	s.index()
	return s
}

func (s *speller) index() {
	words := make([]string, 0, len(s.words))
	for w := range s.words {
		if n := utf8.RuneCountInString(w); n >= correctFrom && n <= correctTo {
			words = append(words, w)
		}
	}
	slices.Sort(words)
	for _, w := range words {
		for _, form := range deletions(w) {
			s.deletes[form] = append(s.deletes[form], w)
		}
	}
}

// deletions are the beginning of a word with up to as many letters left out as
// may be wrong.
func deletions(word string) []string {
	runes := []rune(word)
	edits := allowedEdits(len(runes))
	runes = runes[:min(len(runes), deletePrefix)]
	forms := []string{string(runes)}
	for start, round := 0, 0; round < edits; round++ {
		end := len(forms)
		for _, f := range forms[start:end] {
			rs := []rune(f)
			for i := range rs {
				shorter := string(slices.Concat(rs[:i], rs[i+1:]))
				if !slices.Contains(forms, shorter) {
					forms = append(forms, shorter)
				}
			}
		}
		start = end
	}
	return forms
}

func allowedEdits(letters int) int {
	switch {
	case letters < correctFrom || letters > correctTo:
		return 0
	case letters < correctTwoFrom:
		return 1
	default:
		return 2
	}
}

// knows reports whether the word stands in the thesaurus or the catalogue.
func (s *speller) knows(word string) bool { return s.words[word] > 0 }

// unknown returns the known word that an unknown word of a need resembles.
func (s *speller) unknown(word string, lang fulltext.Language) (right string, ok bool) {
	return s.ofNeeds.recall(word, lang, func() (string, bool) { return s.correction(word, lang) })
}

func (s *speller) correction(word string, lang fulltext.Language) (string, bool) {
	if s.knows(word) || !letters(word) || lang == fulltext.Swedish && s.lexicon.Known(word) {
		return "", false
	}
	return s.nearest(word, correctFrom, func(string) bool { return true })
}

// misspelt returns the word of the thesaurus that an unknown word of a product
// resembles, or nothing.
func (s *speller) misspelt(word string) string {
	if len(word) < productCorrectFrom || s.knows(word) {
		return ""
	}
	right, ok := s.ofProducts.recall(word, fulltext.Swedish, func() (string, bool) {
		if !letters(word) || s.lexicon.Known(word) {
			return "", false
		}
		return s.nearest(word, productCorrectFrom, func(w string) bool { return s.own[w] })
	})
	if !ok {
		return ""
	}
	return right
}

func letters(word string) bool { return !strings.ContainsAny(word, "0123456789") }

func (s *speller) nearest(word string, from int, usable func(string) bool) (string, bool) {
	n := utf8.RuneCountInString(word)
	edits := allowedEdits(n)
	if edits == 0 || n < from {
		return "", false
	}
	best, bestEdits, bestCount := "", edits+1, 0
	for _, form := range deletions(word) {
		for _, w := range s.deletes[form] {
			d := editDistance(word, w, bestEdits)
			if d > allowedEdits(utf8.RuneCountInString(w)) || d > bestEdits || !usable(w) {
				continue
			}
			if c := s.words[w]; d < bestEdits || c > bestCount || c == bestCount && w < best {
				best, bestEdits, bestCount = w, d, c
			}
		}
	}
	return best, bestEdits <= edits
}

// editDistance counts the letters to insert, leave out, change, or swap with
// their neighbour (Damerau's optimal string alignment); more than most is
// reported as most+1.
func editDistance(a, b string, most int) int {
	x, y := []rune(a), []rune(b)
	if d := len(x) - len(y); d > most || -d > most {
		return most + 1
	}
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		least := row[0]
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > most {
			return most + 1
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}
