package accounts

import (
	"context"
	"strings"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/store"
)

// FindOrganisations is [Service.ListOrganisations] of those whose name contains the
// text, whether in capitals or not. It reads whole pages of the store until it has as
// many as the limit, so a page may hold up to [store.MaxPage] more.
func (s *Service) FindOrganisations(ctx context.Context, actor access.Actor, side access.Side, text, after string, limit int) (Results[Organisation], error) {
	text = strings.ToLower(line(text))
	if text == "" {
		return s.ListOrganisations(ctx, actor, side, after, limit)
	}
	found := Results[Organisation]{Next: after}
	for len(found.Items) < limit {
		page, err := s.ListOrganisations(ctx, actor, side, found.Next, store.MaxPage)
		if err != nil {
			return Results[Organisation]{}, err
		}
		for _, o := range page.Items {
			if strings.Contains(strings.ToLower(o.Name), text) {
				found.Items = append(found.Items, o)
			}
		}
		if found.Next = page.Next; found.Next == "" {
			break
		}
	}
	return found, nil
}
