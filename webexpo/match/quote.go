package match

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// quotesMost is how many sentences of a text are quoted.
const quotesMost = 3

// quoteLongest is how long a quote may be, characters; a longer sentence is cut
// around what is marked.
const quoteLongest = 240

// span is a stretch of a text in bytes.
type span struct{ start, end int }

// quotes are the sentences with the most marks in them, in the order of the text.
// The marks of each passage must not overlap.
func quotes(passages []matching.Passage, marks func(matching.Passage) []span) [][]frame.Stretch {
	type candidate struct {
		order, marked int
		text          []frame.Stretch
	}
	var all []candidate
	for _, p := range passages {
		found := marks(p)
		if len(found) == 0 {
			continue
		}
		for _, s := range sentences(p.Text) {
			if inside := within(found, s); len(inside) > 0 {
				all = append(all, candidate{len(all), len(inside), mark(p.Text, s, inside)})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(b.marked, a.marked) })
	all = all[:min(quotesMost, len(all))]
	slices.SortFunc(all, func(a, b candidate) int { return cmp.Compare(a.order, b.order) })
	var list [][]frame.Stretch
	for _, c := range all {
		list = append(list, c.text)
	}
	return list
}

// sentences are the sentences and lines of a text.
func sentences(text string) (list []span) {
	start := 0
	for i, r := range text {
		_, size := utf8.DecodeRuneInString(text[i:])
		next := i + size
		ends := r == '\n' || strings.ContainsRune(".?!", r) && (next == len(text) || text[next] == ' ' || text[next] == '\n')
		if ends {
			list = append(list, span{start, next})
			start = next
		}
	}
	if start < len(text) {
		list = append(list, span{start, len(text)})
	}
	return list
}

func within(marks []span, s span) (inside []span) {
	for _, m := range marks {
		if m.start >= s.start && m.end <= s.end {
			inside = append(inside, m)
		}
	}
	return inside
}

// mark cuts a sentence into stretches.
func mark(text string, s span, marks []span) (list []frame.Stretch) {
	slices.SortFunc(marks, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	s = shorten(text, s, marks[0])
	add := func(t string, marked bool) {
		if t != "" {
			list = append(list, frame.Stretch{Text: t, Marked: marked})
		}
	}
	at := s.start
	for _, m := range marks {
		if m.start < at || m.end > s.end {
			continue // beside what is quoted, or on another mark
		}
		add(text[at:m.start], false)
		add(text[m.start:m.end], true)
		at = m.end
	}
	add(text[at:s.end], false)
	list[0].Text = strings.TrimLeftFunc(list[0].Text, unicode.IsSpace)
	last := &list[len(list)-1]
	last.Text = strings.TrimRightFunc(last.Text, unicode.IsSpace)
	return list
}

// shorten cuts a long sentence to the words around its first mark.
func shorten(text string, s, first span) span {
	if utf8.RuneCountInString(text[s.start:s.end]) <= quoteLongest {
		return s
	}
	cut := span{max(s.start, first.start-quoteLongest/3), min(s.end, first.end+quoteLongest/2)}
	for cut.start > s.start && text[cut.start-1] != ' ' {
		cut.start--
	}
	for cut.end < s.end && text[cut.end] != ' ' {
		cut.end++
	}
	return cut
}

// places are where words stand in a text, as whole words in whatever case.
func places(text string, words []string) (list []span) {
	for start, end := range wordsOf(text) {
		if slices.ContainsFunc(words, func(w string) bool { return strings.EqualFold(w, text[start:end]) }) {
			list = append(list, span{start, end})
		}
	}
	return list
}

// wordsOf gives where each word begins and ends.
func wordsOf(text string) func(yield func(start, end int) bool) {
	return func(yield func(start, end int) bool) {
		start := -1
		for i, r := range text {
			letter := unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' && start >= 0
			if letter && start < 0 {
				start = i
			} else if !letter && start >= 0 {
				if !yield(start, i) {
					return
				}
				start = -1
			}
		}
		if start >= 0 {
			yield(start, len(text))
		}
	}
}

// needQuotes are the need's sentences with what a hit shares.
func needQuotes(passages []matching.Passage, m *matching.Match) [][]frame.Stretch {
	words := make([]string, len(m.Words))
	for i, w := range m.Words {
		words[i] = w.Need
	}
	return quotes(passages, func(p matching.Passage) []span { return places(p.Text, words) })
}

// productQuotes are the product's sentences with what it shares with the need.
func productQuotes(passages []matching.Passage, m *matching.Match) [][]frame.Stretch {
	return quotes(passages, func(p matching.Passage) (list []span) {
		for i := range m.Words {
			r := &m.Words[i].Product
			// A passage of another claim, or of a version since the match, has other words there.
			if r.Field == p.Field && r.End <= len(p.Text) && p.Text[r.Start:r.End] == r.Text {
				list = append(list, span{r.Start, r.End})
			}
		}
		return list
	})
}
