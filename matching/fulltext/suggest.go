package fulltext

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
)

// MaxSuggestions is how many suggestions are given at most.
const MaxSuggestions = 50

// Suggestion is what somebody may be about to type.
type Suggestion struct {
	Text  string // the whole query with its last word completed, or a label
	Count int    // documents that have the completed word; 0 for a label
	ID    string // the document of a label; "" for a word
}

// Suggest completes what is being typed: first the commonest words that begin
// with its last one, then labels in which all that was typed begins a word. It
// returns at most n; where there is enough of both, half are labels. Labels in
// excess are chosen by a hash of the ID, which favours nobody.
func (x *Index) Suggest(ctx context.Context, typed string, n int) ([]Suggestion, error) {
	if n < 0 || n > MaxSuggestions {
		return nil, fmt.Errorf("suggesting: %w: %d suggestions, at most %d are given", ErrBadQuery, n, MaxSuggestions)
	}
	if n == 0 {
		return nil, nil
	}
	v := x.acquire()
	if v == nil {
		return nil, fmt.Errorf("suggesting: %w", ErrClosed)
	}
	defer x.release(v)
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("suggesting: %w", err)
	}
	words, err := x.newReading(v).suggestWords(typed, n)
	if err != nil {
		return nil, fmt.Errorf("suggesting: %w", err)
	}
	labels := v.suggestLabels(typed, n)
	words = words[:min(len(words), max(n-len(labels), (n+1)/2))]
	labels = labels[:min(len(labels), n-len(words))]
	return append(words, labels...), nil
}

// suggestWords completes the last word, unless it is finished or too long ago.
func (r *reading) suggestWords(typed string, n int) ([]Suggestion, error) {
	typed, truncated := firstRunes(typed, MaxQueryRunes)
	start, end := -1, 0
	scanWords(typed, func(from, to int) { start, end = from, to })
	if truncated || start < 0 || end != len(typed) {
		return nil, nil
	}
	var list []Suggestion
	for _, word := range r.view.completions(normalise(typed[start:end]), 2*n) {
		if len(list) == n {
			break
		}
		count, err := r.wordCount(word) // the vocabulary may be out of date
		if err != nil {
			return nil, err
		}
		if count > 0 {
			list = append(list, Suggestion{Text: typed[:start] + word, Count: count})
		}
	}
	return list, nil
}

// suggestLabels finds labels that go on from what was typed.
func (v *view) suggestLabels(typed string, n int) []Suggestion {
	prefix := normalise(strings.TrimLeft(typed, " "))
	if prefix == "" || len(prefix) > MaxValueBytes {
		return nil
	}
	var found []labelPlace
	compare := func(a, b labelPlace) int {
		if c := cmp.Compare(v.columns.ties[a.row], v.columns.ties[b.row]); c != 0 {
			return c
		}
		return cmp.Compare(a.label, b.label)
	}
	v.labels.find(&v.columns, prefix, func(p labelPlace) {
		if v.isDead(p.row) || len(found) == n && compare(p, found[n-1]) >= 0 {
			return
		}
		if at, there := slices.BinarySearchFunc(found, p, compare); !there {
			found = slices.Insert(found, at, p)
			found = found[:min(n, len(found))]
		}
	})
	list := make([]Suggestion, len(found))
	for i, p := range found {
		list[i] = Suggestion{Text: v.columns.labels.texts[p.label], ID: v.columns.ids[p.row]}
	}
	return list
}
