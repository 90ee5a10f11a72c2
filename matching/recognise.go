package matching

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/matching/thesaurus"
)

// recogniser finds the concepts that a text is about, by three kinds of
// evidence: labels that stand in it, everyday problem phrases, and words that
// point to one concept rather than to others.
type recogniser struct {
	concepts []thesaurus.Concept
	labels   map[string][]label // by first unit
	phrases  phraseIndex
	words    map[string][]pointer // concepts that a term points to
	number   map[string]int32     // of a concept ID
	names    [][]string           // of each concept: the stems of its preferred labels and synonyms
	pool     sync.Pool            // of *evidence, all reset
}

// label is a way to write a concept, as a run of units (see [units]).
type label struct {
	units   []string
	stem    string // beginning that a word must have which is a label of one unit
	concept int32
	weight  float32
}

// pointer is how strongly a term points to a concept.
type pointer struct {
	concept int32
	weight  float32
}

// How surely a label means its concept.
var labelWeights = map[thesaurus.LabelKind]float32{
	thesaurus.Preferred: 1, thesaurus.Synonym: 1, thesaurus.Hidden: 0.9, thesaurus.Quasi: 0.6,
}

// Weights of the sources from which words point to a concept. A product type's
// words point to its functions too.
const (
	wordWeight       = 1.0
	labelWordWeight  = 1.0
	definitionWeight = 0.3
	phraseWeight     = 0.5
	partWeight       = 0.4
	primaryShare     = 0.5
	otherShare       = 0.15
)

// meansWeights is what the place in a phrase's list of concepts is worth.
var meansWeights = []float64{1, 0.6, 0.4}

func meansWeight(i int) float64 { return meansWeights[min(i, len(meansWeights)-1)] }

func newRecogniser(t *thesaurus.Thesaurus, a *fulltext.Analyzer) *recogniser {
	r := &recogniser{
		concepts: t.Concepts, labels: make(map[string][]label),
		words: make(map[string][]pointer), number: make(map[string]int32), names: make([][]string, len(t.Concepts)),
	}
	for i := range t.Concepts {
		r.number[t.Concepts[i].ID] = int32(i)
	}
	for i := range t.Concepts {
		r.addLabels(int32(i), a)
	}
	r.phrases = newPhraseIndex(t.Phrases, r.number, a)
	r.addWords(t, a)
	return r
}

func language(english bool) fulltext.Language {
	if english {
		return fulltext.English
	}
	return fulltext.Swedish
}

func (r *recogniser) addLabels(c int32, a *fulltext.Analyzer) {
	for _, l := range r.concepts[c].Labels() {
		var run []string
		tokens := a.Analyze(l.Text, language(l.English))
		for _, t := range tokens {
			if len(t.Terms) > 0 && (l.Kind == thesaurus.Preferred || l.Kind == thesaurus.Synonym) {
				r.names[c] = append(r.names[c], t.Terms[0].Text)
			}
		}
		for _, u := range units(nil, tokens) {
			run = append(run, u.term)
		}
		if len(run) == 0 {
			continue
		}
		r.labels[run[0]] = append(r.labels[run[0]], label{run, stemOf(l.Text), c, labelWeights[l.Kind]})
	}
}

// addWords weighs the terms that point to each concept: the more, and the more
// often, a concept's material holds a term, and the fewer other concepts do, the
// stronger it points. Each concept's terms are then scaled to length 1, so that a
// concept with much material does not draw more texts than others.
func (r *recogniser) addWords(t *thesaurus.Thesaurus, a *fulltext.Analyzer) {
	bags := make([]map[string]float64, len(r.concepts))
	for i := range bags {
		bags[i] = make(map[string]float64)
		r.ownWords(bags[i], &r.concepts[i], a)
	}
	shared := make([]map[string]float64, len(bags))
	for i := range r.concepts {
		shared[i] = bags[i]
		if r.concepts[i].Kind == thesaurus.Function {
			shared[i] = r.withTypes(int32(i), bags)
		}
	}
	for _, p := range t.Phrases {
		for i, id := range p.Means {
			addTerms(shared[r.number[id]], a.Analyze(p.Text, language(p.English)), phraseWeight*meansWeight(i))
		}
	}
	r.weigh(shared)
}

func (r *recogniser) ownWords(bag map[string]float64, c *thesaurus.Concept, a *fulltext.Analyzer) {
	add := func(text string, english bool, weight float64) {
		tokens := a.Analyze(text, language(english))
		if n := len(tokens); n > 1 {
			weight *= 0.6 // each word of an expression tells less than the whole
		}
		addTerms(bag, tokens, weight)
	}
	for _, l := range c.Labels() {
		add(l.Text, l.English, labelWordWeight*float64(labelWeights[l.Kind]))
	}
	for _, w := range c.Words.Swedish {
		add(w, false, wordWeight)
	}
	for _, w := range c.Words.English {
		add(w, true, wordWeight)
	}
	addTerms(bag, a.Analyze(c.Definition.Swedish, fulltext.Swedish), definitionWeight)
	addTerms(bag, a.Analyze(c.Definition.English, fulltext.English), definitionWeight)
}

// withTypes is a function's words with those of the product types that provide it.
func (r *recogniser) withTypes(f int32, bags []map[string]float64) map[string]float64 {
	sum := make(map[string]float64, len(bags[f]))
	maps.Copy(sum, bags[f])
	for i := range r.concepts {
		share := otherShare
		switch slices.Index(r.concepts[i].Functions, r.concepts[f].ID) {
		case -1:
			continue
		case 0:
			share = primaryShare
		}
		for term, w := range bags[i] {
			sum[term] += share * w
		}
	}
	return sum
}

func addTerms(bag map[string]float64, tokens []fulltext.Token, weight float64) {
	for _, t := range tokens {
		for _, term := range t.Terms {
			w := weight
			if term.Part {
				w *= partWeight
			}
			bag[term.Text] += w
		}
	}
}

func (r *recogniser) weigh(bags []map[string]float64) {
	frequency := make(map[string]int)
	for _, bag := range bags {
		for term := range bag {
			frequency[term]++
		}
	}
	for i, bag := range bags {
		norm := 0.0
		terms := make([]string, 0, len(bag))
		for term := range bag {
			terms = append(terms, term)
		}
		slices.Sort(terms) // sums of floats depend on their order
		weights := make([]float64, len(terms))
		for j, term := range terms {
			weights[j] = math.Log1p(2*bag[term]) * math.Log(1+float64(len(bags))/float64(frequency[term]))
			norm += weights[j] * weights[j]
		}
		for j, term := range terms {
			r.words[term] = append(r.words[term], pointer{int32(i), float32(weights[j] / math.Sqrt(norm))})
		}
	}
}

// unit is a word that cannot be taken apart, or a part of one that can: "fall
// larm", "fall-larm" and "fallarm" are the same two units.
type unit struct {
	term  string
	token int32
	first bool // of its word
	last  bool // of its word: the head of a compound
}

// units lists the units of the tokens that carry terms.
func units(dst []unit, tokens []fulltext.Token) []unit {
	for i, t := range tokens {
		terms := t.Terms
		if len(terms) > 1 {
			terms = terms[1:]
		}
		for j, term := range terms {
			dst = append(dst, unit{term.Text, int32(i), j == 0, j == len(terms)-1})
		}
	}
	return dst
}

// Strength is how surely a text is about a concept, 0–1, and the words that show
// it best.
type Strength struct {
	Concept  int32
	Value    float32
	Evidence [2]int32 // first and last token; −1 when single words together show it
}

// evidence collects what speaks for each concept.
type evidence struct {
	doubt   []float32 // product of what each piece leaves in doubt
	best    []float32
	span    [][2]int32
	touched []int32
	byWords []float32
	unitBuf []unit
	phrases phraseScratch
}

func (r *recogniser) evidence() *evidence {
	if e, ok := r.pool.Get().(*evidence); ok {
		return e
	}
	n := len(r.concepts)
	e := &evidence{doubt: make([]float32, n), best: make([]float32, n), span: make([][2]int32, n), byWords: make([]float32, n), phrases: newPhraseScratch(len(r.phrases.phrases))}
	for i := range e.doubt {
		e.doubt[i] = 1
	}
	return e
}

// release resets the evidence and keeps it for the next text.
func (r *recogniser) release(e *evidence) {
	e.reset()
	r.pool.Put(e)
}

func (e *evidence) reset() {
	for _, c := range e.touched {
		e.doubt[c], e.best[c] = 1, 0
	}
	e.touched = e.touched[:0]
}

// speak adds a piece of evidence. Pieces are taken as independent: two that each
// leave half in doubt leave a quarter together.
func (e *evidence) speak(c int32, weight float32, span [2]int32) {
	if weight <= 0 {
		return
	}
	if e.doubt[c] == 1 {
		e.touched = append(e.touched, c)
	}
	e.doubt[c] *= 1 - min(weight, 0.98)
	if weight > e.best[c] {
		e.best[c], e.span[c] = weight, span
	}
}

// strengths are the concepts that the evidence speaks for, the surest first.
func (e *evidence) strengths(least float32) []Strength {
	var list []Strength
	for _, c := range e.touched {
		if v := 1 - e.doubt[c]; v >= least {
			list = append(list, Strength{c, v, e.span[c]})
		}
	}
	slices.SortFunc(list, func(a, b Strength) int {
		return cmp.Or(cmp.Compare(b.Value, a.Value), cmp.Compare(a.Concept, b.Concept))
	})
	return list
}

// findLabels adds the labels that stand in the text, and for a product type what
// it does.
func (r *recogniser) findLabels(e *evidence, tokens []fulltext.Token, scale float32) {
	e.unitBuf = units(e.unitBuf[:0], tokens)
	us := e.unitBuf
	for i := range us {
		for _, l := range r.labels[us[i].term] {
			if matchesLabel(us[i:], &l, tokens) {
				span := [2]int32{us[i].token, us[i+len(l.units)-1].token}
				r.tell(e, l.concept, scale*l.weight, span)
			}
		}
	}
}

// stemOf is a label without its last two letters: inflection changes no more, and
// stemming alone would take "dos" for "dosett".
func stemOf(label string) string {
	runes := []rune(strings.ToLower(label))
	if len(runes) > 4 {
		runes = runes[:max(4, len(runes)-2)]
	}
	return string(runes)
}

// matchesLabel: a label of one unit must be a word of its own or the head of a
// compound ("lås" is not in "låskolv").
func matchesLabel(us []unit, l *label, tokens []fulltext.Token) bool {
	n := len(l.units)
	if len(us) < n || !us[n-1].last {
		return false
	}
	for i, u := range l.units {
		if us[i].term != u {
			return false
		}
	}
	return n > 1 || strings.Contains(tokens[us[0].token].Word, l.stem)
}

// How much a product type speaks for its functions.
const (
	primaryFunction = 0.9
	otherFunction   = 0.4
)

// tell speaks for a concept, for the functions of a product type, and weakly for
// what is broader.
func (r *recogniser) tell(e *evidence, c int32, weight float32, span [2]int32) {
	e.speak(c, weight, span)
	x := &r.concepts[c]
	for i, f := range x.Functions {
		w := weight * otherFunction
		if i == 0 {
			w = weight * primaryFunction
		}
		e.speak(r.number[f], w, span)
	}
	for _, b := range x.Broader {
		e.speak(r.number[b], weight*0.5, span)
	}
}

// findWords adds what the single words of a text point to, taken together.
func (r *recogniser) findWords(e *evidence, terms *bag, f func(float64) float64, scale float32) {
	clear(e.byWords)
	for i, w := range terms.unit(f) {
		for _, p := range r.words[terms.terms[i]] {
			e.byWords[p.concept] += w * p.weight
		}
	}
	r.speakWords(e, scale, thesaurus.Function)
	r.speakWords(e, scale, thesaurus.ProductType)
}

// wordsDoubt is the sum of pointing words at which they convince half. Concepts
// that are pointed to less than wordsLeast as much as the first are not spoken
// for. WordsInNeed and wordsInProduct are how sure words alone can make us.
const (
	wordsDoubt     = 0.015
	wordsLeast     = 0.3
	wordsInNeed    = 0.8
	wordsInProduct = 0.9
)

func (r *recogniser) speakWords(e *evidence, scale float32, kind thesaurus.Kind) {
	top := float32(0)
	for c, s := range e.byWords {
		if r.concepts[c].Kind == kind {
			top = max(top, s)
		}
	}
	if top == 0 {
		return
	}
	sure := scale * top / (top + wordsDoubt)
	for c, s := range e.byWords {
		if rel := (s/top - wordsLeast) / (1 - wordsLeast); rel > 0 && r.concepts[c].Kind == kind {
			e.speak(int32(c), sure*rel*float32(math.Sqrt(float64(rel))), [2]int32{-1, -1})
		}
	}
}
