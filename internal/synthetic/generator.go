package synthetic

import (
	"fmt"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching/thesaurus"
	"github.com/allagehub/matcharenan/testbeds"
)

// Generator makes products and needs. It is safe for use by several goroutines.
type Generator struct {
	seed             uint64
	swedish, english *tongue
	subjects         *subjects
	vendors          []catalog.Vendor
	vendorRanks      *ranks
	integrations     []string // the most usual first
	integrationRanks *ranks
	vocabularies     vocabularies
}

// New returns a generator that draws on the thesaurus built into the program.
// The same seed, thesaurus and vocabularies give the same items for ever.
func New(seed uint64) (*Generator, error) {
	t, err := thesaurus.Load()
	if err != nil {
		return nil, fmt.Errorf("synthetic: %w", err)
	}
	return newGenerator(seed, t)
}

func newGenerator(seed uint64, t *thesaurus.Thesaurus) (*Generator, error) {
	g := &Generator{seed: seed, vocabularies: newVocabularies()}
	var err error
	if g.swedish, err = newSwedish(); err != nil {
		return nil, err
	}
	if g.english, err = newEnglish(); err != nil {
		return nil, err
	}
	if g.subjects, err = newSubjects(t); err != nil {
		return nil, err
	}
	if g.integrations, err = readLines("data/names.txt"); err != nil {
		return nil, err
	}
	g.integrationRanks = newRanks(len(g.integrations), 1, 1)
	g.vendors = newVendors(g.swedish)
	g.vendorRanks = newRanks(len(g.vendors), 0.8, 5)
	return g, nil
}

// The streams of random numbers, so that product i and need i differ.
const (
	streamProducts = 1 + iota
	streamNeeds
	streamWords // the same for all seeds: a language does not change
	streamVendors
)

// Product returns the product with the number i. Nobody else holds its slices.
func (g *Generator) Product(i int) catalog.Product {
	d := newDraw(g.seed, streamProducts, i)
	p := catalog.Product{ID: fmt.Sprintf("p%07d", i+1)}
	s := g.subjects.ofProduct(d)
	g.describe(d, &p, s)
	g.classify(d, &p, s)
	g.declare(d, &p)
	g.offer(d, &p)
	g.claim(d, &p, s)
	return p
}

// Need returns the need with the number i. Nobody else holds its slices.
func (g *Generator) Need(i int) testbeds.Need {
	d := newDraw(g.seed, streamNeeds, i)
	n := testbeds.Need{ID: fmt.Sprintf("n%05d", i+1)}
	english := d.chance(shareEnglish)
	s := g.subjects.ofNeed(d, english)
	w := g.writer(d, english, s)
	g.tell(w, &n)
	g.place(d, &n, s)
	g.require(d, &n.Requires)
	g.setGoals(w, &n)
	return n
}

// shareEnglish is the share of products and needs that are written in English.
const shareEnglish = 0.1

// writer returns a writer of sentences about the subject.
func (g *Generator) writer(d draw, english bool, s *subject) *writer {
	t := g.swedish
	if english {
		t = g.english
	}
	return &writer{draw: d, tongue: t, subject: s, english: english}
}
