package fulltext

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/mapping"
)

// ErrStale says that an index was built with other fields or another analyzer
// than it is opened with, and must be built anew.
var ErrStale = errors.New("index was built with other fields or another analyzer")

// Document is what an Index holds: texts to search in, keywords to filter and
// count by, and numbers to filter by.
type Document struct {
	ID       string
	Text     map[string]string
	Keywords map[string][]string
	Numbers  map[string]float64
}

// IndexOptions say what the documents of an index look like. Field names
// consist of letters, digits and underscores, and no two are the same.
type IndexOptions struct {
	Analyzer *Analyzer
	Text     map[string]Language // text fields, each with the language it is in
	Keywords []string
	Numbers  []string
}

// Index is the search index behind the pages where people search: on disk, with
// our own analyzer, filters and counts. It is safe for concurrent use.
type Index struct {
	options IndexOptions
	index   bleve.Index
	close   func() error
}

// CreateIndex creates an empty index in dir, which must be empty or missing.
func CreateIndex(dir string, o IndexOptions) (*Index, error) {
	return newIndex(o, func(m mapping.IndexMapping) (bleve.Index, error) {
		if err := os.MkdirAll(dir, 0o750); err != nil {
			return nil, err
		}
		index, err := bleve.New(filepath.Join(dir, "index"), m)
		if err != nil {
			return nil, err
		}
		// Last, so that an index that was not finished is stale.
		if err := os.WriteFile(schemaFile(dir), []byte(o.schema()), 0o600); err != nil {
			return nil, errors.Join(err, index.Close())
		}
		return index, nil
	})
}

// OpenIndex opens an index that CreateIndex made. The error is ErrStale when
// the options differ from those it was made with, and wraps fs.ErrNotExist when
// there is none.
func OpenIndex(dir string, o IndexOptions) (*Index, error) {
	return newIndex(o, func(mapping.IndexMapping) (bleve.Index, error) {
		schema, err := os.ReadFile(schemaFile(dir))
		if err != nil {
			return nil, err
		}
		if string(schema) != o.schema() {
			return nil, ErrStale
		}
		return bleve.Open(filepath.Join(dir, "index"))
	})
}

// newIndex opens an index while its analyzer is known to bleve.
func newIndex(o IndexOptions, open func(mapping.IndexMapping) (bleve.Index, error)) (*Index, error) {
	if err := errors.Join(errChainRegistered, o.validate()); err != nil {
		return nil, fmt.Errorf("opening search index: %w", err)
	}
	fingerprint := chains.acquire(o.Analyzer)
	m, err := o.mapping(fingerprint)
	if err == nil {
		var index bleve.Index
		if index, err = open(m); err == nil {
			closeOnce := sync.OnceValue(func() error { // bleve panics at the second time
				defer chains.release(fingerprint)
				return index.Close()
			})
			return &Index{options: o, index: index, close: closeOnce}, nil
		}
	}
	chains.release(fingerprint)
	return nil, fmt.Errorf("opening search index: %w", err)
}

func schemaFile(dir string) string { return filepath.Join(dir, "schema") }

func (o IndexOptions) validate() error {
	if o.Analyzer == nil {
		return errors.New("no analyzer")
	}
	names := slices.Concat(slices.Collect(maps.Keys(o.Text)), o.Keywords, o.Numbers)
	slices.Sort(names)
	for i, name := range names {
		if !isFieldName(name) {
			return fmt.Errorf("field name %q has other characters than letters, digits and _", name)
		}
		if i > 0 && names[i-1] == name {
			return fmt.Errorf("field %q is there twice", name)
		}
	}
	return nil
}

func isFieldName(name string) bool {
	return name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
}

// schema identifies everything that decides what an index holds.
func (o IndexOptions) schema() string {
	keywords, numbers := slices.Sorted(slices.Values(o.Keywords)), slices.Sorted(slices.Values(o.Numbers))
	sum := sha256.Sum256(fmt.Appendf(nil, "1 %s %v %q %q", o.Analyzer.Fingerprint(), o.Text, keywords, numbers))
	return hex.EncodeToString(sum[:])
}

// mapping tells bleve about the fields, and to index nothing else.
func (o IndexOptions) mapping(fingerprint string) (mapping.IndexMapping, error) {
	m := bleve.NewIndexMapping()
	m.DefaultMapping = bleve.NewDocumentStaticMapping()
	for _, lang := range []Language{Swedish, English} {
		config := map[string]any{"type": chainType, "fingerprint": fingerprint, "language": lang.String()}
		if err := m.AddCustomAnalyzer(chainName(lang), config); err != nil {
			return nil, err
		}
	}
	for name, lang := range o.Text {
		m.DefaultMapping.AddFieldMappingsAt(name, textField(chainName(lang)))
	}
	for _, name := range o.Keywords {
		f := textField(keyword.Name)
		f.DocValues, f.SkipFreqNorm = true, true // for counting; how often a keyword occurs says nothing
		m.DefaultMapping.AddFieldMappingsAt(name, f)
	}
	for _, name := range o.Numbers {
		f := bleve.NewNumericFieldMapping()
		f.Store, f.DocValues, f.IncludeInAll = false, false, false
		m.DefaultMapping.AddFieldMappingsAt(name, f)
	}
	return m, nil
}

func chainName(lang Language) string { return chainType + "_" + lang.String() }

// Add indexes documents, in batches of 1000. One with an ID that is there
// already replaces it. A field that the index does not have is an error.
func (x *Index) Add(docs []Document) error {
	return addBatches(x.index, docs, func(batch *bleve.Batch, d Document) error {
		data, err := x.options.data(d)
		if err != nil {
			return fmt.Errorf("document %q: %w", d.ID, err)
		}
		return batch.Index(d.ID, data)
	})
}

// data puts a document's fields together as bleve wants them.
func (o IndexOptions) data(d Document) (map[string]any, error) {
	data := make(map[string]any, len(d.Text)+len(d.Keywords)+len(d.Numbers))
	for name, text := range d.Text {
		if _, ok := o.Text[name]; !ok {
			return nil, fmt.Errorf("no text field %q", name)
		}
		data[name] = text
	}
	for name, values := range d.Keywords {
		if !slices.Contains(o.Keywords, name) {
			return nil, fmt.Errorf("no keyword field %q", name)
		}
		data[name] = values
	}
	for name, number := range d.Numbers {
		if !slices.Contains(o.Numbers, name) {
			return nil, fmt.Errorf("no number field %q", name)
		}
		data[name] = number
	}
	return data, nil
}

// Delete removes documents; IDs that are not there are passed over.
func (x *Index) Delete(ids ...string) error {
	return addBatches(x.index, ids, func(batch *bleve.Batch, id string) error {
		batch.Delete(id)
		return nil
	})
}

// Count returns the number of documents.
func (x *Index) Count() (int, error) {
	n, err := x.index.DocCount()
	if err != nil {
		return 0, fmt.Errorf("counting documents: %w", err)
	}
	return int(n), nil //nolint:gosec // G115: a count of documents
}

// Close closes the index; its files stay. It may be called again.
func (x *Index) Close() error {
	if err := x.close(); err != nil {
		return fmt.Errorf("closing search index: %w", err)
	}
	return nil
}
