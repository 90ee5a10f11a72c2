package catalog

import (
	"context"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/store"
)

// mostDrafts is how many drafts are looked through for what has been returned.
const mostDrafts = 500

// Returned returns the organisation's drafts that a reviewer has written to the company
// about and that were not published since, the last changed first, at most limit. Only
// the [mostDrafts] that were changed last are looked through. It needs listing.read:
// Forbidden.
func (l *Listings) Returned(ctx context.Context, a access.Actor, owner string, limit int) (returned []Item, err error) {
	if err := a.Check(access.ListingRead, owner); err != nil {
		return nil, err
	}
	drafts := store.Query{Index: lifecycle.ByOwnerState, Equal: []any{owner, string(lifecycle.Draft)}, Descending: true}
	seen := 0
	for it, err := range l.flow.Documents.All(ctx, drafts) {
		if err != nil {
			return nil, err
		}
		if seen++; seen > mostDrafts || len(returned) == limit {
			break
		}
		m, err := l.Message(ctx, a, &it)
		if err != nil {
			return nil, err
		}
		if m != nil {
			returned = append(returned, it)
		}
	}
	return returned, nil
}

// Message is what a reviewer wrote last about a draft, or nil when there is nothing or
// a version has been published since. It needs listing.read.
func (l *Listings) Message(ctx context.Context, a access.Actor, it *Item) (*lifecycle.Message, error) {
	n := len(it.Value.Messages)
	if n == 0 || it.Value.State != lifecycle.Draft {
		return nil, nil //nolint:nilnil // that nobody has written is no error
	}
	last := &it.Value.Messages[n-1]
	if it.Value.LastVersion > 0 {
		published, err := l.Version(ctx, a, it.ID, it.Value.LastVersion)
		if err != nil {
			return nil, err
		}
		if published.At.After(last.At.Time) {
			return nil, nil //nolint:nilnil // as above
		}
	}
	return last, nil
}
