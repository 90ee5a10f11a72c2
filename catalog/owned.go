package catalog

import (
	"context"
	"slices"
	"time"

	"github.com/allagehub/matcharenan/internal/store"
)

// Day is the calendar day of the catalogue at a time: listings, claims and laws
// are judged by it.
func (l *Listings) Day(now time.Time) Date { return l.day(now) }

// PublishedOf returns the IDs of the organisation's listings that the public sees
// now; where some are chosen, of these only. Whether somebody may ask is for the
// caller: what is public is no secret.
func (l *Listings) PublishedOf(ctx context.Context, now time.Time, owner string, chosen []string) ([]string, error) {
	var ids []string
	for it, err := range l.flow.Documents.All(ctx, store.Query{Index: "by_owner", Equal: []any{owner}}) {
		if err != nil {
			return nil, err
		}
		if !it.Value.visible(l.day(now)) || len(chosen) > 0 && !slices.Contains(chosen, it.ID) {
			continue
		}
		ids = append(ids, it.ID)
	}
	return ids, nil
}
