package synthetic

import (
	"errors"
	"slices"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching/thesaurus"
)

// topic is a product type or function of the thesaurus. What differs between the
// languages stands under 0 for Swedish and 1 for English.
type topic struct {
	id        string
	preferred [2]string
	labels    [2][]string // the preferred first
	words     [2][]string // labels and words
	phrases   [2][]string
	functions []int // of a product type: the primary one first
	lifeAreas []string
	iso       []catalog.ISO9999
}

// subjects are all that products and needs can be about.
type subjects struct {
	types, functions []topic
	told             [2][]int // functions that have problem phrases enough for a need
}

// minPhrases is how many problem phrases a function must have for a need to be
// about it.
const minPhrases = 3

func newSubjects(t *thesaurus.Thesaurus) (*subjects, error) {
	s := &subjects{}
	at := make(map[string]int)
	for i := range t.Concepts {
		if c := &t.Concepts[i]; c.Kind == thesaurus.Function {
			at[c.ID] = len(s.functions)
			s.functions = append(s.functions, newTopic(c))
		}
	}
	for i := range t.Concepts {
		if c := &t.Concepts[i]; c.Kind == thesaurus.ProductType {
			s.types = append(s.types, newTopic(c))
			last := &s.types[len(s.types)-1]
			for _, id := range c.Functions {
				last.functions = append(last.functions, at[id])
			}
		}
	}
	s.addPhrases(t, at)
	if len(s.types) == 0 || len(s.told[0]) == 0 || len(s.told[1]) == 0 {
		return nil, errors.New("synthetic: the thesaurus has no product types, or no problem phrases in one of its languages")
	}
	return s, nil
}

func newTopic(c *thesaurus.Concept) topic {
	p := topic{id: c.ID, preferred: [2]string{c.Swedish, c.English}, lifeAreas: c.LifeAreas}
	for _, l := range c.Labels() {
		i := index(l.English)
		p.labels[i] = append(p.labels[i], l.Text)
	}
	p.words[0] = slices.Concat(p.labels[0], c.Words.Swedish)
	p.words[1] = slices.Concat(p.labels[1], c.Words.English)
	for _, code := range c.ISO9999 {
		if slices.Contains(catalog.ISO9999Editions(), code.Edition) {
			p.iso = append(p.iso, catalog.ISO9999{Edition: code.Edition, Code: code.Code})
		}
	}
	return p
}

func (s *subjects) addPhrases(t *thesaurus.Thesaurus, at map[string]int) {
	for _, p := range t.Phrases {
		lang := index(p.English)
		for _, id := range p.Means {
			if i, ok := at[id]; ok {
				s.functions[i].phrases[lang] = append(s.functions[i].phrases[lang], p.Text)
			}
		}
	}
	for lang := range s.told {
		for i := range s.functions {
			if len(s.functions[i].phrases[lang]) >= minPhrases {
				s.told[lang] = append(s.told[lang], i)
			}
		}
	}
}

func index(english bool) int {
	if english {
		return 1
	}
	return 0
}

// subject is what one product or need is about.
type subject struct {
	types     []*topic // of a product, one or two; none for a need
	functions []*topic // at least one
}

func (s *subjects) ofProduct(d draw) *subject {
	first := d.IntN(len(s.types))
	x := &subject{types: []*topic{&s.types[first]}}
	if second := d.IntN(len(s.types)); second != first && d.chance(0.3) {
		x.types = append(x.types, &s.types[second])
	}
	for _, t := range x.types {
		for _, i := range t.functions {
			if f := &s.functions[i]; !slices.Contains(x.functions, f) {
				x.functions = append(x.functions, f)
			}
		}
	}
	return x
}

func (s *subjects) ofNeed(d draw, english bool) *subject {
	told := s.told[index(english)]
	first := told[d.IntN(len(told))]
	x := &subject{functions: []*topic{&s.functions[first]}}
	if second := told[d.IntN(len(told))]; second != first && d.chance(0.4) {
		x.functions = append(x.functions, &s.functions[second])
	}
	return x
}

// shareOfType is how many of a product's topic words belong to its product types
// rather than to their functions.
const shareOfType = 0.6

// word is a topic word, of those that stand first in the thesaurus more often.
func (s *subject) word(d draw, english bool) string {
	from := s.functions
	if len(s.types) > 0 && d.chance(shareOfType) {
		from = s.types
	}
	words := from[d.early(len(from))].words[index(english)]
	return words[d.early(len(words))]
}

// label is a name for the product type, most often the preferred one.
func (s *subject) label(d draw, english bool) string {
	from := s.types
	if len(from) == 0 {
		from = s.functions
	}
	t := from[d.early(len(from))]
	if labels := t.labels[index(english)]; d.chance(0.4) {
		return labels[d.early(len(labels))]
	}
	return t.preferred[index(english)]
}

// function is the preferred label of a function.
func (s *subject) function(d draw, english bool) string {
	return s.functions[d.early(len(s.functions))].preferred[index(english)]
}

// phrase is an everyday problem that a function answers, or else its label.
func (s *subject) phrase(d draw, english bool) string {
	f := s.functions[d.early(len(s.functions))]
	if list := f.phrases[index(english)]; len(list) > 0 {
		return list[d.IntN(len(list))]
	}
	return f.preferred[index(english)]
}
