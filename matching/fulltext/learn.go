package fulltext

import (
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	learnMinCount     = 3 // rarer words may be spelling mistakes
	learnMinRunes     = 4
	learnMaxRunes     = 14
	learnMinCompounds = 2 // other words that it must be seen in
)

// boundEndings look like words but are endings: what they end is not a compound.
var boundEndings = wordSet(strings.ReplaceAll("ande anden andet aren arna bara bart barhet dom domen else elsen ende endet "+
	"enhet erade erande erar eras erat erna essen heten heter heterna igare igen inga ingar ingen ionen isera iserad isering "+
	"iska iskt ister istisk lade lades lare larna lats ligare ligen liga ligt ligast ligheten lighet ling lingar ning ningar "+
	"ningen ningarna ning nings rande rings sam samma samt sammare skap skapen skapet ställd ställda ständig tion tionen "+
	"tioner tions tade tande tare tarna tera terad ters tets verk värd värda", " ", "\n"))

// LearnWords picks from a catalogue's words, with how often each is seen, those
// that may serve as parts of compounds. It is careful, since a wrong part does
// more harm than a missing one: a word must be seen by itself and, together
// with other known words, in at least two compounds. The result is sorted.
func LearnWords(counts map[string]int) []string {
	own := NewLexicon(LexiconOptions{})
	candidates := make(map[string]int) // and the number of compounds seen
	for word, count := range counts {
		if count >= learnMinCount && mayLearn(own, word) {
			candidates[word] = 0
		}
	}
	for word := range counts {
		if isSplittable(word) && utf8.RuneCountInString(word) <= maxSplitRunes {
			countParts(own, candidates, word)
		}
	}
	learned := []string{}
	for word, compounds := range candidates {
		if compounds >= learnMinCompounds {
			learned = append(learned, word)
		}
	}
	slices.Sort(learned)
	return learned
}

// mayLearn reports whether a word has the shape of a part that is not known yet.
func mayLearn(own *Lexicon, word string) bool {
	runes := utf8.RuneCountInString(word)
	if runes < learnMinRunes || runes > learnMaxRunes || !isSplittable(word) {
		return false
	}
	if stopWords[Swedish][word] || boundEndings[word] || !hasVowel(word) {
		return false
	}
	if _, known := own.known[stemSwedish(word)]; known {
		return false
	}
	return own.Split(word) == nil
}

// countParts counts word as a compound of every candidate that, joined with a
// word of our own, makes it.
func countParts(own *Lexicon, candidates map[string]int, word string) {
	if own.isAtom(word) {
		return
	}
	w := newLetters(word)
	for cut := minPartRunes; cut <= w.len()-minPartRunes; cut++ {
		first, rest := w.piece(0, cut), w.piece(cut, w.len())
		first = cutLink(candidates, first)
		if _, ok := candidates[first]; ok {
			if _, ok := own.isHead(rest); ok {
				candidates[first]++
			}
		}
		if _, ok := candidates[rest]; ok {
			if _, known := own.modifiers[w.piece(0, cut)]; known {
				candidates[rest]++
			}
		}
	}
}

// cutLink removes a linking s where the word without it is a candidate.
func cutLink(candidates map[string]int, piece string) string {
	if base, ok := strings.CutSuffix(piece, "s"); ok {
		if _, ok := candidates[base]; ok {
			return base
		}
	}
	return piece
}

func hasVowel(word string) bool { return strings.ContainsAny(word, "aeiouyåäöé") }
