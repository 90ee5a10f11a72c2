package fulltext

import (
	"context"
	"math/bits"
	"strings"
)

// What terms count for beside the whole word's 1.
const (
	partWeight       = 0.5 // a part of a compound
	completionWeight = 0.8 // what an unfinished word may become
	correctionWeight = 0.7 // what a misspelt word was meant to be
)

// Limits of what a query is widened to.
const (
	maxClauses      = 128 // terms, each looked up in the fields of its language
	maxBits         = 64
	maxCompletions  = 16
	maxCorrections  = 3 // of one word
	maxCorrected    = 8 // words of a query
	maxAlternatives = 64
)

// plan says what a query asks of documents.
type plan struct {
	clauses   []clause
	at        map[termKey]int // of each clause
	units     []unit
	quoted    [][]string
	excluded  [][]string
	corrected []correction
	bits      int
	nothing   bool // the text has words, but none that can be found
}

// clause is a term with what it counts for, and the bits that it sets for a
// document that has it.
type clause struct {
	termKey
	weight float64
	bits   uint64
	part   bool // of a compound, and nothing else
	lists  *termLists
}

// unit is one thing that a document must have: all bits of any way.
type unit struct{ ways []uint64 }

func (u *unit) has(mask uint64) bool {
	for _, way := range u.ways {
		if mask&way == way {
			return true
		}
	}
	return false
}

// correction replaces a word of the text.
type correction struct {
	start, end int
	word       string
}

// planner makes a plan.
type planner struct {
	*reading
	*plan
	query  *parsedQuery
	direct []uint64 // of each word the bit for what says the same in one term
	owner  []int    // of each word its unit, -1 for none
}

// plan reads a query's text. The zero plan asks for nothing.
func (r *reading) plan(ctx context.Context, parsed *parsedQuery, q *Query) (*plan, error) {
	p := &planner{
		reading: r, query: parsed,
		plan: &plan{at: make(map[termKey]int), quoted: parsed.quoted, excluded: parsed.excluded},
	}
	p.units, p.owner, p.direct = nil, make([]int, len(parsed.words)), make([]uint64, len(parsed.words))
	required := requiredWords(parsed.words)
	for i := range parsed.words {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		p.direct[i], p.owner[i] = p.bit(), -1
		if required[i] {
			p.owner[i] = len(p.units)
			p.units = append(p.units, unit{ways: []uint64{p.direct[i]}})
		}
		if err := p.addWord(i, q.Unfinished && i == len(parsed.words)-1); err != nil {
			return nil, err
		}
	}
	if q.Synonyms != nil {
		if err := p.addSynonyms(q.Synonyms); err != nil {
			return nil, err
		}
	}
	p.nothing = !parsed.blank && len(p.units) == 0 && len(p.quoted) == 0 && len(p.excluded) == 0
	return p.plan, nil
}

// requiredWords says which words a document must have. Stop words are not
// among them, by whatever language, unless nothing would be left; nor are
// quoted words, which are asked for otherwise.
func requiredWords(words []queryWord) []bool {
	required := make([]bool, len(words))
	any := false
	for i, w := range words {
		required[i] = !w.exact && !isStopWord(w.word, Swedish) && !isStopWord(w.word, English)
		any = any || required[i]
	}
	if any {
		return required
	}
	for i, w := range words {
		required[i] = !w.exact && (len(w.terms[Swedish]) > 0 || len(w.terms[English]) > 0)
	}
	return required
}

// bit returns a bit that nothing else uses, 0 when there is none left.
func (p *planner) bit() uint64 {
	if p.bits == maxBits {
		return 0
	}
	p.bits++
	return 1 << (p.bits - 1)
}

// clause adds a term, or to what it does already. It returns nil when there are
// too many.
func (p *planner) clause(language Language, term Term, weight float64, bits uint64) (*clause, error) {
	key := termKey{language, term.Text}
	if term.Part {
		weight *= partWeight
	}
	if i, there := p.at[key]; there {
		c := &p.clauses[i]
		c.weight, c.bits, c.part = max(c.weight, weight), c.bits|bits, c.part && term.Part
		return c, nil
	}
	if len(p.clauses) == maxClauses {
		return nil, nil
	}
	lists, err := p.term(language, term.Text)
	if err != nil {
		return nil, err
	}
	p.at[key] = len(p.clauses)
	p.clauses = append(p.clauses, clause{termKey: key, weight: weight, bits: bits, part: term.Part, lists: lists})
	return &p.clauses[len(p.clauses)-1], nil
}

// addWord adds a word's terms, its completions while it is being typed, and what
// it may be a misspelling of when no document has it.
func (p *planner) addWord(i int, unfinished bool) error {
	w := &p.query.words[i]
	known, err := p.addTerms(w.terms, 1, p.direct[i], p.owner[i], !w.exact)
	if err != nil || w.exact {
		return err
	}
	if base, ok := p.index.options.Analyzer.linked(w.word); ok && !known { // a compound written apart
		if known, err = p.addTerms(p.index.terms(base), 1, p.direct[i], p.owner[i], true); err != nil {
			return err
		}
	}
	if unfinished {
		completions := p.view.completions(w.word, maxCompletions)
		for _, c := range completions {
			if err := p.addWhole(c, completionWeight, p.direct[i]); err != nil {
				return err
			}
		}
		known = known || len(completions) > 0
	}
	if known || len(p.corrected) == maxCorrected || p.owner[i] < 0 {
		return nil
	}
	return p.correctWord(i)
}

// correctWord adds the words that one may be a misspelling of; the likeliest is
// taken as if it had been typed, others only as a whole.
func (p *planner) correctWord(i int) error {
	w := &p.query.words[i]
	for n, c := range p.view.nearest(w.word, maxCorrections) {
		if n > 0 {
			if err := p.addWhole(c, correctionWeight, p.direct[i]); err != nil {
				return err
			}
			continue
		}
		p.corrected = append(p.corrected, correction{w.start, w.end, c})
		if _, err := p.addTerms(p.index.terms(c), correctionWeight, p.direct[i], p.owner[i], true); err != nil {
			return err
		}
	}
	return nil
}

// terms are those of a word in each language of the index.
func (x *Index) terms(word string) (terms [2][]Term) {
	for _, lang := range x.fields.spoken {
		terms[lang] = x.options.Analyzer.Word(word, lang)
	}
	return terms
}

// addTerms adds the terms of a word in each language: the whole, and a way that
// asks for all parts. It reports whether a document has the whole, or each part.
func (p *planner) addTerms(terms [2][]Term, weight float64, direct uint64, owner int, parts bool) (known bool, err error) {
	for lang, list := range terms {
		var way uint64
		complete := len(list) > 1
		for _, t := range list {
			bit := direct
			if t.Part {
				if !parts {
					continue
				}
				bit = p.bit()
				way |= bit
			}
			c, err := p.clause(Language(lang), t, weight, bit)
			if err != nil {
				return false, err
			}
			found := c != nil && c.lists.documents > 0
			if t.Part {
				complete = complete && found && bit != 0
			} else {
				known = known || found
			}
		}
		if complete && owner >= 0 && bits.OnesCount64(way) > 1 {
			p.units[owner].ways = append(p.units[owner].ways, way)
			known = true
		}
	}
	return known, nil
}

// addWhole adds a word of the index in place of one of the query.
func (p *planner) addWhole(word string, weight float64, direct uint64) error {
	for _, lang := range p.index.fields.spoken {
		for _, t := range p.index.options.Analyzer.Word(word, lang) {
			bit := direct
			if t.Part {
				bit = 0
			}
			if _, err := p.clause(lang, t, weight, bit); err != nil {
				return err
			}
		}
	}
	return nil
}

// meant is the text with its corrections, "" when there are none.
func (p *plan) meant(text string) string { return correct(text, p.corrected) }

func correct(text string, corrections []correction) string {
	if len(corrections) == 0 {
		return ""
	}
	var out strings.Builder
	at := 0
	for _, c := range corrections {
		out.WriteString(text[at:c.start])
		out.WriteString(c.word)
		at = c.end
	}
	out.WriteString(text[at:])
	return out.String()
}
