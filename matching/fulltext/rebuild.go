package fulltext

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"slices"
	"sync"
)

// rebuildBatch is how many documents a rebuild writes at a time; larger batches
// cost memory and gain nothing.
const rebuildBatch = 1000

// building is an index being built beside the current one.
type building struct {
	index    *Index
	name     string // of its generation
	position string

	mu      sync.Mutex
	waiting []operation         // what Apply wrote and the new index does not have yet
	touched map[string]struct{} // IDs of these and earlier ones: what is read of them may be older
}

// operation is what one Apply was given.
type operation struct {
	puts     []Document
	deletes  []string
	position string
}

// Rebuild builds a new index beside the current one and switches to it. The
// caller notes the position of the change feed first; documents are then to be
// read from the store while they are iterated over, not before, because what
// Apply writes from the first of them on goes to both indexes. When it fails, or
// ctx is done, the current index stays. One rebuild runs at a time: a second one
// gets ErrRebuilding.
func (l *Live) Rebuild(ctx context.Context, position string, documents iter.Seq2[Document, error]) error {
	l.mu.RLock()
	o := l.options
	l.mu.RUnlock()
	return l.RebuildWith(ctx, o, position, documents)
}

// RebuildWith is Rebuild with other options than before, which hold from then
// on: another analyzer, another stamp. What Apply is given meanwhile must suit
// both.
func (l *Live) RebuildWith(ctx context.Context, o IndexOptions, position string, documents iter.Seq2[Document, error]) error {
	if !l.rebuild.TryLock() {
		return ErrRebuilding
	}
	defer l.rebuild.Unlock()
	if err := l.rebuildWith(ctx, o, position, documents); err != nil {
		return fmt.Errorf("rebuilding search index: %w", err)
	}
	return nil
}

func (l *Live) rebuildWith(ctx context.Context, o IndexOptions, position string, documents iter.Seq2[Document, error]) (err error) {
	b, err := l.startBuilding(o, position)
	if err != nil {
		return err
	}
	switched := false
	defer func() {
		if !switched {
			l.write.Lock()
			l.building = nil
			l.write.Unlock()
			err = errors.Join(err, b.index.Close(), os.RemoveAll(l.folder.path(b.name)))
		}
	}()
	if err := b.read(ctx, l, documents); err != nil {
		return err
	}
	// Shown before the switch, so that little is left to do while writers wait.
	if err := errors.Join(b.catchUp(ctx), b.show()); err != nil {
		return err
	}
	old, err := l.switchTo(ctx, b, o)
	if err != nil {
		return err
	}
	switched = true
	if old != nil {
		err = old.Close() // after the last search that uses it
	}
	return errors.Join(err, l.folder.keep(b.name))
}

// startBuilding makes an empty index, which Apply knows of from then on.
func (l *Live) startBuilding(o IndexOptions, position string) (*building, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	l.write.Lock()
	defer l.write.Unlock()
	if _, err := l.index(); errors.Is(err, ErrClosed) {
		return nil, err
	}
	name, err := l.folder.next()
	if err != nil {
		return nil, err
	}
	x, err := CreateIndex(l.folder.path(name), o)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(l.folder.path(name)))
	}
	l.building = &building{index: x, name: name, position: position, touched: make(map[string]struct{})}
	return l.building, nil
}

// switchTo makes the new index the current one, on disk first, and returns the
// old one.
func (l *Live) switchTo(ctx context.Context, b *building, o IndexOptions) (old *Index, err error) {
	l.write.Lock()
	defer l.write.Unlock()
	// The last write holds the position also where nothing was read.
	if err := errors.Join(b.catchUp(ctx), b.index.apply(ctx, nil, nil, b.position, true)); err != nil {
		return nil, err
	}
	if _, err := l.index(); errors.Is(err, ErrClosed) {
		return nil, err
	}
	if err := l.folder.setCurrent(b.name); err != nil {
		return nil, err
	}
	l.building = nil
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed { // since: Close has the old one, and the new one is for the next time
		return b.index, nil
	}
	old = l.current
	l.current, l.options, l.why = b.index, o, nil
	return old, nil
}

// read writes the documents, in batches.
func (b *building) read(ctx context.Context, l *Live, documents iter.Seq2[Document, error]) error {
	batch := make([]Document, 0, rebuildBatch)
	for d, err := range documents {
		if err != nil {
			return err
		}
		if _, err := l.index(); errors.Is(err, ErrClosed) {
			return err
		}
		if batch = append(batch, d); len(batch) == rebuildBatch {
			if err := b.write(ctx, batch); err != nil {
				return err
			}
			batch = batch[:0]
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return b.write(ctx, batch)
}

// write writes documents that were read, without those that Apply wrote since
// the rebuild began, and then what Apply wrote.
func (b *building) write(ctx context.Context, docs []Document) error {
	kept := make([]Document, 0, len(docs))
	b.mu.Lock()
	for _, d := range docs {
		if _, touched := b.touched[d.ID]; !touched {
			kept = append(kept, d)
		}
	}
	b.mu.Unlock()
	if err := b.index.apply(ctx, kept, nil, b.position, false); err != nil {
		return err
	}
	return b.catchUp(ctx)
}

// catchUp writes what Apply wrote, in its order.
func (b *building) catchUp(ctx context.Context) error {
	b.mu.Lock()
	waiting := b.waiting
	b.waiting = nil
	b.mu.Unlock()
	for _, o := range waiting {
		if err := b.index.apply(ctx, o.puts, o.deletes, o.position, false); err != nil {
			return err
		}
		b.position = o.position
	}
	return nil
}

// show makes what was written visible.
func (b *building) show() error {
	b.index.write.Lock()
	defer b.index.write.Unlock()
	return b.index.publish()
}

// check holds documents against the options of the index being built.
func (b *building) check(docs []Document) error {
	for i := range docs {
		if err := b.index.checkDocument(&docs[i]); err != nil {
			return err
		}
	}
	return nil
}

// also notes what Apply wrote.
func (b *building) also(puts []Document, deletes []string, position string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range puts {
		b.touched[puts[i].ID] = struct{}{}
	}
	for _, id := range deletes {
		b.touched[id] = struct{}{}
	}
	b.waiting = append(b.waiting, operation{slices.Clone(puts), slices.Clone(deletes), position})
}
