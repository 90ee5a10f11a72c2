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
