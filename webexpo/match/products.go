package match

import (
	"context"
	"errors"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/matching"
)

// products are the listings of the first hits, by their IDs. One that has been
// withdrawn since the match is left out: what the matcher said of it still stands.
func (a *Area) products(ctx context.Context, r *matching.Result, most int) (map[string]*catalog.Product, error) {
	found := make(map[string]*catalog.Product)
	for i := range r.Matches[:min(most, len(r.Matches))] {
		p, err := a.s.Listings.Published(ctx, a.s.Now(), r.Matches[i].ID)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		found[p.ID] = &p.Content.Product
	}
	return found, nil
}
