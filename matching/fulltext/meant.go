package fulltext

import (
	"context"
	"fmt"
)

// muchRarer is how many times more documents must have a word for another one to
// be taken for a misspelling of it.
const muchRarer = 10

// DidYouMean returns a text with the words corrected that no document has, or
// that are much rarer than one that they resemble; "" when there is nothing to
// correct.
func (x *Index) DidYouMean(ctx context.Context, text string) (string, error) {
	v := x.acquire()
	if v == nil {
		return "", fmt.Errorf("correcting a query: %w", ErrClosed)
	}
	defer x.release(v)
	r := x.newReading(v)
	parsed := parse(x.options.Analyzer, text, x.fields.spoken)
	p, err := r.plan(ctx, parsed, &Query{})
	if err != nil {
		return "", fmt.Errorf("correcting a query: %w", err)
	}
	if meant := p.meant(parsed.text); meant != "" {
		return meant, nil
	}
	return correct(parsed.text, r.rarer(parsed)), nil
}

// rarer corrects words that there are, but of which another one, a single edit
// away, is much commoner: texts have misspellings as well.
func (r *reading) rarer(q *parsedQuery) []correction {
	var list []correction
	for i := range q.words {
		w := &q.words[i]
		if w.exact || len(w.terms[Swedish])+len(w.terms[English]) == 0 {
			continue
		}
		count := r.view.words[0].count(w.word) + r.view.words[1].count(w.word)
		for _, c := range r.view.candidates(w.word) {
			if c.edits == 1 && c.count >= muchRarer*max(1, count) && !r.sameStem(c.word, w) {
				list = append(list, correction{w.start, w.end, c.word})
				break
			}
		}
		if len(list) == maxCorrected {
			break
		}
	}
	return list
}

// sameStem tells whether one word is an inflection of the other.
func (r *reading) sameStem(word string, w *queryWord) bool {
	for _, lang := range r.index.fields.spoken {
		terms := r.index.options.Analyzer.Word(word, lang)
		if len(terms) > 0 && len(w.terms[lang]) > 0 && terms[0].Text == w.terms[lang][0].Text {
			return true
		}
	}
	return false
}
