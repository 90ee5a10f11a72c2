package catalog

import (
	"context"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/store"
)

// ToConfirm returns the organisation's listings that it should confirm now, the one
// whose last day comes first at the beginning, at most limit, and whether there are
// more. It needs listing.read: Forbidden.
func (l *Listings) ToConfirm(ctx context.Context, a access.Actor, now time.Time, owner string, limit int) (due []Item, more bool, err error) {
	if err := a.Check(access.ListingRead, owner); err != nil {
		return nil, false, err
	}
	today := l.day(now)
	found, err := l.flow.Documents.Find(ctx, store.Query{
		Index: "by_owner_last_day", Equal: []any{owner, true}, Limit: limit,
		From: today.String(), Before: today.AddDays(ConfirmationDays + 1).String(),
	})
	return found.Items, found.Next != "", err
}
