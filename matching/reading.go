package matching

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/allagehub/matcharenan/matching/thesaurus"
	"github.com/allagehub/matcharenan/testbeds"
)

// Range is a stretch of a need's or product's text.
type Range struct {
	Field string `json:"field"`
	Start int    `json:"start"` // bytes
	End   int    `json:"end"`
	Text  string `json:"text"`
}

// Reading is what a need was found to say.
type Reading struct {
	terms     *bag
	functions []Strength
	types     []Strength
	effects   []Strength            // functions that the effect goals are about
	proposed  testbeds.Requirements // read from running text
	sources   map[string][]Range    // of the proposed requirements, by need fact
	evidence  map[int32]Range       // of the concepts
}

// Limits of what is used of a need. Beyond them the lightest are left out.
const (
	MaxTerms          = 1000
	maxNeedFunctions  = 6
	maxNeedTypes      = 6
	needLeastStrength = 0.15
)

var priorityWeights = map[string]float32{"must": 1, "should": 0.7, "could": 0.4}

// Need reads a need.
func (r *Reader) Need(n *testbeds.Need, w *TextWeights) *Reading {
	reading := &Reading{terms: newBag(), sources: make(map[string][]Range), evidence: make(map[int32]Range)}
	passages := r.passages(n, w)
	e, effects := r.recogniser.evidence(), r.recogniser.evidence()
	defer r.recogniser.release(e)
	defer r.recogniser.release(effects)
	for i := range passages {
		p := &passages[i]
		r.prohibitions.read(p, reading)
		r.addQueryTerms(reading.terms, p, w)
	}
	for i := range passages {
		r.correct(&passages[i], reading.terms, w)
		r.hear(&passages[i], e, effects, reading)
	}
	r.recogniser.findWords(e, reading.terms, math.Sqrt, wordsInNeed)
	for _, s := range n.Statements {
		if c, ok := r.recogniser.number[s.Function]; ok {
			e.speak(c, priorityWeights[s.Priority], [2]int32{-1, -1})
		}
	}
	reading.functions, reading.types = r.split(e, maxNeedFunctions, maxNeedTypes)
	reading.effects, _ = r.split(effects, maxNeedFunctions, 0)
	r.addConceptTerms(reading, w)
	saturate(reading.terms)
	return reading
}

func (r *Reader) passages(n *testbeds.Need, w *TextWeights) []passage {
	list := needText(n, w)
	lang := textLanguage(n.Language, func() string {
		var sample strings.Builder
		for _, s := range list {
			sample.WriteString(s.text + " ")
		}
		return sample.String()
	})
	passages := make([]passage, len(list))
	for i, s := range list {
		r.passage(s, lang, &passages[i])
	}
	return passages
}

// correct gives words that nobody knows the terms of the known words that they
// resemble, beside their own.
func (r *Reader) correct(p *passage, terms *bag, w *TextWeights) {
	for i := range p.tokens {
		t := &p.tokens[i]
		right, ok := r.speller.unknown(t.Word, p.language)
		if !ok || p.isSilent(i) {
			continue
		}
		t.Terms = r.analyzer.Word(right, p.language)
		for _, term := range t.Terms {
			weight := p.weight * float32(w.Corrected)
			if term.Part {
				weight *= float32(w.Part)
			}
			terms.add(term.Text, t.Word, weight)
		}
	}
}

func (r *Reader) addQueryTerms(terms *bag, p *passage, w *TextWeights) {
	for i, t := range p.tokens {
		if p.isSilent(i) {
			continue
		}
		for _, term := range t.Terms {
			weight := p.weight
			if term.Part {
				weight *= float32(w.Part)
			}
			terms.add(term.Text, t.Word, weight)
		}
		if joined, ok := r.joined(p, i); ok {
			for _, term := range r.analyzer.Word(joined, p.language)[:1] {
				terms.add(term.Text, joined, p.weight*float32(w.Corrected))
			}
		}
	}
}

// joined is the compound that a token and the next one make when it is a known
// word that somebody has written apart.
func (r *Reader) joined(p *passage, i int) (string, bool) {
	if i+1 >= len(p.tokens) || len(p.tokens[i].Terms) == 0 || len(p.tokens[i+1].Terms) == 0 || p.isSilent(i+1) ||
		p.tokens[i+1].Start-p.tokens[i].End != 1 {
		return "", false
	}
	word := p.tokens[i].Word + p.tokens[i+1].Word
	if len(p.tokens[i].Word) < 3 || len(p.tokens[i+1].Word) < 3 || !r.speller.knows(word) {
		return "", false
	}
	return word, len(r.analyzer.Word(word, p.language)) > 0
}

// hear adds the labels and phrases of a passage. Effect goals speak for
// themselves as well.
func (r *Reader) hear(p *passage, e, effects *evidence, reading *Reading) {
	scale := min(1, p.weight)
	tokens := p.heard()
	r.recogniser.findLabels(e, tokens, 0.8*scale)
	r.recogniser.phrases.find(e, tokens, p.sentence, 0.9*scale)
	if p.name == sectionEffect || p.name == sectionGoal {
		r.recogniser.findLabels(effects, tokens, 0.8)
		r.recogniser.phrases.find(effects, tokens, p.sentence, 0.9)
		terms := newBag()
		r.addQueryTerms(terms, p, &TextWeights{Part: 0.5})
		r.recogniser.findWords(effects, terms, math.Sqrt, 0.5)
	}
	for _, c := range e.touched {
		if _, ok := reading.evidence[c]; !ok && e.span[c][0] >= 0 {
			reading.evidence[c] = p.quote(e.span[c])
		}
	}
}

// quote is the text from the first to the last token.
func (p *passage) quote(span [2]int32) Range {
	start, end := p.tokens[span[0]].Start, p.tokens[span[1]].End
	return Range{Field: p.name, Start: start, End: end, Text: p.text[start:end]}
}

func (r *Reader) split(e *evidence, functions, types int) (f, t []Strength) {
	for _, s := range e.strengths(needLeastStrength) {
		if r.recogniser.concepts[s.Concept].Kind == thesaurus.Function {
			f = append(f, s)
		} else {
			t = append(t, s)
		}
	}
	return f[:min(len(f), functions)], t[:min(len(t), types)]
}

// conceptTermLimit is how many concepts lend their labels to a need.
const conceptTermLimit = 2

// addConceptTerms adds the labels of the concepts that the need is about: what
// the companies call the thing whose lack the need tells of.
func (r *Reader) addConceptTerms(reading *Reading, w *TextWeights) {
	if w.Concept == 0 {
		return
	}
	list := slices.Concat(reading.functions[:min(len(reading.functions), conceptTermLimit)],
		reading.types[:min(len(reading.types), conceptTermLimit)])
	for _, s := range list {
		for _, term := range r.recogniser.names[s.Concept] {
			reading.terms.raise(term, "", float32(w.Concept)*s.Value)
		}
	}
}

// saturate keeps a word that is repeated from drowning the others, and the number
// of terms within [MaxTerms].
func saturate(terms *bag) {
	for i, w := range terms.weights {
		terms.weights[i] = 3 * w / (2 + w)
	}
	if len(terms.terms) <= MaxTerms {
		return
	}
	order := make([]int, len(terms.terms))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(terms.weights[b], terms.weights[a]) })
	for _, i := range order[MaxTerms:] {
		terms.weights[i] = 0
	}
}
