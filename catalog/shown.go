package catalog

import (
	"context"
	"time"
)

// PublishedMany returns the listings that anybody may see of those IDs, in their
// order. Those that are not published, or whose last day has passed, are left out.
func (l *Listings) PublishedMany(ctx context.Context, now time.Time, ids []string) ([]PublicListing, error) {
	shown, err := l.flow.ShowMany(ctx, ids)
	if err != nil {
		return nil, err
	}
	day := l.day(now)
	list := make([]PublicListing, 0, len(shown))
	for _, s := range shown {
		if s.Document.visible(day) {
			list = append(list, public(s))
		}
	}
	return list, nil
}

// WasPublished reports whether the public has once seen a listing: what is gone is
// told from what there never was. Without a listing it is [store.ErrNotFound].
func (l *Listings) WasPublished(ctx context.Context, id string) (bool, error) {
	return l.flow.WasShown(ctx, id)
}
