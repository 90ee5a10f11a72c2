package sitetest

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/matching/live"
)

// names tells the domain what organisations are called.
type names struct{ accounts *accounts.Service }

func (n names) Vendor(ctx context.Context, id string) (catalog.Vendor, error) {
	o, err := n.of(ctx, id, access.Company)
	return catalog.Vendor{ID: o.ID, Name: o.Name, OrgNumber: o.OrgNumber, Country: o.Country}, err
}

func (n names) Municipality(ctx context.Context, id string) (string, error) {
	o, err := n.of(ctx, id, access.Municipality)
	return o.Name, err
}

func (n names) of(ctx context.Context, id string, side access.Side) (accounts.Organisation, error) {
	o, err := n.accounts.Organisation(ctx, id)
	if err == nil && o.Side != side {
		err = store.ErrNotFound
	}
	return o, err
}

type noMail struct{}

func (noMail) Mail(context.Context, string, string, map[string]string, string) ([]store.Effect, error) {
	return nil, nil
}

// shelf gives what is published, of which a test has no more than a page.
type shelf struct {
	listings *catalog.Listings
	now      func() time.Time
}

func (s shelf) AllPublished(ctx context.Context) iter.Seq2[live.Published, error] {
	return func(yield func(live.Published, error) bool) {
		page, _, err := s.listings.PublishedPage(ctx, s.now(), "", store.MaxPage)
		if err != nil {
			yield(live.Published{}, err)
		}
		for i := range page {
			if !yield(published(&page[i]), nil) {
				return
			}
		}
	}
}

func (s shelf) PublishedNow(ctx context.Context, ids []string) (list []live.Published, err error) {
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

func (s shelf) PublishedVersion(ctx context.Context, id string, version int, until catalog.Date) (*catalog.Product, error) {
	p, err := s.listings.PublishedProduct(ctx, s.now(), id, version)
	p.ValidUntil = until
	return &p, err
}

func published(p *catalog.PublicListing) live.Published {
	return live.Published{ID: p.ID, Version: p.Version, At: p.Published, Product: &p.Content.Product}
}
