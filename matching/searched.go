package matching

import (
	"slices"
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
	lower    []string // of each section
}

func newSearchedText(p *catalog.Product, a *fulltext.Analyzer) *searchedText {
	t := &searchedText{analyzer: a, sections: productText(p)}
	t.language = textLanguage(p.Language, func() string { return p.Summary + " " + p.Description })
	for _, s := range t.sections {
		t.lower = append(t.lower, lowerLatin(s.text))
	}
	return t
}

// lowerLatin is the text in lower case, for the letters of Swedish and English and
// their neighbours (A–Z, À–Þ), with every byte in its place.
func lowerLatin(text string) string {
	lower := []byte(text)
	for i, b := range lower {
		switch {
		case 'A' <= b && b <= 'Z':
			lower[i] = b + 'a' - 'A'
		case i > 0 && lower[i-1] == 0xC3 && 0x80 <= b && b <= 0x9E && b != 0x97: // UTF-8 of À–Þ without ×
			lower[i] = b + 0x20
		}
	}
	return string(lower)
}

// find is the first word of the text that gives the term.
func (t *searchedText) find(term string) (Range, bool) {
	for n, text := range t.lower {
		for from := 0; from < len(text); {
			at := strings.Index(text[from:], term)
			if at < 0 {
				break
			}
			start, end := wordAround(text, from+at)
			if t.gives(text[start:end], term) {
				s := t.sections[n]
				return Range{Field: s.name, Start: start, End: end, Text: s.text[start:end]}, true
			}
			from = max(end, from+at+len(term))
		}
	}
	return Range{}, false
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
