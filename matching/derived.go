package matching

import (
	"iter"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/matching/postings"
)

// surelyProvides is the strength from which a text is taken to say that the
// product provides a function that its company has not declared.
const surelyProvides = 0.4

// ProductLanguage is the language of a product's texts: the declared one, or the
// one that they seem to be in.
func ProductLanguage(p *catalog.Product) fulltext.Language {
	return textLanguage(p.Language, func() string { return p.Summary + " " + p.Description })
}

// ProductFunctions are the functions that the product is said to provide: the
// declared ones, or where there are none those that its text clearly shows.
func (r *Reader) ProductFunctions(p *catalog.Product) []string {
	if len(p.Functions) > 0 {
		return p.Functions
	}
	s := r.newScratch()
	defer r.recogniser.release(s.evidence)
	var d postings.Document
	var ids []string
	for _, f := range r.product(p, s, &d).Functions {
		if f.Value >= surelyProvides {
			ids = append(ids, r.recogniser.concepts[f.Concept].ID)
		}
	}
	return ids
}

// Origins gives the products of the matcher as of now, by ID, with where each can
// be read again, in no particular order.
func (m *Matcher) Origins() iter.Seq2[string, postings.Origin] {
	snap := m.index.Snapshot()
	return func(yield func(string, postings.Origin) bool) {
		for _, s := range snap.Segments() {
			live := postings.NewBitmap(s.Len())
			s.Live(live)
			for i := range s.Len() {
				if live.Has(i) && !yield(s.ID(i), s.Origin(i)) {
					return
				}
			}
		}
	}
}
