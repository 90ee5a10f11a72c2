package live

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"

	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/matching/postings"
)

// fill fills the matcher, and builds the index where it cannot go on from what is
// on disk.
func (st *stock) fill(ctx context.Context) error {
	if why := st.index.NeedsRebuild(); why != nil {
		st.options.Log.InfoContext(ctx, "building the search index", slog.String("why", why.Error()))
		if err := st.rebuild(ctx); err != nil {
			return err
		}
	}
	if st.options.Keep != nil {
		why := st.fillAgain(ctx)
		if why == nil {
			return nil
		}
		st.options.Log.InfoContext(ctx, "reading all products", slog.String("why", why.Error()))
	}
	return st.refill(ctx)
}

// refill fills the matcher with what is published now. Changes that come
// meanwhile are followed afterwards.
func (st *stock) refill(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // the matcher may stop reading at an error
	listings := func(yield func(matching.Listing) bool) {
		for p, err := range st.options.Shelf.AllPublished(ctx) {
			l := matching.Listing{Product: p.Product, Err: err}
			if err == nil {
				l.Origin = origin(&p)
			}
			if !yield(l) || err != nil {
				return
			}
		}
	}
	fill := func(to *postings.Recorder) error {
		if err := st.matcher.FillRecording(ctx, listings, versions{st.options.Shelf}, to); err != nil {
			return fmt.Errorf("filling the matcher: %w", err)
		}
		return nil
	}
	if st.options.Keep == nil {
		return fill(nil)
	}
	at, err := st.options.Engine.Latest(ctx, st.options.Feed)
	if err != nil {
		return fmt.Errorf("filling the matcher: %w", err)
	}
	return st.keeping(ctx, at, fill)
}

// rebuild builds the search index from the shelf beside the one that answers.
func (st *stock) rebuild(ctx context.Context) error {
	at, err := st.options.Engine.Latest(ctx, st.options.Feed)
	if err != nil {
		return fmt.Errorf("building the search index: %w", err)
	}
	if err := st.index.Rebuild(ctx, string(at), st.documents(ctx)); err != nil {
		return fmt.Errorf("building the search index: %w", err)
	}
	return nil
}

func (st *stock) documents(ctx context.Context) iter.Seq2[fulltext.Document, error] {
	return func(yield func(fulltext.Document, error) bool) {
		for p, err := range st.options.Shelf.AllPublished(ctx) {
			if err != nil {
				yield(fulltext.Document{}, err)
				return
			}
			if !yield(st.document(&p), nil) {
				return
			}
		}
	}
}

// put brings listings that have changed up to date: published ones are put, the
// others removed. Cursor is where the feed then stands.
func (st *stock) put(ctx context.Context, ids []string, cursor store.Cursor) error {
	published, err := st.options.Shelf.PublishedNow(ctx, ids)
	if err != nil {
		return fmt.Errorf("reading changed listings: %w", err)
	}
	gone := make(map[string]bool, len(ids))
	for _, id := range ids {
		gone[id] = true
	}
	var documents []fulltext.Document
	for i := range published {
		p := &published[i]
		delete(gone, p.ID)
		documents = append(documents, st.document(p))
	}
	var removed []string
	for id := range gone {
		removed = append(removed, id)
	}
	if err := st.putInMatcher(ctx, published, removed); err != nil {
		return err
	}
	if err := st.index.Apply(ctx, documents, removed, string(cursor)); err != nil {
		return fmt.Errorf("changing the search index: %w", err)
	}
	return nil
}

// refillFrom is how many changes at once are dearer one by one than filling the
// matcher anew; with more products it takes more.
func (st *stock) refillFrom() int { return max(500, st.matcher.Len()/50) }

func (st *stock) putInMatcher(ctx context.Context, published []Published, removed []string) error {
	if len(published)+len(removed) > st.refillFrom() {
		return st.refill(ctx)
	}
	for i := range published {
		p := &published[i]
		if err := st.matcher.PutListing(matching.Listing{Product: p.Product, Origin: origin(p)}); err != nil {
			return fmt.Errorf("changing the matcher: %w", err)
		}
	}
	for _, id := range removed {
		if err := st.matcher.Remove(id); err != nil && !errors.Is(err, matching.ErrNotFound) {
			return fmt.Errorf("changing the matcher: %w", err)
		}
	}
	return nil
}

// storedCursor is where the index stands in the feed.
func storedCursor(st *stock) store.Cursor { return store.Cursor(st.index.Position()) }
