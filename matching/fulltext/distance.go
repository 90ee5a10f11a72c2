package fulltext

import "unicode/utf8"

// distance counts the letters to insert, leave out, change, or swap with their
// neighbour (Damerau's optimal string alignment) between one word and others.
type distance struct {
	word []rune
	rows [3][maxWordRunes + 1]int
}

func (d *distance) from(word string) {
	d.word = []rune(word)
	if len(d.word) > maxWordRunes {
		d.word = d.word[:maxWordRunes]
	}
}

// to returns the number of edits; more than most is reported as most+1. Words
// are at most maxWordRunes long.
func (d *distance) to(other string, most int) int {
	var buffer [maxWordRunes]rune
	y := buffer[:0]
	for len(other) > 0 && len(y) < maxWordRunes {
		r, size := utf8.DecodeRuneInString(other)
		y, other = append(y, r), other[size:]
	}
	before, last, row := &d.rows[0], &d.rows[1], &d.rows[2]
	for j := range len(y) + 1 {
		last[j] = j
	}
	x := d.word
	for i := 1; i <= len(x); i++ {
		row[0] = i
		least := i
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
	return min(last[len(y)], most+1)
}
