package fulltext

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of what is corrected, in letters. Short words have too many
// neighbours.
const (
	correctFrom    = 4 // one edit
	correctTwoFrom = 9 // two edits
)

func allowedEdits(letters int) int {
	switch {
	case letters < correctFrom || letters > maxWordRunes:
		return 0
	case letters < correctTwoFrom:
		return 1
	}
	return 2
}

// candidate is a word of the index that may take another's place.
type candidate struct {
	word  string
	count uint32
	edits int
}

// better puts fewest edits first, then words that begin alike, as people seldom
// mistake the first letter, then the commonest.
func betterCandidate(word string) func(a, b candidate) int {
	first, _ := utf8.DecodeRuneInString(word)
	alike := func(c candidate) int {
		if r, _ := utf8.DecodeRuneInString(c.word); r == first {
			return 0
		}
		return 1
	}
	return func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.edits, b.edits), cmp.Compare(alike(a), alike(b)), cmp.Compare(b.count, a.count), strings.Compare(a.word, b.word))
	}
}

// nearest returns the words that are fewest edits away from a word that the
// index does not have, the commonest first.
func (v *view) nearest(word string, n int) []string {
	found := v.candidates(word)
	var words []string
	for _, c := range found {
		if len(words) == n || c.edits > found[0].edits {
			break
		}
		words = append(words, c.word)
	}
	return words
}

// candidates are all words within the edits that are allowed for a word, best
// first.
func (v *view) candidates(word string) []candidate {
	most := allowedEdits(utf8.RuneCountInString(word))
	if most == 0 || strings.ContainsAny(word, "0123456789") {
		return nil
	}
	var found []candidate
	for _, words := range v.words {
		words.similar(word, most, func(w string, count uint32, edits int) {
			if w != word && edits <= allowedEdits(utf8.RuneCountInString(w)) {
				found = append(found, candidate{w, count, edits})
			}
		})
	}
	slices.SortFunc(found, betterCandidate(word))
	return found
}

// completions returns the commonest words that begin with what was typed and go
// on.
func (v *view) completions(typed string, n int) []string {
	best := make([]candidate, 0, n+1)
	for _, words := range v.words {
		words.prefixed(typed, func(w string, count uint32) {
			if w == typed || len(best) == n && count < best[n-1].count {
				return
			}
			c := candidate{word: w, count: count}
			at, _ := slices.BinarySearchFunc(best, c, func(a, b candidate) int {
				return cmp.Or(cmp.Compare(b.count, a.count), strings.Compare(a.word, b.word))
			})
			best = slices.Insert(best, at, c)
			best = best[:min(n, len(best))]
		})
	}
	words := make([]string, len(best))
	for i, c := range best {
		words[i] = c.word
	}
	return words
}
