package matching

import (
	"math"

	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/matching/postings"
)

// TextIndex retrieves any documents by their text alone, with the analysis, the
// spelling and the scoring of the matcher, and with pairs of words that follow
// each other beside the words (the sequential dependence of Metzler and Croft, A
// Markov Random Field Model for Term Dependencies, 2005). Questions of a few words
// gain by pairs; whole needs were measured to gain nothing, so the matcher does
// without.
type TextIndex struct {
	reader *Reader
	weight TextWeights
	index  *postings.Index
	acc    postings.Accumulator
}

// pairWeight is what a pair of words counts beside a word.
const pairWeight = 0.9

// TextDocument is a document to be found.
type TextDocument struct {
	ID   string
	Text string
}

// TextHit is a found document. Only scores for the same query can be compared.
type TextHit struct {
	ID    string
	Score uint32
}

// NewTextIndex returns an index of the documents.
func NewTextIndex(r *Reader, w TextWeights, documents []TextDocument) (*TextIndex, error) {
	x := &TextIndex{reader: r, weight: w, index: postings.New(0)}
	filler := x.index.Fill()
	s := r.newScratch()
	for _, d := range documents {
		s.counts.reset()
		r.passage(section{text: d.Text}, fulltext.DetectLanguage(d.Text), &s.passage)
		doc := postings.Document{ID: d.ID, Length: r.countTerms(s)}
		addPairs(s.counts, &s.passage, 1)
		doc.Text = s.counts.asCounts(doc.Text)
		if err := filler.Add(&doc); err != nil {
			return nil, err
		}
	}
	filler.Finish()
	return x, nil
}

// Search returns the n best documents that hold a word of the text. It must not
// be called by two at once.
func (x *TextIndex) Search(text string, n int) []TextHit {
	snap := x.index.Snapshot()
	query := x.query(snap, text)
	best := &top{n: n, hash: newTieHash("", text)}
	for _, s := range snap.Segments() {
		s.Accumulate(&x.acc, query)
		for i := range s.Len() {
			if x.acc[i] > 0 {
				best.offer(candidate{score: Score(x.acc[i] / 64), segment: s, doc: i}) //nolint:gosec // G115: 26 bits
			}
		}
	}
	hits := make([]TextHit, len(best.list))
	for i, c := range best.list {
		hits[i] = TextHit{c.segment.ID(c.doc), uint32(c.score)} //nolint:gosec // G115: never negative
	}
	return hits
}

func (x *TextIndex) query(snap *postings.Snapshot, text string) []postings.Coefficient {
	var p passage
	x.reader.passage(section{text: text, weight: 1}, fulltext.DetectLanguage(text), &p)
	terms := newBag()
	x.reader.addQueryTerms(terms, &p, &x.weight)
	x.reader.correct(&p, terms, &x.weight)
	addPairs(terms, &p, pairWeight)
	saturate(terms)
	var query []postings.Coefficient
	for i, term := range terms.terms {
		t, ok := snap.Term(term)
		idf := postings.IDF(snap.Statistics().Documents, snap.Frequency(t))
		c := math.Round(float64(terms.weights[i]) * idf * coefficientScale)
		if ok && c > 0 {
			query = append(query, postings.Coefficient{Term: t, Weight: min(uint32(c), postings.MaxSum/MaxTerms)})
		}
	}
	return query
}

// addPairs adds the pairs of words that follow each other, stop words passed
// over.
func addPairs(b *bag, p *passage, weight float32) {
	before := ""
	for _, t := range p.tokens {
		if len(t.Terms) == 0 {
			continue
		}
		if before != "" {
			b.add(before+" "+t.Terms[0].Text, "", weight)
		}
		before = t.Terms[0].Text
	}
}
