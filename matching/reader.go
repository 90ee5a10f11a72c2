package matching

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/matching/postings"
	"github.com/allagehub/matcharenan/matching/thesaurus"
	"github.com/allagehub/matcharenan/testbeds"
)

// Sections of a need's text, in order. The rule set gives each a weight.
const (
	sectionTitle       = "title"
	sectionMust        = "must"
	sectionShould      = "should"
	sectionCould       = "could"
	sectionDescription = "description"
	sectionBackground  = "background"
	sectionGoal        = "goal"
	sectionEffect      = "effect"
	sectionTranscript  = "transcript"
)

var sections = []string{
	sectionTitle, sectionMust, sectionShould, sectionCould, sectionDescription,
	sectionBackground, sectionGoal, sectionEffect, sectionTranscript,
}

// Reader reads the texts of needs and products into terms and concepts. It never
// changes, and may be used by many at once.
type Reader struct {
	thesaurus    *thesaurus.Thesaurus
	analyzer     *fulltext.Analyzer
	analysis     string // fingerprint of the analyzer
	recogniser   *recogniser
	prohibitions *prohibitionReader
	speller      *speller
}

// NewReader returns a reader with the thesaurus, the analyzer, and the words of a
// catalogue: a word that nobody knows is read as the known one it resembles.
func NewReader(t *thesaurus.Thesaurus, lexicon *fulltext.Lexicon, catalogue map[string]int) *Reader {
	a := fulltext.NewAnalyzer(lexicon)
	return &Reader{
		thesaurus: t, analyzer: a, analysis: a.Fingerprint(), recogniser: newRecogniser(t, a),
		prohibitions: newProhibitionReader(&t.Prohibitions, a),
		speller:      newSpeller(t, lexicon, a, catalogue),
	}
}

// Fingerprint identifies what decides how the reader reads, beside the program
// itself: the thesaurus, the analysis and the known words.
func (r *Reader) Fingerprint() string {
	h := sha256.New()
	fmt.Fprintln(h, r.thesaurus.Version, r.analysis)
	for _, w := range slices.Sorted(maps.Keys(r.speller.words)) {
		fmt.Fprintln(h, w, r.speller.words[w])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// section is a stretch of text with a weight.
type section struct {
	name   string
	text   string
	weight float32
}

// passage is an analysed section.
type passage struct {
	section
	language fulltext.Language
	tokens   []fulltext.Token
	sentence []int32 // of each token
	silent   []bool  // tokens that a negation takes away; nil when there are none
}

func (r *Reader) passage(s section, lang fulltext.Language, p *passage) {
	p.section, p.language, p.silent = s, lang, nil
	p.tokens = r.analyzer.AppendTokens(p.tokens[:0], s.text, lang)
	p.sentence = p.sentence[:0]
	n := int32(0)
	for i, t := range p.tokens {
		if i > 0 && strings.ContainsAny(s.text[p.tokens[i-1].End:t.Start], ".!?\n;:") {
			n++
		}
		p.sentence = append(p.sentence, n)
	}
}

func textLanguage(code string, sample func() string) fulltext.Language {
	if l, ok := fulltext.ParseLanguage(code); ok {
		return l
	}
	return fulltext.DetectLanguage(sample())
}

// productText is the fields of a product that are searched.
func productText(p *catalog.Product) []section { return appendProductText(nil, p) }

func appendProductText(list []section, p *catalog.Product) []section {
	list = append(list, section{"name", p.Name, 1}, section{"summary", p.Summary, 1}, section{"description", p.Description, 1})
	for _, k := range p.Keywords {
		list = append(list, section{"keywords", k, 1})
	}
	for i := range p.Claims {
		list = append(list, section{"claims", p.Claims[i].Text, 1})
	}
	return list
}

// needText is the sections of a need's text, with the weights of the rule set.
func needText(n *testbeds.Need, w *TextWeights) []section {
	var list []section
	add := func(name, text string) {
		if text != "" {
			list = append(list, section{name, text, float32(w.Sections[name])})
		}
	}
	add(sectionTitle, n.Title)
	for _, s := range n.Statements {
		add(s.Priority, s.Text)
	}
	add(sectionDescription, n.Description)
	add(sectionBackground, n.Background)
	add(sectionGoal, n.Goal)
	for _, g := range n.EffectGoals {
		add(sectionEffect, g.Measure)
	}
	if n.Video != nil {
		add(sectionTranscript, n.Video.Transcript)
	}
	return list
}

// Description is what a product's listing was found to say.
type Description struct {
	Functions []Strength // as the index weighs them: declared and derived together
	Types     []Strength
}

// Strengths of what a company declares, and how much of it stands without
// support in the text: companies tick generously.
const (
	declaredAlone     = 0.75
	declaredSupported = 1.0
	leastStrength     = 0.12
	maxFunctions      = 10
	maxTypes          = 8
)

// scratch is what reading a product works with.
type scratch struct {
	passage  passage
	evidence *evidence
	counts   *bag
	spelling map[string]string // words looked up, with the right word or nothing
}

func (r *Reader) newScratch() *scratch {
	return &scratch{evidence: r.recogniser.evidence(), counts: newBag(), spelling: make(map[string]string)}
}

// product reads a product into what the index keeps of its text, and returns what
// the text was found to say.
func (r *Reader) product(p *catalog.Product, s *scratch, d *postings.Document) Description {
	e := s.evidence
	e.reset()
	s.counts.reset()
	length := 0
	lang := ProductLanguage(p)
	for _, sec := range productText(p) {
		r.passage(sec, lang, &s.passage)
		r.prohibitions.silence(&s.passage)
		length += r.countTerms(s)
		r.recogniser.findLabels(e, s.passage.heard(), 0.9)
		r.recogniser.phrases.find(e, s.passage.tokens, s.passage.sentence, 0.5)
	}
	r.recogniser.findWords(e, s.counts, func(n float64) float64 { return 1 + math.Log(n) }, wordsInProduct)
	desc := r.describe(p, e)
	r.fill(d, s.counts, length, desc)
	return desc
}

// countTerms counts the terms of a passage and returns how many words it has.
func (r *Reader) countTerms(s *scratch) int {
	words := 0
	p := &s.passage
	for i, t := range p.tokens {
		if len(t.Terms) == 0 || p.isSilent(i) {
			continue
		}
		words++
		for _, term := range t.Terms {
			s.counts.add(term.Text, t.Word, 1)
		}
		if right := r.spell(s, t.Word); right != "" {
			for _, term := range r.analyzer.Word(right, p.language) {
				s.counts.add(term.Text, right, 1)
			}
		}
	}
	return words
}

// maxSpelling is how many words a scratch remembers the spelling of.
const maxSpelling = 1 << 16

// spell is the word that a misspelt word of a product stands for, or nothing.
func (r *Reader) spell(s *scratch, word string) string {
	if right, ok := s.spelling[word]; ok {
		return right
	}
	if len(s.spelling) >= maxSpelling {
		clear(s.spelling)
	}
	right := r.speller.misspelt(word)
	s.spelling[strings.Clone(word)] = right
	return right
}

// describe joins what a company declares with what its text shows.
func (r *Reader) describe(p *catalog.Product, e *evidence) Description {
	for _, ids := range [][]string{p.ProductTypes, p.Functions} {
		for _, id := range ids {
			c, ok := r.recogniser.number[id]
			if !ok {
				continue
			}
			weight := float32(declaredAlone)
			if 1-e.doubt[c] > leastStrength {
				weight = declaredSupported
			}
			r.recogniser.tell(e, c, weight, [2]int32{-1, -1})
		}
	}
	var d Description
	for _, s := range e.strengths(leastStrength) {
		if r.recogniser.concepts[s.Concept].Kind == thesaurus.Function {
			d.Functions = append(d.Functions, s)
		} else {
			d.Types = append(d.Types, s)
		}
	}
	d.Functions = focus(d.Functions, maxFunctions, 3)
	d.Types = focus(d.Types, maxTypes, 2)
	return d
}

// focus keeps the surest concepts and lowers all of them when there are many: a
// product that is said to do everything is nobody's first choice.
func focus(list []Strength, most int, free float64) []Strength {
	if len(list) > most {
		list = list[:most]
	}
	sum := 0.0
	for _, s := range list {
		sum += float64(s.Value)
	}
	if sum <= free {
		return list
	}
	scale := float32(math.Sqrt(free / sum))
	for i := range list {
		list[i].Value *= scale
	}
	return list
}

// conceptTerm is the name under which the index keeps a concept. It cannot be
// the stem of a word.
func conceptTerm(id string) string { return "\x00" + id }

func (r *Reader) fill(d *postings.Document, counts *bag, length int, desc Description) {
	d.Text, d.Channel, d.Length = counts.asCounts(d.Text[:0]), d.Channel[:0], length
	for _, list := range [][]Strength{desc.Functions, desc.Types} {
		for _, s := range list {
			d.Channel = append(d.Channel, postings.Impact{
				Term:   conceptTerm(r.recogniser.concepts[s.Concept].ID),
				Weight: uint16(math.Round(float64(s.Value) * conceptScale)),
			})
		}
	}
}

// conceptScale is how a strength of 1 stands in the index.
const conceptScale = 1024

// isSilent reports whether a negation takes the token away.
func (p *passage) isSilent(i int) bool { return p.silent != nil && p.silent[i] }

// heard are the tokens with the terms of silent ones taken away.
func (p *passage) heard() []fulltext.Token {
	if p.silent == nil {
		return p.tokens
	}
	list := make([]fulltext.Token, len(p.tokens))
	for i, t := range p.tokens {
		if p.silent[i] {
			t.Terms = nil
		}
		list[i] = t
	}
	return list
}
