package fulltext

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/sv"
	"github.com/blevesearch/bleve/v2/mapping"
)

const (
	// MaxBaselineWords is how many words of a query the baseline reads; the
	// rest is passed over. Bleve itself sets no limit.
	MaxBaselineWords = 1024

	indexBatch    = 1000 // documents; larger batches cost memory and gain nothing
	baselineField = "text"
)

// Hit is a document found, with its score. Scores of different queries, and of
// different indexes, cannot be compared.
type Hit struct {
	ID    string
	Score float64
}

// BaselineDoc is a document of a Baseline: its text is the title, a line break
// and the description.
type BaselineDoc struct {
	ID, Text string
}

// Baseline is the plain full-text search that our own matching is measured
// against: bleve as it comes, with its own Swedish analyzer "sv" and its default
// scoring. It is safe for concurrent use.
type Baseline struct {
	dir   string
	index bleve.Index
	close func() error
}

// NewBaseline creates an empty baseline in dir, which must not exist yet.
func NewBaseline(dir string) (*Baseline, error) {
	index, err := bleve.New(dir, baselineMapping())
	if err != nil {
		return nil, fmt.Errorf("creating baseline index: %w", err)
	}
	return &Baseline{dir: dir, index: index, close: sync.OnceValue(index.Close)}, nil
}

func baselineMapping() mapping.IndexMapping {
	m := bleve.NewIndexMapping()
	m.DefaultMapping = bleve.NewDocumentStaticMapping()
	m.DefaultMapping.AddFieldMappingsAt(baselineField, textField(sv.AnalyzerName))
	m.DefaultAnalyzer = sv.AnalyzerName
	return m
}

// textField maps a text for searching only: nothing is stored that no search needs.
func textField(analyzer string) *mapping.FieldMapping {
	f := bleve.NewTextFieldMapping()
	f.Analyzer = analyzer
	f.Store, f.DocValues, f.IncludeTermVectors, f.IncludeInAll = false, false, false, false
	return f
}

// Add indexes documents, in batches of 1000. One with an ID that is there
// already replaces it.
func (b *Baseline) Add(docs []BaselineDoc) error {
	return addBatches(b.index, docs, func(batch *bleve.Batch, d BaselineDoc) error {
		return batch.Index(d.ID, map[string]any{baselineField: d.Text})
	})
}

// addBatches indexes documents so many at a time.
func addBatches[D any](index bleve.Index, docs []D, add func(*bleve.Batch, D) error) error {
	for start := 0; start < len(docs); start += indexBatch {
		batch := index.NewBatch()
		for _, d := range docs[start:min(start+indexBatch, len(docs))] {
			if err := add(batch, d); err != nil {
				return fmt.Errorf("indexing: %w", err)
			}
		}
		if err := index.Batch(batch); err != nil {
			return fmt.Errorf("indexing %d documents: %w", batch.Size(), err)
		}
	}
	return nil
}

// Search returns the n best documents that have any word of the text. Of a text
// with more than MaxBaselineWords words it reads the first ones.
func (b *Baseline) Search(ctx context.Context, text string, n int) ([]Hit, error) {
	query := bleve.NewMatchQuery(firstWords(text, MaxBaselineWords))
	query.SetField(baselineField)
	found, err := b.index.SearchInContext(ctx, bleve.NewSearchRequestOptions(query, n, 0, false))
	if err != nil {
		return nil, fmt.Errorf("searching baseline: %w", err)
	}
	return hits(found), nil
}

// firstWords cuts a text after n words.
func firstWords(text string, n int) string {
	words, end := 0, 0
	scanWords(text, func(_, wordEnd int) {
		if words < n {
			words, end = words+1, wordEnd
		}
	})
	return text[:end]
}

func hits(found *bleve.SearchResult) []Hit {
	out := make([]Hit, len(found.Hits))
	for i, h := range found.Hits {
		out[i] = Hit{ID: h.ID, Score: h.Score}
	}
	return out
}

// Size returns how many bytes the index takes on disk now; it shrinks when
// bleve, in the background, merges what was added.
func (b *Baseline) Size() (int64, error) {
	var size int64
	err := filepath.WalkDir(b.dir, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			size += info.Size()
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("measuring baseline index: %w", err)
	}
	return size, nil
}

// Close closes the index; its files stay. It may be called again.
func (b *Baseline) Close() error {
	if err := b.close(); err != nil {
		return fmt.Errorf("closing baseline index: %w", err)
	}
	return nil
}
