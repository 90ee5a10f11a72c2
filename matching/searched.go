package matching

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching/fulltext"
)

// searchedText is a product's text in which words are looked for by their stem.
// Analysing the whole text would do as well, ten times as slowly: only the words
// in which the stem stands are analysed.
type searchedText struct {
	analyzer *fulltext.Analyzer
	language fulltext.Language
	sections []section
	lower    string // of all sections, a line each
	ends     []int  // where the line of each section ends
	buffer   []byte
}

// set makes it the text of a product.
func (t *searchedText) set(p *catalog.Product) {
	t.sections = appendProductText(t.sections[:0], p)
	t.language = ProductLanguage(p)
	t.buffer, t.ends = t.buffer[:0], t.ends[:0]
	for _, s := range t.sections {
		t.buffer = appendLowerLatin(t.buffer, s.text)
		t.ends = append(t.ends, len(t.buffer))
		t.buffer = append(t.buffer, '\n')
	}
	t.lower = string(t.buffer)
}

// appendLowerLatin appends the text in lower case, for the letters of Swedish and
// English and their neighbours (A–Z, À–Þ), with every byte in its place.
func appendLowerLatin(lower []byte, text string) []byte {
	from := len(lower)
	lower = append(lower, text...)
	before := byte(0)
	for i, b := range lower[from:] {
		switch {
		case 'A' <= b && b <= 'Z':
			lower[from+i] = b + 'a' - 'A'
		case before == 0xC3 && 0x80 <= b && b <= 0x9E && b != 0x97: // UTF-8 of À–Þ without ×
			lower[from+i] = b + 0x20
		}
		before = b
	}
	return lower
}

// find is the first word of the text that gives the term.
func (t *searchedText) find(term string) (Range, bool) {
	for from := 0; from < len(t.lower); {
		at := strings.Index(t.lower[from:], term)
		if at < 0 {
			break
		}
		start, end := wordAround(t.lower, from+at)
		if t.gives(t.lower[start:end], term) {
			return t.place(start, end), true
		}
		from = max(end, from+at+len(term))
	}
	return Range{}, false
}

// place is where a word stands in its section.
func (t *searchedText) place(start, end int) Range {
	n := sort.SearchInts(t.ends, end)
	if n > 0 {
		before := t.ends[n-1] + 1
		start, end = start-before, end-before
	}
	s := t.sections[n]
	return Range{Field: s.name, Start: start, End: end, Text: s.text[start:end]}
}

func (t *searchedText) gives(word, term string) bool {
	return slices.ContainsFunc(t.analyzer.Word(word, t.language), func(x fulltext.Term) bool { return x.Text == term })
}

// wordAround is the word that byte at belongs to.
func wordAround(text string, at int) (start, end int) {
	start, end = at, at
	for start > 0 {
		r, n := utf8.DecodeLastRuneInString(text[:start])
		if !partOfWord(r) {
			break
		}
		start -= n
	}
	for end < len(text) {
		r, n := utf8.DecodeRuneInString(text[end:])
		if !partOfWord(r) {
			break
		}
		end += n
	}
	return start, end
}

func partOfWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }
