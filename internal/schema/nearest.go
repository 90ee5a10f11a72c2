package schema

import "strings"

// minGuess is the shortest word that is guessed at: among short codes such as
// F12 and F13, as among numbers, every other one is near, and a guess would
// mislead.
const minGuess = 4

// Nearest returns the candidate that a person most likely meant by word: one
// that differs only in case or separators, or else the closest by edit
// distance, if at most a third of the word has to change. It returns "" when
// there is none. Ties go to the first candidate.
func Nearest(word string, candidates []string) string {
	plain := fold(word)
	if plain == "" || len(word) > 100 {
		return ""
	}
	best, distance := "", len([]rune(plain))/3+1
	for _, c := range candidates {
		if fold(c) == plain {
			return c
		}
		if len(plain) < minGuess || strings.Trim(plain, "0123456789") == "" {
			continue
		}
		if d := editDistance([]rune(plain), []rune(fold(c))); d < distance {
			best, distance = c, d
		}
	}
	return best
}

// fold removes what people mix up without thinking: case, hyphens,
// underscores and spaces.
func fold(s string) string {
	return strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(s))
}

// editDistance is the Levenshtein distance, in which two neighbours that have
// changed places count as one change (optimal string alignment).
func editDistance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
