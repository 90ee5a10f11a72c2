package fulltext

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2"
	index "github.com/blevesearch/bleve_index_api"
)

// Index is the search index behind the pages where people search. The terms of
// texts lie on disk, in bleve; what filters, counts and sorts lies in memory
// beside it, and is read from disk when the index is opened. It is safe for
// concurrent use; writers wait for each other, searches for nobody.
type Index struct {
	options IndexOptions
	fields  *fields
	bleve   bleve.Index
	store   index.Index // within bleve
	cache   *postingCache
	scratch sync.Pool // of *scratch

	write  sync.Mutex // guards state, closed and writing
	state  *state
	closed bool

	gate       sync.RWMutex // held, to read, by searches: closing waits for them
	current    atomic.Pointer[view]
	refreshing atomic.Bool
	background sync.WaitGroup
	closeOnce  func() error
}

// Apply writes puts and deletes as one batch, all of it or nothing, together
// with an opaque position. It returns when the batch is on disk and searches
// see it. A put replaces what has its ID; of two puts with one ID the later
// counts; IDs to delete that are not there, or are put as well, are passed
// over. Errors of documents wrap ErrBadDocument.
func (x *Index) Apply(ctx context.Context, puts []Document, deletes []string, position string) error {
	return x.apply(ctx, puts, deletes, position, true)
}

// apply is Apply; a batch that is not shown is not searched yet, which is quicker
// when many follow.
func (x *Index) apply(ctx context.Context, puts []Document, deletes []string, position string, show bool) error {
	for i := range puts {
		if err := x.checkDocument(&puts[i]); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	docs := x.prepareAll(latest(puts))
	x.write.Lock()
	defer x.write.Unlock()
	if x.closed {
		return ErrClosed
	}
	if err := x.writeBatch(docs, deletes, position); err != nil {
		return fmt.Errorf("writing to search index: %w", err)
	}
	if show {
		return x.publish()
	}
	return nil
}

func (x *Index) checkDocument(d *Document) error {
	if err := x.options.check(d); err != nil {
		return fmt.Errorf("document %q: %w: %w", d.ID, ErrBadDocument, err)
	}
	return nil
}

// latest drops documents that another one with the same ID follows.
func latest(docs []Document) []Document {
	last := make(map[string]int, len(docs))
	for i := range docs {
		last[docs[i].ID] = i
	}
	if len(last) == len(docs) {
		return docs
	}
	kept := make([]Document, 0, len(last))
	for i := range docs {
		if last[docs[i].ID] == i {
			kept = append(kept, docs[i])
		}
	}
	return kept
}

// Keys under which bleve keeps what belongs to the index as a whole.
var (
	positionKey = []byte("matcharenan position")
	countKey    = []byte("matcharenan count")
)

// writeBatch writes to disk, then to memory.
func (x *Index) writeBatch(docs []prepared, deletes []string, position string) error {
	batch := x.bleve.NewBatch()
	count := len(x.state.rows)
	written := make(map[string]bool, len(docs)+len(deletes))
	for i := range docs {
		id := docs[i].record.id
		if err := batch.IndexAdvanced(docs[i].document()); err != nil {
			return err
		}
		if _, there := x.state.rows[id]; !there {
			count++
		}
		written[id] = true
	}
	var gone []string
	for _, id := range deletes {
		if _, there := x.state.rows[id]; there && !written[id] {
			batch.Delete(id)
			gone = append(gone, id)
			written[id] = true
			count--
		}
	}
	batch.SetInternal(positionKey, []byte(position))
	batch.SetInternal(countKey, fmt.Append(nil, count))
	if err := x.bleve.Batch(batch); err != nil {
		return err
	}
	for _, id := range gone {
		x.state.remove(id)
	}
	for i := range docs {
		x.state.put(&docs[i].record)
		x.state.words.add(docs[i].words)
	}
	x.state.position = position
	return nil
}

// Count returns the number of documents.
func (x *Index) Count() int {
	if v := x.current.Load(); v != nil {
		return v.live
	}
	return 0
}

// Position returns what the last batch was given, "" for a new index.
func (x *Index) Position() string {
	if v := x.current.Load(); v != nil {
		return v.position
	}
	return ""
}

// Versions yields the ID and version of every document, as of now, in no
// particular order.
func (x *Index) Versions() iter.Seq2[string, string] {
	return func(yield func(id, version string) bool) {
		v := x.current.Load()
		if v == nil {
			return
		}
		for row := range v.columns.len() {
			if !v.isDead(uint32(row)) && !yield(v.columns.ids[row], v.columns.versions[row]) {
				return
			}
		}
	}
}

// Close waits for what is under way and closes the index; its files stay. Later
// calls get ErrClosed. It may be called again.
func (x *Index) Close() error {
	if err := x.closeOnce(); err != nil {
		return fmt.Errorf("closing search index: %w", err)
	}
	return nil
}

func (x *Index) close() error {
	x.write.Lock()
	x.closed = true
	x.write.Unlock()
	x.gate.Lock() // after the last search, which may have started a refresh
	x.background.Wait()
	defer x.gate.Unlock()
	var left error
	if v := x.current.Swap(nil); v != nil {
		left = v.leave()
	}
	return errors.Join(left, x.bleve.Close())
}
