package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/matching/thesaurus"
	"github.com/allagehub/matcharenan/testbeds"
)

// engineFlags choose the data that the matcher works with.
type engineFlags struct {
	Ruleset  string `help:"Rule set in YAML, instead of the built-in one." type:"path" placeholder:"FILE"`
	Hunspell string `help:"Swedish hunspell dictionary (.dic) for compounds: a path, 'auto' for the usual places, or 'off'." default:"auto" placeholder:"FILE|auto|off"`
	Day      string `help:"Day on which listings, claims and laws are judged, YYYY-MM-DD (default: today)." placeholder:"DAY"`
}

// learnFrom is how many products the lexicon learns its words from.
const learnFrom = 20_000

// engine is the matcher's parts, ready to be filled.
type engine struct {
	thesaurus *thesaurus.Thesaurus
	ruleset   *matching.Ruleset
	hunspell  *fulltext.Hunspell // nil without one
	products  *catalog.Checker
	needs     *testbeds.Checker
	day       catalog.Date
}

func (r *run) engine(f *engineFlags) (*engine, error) {
	e := &engine{}
	var err error
	if e.thesaurus, err = thesaurus.Load(); err != nil {
		return nil, err
	}
	if e.ruleset, err = loadRuleset(f.Ruleset); err != nil {
		return nil, err
	}
	if e.hunspell, err = findHunspell(f.Hunspell); err != nil {
		return nil, err
	}
	ids := catalog.Thesaurus{ProductTypes: e.thesaurus.IDs(thesaurus.ProductType), Functions: e.thesaurus.IDs(thesaurus.Function)}
	if e.products, err = catalog.NewChecker(ids); err != nil {
		return nil, err
	}
	if e.needs, err = testbeds.NewChecker(ids); err != nil {
		return nil, err
	}
	e.day = catalog.DateOf(r.Now())
	if f.Day != "" {
		if e.day, err = catalog.ParseDate(f.Day); err != nil {
			return nil, fault.New(fault.Invalid, "flag.day", fault.Args{"value": f.Day})
		}
	}
	return e, nil
}

func loadRuleset(path string) (*matching.Ruleset, error) {
	if path == "" {
		return matching.StandardRuleset()
	}
	data, err := os.ReadFile(path) //nolint:gosec // G304: the person names the file
	if err != nil {
		return nil, err
	}
	rs, err := matching.ParseRuleset(data)
	if err != nil {
		return nil, fault.New(fault.Invalid, "ruleset.invalid", fault.Args{"file": path, "reason": err.Error()})
	}
	return rs, nil
}

func findHunspell(path string) (*fulltext.Hunspell, error) {
	switch path {
	case "off":
		return nil, nil
	case "auto":
		h, err := fulltext.FindHunspell("")
		if errors.Is(err, fulltext.ErrNoHunspell) {
			return nil, nil
		}
		return h, err
	}
	h, err := fulltext.FindHunspell(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
	}
	if err != nil {
		return nil, fault.New(fault.Invalid, "hunspell.invalid", fault.Args{"file": path, "reason": err.Error()})
	}
	return h, nil
}

// matcher returns a matcher filled with the products. Its lexicon learns from the
// first of them.
func (e *engine) matcher(ctx context.Context, products iter.Seq[matching.Listing], from matching.Catalogue) (*matching.Matcher, error) {
	next, stop := iter.Pull(products)
	defer stop()
	var first []matching.Listing
	var sample []*catalog.Product
	for len(first) < learnFrom {
		l, ok := next()
		if !ok {
			break
		}
		first = append(first, l)
		if l.Err != nil {
			return nil, l.Err
		}
		sample = append(sample, l.Product)
	}
	m := matching.New(e.reader(sample), e.ruleset)
	all := func(yield func(matching.Listing) bool) {
		for _, l := range first {
			if !yield(l) {
				return
			}
		}
		first = nil
		for l, ok := next(); ok; l, ok = next() {
			if !yield(l) {
				return
			}
		}
	}
	if err := m.Fill(ctx, all, from); err != nil {
		return nil, fmt.Errorf("filling the matcher: %w", err)
	}
	return m, nil
}

func (e *engine) reader(sample []*catalog.Product) *matching.Reader {
	counts := matching.CountWords(sample)
	lexicon := fulltext.NewLexicon(fulltext.LexiconOptions{Hunspell: e.hunspell, Learned: fulltext.LearnWords(counts)})
	return matching.NewReader(e.thesaurus, lexicon, counts)
}

// textReader is a reader whose lexicon has learned from the texts.
func (e *engine) textReader(texts []matching.TextDocument) *matching.Reader {
	counts := matching.CountTextWords(texts)
	lexicon := fulltext.NewLexicon(fulltext.LexiconOptions{Hunspell: e.hunspell, Learned: fulltext.LearnWords(counts)})
	return matching.NewReader(e.thesaurus, lexicon, counts)
}
