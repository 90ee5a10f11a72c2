package matching

import (
	"strings"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/testbeds"
)

// ProductTexts are the texts of a product that are searched.
func ProductTexts(p *catalog.Product) []string { return texts(productText(p)) }

// NeedTexts are the texts of a need that are searched.
func NeedTexts(n *testbeds.Need) []string { return texts(needText(n, &TextWeights{})) }

// Passage is a piece of text by the member that it stands in, as a [Range] names it.
type Passage struct{ Field, Text string }

// ProductPassages are the texts of a product that ranges point into.
func ProductPassages(p *catalog.Product) []Passage { return passages(productText(p)) }

// NeedPassages are the texts of a need that ranges point into.
func NeedPassages(n *testbeds.Need) []Passage { return passages(needText(n, &TextWeights{})) }

func passages(sections []section) []Passage {
	list := make([]Passage, len(sections))
	for i, s := range sections {
		list[i] = Passage{s.name, s.text}
	}
	return list
}

func texts(sections []section) []string {
	list := make([]string, 0, len(sections))
	for _, s := range sections {
		list = append(list, s.text)
	}
	return list
}

// CountWords counts the words of products' texts: what a lexicon and a speller
// learn from.
func CountWords(products []*catalog.Product) map[string]int {
	c := newWordCounter()
	for _, p := range products {
		c.count(strings.Join(ProductTexts(p), "\n"), p.Language)
	}
	return c.counts
}

// CountTextWords counts the words of any texts.
func CountTextWords(documents []TextDocument) map[string]int {
	c := newWordCounter()
	for _, d := range documents {
		c.count(d.Text, "")
	}
	return c.counts
}

type wordCounter struct {
	analyzer *fulltext.Analyzer
	tokens   []fulltext.Token
	counts   map[string]int
}

func newWordCounter() *wordCounter {
	return &wordCounter{analyzer: fulltext.NewAnalyzer(fulltext.NewLexicon(fulltext.LexiconOptions{})), counts: make(map[string]int)}
}

func (c *wordCounter) count(text, language string) {
	c.tokens = c.analyzer.AppendTokens(c.tokens[:0], text, textLanguage(language, func() string { return text }))
	for _, t := range c.tokens {
		c.counts[t.Word]++
	}
}
