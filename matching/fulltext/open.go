package fulltext

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2"
)

// stamp says what an index was built from. It lies beside bleve's files.
type stamp struct {
	Schema   string `json:"schema"`   // fields, and how they are stored
	Analyzer string `json:"analyzer"` // its fingerprint
	Caller   string `json:"caller"`   // IndexOptions.Stamp
}

func (o *IndexOptions) stamp() stamp {
	return stamp{Schema: o.schema(), Analyzer: o.Analyzer.Fingerprint(), Caller: o.Stamp}
}

// lockTimeout is how long bleve waits for a folder that somebody else has open;
// without it, for ever.
const lockTimeout = "250ms"

// CreateIndex creates an empty index in dir, which must be empty or missing.
func CreateIndex(dir string, o IndexOptions) (*Index, error) {
	if err := o.validate(); err != nil {
		return nil, fmt.Errorf("creating search index: %w", err)
	}
	x, err := createIndex(dir, o)
	if err != nil {
		return nil, fmt.Errorf("creating search index: %w", err)
	}
	return x, nil
}

func createIndex(dir string, o IndexOptions) (*Index, error) {
	// Bleve makes the folder, too.
	m := bleve.NewIndexMapping()
	m.DefaultMapping = bleve.NewDocumentStaticMapping() // documents come analysed: bleve has nothing to map
	config := map[string]any{"bolt_timeout": lockTimeout}
	b, err := bleve.NewUsing(blevePath(dir), m, bleve.Config.DefaultIndexType, bleve.Config.DefaultKVStore, config)
	if err != nil {
		return nil, err
	}
	x, err := newIndex(b, o)
	if err != nil {
		return nil, errors.Join(err, b.Close())
	}
	if err := x.start(); err != nil {
		return nil, errors.Join(err, x.Close())
	}
	// Last, so that an index that was not finished is none.
	data, err := json.Marshal(o.stamp())
	if err != nil {
		return nil, errors.Join(err, x.Close())
	}
	if err := writeDurably(stampPath(dir), data); err != nil {
		return nil, errors.Join(err, x.Close())
	}
	return x, nil
}

// start counts nothing and shows it: an index without a count is not whole.
func (x *Index) start() error {
	x.write.Lock()
	defer x.write.Unlock()
	if err := x.writeBatch(nil, nil, ""); err != nil {
		return err
	}
	return x.publish()
}

func blevePath(dir string) string { return filepath.Join(dir, "bleve") }
func stampPath(dir string) string { return filepath.Join(dir, "stamp.json") }

// OpenIndex opens an index that CreateIndex made. The error is ErrStale when
// the options differ from those it was made with, ErrDamaged when its files are
// not whole, ErrInUse when it is open elsewhere, and wraps fs.ErrNotExist when
// there is none.
func OpenIndex(dir string, o IndexOptions) (*Index, error) {
	if err := o.validate(); err != nil {
		return nil, fmt.Errorf("opening search index: %w", err)
	}
	made, err := readStamp(dir)
	if err == nil && made != o.stamp() {
		err = ErrStale
	}
	var x *Index
	if err == nil {
		x, err = openIndex(dir, o)
	}
	if err != nil {
		return nil, fmt.Errorf("opening search index: %w", err)
	}
	return x, nil
}

func readStamp(dir string) (stamp, error) {
	var s stamp
	data, err := os.ReadFile(stampPath(dir))
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal(data, &s); err != nil {
		return s, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return s, nil
}

// openIndex opens an index whatever its stamp says about analyzer and caller.
func openIndex(dir string, o IndexOptions) (*Index, error) {
	b, err := openBleve(dir)
	if err != nil {
		return nil, err
	}
	x, err := newIndex(b, o)
	if err != nil {
		return nil, errors.Join(err, b.Close())
	}
	if err := guarded(x.load); err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %w", ErrDamaged, err), x.Close())
	}
	return x, nil
}

func openBleve(dir string) (b bleve.Index, err error) {
	if _, err := os.Stat(filepath.Join(blevePath(dir), "store")); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	err = guarded(func() error {
		b, err = bleve.OpenUsing(blevePath(dir), map[string]any{"bolt_timeout": lockTimeout})
		return err
	})
	switch {
	case err == nil:
		return b, nil
	case strings.HasSuffix(err.Error(), "timeout"): // bbolt's ErrTimeout, which has no other mark
		return nil, fmt.Errorf("%w: %w", ErrInUse, err)
	}
	return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
}

// guarded runs what reads files that may hold anything, over which bleve
// panics.
func guarded(read func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("reading: %v", r)
		}
	}()
	return read()
}

func newIndex(b bleve.Index, o IndexOptions) (*Index, error) {
	store, err := b.Advanced()
	if err != nil {
		return nil, err
	}
	x := &Index{options: o, fields: newFields(&o), bleve: b, store: store, cache: newPostingCache()}
	x.state = newState(x.fields)
	x.closeOnce = sync.OnceValue(x.close)
	return x, nil
}

// temporarySuffix is what a file is called while it is being written.
const temporarySuffix = ".new"

// writeDurably replaces a file, wholly or not at all, and returns when it would
// survive a power cut.
func writeDurably(path string, data []byte) error {
	temporary := path + temporarySuffix
	f, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // G304: the caller's folder
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(temporary, path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func syncFolder(dir string) error {
	f, err := os.Open(dir) //nolint:gosec // G304: the caller's folder
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
