package fulltext

import (
	"fmt"
	"sync"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/registry"
)

const (
	// ChainType is the name under which bleve makes our analyzers. Which one is
	// meant stands in the index's mapping, as fingerprint and language.
	chainType = "matcharenan"

	// MaxIndexedBytes bounds the terms that go into an index: longer ones are
	// nothing that anybody searches for.
	maxIndexedBytes = 512
)

// errChainRegistered is what came of making the type known to bleve. Bleve's
// list is not locked, so it is done before anything runs.
var errChainRegistered = registry.RegisterAnalyzer(chainType, newChain)

// chains holds the analyzers that open indexes use, by fingerprint: bleve makes
// analyzers from a mapping, which can name one but not hold it.
var chains = chainRegistry{open: make(map[string]*openChain)}

type chainRegistry struct {
	mu   sync.Mutex
	open map[string]*openChain
}

type openChain struct {
	analyzer *Analyzer
	users    int
}

// acquire makes an analyzer known until release is called as many times.
// Analyzers with one fingerprint are alike, so the first one serves all.
func (r *chainRegistry) acquire(a *Analyzer) (fingerprint string) {
	fingerprint = a.Fingerprint()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.open[fingerprint] == nil {
		r.open[fingerprint] = &openChain{analyzer: a}
	}
	r.open[fingerprint].users++
	return fingerprint
}

func (r *chainRegistry) release(fingerprint string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if c := r.open[fingerprint]; c != nil {
		if c.users--; c.users == 0 {
			delete(r.open, fingerprint)
		}
	}
}

func (r *chainRegistry) find(fingerprint string) (*Analyzer, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c, ok := r.open[fingerprint]
	if !ok {
		return nil, false
	}
	return c.analyzer, true
}

// chain is an Analyzer in one language, as bleve wants it.
type chain struct {
	analyzer *Analyzer
	lang     Language
}

// newChain makes the analyzer that a mapping names.
func newChain(config map[string]any, _ *registry.Cache) (analysis.Analyzer, error) {
	fingerprint, _ := config["fingerprint"].(string)
	code, _ := config["language"].(string)
	lang, ok := ParseLanguage(code)
	if !ok {
		return nil, fmt.Errorf("analyzer %s: unknown language %q", chainType, code)
	}
	a, ok := chains.find(fingerprint)
	if !ok {
		return nil, fmt.Errorf("analyzer %s: none with fingerprint %q is in use", chainType, fingerprint)
	}
	return &chain{analyzer: a, lang: lang}, nil
}

// Analyze gives bleve the terms of a text; a word's parts stand at its position.
func (c *chain) Analyze(input []byte) analysis.TokenStream {
	tokens := c.analyzer.Analyze(string(input), c.lang)
	stream := make(analysis.TokenStream, 0, len(tokens)+len(tokens)/2)
	for i, token := range tokens {
		for _, term := range token.Terms {
			if len(term.Text) > maxIndexedBytes {
				continue
			}
			stream = append(stream, &analysis.Token{
				Term: []byte(term.Text), Start: token.Start, End: token.End, Position: i + 1, Type: analysis.AlphaNumeric,
			})
		}
	}
	return stream
}
