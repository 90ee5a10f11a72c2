package matching

import (
	"math"

	"github.com/allagehub/matcharenan/matching/postings"
)

// bag holds terms with weights, in the order in which they came. Sums over a bag
// are therefore the same in every run, which sums over a map are not.
type bag struct {
	place   map[string]int32
	terms   []string
	weights []float32
	words   []string // the word that first gave the term
}

func newBag() *bag { return &bag{place: make(map[string]int32)} }

func (b *bag) reset() {
	clear(b.place)
	b.terms, b.weights, b.words = b.terms[:0], b.weights[:0], b.words[:0]
}

// at is the place of a term, made when it is new.
func (b *bag) at(term, word string) int32 {
	i, ok := b.place[term]
	if !ok {
		i = int32(len(b.terms)) //nolint:gosec // G115: terms of one text
		b.place[term] = i
		b.terms, b.weights, b.words = append(b.terms, term), append(b.weights, 0), append(b.words, word)
	}
	return i
}

func (b *bag) add(term, word string, weight float32) { b.weights[b.at(term, word)] += weight }

// raise makes the weight at least so much.
func (b *bag) raise(term, word string, weight float32) {
	i := b.at(term, word)
	b.weights[i] = max(b.weights[i], weight)
}

// unit is the bag with each weight passed through f and all scaled to length 1.
func (b *bag) unit(f func(float64) float64) []float32 {
	list := make([]float32, len(b.weights))
	sum := 0.0
	for i, w := range b.weights {
		v := f(float64(w))
		list[i] = float32(v)
		sum += v * v
	}
	if sum > 0 {
		scale := float32(1 / math.Sqrt(sum))
		for i := range list {
			list[i] *= scale
		}
	}
	return list
}

// asCounts appends the terms with their weights as counts.
func (b *bag) asCounts(list []postings.Count) []postings.Count {
	for i, term := range b.terms {
		list = append(list, postings.Count{Term: term, N: uint16(min(b.weights[i], postings.MaxCount))})
	}
	return list
}
