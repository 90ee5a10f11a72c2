package matching

import (
	"context"
	"fmt"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/testbeds"
)

// Common is what a product and a need have in common: the reasons for a fit that
// people read.
type Common struct {
	Concepts []SharedConcept
	Words    []MatchedWord // the weightiest first
}

// Common tells, for each of the needs, what the product with the ID shares with it. A
// product that there is none of is [ErrNotFound].
func (m *Matcher) Common(ctx context.Context, product string, needs []*testbeds.Need, day catalog.Date) ([]Common, error) {
	snap, from := m.view()
	segment, doc, ok := m.index.Find(product)
	if !ok {
		return nil, fmt.Errorf("%w: %q", ErrNotFound, product)
	}
	p, err := from.product(ctx, product, segment.Origin(doc))
	if err != nil {
		return nil, err
	}
	all := make([]Common, len(needs))
	for i, n := range needs {
		x := newExplainer(ctx, m, snap, from, m.plan(snap, n, day))
		x.features(&candidate{segment: segment, doc: doc})
		all[i] = Common{Concepts: x.concepts(), Words: x.words(p)}
	}
	return all, nil
}
