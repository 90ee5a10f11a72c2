package fulltext

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"sync"
)

// Errors of an index as a whole.
var (
	// ErrStale says that an index was built with other fields, another analyzer
	// or another stamp than it is opened with, and must be built anew.
	ErrStale = errors.New("index was built from something else")
	// ErrDamaged says that the files of an index cannot be trusted any more.
	ErrDamaged = errors.New("index is damaged")
	// ErrInUse says that another process, or another value in this one, has the
	// folder open.
	ErrInUse = errors.New("index is in use")
	// ErrNoIndex says that nothing has been built yet.
	ErrNoIndex = errors.New("no index has been built")
	// ErrClosed says that the index was closed.
	ErrClosed = errors.New("index is closed")
	// ErrRebuilding says that a rebuild is going on already.
	ErrRebuilding = errors.New("index is being rebuilt")
)

// Live is a search index that can be built anew while it answers. Its folder
// holds a folder for each generation, and a file with the name of the current
// one; whatever else a killed process left there is removed when it is opened.
// It is safe for concurrent use.
type Live struct {
	folder generations
	lock   *folderLock

	write    sync.Mutex // serialises Apply, switching and closing
	building *building  // nil while no rebuild is going on
	rebuild  sync.Mutex // held while one is

	mu      sync.RWMutex // guards what is below; held for moments only
	options IndexOptions
	current *Index // nil: none
	why     error  // what NeedsRebuild says
	closed  bool
}

// OpenLive opens the folder dir, which is created when it is missing, and
// removes what an interrupted rebuild left there. When there is no usable index
// in it, NeedsRebuild says why, and the caller rebuilds. The error is ErrInUse
// when somebody else has the folder open.
func OpenLive(dir string, o IndexOptions) (*Live, error) {
	l, err := openLive(dir, o)
	if err != nil {
		return nil, fmt.Errorf("opening search index: %w", err)
	}
	return l, nil
}

func openLive(dir string, o IndexOptions) (*Live, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, err
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return nil, err
	}
	l := &Live{folder: generations{dir}, lock: lock, options: o}
	if err := l.open(); err != nil {
		return nil, errors.Join(err, lock.release())
	}
	return l, nil
}

// open opens the current generation, if there is one that can be used.
func (l *Live) open() error {
	name, err := l.folder.current()
	if err != nil {
		return err
	}
	if err := l.folder.keep(name); err != nil {
		return err
	}
	if name == "" {
		l.why = ErrNoIndex
		return nil
	}
	dir := l.folder.path(name)
	made, err := readStamp(dir)
	want := l.options.stamp()
	switch {
	case errors.Is(err, ErrDamaged) || errors.Is(err, fs.ErrNotExist):
		l.why = fmt.Errorf("%w: %w", ErrDamaged, err)
		return nil
	case err != nil:
		return err
	case made.Schema != want.Schema:
		l.why = fmt.Errorf("%w: it has other fields", ErrStale)
		return nil
	case made != want:
		l.why = ErrStale // it answers until it is built anew
	}
	x, err := openIndex(dir, l.options)
	if errors.Is(err, ErrDamaged) {
		l.why = err
		return nil
	}
	l.current = x
	return err
}

// NeedsRebuild returns nil when the index is as the options want it. Else the
// error wraps ErrNoIndex or ErrDamaged, and searches answer ErrNoIndex; or
// ErrStale, and the old index answers until it is rebuilt, unless it has other
// fields.
func (l *Live) NeedsRebuild() error {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.why
}

// Apply writes puts and deletes as Index.Apply does. While a rebuild is going on
// the new index gets them as well, so the documents must not change then. Without an index, and none being built, the
// error is ErrNoIndex; when the first one is being built they wait in memory,
// and are part of it when it is there.
func (l *Live) Apply(ctx context.Context, puts []Document, deletes []string, position string) error {
	l.write.Lock()
	defer l.write.Unlock()
	current, err := l.index()
	if errors.Is(err, ErrNoIndex) && l.building != nil {
		err = l.building.check(puts)
	} else if err == nil {
		err = current.Apply(ctx, puts, deletes, position)
	}
	if err != nil {
		return err
	}
	if l.building != nil {
		l.building.also(puts, deletes, position)
	}
	return nil
}

// Search is Index.Search on the current index, ErrNoIndex without one.
func (l *Live) Search(ctx context.Context, q Query) (Result, error) {
	return ask(l, func(x *Index) (Result, error) { return x.Search(ctx, q) })
}

// Suggest is Index.Suggest on the current index, ErrNoIndex without one.
func (l *Live) Suggest(ctx context.Context, typed string, n int) ([]Suggestion, error) {
	return ask(l, func(x *Index) ([]Suggestion, error) { return x.Suggest(ctx, typed, n) })
}

// DidYouMean is Index.DidYouMean on the current index, ErrNoIndex without one.
func (l *Live) DidYouMean(ctx context.Context, text string) (string, error) {
	return ask(l, func(x *Index) (string, error) { return x.DidYouMean(ctx, text) })
}

// ask puts a question to the current index, and to the next one when that was
// closed in between.
func ask[T any](l *Live, question func(*Index) (T, error)) (T, error) {
	for {
		x, err := l.index()
		if err != nil {
			var nothing T
			return nothing, err
		}
		answer, err := question(x)
		if !errors.Is(err, ErrClosed) {
			return answer, err
		}
	}
}

// index returns the current index, or why there is none.
func (l *Live) index() (*Index, error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	switch {
	case l.closed:
		return nil, ErrClosed
	case l.current == nil:
		return nil, ErrNoIndex
	}
	return l.current, nil
}

// Versions yields the ID and version of every document, as of now, in no
// particular order; nothing without an index.
func (l *Live) Versions() iter.Seq2[string, string] {
	return func(yield func(id, version string) bool) {
		if x, err := l.index(); err == nil {
			x.Versions()(yield)
		}
	}
}

// Position returns what the last Apply or Rebuild was given, "" without an index.
func (l *Live) Position() string {
	if x, err := l.index(); err == nil {
		return x.Position()
	}
	return ""
}

// Count returns the number of documents, 0 without an index.
func (l *Live) Count() int {
	if x, err := l.index(); err == nil {
		return x.Count()
	}
	return 0
}

// Close waits for searches and writes that are under way, ends a rebuild after
// the document that it is at, and closes the index; its files stay. It may be
// called again.
func (l *Live) Close() error {
	l.mu.Lock()
	again := l.closed
	l.closed = true
	current := l.current
	l.current = nil
	l.mu.Unlock()
	if again {
		return nil
	}
	l.rebuild.Lock() // after the rebuild, which sees that it is over
	defer l.rebuild.Unlock()
	l.write.Lock()
	defer l.write.Unlock()
	var err error
	if current != nil {
		err = current.Close()
	}
	if err = errors.Join(err, l.lock.release()); err != nil {
		return fmt.Errorf("closing search index: %w", err)
	}
	return nil
}
