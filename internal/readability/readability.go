// Package readability measures how hard a text is to read.
package readability

import (
	"regexp"
	"unicode/utf8"
)

// LongWord is from how many letters on a word counts as long, less one.
const LongWord = 6

var (
	word        = regexp.MustCompile(`[\p{L}\d]+(?:[-:][\p{L}\d]+)*`)
	sentenceEnd = regexp.MustCompile(`[.?!:](?:\s|$)`)
)

// LIX is words in each sentence, and the percentage of words of more than six letters
// (Björnsson, Läsbarhet, 1968): up to 30 a children's book, 40 fiction, 50 a newspaper,
// 60 official texts. A text without a word has none: 0 of 0 words.
func LIX(text string) (value float64, words int) {
	all := Words(text)
	if len(all) == 0 {
		return 0, 0
	}
	long := 0
	for _, w := range all {
		if utf8.RuneCountInString(w) > LongWord {
			long++
		}
	}
	sentences := max(1, len(sentenceEnd.FindAllString(text, -1)))
	return float64(len(all))/float64(sentences) + 100*float64(long)/float64(len(all)), len(all)
}

// Words are the words of a text: letters and digits, with hyphens and colons in them.
func Words(text string) []string { return word.FindAllString(text, -1) }
