package fulltext

import (
	"strings"
	"unicode/utf8"
)

const (
	minPartRunes  = 3
	minSplitRunes = 7  // shorter words are compounds too seldom
	maxPartRunes  = 30 // no part is longer; bounds the work for hostile words
)

// step is the best way found to reach a position of a word, the start of its
// next part.
type step struct {
	parts int    // number of parts before it, 0 when it was not reached
	from  int    // where the last of them starts
	own   int    // how many of the parts are words of our own
	size  int    // the length of the last part in runes
	base  string // its base form
}

// better says which of two ways to one position to keep: fewest parts, then
// most words of our own, then the longest last part.
func (s step) better(than step) bool {
	switch {
	case than.parts == 0:
		return true
	case s.parts != than.parts:
		return s.parts < than.parts
	case s.own != than.own:
		return s.own > than.own
	}
	return s.size > than.size
}

// Split returns the parts of a compound in lower case: modifiers in their base
// form (trygghets -> trygghet), the head as it stands. It returns nil for a
// word that is to stay whole. Of several ways it takes the one with the fewest
// parts, then most words of our own, then the longest head.
func (l *Lexicon) Split(word string) []string {
	runes := utf8.RuneCountInString(word)
	if runes < minSplitRunes || runes > maxSplitRunes || !isSplittable(word) || l.isAtom(word) {
		return nil
	}
	w := newLetters(word)
	steps := make([]step, w.len())
	var best step
	for at := 0; at <= w.len()-minPartRunes; at++ {
		if at > 0 && steps[at].parts == 0 {
			continue // no part ends here
		}
		if own, ok := l.isHead(w.piece(at, w.len())); ok && at > 0 {
			whole := step{parts: steps[at].parts + 1, own: steps[at].own + count(own), from: at, size: w.len() - at}
			if whole.better(best) {
				best = whole
			}
		}
		l.extend(w, steps, at)
	}
	if best.parts == 0 {
		return nil
	}
	return collect(w, steps, best.from)
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// extend tries every modifier that starts at a position, and enters the
// positions it leads to.
func (l *Lexicon) extend(w letters, steps []step, at int) {
	last := min(w.len()-minPartRunes+1, at+maxPartRunes)
	for end := at + minPartRunes; end <= last; end++ {
		base, own, ok := l.modifier(w.piece(at, end))
		if !ok {
			continue
		}
		next := step{parts: steps[at].parts + 1, own: steps[at].own + count(own), from: at, size: end - at, base: base}
		if end <= w.len()-minPartRunes && next.better(steps[end]) {
			steps[end] = next
		}
		// Three equal consonants are written as two: fall + larm = fallarm.
		if w.doubled(end) && end-1 > at && next.better(steps[end-1]) {
			steps[end-1] = next
		}
	}
}

// collect walks back from the head and returns the parts in order.
func collect(w letters, steps []step, head int) []string {
	parts := make([]string, steps[head].parts+1)
	parts[len(parts)-1] = w.piece(head, w.len())
	for i, at := len(parts)-2, head; i >= 0; i-- {
		parts[i] = steps[at].base
		at = steps[at].from
	}
	return parts
}

// modifier returns the base form of a piece that may stand before another part,
// and whether that is a word of our own.
func (l *Lexicon) modifier(piece string) (base string, own, ok bool) {
	if base, ok := l.modifiers[piece]; ok {
		return base, true, true
	}
	if l.hunspell == nil || stopWords[Swedish][piece] {
		return "", false, false
	}
	base, ok = l.hunspell.modifier(piece)
	return base, false, ok
}

// isHead reports whether a piece may be the last part, inflected or not, and
// whether it is a word of our own.
func (l *Lexicon) isHead(piece string) (own, ok bool) {
	if _, ok := l.heads[piece]; ok {
		return true, true
	}
	if stopWords[Swedish][piece] {
		return false, false
	}
	// No noun is inflected with -e: fallande is not fall + land. And an inflected
	// word has more than three letters.
	if len(piece) > minPartRunes && !strings.HasSuffix(piece, "e") {
		if _, ok := l.headStems[stemSwedish(piece)]; ok {
			return true, true
		}
	}
	return false, l.hunspell.head(piece)
}

// letters is a word that can be cut between its runes.
type letters struct {
	word    string
	offsets []int // byte offset of each rune, and of the end
}

func newLetters(word string) letters {
	offsets := make([]int, 0, len(word)+1)
	for i := range word {
		offsets = append(offsets, i)
	}
	return letters{word: word, offsets: append(offsets, len(word))}
}

func (w letters) len() int                    { return len(w.offsets) - 1 }
func (w letters) piece(start, end int) string { return w.word[w.offsets[start]:w.offsets[end]] }

// doubled reports whether the two letters before end are one consonant twice.
func (w letters) doubled(end int) bool {
	last := w.piece(end-1, end)
	return last == w.piece(end-2, end-1) && !isVowel(last)
}

func isVowel(letter string) bool {
	const vowels = "aeiouyåäö"
	return strings.Contains(vowels, letter)
}
