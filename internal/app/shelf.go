package app

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/matching/live"
)

// shelf gives the published listings to the matcher and the search index.
type shelf struct {
	listings *catalog.Listings
	now      func() time.Time
}

// shelfPage is how many listings are read at a time.
const shelfPage = store.MaxPage

// AllPublished implements [live.Shelf].
func (s shelf) AllPublished(ctx context.Context) iter.Seq2[live.Published, error] {
	return func(yield func(live.Published, error) bool) {
		for after := ""; ; {
			page, next, err := s.listings.PublishedPage(ctx, s.now(), after, shelfPage)
			if err != nil {
				yield(live.Published{}, err)
				return
			}
			for i := range page {
				if !yield(published(&page[i]), nil) {
					return
				}
			}
			if after = next; after == "" {
				return
			}
		}
	}
}

// PublishedNow implements [live.Shelf].
func (s shelf) PublishedNow(ctx context.Context, ids []string) ([]live.Published, error) {
	list := make([]live.Published, 0, len(ids))
	for _, id := range ids {
		p, err := s.listings.Published(ctx, s.now(), id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		list = append(list, published(&p))
	}
	return list, nil
}

// PublishedVersion implements [live.Shelf].
func (s shelf) PublishedVersion(ctx context.Context, id string, version int, validUntil catalog.Date) (*catalog.Product, error) {
	p, err := s.listings.PublishedProduct(ctx, s.now(), id, version)
	if err != nil {
		return nil, err
	}
	p.ValidUntil = validUntil // of the listing: it is prolonged without a new version
	return &p, nil
}

func published(p *catalog.PublicListing) live.Published {
	return live.Published{ID: p.ID, Version: p.Version, At: p.Published, Product: &p.Content.Product}
}
