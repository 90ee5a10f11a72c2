package catalog

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/store"
)

// exportPage is how many listings an export reads at a time.
const exportPage = 200

// Published returns a listing as anybody may see it, or [store.ErrNotFound] if it
// is not published or its last day has passed.
func (l *Listings) Published(ctx context.Context, now time.Time, id string) (PublicListing, error) {
	shown, err := l.flow.Show(ctx, id)
	if err != nil {
		return PublicListing{}, err
	}
	if !shown.Document.visible(l.day(now)) {
		return PublicListing{}, fmt.Errorf("listing %s has expired: %w", id, store.ErrNotFound)
	}
	return public(shown), nil
}

// PublishedProduct returns the product of a version, whether or not the public
// still sees it, so that an earlier match can be told again. Version 0 is the one
// that the public sees now: [store.ErrNotFound] if there is none. It is for the
// service, not for the public.
func (l *Listings) PublishedProduct(ctx context.Context, now time.Time, id string, version int) (Product, error) {
	if version == 0 {
		p, err := l.Published(ctx, now, id)
		return p.Content.Product, err
	}
	it, err := l.flow.Versions.Get(ctx, lifecycle.VersionID(id, version))
	if err != nil {
		return Product{}, err
	}
	p := it.Value.Content.Product
	p.Status = StatusPublished
	return p, nil
}

// PublishedPage returns a page of what the public sees, by ID, and the after of
// the next page, empty after the last. A page may hold fewer than limit, which is
// at most [store.MaxPage].
func (l *Listings) PublishedPage(ctx context.Context, now time.Time, after string, limit int) ([]PublicListing, string, error) {
	shown, next, err := l.flow.ShowPage(ctx, after, limit)
	if err != nil {
		return nil, "", err
	}
	day := l.day(now)
	page := make([]PublicListing, 0, len(shown))
	for _, s := range shown {
		if s.Document.visible(day) {
			page = append(page, public(s))
		}
	}
	return page, next, nil
}

// AllPublished gives every published product, by ID, with its status and last day.
// An error ends it.
func (l *Listings) AllPublished(ctx context.Context, now time.Time) iter.Seq2[Product, error] {
	return lifecycle.Pages(func(after string) ([]Product, string, error) {
		page, next, err := l.PublishedPage(ctx, now, after, exportPage)
		products := make([]Product, len(page))
		for i := range page {
			products[i] = page[i].Content.Product
		}
		return products, next, err
	})
}

// AllOf gives the working copies of an organisation's listings as a file that can
// be imported again: with the vendor's own IDs where there are any. It needs
// listing.read: Forbidden. An error ends it.
func (l *Listings) AllOf(ctx context.Context, a access.Actor, owner string) iter.Seq2[Product, error] {
	return lifecycle.Pages(func(after string) ([]Product, string, error) {
		page, err := l.List(ctx, a, lifecycle.Filter{Owner: owner, After: after, Limit: exportPage})
		products := make([]Product, len(page.Items))
		for i := range page.Items {
			products[i] = page.Items[i].Value.export()
		}
		return products, page.Next, err
	})
}

func (v *Listing) export() Product {
	p := v.Draft.Product
	if v.ExternalID != "" {
		p.ID = v.ExternalID
	}
	p.Status, p.ValidUntil = string(v.State), v.ValidUntil
	return p
}

func public(s lifecycle.Shown[Listing, Content]) PublicListing {
	p := PublicListing{
		ID: s.Document.ID, Version: s.Version.Number, Owner: s.Document.Owner, Content: s.Version.Content,
		ValidUntil: s.Document.ValidUntil, Published: s.Version.At.Time,
	}
	p.Content.Status, p.Content.ValidUntil = StatusPublished, p.ValidUntil
	return p
}
