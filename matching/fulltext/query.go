package fulltext

import (
	"errors"
	"fmt"
	"slices"
)

// Limits of a search, so that no query can keep the index busy.
const (
	MaxQueryRunes   = 500    // characters of a query that are read
	MaxQueryWords   = 32     // words of a query that are read; the rest is passed over
	MaxPhraseWords  = 4      // words in a row that synonyms are asked for
	MaxFilterValues = 200    // of all filters together
	MaxSize         = 1000   // hits of one page
	MaxWindow       = 10_000 // hits of one page and of those before it
	MaxFacetValues  = 100    // values counted of one field, the commonest first
)

// ErrBadQuery says that a query asks for a field that is not there, or for more
// than the limits allow.
var ErrBadQuery = errors.New("bad query")

// Query is a search. The zero value finds everything and returns no hits.
//
// Text is what a person typed. A document is found when it has all words, in
// any inflection, as parts of compounds or as synonyms; when none has, those
// with most of the words are (see Result.Relaxed). "Words in quotes" must stand
// in one text as written and in that order, and -words (or -"words") must not
// stand there. A word that no document has is read as the words that it may be
// a misspelling of.
type Query struct {
	Text       string
	Unfinished bool                // the last word is still being typed: its completions count too
	Synonyms   Synonyms            // nil: none
	Filters    map[string][]string // keyword fields: one of the values, in each field; no values do not choose
	Ranges     map[string]Range    // number fields; what is unknown is in no range
	Facets     []string            // keyword fields to count the values of
	Sort       Order
	Size       int // hits to return
	From       int // hits to pass over
}

// Synonyms returns what may be said instead of one to MaxPhraseWords words in a
// row. Words are in lower case and stand as in the query. It is called for every
// run of a query and must be fast and safe for concurrent use.
type Synonyms func(words []string) []Alternative

// Alternative is another way to say something. An alternative of several words
// asks for all of them.
type Alternative struct {
	Text   string
	Weight float64 // beside the words of the query, which count 1; 0.3 to 0.4 is good
}

// Range bounds a number, both ends included; nil means no bound.
type Range struct {
	Min, Max *float64
}

// Order says how hits are sorted. Ties are broken by a hash of the ID, which
// favours nobody.
type Order struct {
	Field      string // a sort or number field; "" means the best first
	Descending bool   // documents without the field come last either way
}

// Result is what a search found.
type Result struct {
	Hits      []Hit
	Total     int                     // all hits, not only those returned
	Facets    map[string][]FacetValue // for each field asked for, the commonest values first, then by value
	Truncated bool                    // the text was longer than what is read, or too many documents had the words of a phrase
	Relaxed   bool                    // no document has all words
	Meant     string                  // the text with misspelt words corrected, "" when nothing was corrected
	Marker    *Marker                 // marks what was searched for in texts
}

// FacetValue is a keyword with the number of documents that have it, of those
// that the query and the filters on other fields leave: what choosing the
// value beside others gives. Chosen values are always there, also with 0.
type FacetValue struct {
	Value string
	Count int
}

// check holds a query against the fields and the limits.
func (o *IndexOptions) checkQuery(q *Query) error {
	if q.Size < 0 || q.Size > MaxSize || q.From < 0 || q.From > MaxWindow-q.Size {
		return fmt.Errorf("%d hits from %d: want at most %d, and none after %d", q.Size, q.From, MaxSize, MaxWindow)
	}
	values := 0
	for field, wanted := range q.Filters {
		if !slices.Contains(o.Keywords, field) {
			return fmt.Errorf("no keyword field %q to filter by", field)
		}
		values += len(wanted)
	}
	if values > MaxFilterValues {
		return fmt.Errorf("%d filter values, at most %d are allowed", values, MaxFilterValues)
	}
	for field := range q.Ranges {
		if !slices.Contains(o.Numbers, field) {
			return fmt.Errorf("no number field %q to filter by", field)
		}
	}
	for _, field := range q.Facets {
		if !slices.Contains(o.Keywords, field) {
			return fmt.Errorf("no keyword field %q to count", field)
		}
	}
	if f := q.Sort.Field; f != "" && !slices.Contains(o.Numbers, f) && !slices.Contains(o.Sort, f) {
		return fmt.Errorf("no field %q to sort by", f)
	}
	return nil
}
