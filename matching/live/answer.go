package live

import (
	"context"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/testbeds"
)

// Match finds the published products that may solve the need.
func (s *Service) Match(ctx context.Context, n *testbeds.Need, o matching.Options) (*matching.Result, error) {
	st, err := s.now()
	if err != nil {
		return nil, err
	}
	return st.matcher.Match(ctx, n, o)
}

// Mirror gives a company's side for published products.
func (s *Service) Mirror(ctx context.Context, products []string, needs []*testbeds.Need, day catalog.Date) (*matching.Mirror, error) {
	st, err := s.now()
	if err != nil {
		return nil, err
	}
	return st.matcher.Mirror(ctx, products, needs, day)
}

// Search finds published products; see [fulltext.Query]. Synonyms are those of the
// thesaurus.
func (s *Service) Search(ctx context.Context, q fulltext.Query) (fulltext.Result, error) {
	st, err := s.now()
	if err != nil {
		return fulltext.Result{}, err
	}
	q.Synonyms = s.synonyms
	return st.index.Search(ctx, q)
}

// Suggest gives at most n things that somebody may be about to type.
func (s *Service) Suggest(ctx context.Context, typed string, n int) ([]fulltext.Suggestion, error) {
	st, err := s.now()
	if err != nil {
		return nil, err
	}
	return st.index.Suggest(ctx, typed, n)
}

// Len is the number of products that can be matched.
func (s *Service) Len() int {
	st, err := s.now()
	if err != nil {
		return 0
	}
	return st.matcher.Len()
}
