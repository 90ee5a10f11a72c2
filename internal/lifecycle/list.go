package lifecycle

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/store"
)

// Filter says which documents are listed.
type Filter struct {
	Owner string // ID of the organisation; empty for all, which needs the permission for all
	State State  // empty for all states; then Owner must be given
	After string // Next of the page before
	Limit int    // 1 to [store.MaxPage]
}

// List returns a page of documents. Those of an owner come the last changed first;
// those of a state alone, which is how reviewers take them, the last changed last.
// It needs the kind's read permission: Forbidden.
func (c *Commands[D, T]) List(ctx context.Context, a access.Actor, f Filter) (store.Items[D], error) {
	if err := a.Check(c.flow.Kind.Read, f.Owner); err != nil {
		return store.Items[D]{}, err
	}
	if f.Owner == "" && a.Kind == access.Token { // whose reach ends at its organisation
		return store.Items[D]{}, access.Actor{}.Check(c.flow.Kind.Read, "")
	}
	q := store.Query{After: f.After, Limit: f.Limit, Descending: true}
	switch {
	case f.Owner != "" && f.State != "":
		q.Index, q.Equal = ByOwnerState, []any{f.Owner, string(f.State)}
	case f.Owner != "":
		q.Index, q.Equal = ByOwner, []any{f.Owner}
	case f.State != "":
		q.Index, q.Equal, q.Descending = ByState, []any{string(f.State)}, false
	default:
		q.Descending = false // by ID
	}
	return c.flow.Documents.Find(ctx, q)
}

// Version returns what was published once, whether or not the public sees it now.
// It needs the kind's read permission.
func (c *Commands[D, T]) Version(ctx context.Context, a access.Actor, id string, number int) (Version[T], error) {
	if _, err := c.Get(ctx, a, id); err != nil {
		return Version[T]{}, err
	}
	return c.flow.version(ctx, id, number)
}

// Changes returns how the working copy differs from the version published last. Of
// what was never published it is everything. It needs the kind's read permission.
func (c *Commands[D, T]) Changes(ctx context.Context, a access.Actor, id string) ([]Difference, error) {
	it, err := c.Get(ctx, a, id)
	if err != nil {
		return nil, err
	}
	r := c.flow.Kind.Record(&it.Value)
	var before Version[T]
	if r.LastVersion > 0 {
		if before, err = c.flow.version(ctx, id, r.LastVersion); err != nil {
			return nil, err
		}
	}
	return Differences(before.Content, r.Draft)
}

func (f *Flow[D, T]) version(ctx context.Context, id string, number int) (Version[T], error) {
	it, err := f.Versions.Get(ctx, VersionID(id, number))
	if err != nil {
		return Version[T]{}, err
	}
	return it.Value, nil
}

// Shown is a document with the version that the public sees.
type Shown[D, T any] struct {
	Document D
	Version  Version[T]
}

// Show returns what the public sees of a document, or [store.ErrNotFound].
func (f *Flow[D, T]) Show(ctx context.Context, id string) (Shown[D, T], error) {
	it, err := f.Documents.Get(ctx, id)
	if err != nil {
		return Shown[D, T]{}, err
	}
	r := f.Kind.Record(&it.Value)
	if !r.Public {
		return Shown[D, T]{}, fmt.Errorf("%s %s is not public: %w", f.Kind.Noun, id, store.ErrNotFound)
	}
	v, err := f.version(ctx, id, r.PublishedVersion)
	return Shown[D, T]{Document: it.Value, Version: v}, err
}

// ShowPage returns a page of what the public sees, by ID, and the After of the
// next page, empty after the last.
func (f *Flow[D, T]) ShowPage(ctx context.Context, after string, limit int) ([]Shown[D, T], string, error) {
	page, err := f.Documents.Find(ctx, store.Query{Index: ByPublic, Equal: []any{true}, After: after, Limit: limit})
	if err != nil {
		return nil, "", err
	}
	ids := make([]string, len(page.Items))
	for i := range page.Items {
		r := f.Kind.Record(&page.Items[i].Value)
		ids[i] = VersionID(r.ID, r.PublishedVersion)
	}
	versions, err := f.Versions.GetMany(ctx, ids)
	if err != nil {
		return nil, "", err
	}
	if len(versions) != len(ids) {
		return nil, "", errors.New("lifecycle: a published version is missing")
	}
	shown := make([]Shown[D, T], len(ids))
	for i := range ids {
		shown[i] = Shown[D, T]{Document: page.Items[i].Value, Version: versions[i].Value}
	}
	return shown, page.Next, nil
}

// Pages gives what stands on pages, one after the other. Page returns a page and
// the after of the next one, empty after the last. An error ends it.
func Pages[V any](page func(after string) ([]V, string, error)) iter.Seq2[V, error] {
	return func(yield func(V, error) bool) {
		for after := ""; ; {
			values, next, err := page(after)
			if err != nil {
				var none V
				yield(none, err)
				return
			}
			for _, v := range values {
				if !yield(v, nil) {
					return
				}
			}
			if after = next; after == "" {
				return
			}
		}
	}
}
