package matching

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching/postings"
)

// result writes down what was found.
func (m *Matcher) result(snap *postings.Snapshot, p *plan, o Options, best, near *top, t *tally) (*Result, error) {
	version, err := contentVersion(p.need)
	if err != nil {
		return nil, err
	}
	r := &Result{
		Need:       NeedRef{p.need.ID, p.need.Title, p.need.Municipality},
		Day:        o.Day.String(),
		Versions:   m.versions(snap, version),
		Understood: m.understood(p),
		Products:   snap.Len(), Eligible: t.eligible,
		Matches: make([]Match, len(best.list)), NearMisses: make([]NearMiss, len(near.list)), Musts: []MustPrice{},
	}
	x := newExplainer(m, snap, p)
	for i, c := range best.list {
		r.Matches[i] = Match{Rank: i + 1, ID: c.segment.ID(c.doc), Score: c.score}
		if i < o.Explain {
			if err := x.explain(&r.Matches[i], &c); err != nil {
				return nil, err
			}
		}
	}
	for i, c := range near.list {
		if r.NearMisses[i], err = x.nearMiss(&c); err != nil {
			return nil, err
		}
	}
	for i := range p.gate.demands {
		d := &p.gate.demands[i]
		if t.shutsOut[i] > 0 || d.asked != nil {
			r.Musts = append(r.Musts, MustPrice{d.rule.ID, d.rule.Name, d.needs(), t.shutsOut[i], t.alone[i], t.fitting[i]})
		}
	}
	slices.SortStableFunc(r.Musts, func(a, b MustPrice) int {
		return cmp.Or(cmp.Compare(b.Fitting, a.Fitting), cmp.Compare(b.Alone, a.Alone), cmp.Compare(b.ShutsOut, a.ShutsOut))
	})
	return r, nil
}

func (m *Matcher) versions(snap *postings.Snapshot, need string) Versions {
	return Versions{
		Need: need, Ruleset: m.ruleset.Version, Thesaurus: m.reader.thesaurus.Version,
		Analysis: m.reader.analyzer.Fingerprint(), Index: m.indexVersion(snap),
	}
}

// contentVersion is the beginning of the SHA-256 sum of a need or product in its
// canonical form.
func contentVersion(v any) (string, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("matching: %w", err)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])[:12], nil
}

func (m *Matcher) understood(p *plan) Understood {
	u := Understood{Functions: []Concept{}, Types: []Concept{}, Proposed: []Proposal{}}
	list := func(strengths []Strength) []Concept {
		concepts := []Concept{}
		for _, s := range strengths {
			c := &m.reader.recogniser.concepts[s.Concept]
			concepts = append(concepts, Concept{c.ID, c.Swedish, c.English, hundredths(float64(s.Value)), p.evidence(s.Concept)})
		}
		return concepts
	}
	u.Functions, u.Types = list(p.reading.functions), list(p.reading.types)
	for i := range p.proposed {
		d := &p.proposed[i]
		u.Proposed = append(u.Proposed, Proposal{d.rule.ID, d.rule.Name, d.needs(), d.sources})
	}
	return u
}

func (p *plan) evidence(c int32) *Range {
	if r, ok := p.reading.evidence[c]; ok {
		return &r
	}
	return nil
}

// explainer gives the reasons for one need's results.
type explainer struct {
	m      *Matcher
	snap   *postings.Snapshot
	plan   *plan
	place  map[string]int // of a term among the coefficients
	buffer passage
}

func newExplainer(m *Matcher, snap *postings.Snapshot, p *plan) *explainer {
	x := &explainer{m: m, snap: snap, plan: p, place: make(map[string]int, len(p.terms))}
	for i, t := range p.terms {
		if t >= 0 {
			x.place[p.reading.terms.terms[t]] = i
		}
	}
	return x
}

func (x *explainer) explain(match *Match, c *candidate) error {
	product, err := x.m.product(c.segment.Origin(c.doc))
	if err != nil {
		return err
	}
	if match.Product, err = productRef(product); err != nil {
		return err
	}
	f := x.features(c)
	match.Contributions = x.plan.scorer.contributions(f, c.breaks)
	match.Words = x.words(product, c)
	match.Concepts = x.concepts(c)
	match.Rules, match.Questions = x.plan.outcomes(product)
	return nil
}

func productRef(p *catalog.Product) (*ProductRef, error) {
	version, err := contentVersion(p)
	if err != nil {
		return nil, err
	}
	return &ProductRef{ID: p.ID, Name: p.Name, Vendor: p.Vendor.Name, Version: version}, nil
}

// features are those of one product, added up term by term instead of over whole
// segments.
func (x *explainer) features(c *candidate) *features {
	sum := func(query []postings.Coefficient) (total uint32) {
		for _, q := range query {
			total += q.Weight * c.segment.Impact(q.Term, c.doc)
		}
		return total
	}
	f := &features{text: sum(x.plan.text), functions: sum(x.plan.functions), effects: sum(x.plan.effects)}
	f.read(c.segment, c.doc)
	f.integrationsKnown = len(x.plan.wish.integrations) > 0 && x.snap.HasAttribute(c.segment, c.doc, knownAttribute("integrations"))
	for _, w := range x.plan.wish.integrations {
		if x.snap.HasAttribute(c.segment, c.doc, valueAttribute("integrations", w)) {
			f.integrations++
		}
	}
	return f
}

// maxWords is how many matched words are named.
const maxWords = 12

// words are the need's words that the product's text holds, the weightiest first.
func (x *explainer) words(p *catalog.Product, c *candidate) []MatchedWord {
	type found struct {
		MatchedWord
		points uint32
	}
	var list []found
	seen := make(map[string]int)
	lang := textLanguage(p.Language, func() string { return p.Summary + " " + p.Description })
	for _, s := range productText(p) {
		x.buffer.section = s
		x.buffer.tokens = x.m.reader.analyzer.AppendTokens(x.buffer.tokens[:0], s.text, lang)
		for i, t := range x.buffer.tokens {
			for _, term := range t.Terms {
				at, ok := x.place[term.Text]
				if !ok {
					continue
				}
				q := x.plan.text[at]
				word := x.plan.reading.terms.words[x.plan.terms[at]]
				points := q.Weight * c.segment.Impact(q.Term, c.doc)
				if n, ok := seen[word]; ok {
					list[n].points = max(list[n].points, points)
					continue
				}
				seen[word] = len(list)
				list = append(list, found{MatchedWord{word, x.buffer.quote([2]int32{int32(i), int32(i)})}, points}) //nolint:gosec // G115: length of a text
			}
		}
	}
	slices.SortStableFunc(list, func(a, b found) int { return cmp.Compare(b.points, a.points) })
	words := make([]MatchedWord, min(len(list), maxWords))
	for i := range words {
		words[i] = list[i].MatchedWord
	}
	return words
}

// concepts are those that need and product have in common.
func (x *explainer) concepts(c *candidate) []SharedConcept {
	var list []SharedConcept
	for _, s := range slices.Concat(x.plan.reading.functions, x.plan.reading.types) {
		concept := &x.m.reader.recogniser.concepts[s.Concept]
		term, ok := x.snap.Term(conceptTerm(concept.ID))
		if !ok {
			continue
		}
		if w := c.segment.Impact(term, c.doc); w > 0 {
			list = append(list, SharedConcept{
				ID: concept.ID, Swedish: concept.Swedish, English: concept.English,
				Need: hundredths(float64(s.Value)), Product: hundredths(float64(w) / conceptScale), InNeed: x.plan.evidence(s.Concept),
			})
		}
	}
	return list
}

// outcomes are what all rules say of a product, and which of them leave a
// question to its supplier.
func (p *plan) outcomes(product *catalog.Product) (list []Outcome, questions []string) {
	for _, demands := range [][]demand{p.confirmed, p.proposed} {
		for i := range demands {
			d := &demands[i]
			state, ok := d.test(product)
			silent := d.rule.SilentUnknown && !productFacts[d.rule.Product](product).known()
			if !ok || silent {
				continue
			}
			list = append(list, d.outcome(product, state))
			if state == Unknown {
				questions = append(questions, d.rule.Name)
			}
		}
	}
	return list, questions
}

func (d *demand) outcome(p *catalog.Product, state State) Outcome {
	return Outcome{
		Rule: d.rule.ID, Name: d.rule.Name, State: state, Needs: d.needs(), Has: text(productFacts[d.rule.Product](p)),
		Proposed: d.proposed, Source: d.rule.Source,
	}
}

func (x *explainer) nearMiss(c *candidate) (NearMiss, error) {
	product, err := x.m.product(c.segment.Origin(c.doc))
	if err != nil {
		return NearMiss{}, err
	}
	ref, err := productRef(product)
	if err != nil {
		return NearMiss{}, err
	}
	d := &x.plan.gate.demands[c.rule]
	return NearMiss{ID: product.ID, Score: c.score, Product: ref, Fails: d.outcome(product, Fail)}, nil
}

// needs is what the demand asks for, in a form without language: values of the
// vocabularies, "≤ 300", "2026-09-01–".
func (d *demand) needs() string {
	switch d.rule.Test {
	case testAtMost:
		return "≤ " + text(d.limit)
	case testAtLeast:
		return "≥ " + text(d.limit)
	case testPeriod:
		return text(d.period)
	}
	if d.rule.Product == "listing" {
		return text(d.period)
	}
	if d.rule.Allows != nil {
		return text(d.asked)
	}
	return text(d.accepted)
}

// text is a value without language, empty when it is not known.
func text(v value) string {
	if v == nil || !v.known() {
		return ""
	}
	switch v := v.(type) {
	case number:
		return strconv.FormatFloat(float64(v), 'f', -1, 64)
	case period:
		return dayText(v.from) + "–" + dayText(v.to)
	case words:
		return strings.Join(v, ", ")
	}
	return ""
}

func dayText(day int) string {
	if day == noDay {
		return ""
	}
	return catalog.MustParseDate("1970-01-01").AddDays(day).String()
}
