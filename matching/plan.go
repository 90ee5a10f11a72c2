package matching

import (
	"math"
	"slices"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching/postings"
	"github.com/allagehub/matcharenan/testbeds"
)

// plan is a need made ready for a snapshot of the index.
type plan struct {
	need    *testbeds.Need
	reading *Reading
	day     catalog.Date
	wish    wish
	scorer  *scorer
	gate    *gate

	confirmed []demand // all, those that only ask too
	excluding []demand // of these, those whose breach excludes
	proposed  []demand

	text     []postings.Coefficient
	terms    []int32                    // of the reading, for each text coefficient; −1 for a concept
	concepts []postings.PairCoefficient // functions first, then effects
}

// coefficientScale is how a weight of 1 stands in a query, in whole numbers.
const coefficientScale = 64

func (m *Matcher) plan(snap *postings.Snapshot, n *testbeds.Need, day catalog.Date) *plan {
	p := &plan{need: n, day: day, reading: m.reader.Need(n, &m.ruleset.Text), wish: newWish(n, day)}
	p.confirmed = m.ruleset.demands(n, day)
	p.proposed = m.proposedDemands(p)
	m.coefficients(snap, p)
	p.scorer = newScorer(m.ruleset, &p.wish)
	for _, d := range p.confirmed {
		if d.rule.OnBreach == breachExcludes {
			p.excluding = append(p.excluding, d)
		}
	}
	return p
}

// soften keeps rules of the names from excluding anything. Only what the need itself
// asks for can be softened: what the law demands, and that a product is published,
// stays. Names of other rules are passed over, as the need may have changed since
// somebody chose them; the result tells which were softened.
func (p *plan) soften(names []string) {
	p.excluding = slices.DeleteFunc(p.excluding, func(d demand) bool {
		return d.asked != nil && slices.Contains(names, d.rule.Name)
	})
	for i := range p.confirmed {
		d := &p.confirmed[i]
		d.softened = d.asked != nil && d.rule.OnBreach == breachExcludes && slices.Contains(names, d.rule.Name)
	}
}

// proposedDemands are the rules that prohibitions in the running text would set
// off, where the need does not require the same already.
func (m *Matcher) proposedDemands(p *plan) []demand {
	var list []demand
	for _, d := range m.ruleset.demands(&testbeds.Need{Requires: p.reading.proposed}, p.day) {
		if d.asked == nil {
			continue // the rule asks on its own
		}
		if !slices.ContainsFunc(p.confirmed, func(c demand) bool { return c.rule == d.rule && c.covers(&d) }) {
			d.proposed, d.sources = true, p.reading.sources[d.rule.Need]
			list = append(list, d)
		}
	}
	return list
}

// commonFrom is how many products there must be for a term that more than half
// of them hold to say nothing, and to be passed over like a stop word.
const commonFrom = 1000

// coefficients weighs the need's terms by how rare they are among the products.
func (m *Matcher) coefficients(snap *postings.Snapshot, p *plan) {
	n := snap.Statistics().Documents
	full := uint64(0)
	add := func(term string, weight float64, number int32) {
		t, ok := snap.Term(term)
		frequency := 0
		if ok {
			frequency = snap.Frequency(t)
		}
		if n >= commonFrom && 2*frequency > n {
			return
		}
		c := uint32(math.Round(weight * postings.IDF(n, frequency) * coefficientScale))
		full += uint64(c) // words that nobody uses are missing from all products
		if !ok || c == 0 {
			return
		}
		p.text = append(p.text, postings.Coefficient{Term: t, Weight: min(c, postings.MaxSum/(MaxTerms+maxNeedTypes))})
		p.terms = append(p.terms, number)
	}
	for i, term := range p.reading.terms.terms {
		if w := p.reading.terms.weights[i]; w > 0 {
			add(term, float64(w), int32(i))
		}
	}
	for _, s := range p.reading.types {
		add(conceptTerm(m.reader.recogniser.concepts[s.Concept].ID), float64(s.Value)*m.ruleset.Text.Types, -1)
	}
	p.wish.textFull = float64(full) * conceptScale
	var functions, effects []postings.Coefficient
	functions, p.wish.functionsFull = m.conceptCoefficients(snap, p.reading.functions)
	effects, p.wish.effectsFull = m.conceptCoefficients(snap, p.reading.effects)
	p.concepts = pairs(functions, effects)
}

// pairs joins two queries, each of which has a term once.
func pairs(first, second []postings.Coefficient) []postings.PairCoefficient {
	list := make([]postings.PairCoefficient, 0, len(first)+len(second))
	for _, c := range first {
		list = append(list, postings.PairCoefficient{Term: c.Term, First: c.Weight})
	}
	for _, c := range second {
		i := slices.IndexFunc(list, func(x postings.PairCoefficient) bool { return x.Term == c.Term })
		if i < 0 {
			i = len(list)
			list = append(list, postings.PairCoefficient{Term: c.Term})
		}
		list[i].Second = c.Weight
	}
	return list
}

func (m *Matcher) conceptCoefficients(snap *postings.Snapshot, list []Strength) (query []postings.Coefficient, full float64) {
	if len(list) == 0 {
		return nil, 0
	}
	sum := uint32(0)
	for _, s := range list {
		c := uint32(math.Round(float64(s.Value) * conceptScale))
		sum += c
		if t, ok := snap.Term(conceptTerm(m.reader.recogniser.concepts[s.Concept].ID)); ok && c > 0 {
			query = append(query, postings.Coefficient{Term: t, Weight: c})
		}
	}
	return query, max(float64(sum), sureNeed*conceptScale) * conceptScale
}

// sureNeed is the sum of strengths from which a need is taken to be understood. A
// need that is only guessed at cannot be covered in full.
const sureNeed = 0.7
