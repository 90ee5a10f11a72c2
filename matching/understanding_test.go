package matching

import (
	"strings"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching/postings"
	"github.com/allagehub/matcharenan/testbeds"
)

// readProduct is what the reader sees in a product's text, in plain maps. The
// oracle takes reading as given, and checks what is made of it.
type readProduct struct {
	counts   map[string]int // of terms
	concepts map[string]int // strengths in 1/1024, by ID
	length   int            // in words
}

func understandProduct(r *Reader, p *catalog.Product) *readProduct {
	var d postings.Document
	r.product(p, r.newScratch(), &d)
	u := &readProduct{counts: make(map[string]int), concepts: make(map[string]int), length: d.Length}
	for _, c := range d.Text {
		u.counts[c.Term] = int(c.N)
	}
	for _, c := range d.Channel {
		u.concepts[strings.TrimPrefix(c.Term, "\x00")] = int(c.Weight)
	}
	return u
}

// readNeed is what the reader sees in a need's text.
type readNeed struct {
	weights                   map[string]float64 // of terms
	functions, types, effects map[string]float64 // strengths, by concept
	proposed                  testbeds.Requirements
}

func understandNeed(r *Reader, n *testbeds.Need, w *TextWeights) *readNeed {
	reading := r.Need(n, w)
	u := &readNeed{weights: make(map[string]float64), proposed: reading.proposed}
	for i, term := range reading.terms.terms {
		u.weights[term] = float64(reading.terms.weights[i])
	}
	strengths := func(list []Strength) map[string]float64 {
		m := make(map[string]float64)
		for _, s := range list {
			m[r.recogniser.concepts[s.Concept].ID] = float64(s.Value)
		}
		return m
	}
	u.functions, u.types, u.effects = strengths(reading.functions), strengths(reading.types), strengths(reading.effects)
	return u
}
