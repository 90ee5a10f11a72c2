package fulltext

import (
	"math"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// reading is one search under way: it looks terms up in a view and remembers
// what it found.
type reading struct {
	index        *Index
	view         *view
	dictionaries map[[2]int]segment.TermDictionary // by segment and field
	terms        map[termKey]*termLists
	scratch      *scratch
	verified     int  // documents looked into for phrases
	truncated    bool // more would have had to be
}

type termKey struct {
	language Language
	term     string
}

// termLists is where a term stands.
type termLists struct {
	documents int // that have it, in the field where most have
	lists     []fieldList
}

type fieldList struct {
	segment, field int
	postings       segment.PostingsList
}

func (x *Index) newReading(v *view) *reading {
	return &reading{
		index: x, view: v,
		dictionaries: make(map[[2]int]segment.TermDictionary), terms: make(map[termKey]*termLists),
	}
}

// ownField is the number of the field for words, after the text fields.
func (r *reading) ownField() int { return len(r.index.fields.texts) }

func (r *reading) dictionary(segment, field int) (segment.TermDictionary, error) {
	at := [2]int{segment, field}
	if d := r.dictionaries[at]; d != nil {
		return d, nil
	}
	name := wordField
	if field < r.ownField() {
		name = r.index.fields.texts[field]
	}
	d, err := r.view.segments[segment].Segment().Dictionary(name)
	if err == nil {
		r.dictionaries[at] = d
	}
	return d, err
}

// list opens the list of a term in a segment, and counts what was not deleted.
// The list itself has all: whoever decodes it may keep it, while more is
// deleted.
func (r *reading) list(segment, field int, term string) (segment.PostingsList, int, error) {
	d, err := r.dictionary(segment, field)
	if err != nil {
		return nil, 0, err
	}
	list, err := d.PostingsList([]byte(term), nil, nil)
	if err != nil {
		return nil, 0, err
	}
	return list, r.view.segments[segment].live(list), nil
}

// live counts the places of a list that were not deleted.
func (s *segmentView) live(list segment.PostingsList) int {
	n := int(list.Count()) //nolint:gosec // G115: documents of a segment
	deleted := s.Deleted()
	if n == 0 || deleted == nil || deleted.IsEmpty() {
		return n
	}
	inside, ok := list.Iterator(false, false, false, nil).(segment.OptimizablePostingsIterator)
	if !ok {
		return n
	}
	if place, only := inside.DocNum1Hit(); only {
		if deleted.Contains(uint32(place)) { //nolint:gosec // G115: bleve's own limit
			return 0
		}
		return n
	}
	return n - int(inside.ActualBitmap().AndCardinality(deleted)) //nolint:gosec // G115: fewer than n
}

// term looks a term up in the fields of a language.
func (r *reading) term(language Language, term string) (*termLists, error) {
	key := termKey{language, term}
	if t := r.terms[key]; t != nil {
		return t, nil
	}
	t := &termLists{}
	for field, l := range r.index.fields.languages {
		if l != language {
			continue
		}
		documents := 0
		for s := range r.view.segments {
			list, n, err := r.list(s, field, term)
			if err != nil {
				return nil, err
			}
			if n > 0 {
				documents += n
				t.lists = append(t.lists, fieldList{s, field, list})
			}
		}
		t.documents = max(t.documents, documents)
	}
	r.terms[key] = t
	return t, nil
}

// wordCount returns how many documents have a word as it is written.
func (r *reading) wordCount(word string) (int, error) {
	total := 0
	for s := range r.view.segments {
		_, n, err := r.list(s, r.ownField(), word)
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// postings decodes a list, or finds it decoded.
func (r *reading) postings(l *fieldList, term string) (*postingList, error) {
	key := postingKey{r.view.segments[l.segment].Id(), l.field, term}
	common := l.postings.Count() >= minCachedPostings
	if common {
		if kept := r.index.cache.get(key); kept != nil {
			return kept, nil
		}
	}
	read := &r.scratch.list
	if err := readPostings(l.postings, read); err != nil {
		return nil, err
	}
	if common {
		return r.index.cache.put(key, read), nil
	}
	return read, nil
}

// rarity is the weight of a term in BM25: the fewer documents have it, the more.
func (r *reading) rarity(documents int) float64 {
	n, d := float64(r.view.live), float64(documents)
	return math.Log(1 + max(0, n-d+0.5)/(d+0.5))
}
