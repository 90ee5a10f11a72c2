package synthetic

import (
	"slices"
	"strconv"
	"strings"

	"github.com/allagehub/matcharenan/catalog"
)

// The number of words in a product's name, summary, keywords and description: a
// log-normal distribution with a mean of about 150.
const (
	medianWords = 140
	spreadWords = 0.4
	minWords    = 72  // with nothing but the name beside it the text stays above 60
	maxWords    = 365 // the last sentence may go beyond it, but not beyond 400
	overshoot   = 7   // by how much the last sentence goes beyond, on average
)

// describe writes the texts of a product.
func (g *Generator) describe(d draw, p *catalog.Product, s *subject) {
	english := d.chance(shareEnglish)
	w := g.writer(d, english, s)
	p.Vendor = g.vendors[g.vendorRanks.draw(d)]
	p.Name = w.productName()
	w.name, w.vendor = p.Name, p.Vendor.Name
	left := int(d.logNormal(medianWords, spreadWords, minWords, maxWords)) - overshoot
	left -= wordsIn(p.Name)
	if d.chance(0.6) {
		p.Summary = w.line(sectionSummary)
		left -= wordsIn(p.Summary)
	}
	if d.chance(0.5) {
		p.Keywords = w.keywords()
		for _, k := range p.Keywords {
			left -= wordsIn(k)
		}
	}
	p.Description = w.paragraphs(sectionProduct, left)
	if d.chance(0.9) {
		p.Language = catalog.Languages()[index(english)]
	}
}

func wordsIn(s string) int { return strings.Count(s, " ") + 1 }

// productName is a brand, often with a noun or a number.
func (w *writer) productName() string {
	name := w.brand()
	switch w.weighted(0.3, 0.35, 0.2, 0.15) {
	case 1:
		name += " " + title(w.tongue.nouns.drawReal(w.draw).forms[0])
	case 2:
		name += " " + strconv.Itoa(w.between(2, 9))
	case 3:
		name += " " + string(appendCode(w.draw, nil))
	}
	return name
}

func (w *writer) keywords() []string {
	words := make([]string, 0, 8)
	for range w.between(2, 8) {
		if word := w.subject.word(w.draw, w.english); !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return words
}

// classify places the product in the thesaurus and the other vocabularies.
func (g *Generator) classify(d draw, p *catalog.Product, s *subject) {
	if d.chance(0.34) {
		for _, t := range s.types {
			p.ProductTypes = append(p.ProductTypes, t.id)
		}
		for _, f := range s.functions {
			if len(p.Functions) == 0 || d.chance(0.7) {
				p.Functions = append(p.Functions, f.id)
			}
		}
	}
	if iso := s.types[0].iso; len(iso) > 0 && d.chance(0.4) {
		code := iso[d.IntN(len(iso))]
		p.ISO9999 = &code
	}
	v := &g.vocabularies
	p.TargetGroups = d.some(0.6, v.targetGroups, 4)
	p.Settings = d.some(0.6, v.settings, 4)
	p.LifeAreas = g.lifeAreas(d, s, 0.5)
	p.CareActs = d.some(0.4, v.careActs, 2)
}

// lifeAreas are those of the subject's functions, and sometimes others.
func (g *Generator) lifeAreas(d draw, s *subject, known float64) []string {
	if !d.chance(known) {
		return nil
	}
	own := s.functions[d.early(len(s.functions))].lifeAreas
	if len(own) == 0 || d.chance(0.1) {
		return d.some(1, g.vocabularies.lifeAreas, 2)
	}
	return d.some(1, own, 3)
}
