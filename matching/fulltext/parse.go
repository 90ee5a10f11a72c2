package fulltext

import (
	"strings"
	"unicode/utf8"
)

// parsedQuery is what a person typed, taken apart.
type parsedQuery struct {
	text      string // as far as it is read
	words     []queryWord
	quoted    [][]string // words that must stand in a row
	excluded  [][]string // words that must not
	blank     bool       // nothing was typed
	truncated bool
}

// queryWord is a word that is searched for.
type queryWord struct {
	start, end int // in the text
	word       string
	terms      [2][]Term // by language
	exact      bool      // it was quoted
	joined     bool      // no quotation mark or excluded word stands before it: it may be one phrase with the word before
}

// parse takes a text apart by the languages that the index has.
func parse(a *Analyzer, text string, spoken []Language) *parsedQuery {
	q := &parsedQuery{}
	q.text, q.truncated = firstRunes(text, MaxQueryRunes)
	q.blank = strings.TrimSpace(q.text) == ""
	if len(spoken) == 0 {
		return q
	}
	var tokens [2][]Token
	for _, lang := range spoken {
		tokens[lang] = a.Analyze(q.text, lang) // the same words in each language
	}
	n := len(tokens[spoken[0]])
	if n > MaxQueryWords {
		n, q.truncated = MaxQueryWords, true
	}
	marks := findMarks(q.text)
	var run []string // the quoted or excluded words being read
	var in mark
	endRun := func() {
		switch {
		case len(run) == 0:
		case in.excluded:
			q.excluded = append(q.excluded, run)
		case in.quoted:
			q.quoted = append(q.quoted, run)
		}
		run = nil
	}
	joined := false
	for i := range n {
		t := tokens[spoken[0]][i]
		if m := markAt(marks, t.Start); m != in {
			endRun()
			in, joined = m, false
		}
		if in.quoted || in.excluded {
			run = append(run, t.Word)
		}
		if in.excluded {
			continue
		}
		w := queryWord{start: t.Start, end: t.End, word: t.Word, exact: in.quoted, joined: joined}
		for _, lang := range spoken {
			w.terms[lang] = tokens[lang][i].Terms
		}
		q.words = append(q.words, w)
		joined = true
	}
	endRun()
	return q
}

// firstRunes cuts a text after so many characters.
func firstRunes(text string, most int) (string, bool) {
	count := 0
	for i := range text {
		if count == most {
			return text[:i], true
		}
		count++
	}
	return text, false
}

// mark is a part of a query that is quoted or excluded.
type mark struct {
	start, end       int
	quoted, excluded bool
}

func markAt(marks []mark, at int) mark {
	for _, m := range marks {
		if at >= m.start && at < m.end {
			return m
		}
	}
	return mark{}
}

// findMarks finds "…" and -…. A quotation mark without a second one, and a dash
// with a space after it or without one before it, are only characters.
func findMarks(text string) []mark {
	var marks []mark
	before := ' '
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		m := mark{start: i}
		at := i
		if isDash(r) && isSpace(before) {
			m.excluded = true
			at += size
		}
		if quote, width := utf8.DecodeRuneInString(text[at:]); isQuote(quote) {
			if end := strings.IndexFunc(text[at+width:], isQuote); end >= 0 {
				m.quoted = true
				m.end = at + width + end
			}
		}
		if m.excluded && !m.quoted {
			m.end = at
			if end := strings.IndexFunc(text[at:], isSpace); end >= 0 {
				m.end += end
			} else {
				m.end = len(text)
			}
		}
		if m.end <= i {
			before = r
			i += size
			continue
		}
		marks = append(marks, m)
		// Over the second quotation mark, too: it does not begin another pair.
		before = '"'
		i = m.end
		if m.quoted {
			_, width := utf8.DecodeRuneInString(text[i:])
			i += width
		}
	}
	return marks
}

func isDash(r rune) bool  { return r == '-' || r == '\u2212' }
func isQuote(r rune) bool { return strings.ContainsRune("\"“”„«»", r) }
func isSpace(r rune) bool { return strings.ContainsRune(" \t\r\n\v\f\u00a0", r) }
