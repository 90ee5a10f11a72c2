package fulltext

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"
)

// Limits of a search, so that no query can keep the index busy.
const (
	MaxQueryTerms   = 64     // distinct terms of the text, for each language; the rest is passed over
	MaxFilterValues = 200    // of all filters together
	MaxSize         = 1000   // hits of one page
	MaxFrom         = 10_000 // hits before it
	MaxFacetValues  = 100    // values counted of one field, the commonest first
)

// partWeight is what a part of a compound counts for, beside the whole word's 1.
const partWeight = 0.5

// ErrBadQuery says that a query asks for a field that is not there, or for more
// than the limits allow.
var ErrBadQuery = errors.New("bad query")

// Query is a search. The zero value finds everything.
type Query struct {
	Text    string              // finds documents with any of its words; "" does not choose
	Filters map[string][]string // keyword fields: one of the values, in each field
	Ranges  map[string]Range    // number fields
	Facets  []string            // keyword fields to count the values of, among all hits
	Size    int                 // hits to return
	From    int                 // hits to pass over
}

// Range bounds a number, both ends included; nil means no bound.
type Range struct {
	Min, Max *float64
}

// Result is what a search found.
type Result struct {
	Hits      []Hit // best first, then by ID
	Total     int   // all hits, not only those returned
	Facets    map[string][]FacetValue
	Truncated bool // the text had more than MaxQueryTerms terms
}

// FacetValue is a keyword with the number of hits that have it.
type FacetValue struct {
	Value string
	Count int
}

// Search finds documents. A text that has words, but only stop words, finds
// nothing. The error wraps ErrBadQuery when the query is at fault.
func (x *Index) Search(ctx context.Context, q Query) (Result, error) {
	if err := x.check(q); err != nil {
		return Result{}, fmt.Errorf("searching: %w: %w", ErrBadQuery, err)
	}
	root, truncated := x.build(q)
	request := bleve.NewSearchRequestOptions(root, q.Size, q.From, false)
	request.SortBy([]string{"-_score", "_id"})
	for _, field := range q.Facets {
		request.AddFacet(field, bleve.NewFacetRequest(field, MaxFacetValues))
	}
	found, err := x.index.SearchInContext(ctx, request)
	if err != nil {
		return Result{}, fmt.Errorf("searching: %w", err)
	}
	total := int(found.Total) //nolint:gosec // G115: a count of documents
	return Result{Hits: hits(found), Total: total, Facets: facets(found), Truncated: truncated}, nil
}

// check holds a query against the fields and the limits.
func (x *Index) check(q Query) error {
	if q.Size < 0 || q.Size > MaxSize || q.From < 0 || q.From > MaxFrom {
		return fmt.Errorf("size %d from %d: want at most %d from %d", q.Size, q.From, MaxSize, MaxFrom)
	}
	values := 0
	for field, wanted := range q.Filters {
		if !slices.Contains(x.options.Keywords, field) {
			return fmt.Errorf("no keyword field %q to filter by", field)
		}
		values += len(wanted)
	}
	if values > MaxFilterValues {
		return fmt.Errorf("%d filter values, at most %d are allowed", values, MaxFilterValues)
	}
	for field := range q.Ranges {
		if !slices.Contains(x.options.Numbers, field) {
			return fmt.Errorf("no number field %q to filter by", field)
		}
	}
	for _, field := range q.Facets {
		if !slices.Contains(x.options.Keywords, field) {
			return fmt.Errorf("no keyword field %q to count", field)
		}
	}
	return nil
}

// build puts the query together. Filters have no weight: the text alone ranks.
func (x *Index) build(q Query) (root query.Query, truncated bool) {
	var must []query.Query
	if q.Text != "" {
		text, cut := x.textQuery(q.Text)
		must, truncated = append(must, text), cut
	}
	for _, field := range slices.Sorted(maps.Keys(q.Filters)) {
		if len(q.Filters[field]) > 0 {
			must = append(must, filterQuery(field, q.Filters[field]))
		}
	}
	for _, field := range slices.Sorted(maps.Keys(q.Ranges)) {
		if r := q.Ranges[field]; r.Min != nil || r.Max != nil {
			must = append(must, rangeQuery(field, r))
		}
	}
	switch len(must) {
	case 0:
		return bleve.NewMatchAllQuery(), false
	case 1:
		return must[0], truncated
	}
	return bleve.NewConjunctionQuery(must...), truncated
}

// textQuery asks for any term of a text in any text field, each field by the
// terms of its language.
func (x *Index) textQuery(text string) (q query.Query, truncated bool) {
	terms := make(map[Language][]Term)
	var either []query.Query
	for _, field := range slices.Sorted(maps.Keys(x.options.Text)) {
		lang := x.options.Text[field]
		if _, done := terms[lang]; !done {
			var cut bool
			terms[lang], cut = queryTerms(x.options.Analyzer, text, lang)
			truncated = truncated || cut
		}
		for _, term := range terms[lang] {
			one := bleve.NewTermQuery(term.Text)
			one.SetField(field)
			if term.Part {
				one.SetBoost(partWeight)
			}
			either = append(either, one)
		}
	}
	if len(either) == 0 {
		return bleve.NewMatchNoneQuery(), truncated
	}
	return bleve.NewDisjunctionQuery(either...), truncated
}

// queryTerms returns the distinct terms of a text in order, up to the limit. A
// term that is a word somewhere and a part elsewhere counts as a word.
func queryTerms(a *Analyzer, text string, lang Language) (terms []Term, truncated bool) {
	at := make(map[string]int)
	for _, token := range a.Analyze(text, lang) {
		for _, term := range token.Terms {
			if i, seen := at[term.Text]; seen {
				terms[i].Part = terms[i].Part && term.Part
				continue
			}
			if len(terms) == MaxQueryTerms {
				return terms, true
			}
			at[term.Text] = len(terms)
			terms = append(terms, term)
		}
	}
	return terms, false
}

func filterQuery(field string, values []string) query.Query {
	var either []query.Query
	for _, value := range values {
		one := bleve.NewTermQuery(value)
		one.SetField(field)
		one.SetBoost(0)
		either = append(either, one)
	}
	if len(either) == 1 {
		return either[0]
	}
	q := bleve.NewDisjunctionQuery(either...)
	q.SetBoost(0)
	return q
}

func rangeQuery(field string, r Range) query.Query {
	yes := true
	q := bleve.NewNumericRangeInclusiveQuery(r.Min, r.Max, &yes, &yes)
	q.SetField(field)
	q.SetBoost(0)
	return q
}

func facets(found *bleve.SearchResult) map[string][]FacetValue {
	out := make(map[string][]FacetValue, len(found.Facets))
	for field, facet := range found.Facets {
		out[field] = []FacetValue{}
		if facet.Terms == nil {
			continue
		}
		for _, term := range facet.Terms.Terms() {
			out[field] = append(out[field], FacetValue{Value: term.Term, Count: term.Count})
		}
	}
	return out
}
