package matching

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
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
func (m *Matcher) result(x *explainer, o Options, best, near *top, t *tally) (*Result, error) {
	p := x.plan
	version, err := contentVersion(p.need)
	if err != nil {
		return nil, err
	}
	r := &Result{
		Need:       NeedRef{p.need.ID, p.need.Title, p.need.Municipality},
		Day:        o.Day.String(),
		Versions:   m.versions(x.snap, x.source, versionText(version)),
		Understood: m.understood(p),
		Products:   x.snap.Len(), Eligible: t.eligible,
		Matches: make([]Match, len(best.list)), NearMisses: make([]NearMiss, len(near.list)), Musts: []MustPrice{},
	}
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
	for i := range p.excluding {
		d := &p.excluding[i]
		if t.shutsOut[i] > 0 || d.asked != nil {
			r.Musts = append(r.Musts, MustPrice{d.rule.ID, d.rule.Name, d.needs(), d.asked != nil, t.shutsOut[i], t.alone[i], t.fitting[i]})
		}
	}
	for i := range p.confirmed {
		if d := &p.confirmed[i]; d.softened {
			r.Softened = append(r.Softened, Softened{d.rule.ID, d.rule.Name, d.needs()})
		}
	}
	slices.SortStableFunc(r.Musts, func(a, b MustPrice) int {
		return cmp.Or(cmp.Compare(b.Fitting, a.Fitting), cmp.Compare(b.Alone, a.Alone), cmp.Compare(b.ShutsOut, a.ShutsOut))
	})
	return r, nil
}

func (m *Matcher) versions(snap *postings.Snapshot, from *source, need string) Versions {
	return Versions{
		Need: need, Ruleset: m.ruleset.Version, Thesaurus: m.reader.thesaurus.Version,
		Analysis: m.reader.analysis, Index: from.version(snap),
	}
}

// contentVersion is the beginning of the SHA-256 sum of a need or product in its
// canonical form.
func contentVersion(v any) (uint64, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return 0, fmt.Errorf("matching: %w", err)
	}
	sum := sha256.Sum256(data)
	return binary.BigEndian.Uint64(sum[:]), nil
}

func versionText(version uint64) string {
	return hex.EncodeToString(binary.BigEndian.AppendUint64(nil, version))
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
	ctx     context.Context // of the call that it lives for
	m       *Matcher
	snap    *postings.Snapshot
	source  *source
	plan    *plan
	asked   []uint32        // terms of the plan's text, then of its concepts, then of shared
	shared  []SharedConcept // concepts of the need, without what the product says
	text    searchedText    // of the product at hand
	impacts []uint32        // in it, of the terms asked for
	matched []matchedTerm   // in it
}

func newExplainer(ctx context.Context, m *Matcher, snap *postings.Snapshot, from *source, p *plan) *explainer {
	x := &explainer{ctx: ctx, m: m, snap: snap, source: from, plan: p}
	x.text.analyzer = m.reader.analyzer
	for _, q := range p.text {
		x.asked = append(x.asked, q.Term)
	}
	for _, q := range p.concepts {
		x.asked = append(x.asked, q.Term)
	}
	for _, list := range [][]Strength{p.reading.functions, p.reading.types} {
		for _, s := range list {
			concept := &m.reader.recogniser.concepts[s.Concept]
			if term, ok := snap.Term(conceptTerm(concept.ID)); ok {
				x.asked = append(x.asked, term)
				x.shared = append(x.shared, SharedConcept{
					ID: concept.ID, Swedish: concept.Swedish, English: concept.English,
					Need: hundredths(float64(s.Value)), InNeed: p.evidence(s.Concept),
				})
			}
		}
	}
	return x
}

func (x *explainer) explain(match *Match, c *candidate) error {
	product, err := x.source.product(x.ctx, c.segment.ID(c.doc), c.segment.Origin(c.doc))
	if err != nil {
		return err
	}
	match.Product = productRef(product, c)
	f := x.features(c)
	match.Contributions = x.plan.scorer.contributions(f, c.breaks)
	match.Words = x.words(product)
	match.Concepts = x.concepts()
	match.Rules, match.Questions = x.plan.outcomes(product)
	return nil
}

func productRef(p *catalog.Product, c *candidate) *ProductRef {
	return &ProductRef{ID: p.ID, Name: p.Name, Vendor: p.Vendor.Name, Version: versionText(c.segment.Payload(c.doc)[0])}
}

// features are those of one product, added up term by term instead of over whole
// segments. The text's terms are kept for [explainer.words], and all impacts for
// [explainer.concepts].
func (x *explainer) features(c *candidate) *features {
	f := &features{
		segment: c.segment, doc: c.doc, wishes: func(doc int) (has int, told bool) { return x.granted(c.segment, doc) },
	}
	x.impacts = c.segment.Impacts(x.impacts[:0], x.asked, c.doc)
	x.matched = x.matched[:0]
	for i, q := range x.plan.text {
		points := q.Weight * x.impacts[i]
		if f.text += points; points > 0 && x.plan.terms[i] >= 0 {
			x.matched = append(x.matched, matchedTerm{points, x.plan.terms[i]})
		}
	}
	for i, impact := range x.impacts[len(x.plan.text):][:len(x.plan.concepts)] {
		f.functions += x.plan.concepts[i].First * impact
		f.effects += x.plan.concepts[i].Second * impact
	}
	return f
}

// matchedTerm is a term of the need that the product has.
type matchedTerm struct {
	points uint32
	term   int32
}

// granted is how many of the wished integrations a product has, and whether it
// tells of any.
func (x *explainer) granted(s *postings.Segment, doc int) (has int, told bool) {
	for _, w := range x.plan.wish.integrations {
		if x.snap.HasAttribute(s, doc, valueAttribute("integrations", w)) {
			has++
		}
	}
	return has, x.snap.HasAttribute(s, doc, knownAttribute("integrations"))
}

// maxWords is how many matched words are named.
const maxWords = 12

// words are the need's words that the product's text holds, the weightiest first.
func (x *explainer) words(p *catalog.Product) []MatchedWord {
	slices.SortStableFunc(x.matched, func(a, b matchedTerm) int { return cmp.Compare(b.points, a.points) })
	x.text.set(p)
	var words []MatchedWord
	for _, t := range x.matched {
		word := x.plan.reading.terms.words[t.term]
		if word == "" {
			continue // a label of a concept: the need does not say it
		}
		if slices.ContainsFunc(words, func(w MatchedWord) bool { return w.Need == word }) {
			continue // another part of the same word
		}
		if at, ok := x.text.find(x.plan.reading.terms.terms[t.term]); ok {
			words = append(words, MatchedWord{word, at})
		}
		if len(words) == maxWords {
			break
		}
	}
	return words
}

// concepts are those that need and product have in common.
func (x *explainer) concepts() []SharedConcept {
	var list []SharedConcept
	for i, impact := range x.impacts[len(x.impacts)-len(x.shared):] {
		if impact > 0 {
			concept := x.shared[i]
			concept.Product = hundredths(float64(impact) / conceptScale)
			list = append(list, concept)
		}
	}
	return list
}

// outcomes are what all rules say of a product, and which of them leave a
// question to its supplier.
func (p *plan) outcomes(product *catalog.Product) (list []Outcome, questions []string) {
	list = make([]Outcome, 0, len(p.confirmed)+len(p.proposed))
	for _, demands := range [][]demand{p.confirmed, p.proposed} {
		for i := range demands {
			d := &demands[i]
			if !d.concerns(product) {
				continue
			}
			has := d.fact(product)
			if d.rule.SilentUnknown && !has.known() {
				continue
			}
			state := d.state(has)
			list = append(list, d.outcome(has, state))
			if state == Unknown {
				questions = append(questions, d.rule.Name)
			}
		}
	}
	return list, questions
}

func (d *demand) outcome(has value, state State) Outcome {
	return Outcome{
		Rule: d.rule.ID, Name: d.rule.Name, State: state, Needs: d.needs(), Has: text(has),
		Proposed: d.proposed, Softened: d.softened, Source: d.rule.Source,
	}
}

func (x *explainer) nearMiss(c *candidate) (NearMiss, error) {
	product, err := x.source.product(x.ctx, c.segment.ID(c.doc), c.segment.Origin(c.doc))
	if err != nil {
		return NearMiss{}, err
	}
	d := &x.plan.excluding[c.rule]
	return NearMiss{ID: product.ID, Score: c.score, Product: productRef(product, c), Fails: d.outcome(d.fact(product), Fail)}, nil
}

// needs is what the demand asks for, in a form without language: values of the
// vocabularies, "≤ 300", "2026-09-01–".
func (d *demand) needs() string {
	if d.asks == "" {
		d.asks = d.needsText()
	}
	return d.asks
}

func (d *demand) needsText() string {
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
