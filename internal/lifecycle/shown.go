package lifecycle

import (
	"context"

	"github.com/allagehub/matcharenan/internal/store"
)

// ShowMany returns what the public sees of the documents that there are of those
// IDs, in their order. One that the public does not see is left out.
func (f *Flow[D, T]) ShowMany(ctx context.Context, ids []string) ([]Shown[D, T], error) {
	items, err := f.Documents.GetMany(ctx, ids)
	if err != nil {
		return nil, err
	}
	return f.shown(ctx, items)
}

// ShowNewest is [Flow.ShowPage] with what was made last first.
func (f *Flow[D, T]) ShowNewest(ctx context.Context, after string, limit int) ([]Shown[D, T], string, error) {
	page, err := f.Documents.Find(ctx, store.Query{Index: ByPublic, Equal: []any{true}, After: after, Limit: limit, Descending: true})
	if err != nil {
		return nil, "", err
	}
	shown, err := f.shown(ctx, page.Items)
	return shown, page.Next, err
}

// WasShown reports whether the public has once seen a document, [store.ErrNotFound]
// if there is none.
func (f *Flow[D, T]) WasShown(ctx context.Context, id string) (bool, error) {
	it, err := f.Documents.Get(ctx, id)
	if err != nil {
		return false, err
	}
	return f.Kind.Record(&it.Value).LastVersion > 0, nil
}

// shown reads the versions that the public sees of documents, in their order.
func (f *Flow[D, T]) shown(ctx context.Context, items []store.Item[D]) ([]Shown[D, T], error) {
	var ids []string
	documents := make(map[string]D, len(items))
	for i := range items {
		if r := f.Kind.Record(&items[i].Value); r.Public {
			id := VersionID(r.ID, r.PublishedVersion)
			ids = append(ids, id)
			documents[id] = items[i].Value
		}
	}
	versions, err := f.Versions.GetMany(ctx, ids)
	if err != nil {
		return nil, err
	}
	shown := make([]Shown[D, T], len(versions))
	for i, v := range versions {
		shown[i] = Shown[D, T]{Document: documents[v.ID], Version: v.Value}
	}
	return shown, nil
}
