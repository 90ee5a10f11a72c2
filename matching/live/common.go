package live

import (
	"context"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/testbeds"
)

// Common tells what a published product shares with each of the needs.
func (s *Service) Common(ctx context.Context, product string, needs []*testbeds.Need, day catalog.Date) ([]matching.Common, error) {
	st, err := s.now()
	if err != nil {
		return nil, err
	}
	return st.matcher.Common(ctx, product, needs, day)
}
