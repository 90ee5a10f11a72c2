package matching

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"sync"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching/postings"
)

// source is where the full products of one fill, and of the changes since, can
// be read again. Whoever holds a snapshot of the index holds its source as well,
// so that a later fill cannot put other products in their places.
type source struct {
	catalogue Catalogue
	content   string // hash of the products of the fill
	filled    uint64 // generation of the index after the fill

	mu      sync.RWMutex
	changed []*catalog.Product
}

// sourceChanged marks the origin of products that came after the fill.
const sourceChanged = math.MaxInt32

// view is the index at this moment, with the source of its products.
func (m *Matcher) view() (*postings.Snapshot, *source) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.index.Snapshot(), m.source
}

// keep keeps a changed product and says where.
func (s *source) keep(p *catalog.Product) postings.Origin {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.changed = append(s.changed, p)
	return postings.Origin{Source: sourceChanged, Offset: int64(len(s.changed) - 1)}
}

// product reads a product again.
func (s *source) product(ctx context.Context, id string, at postings.Origin) (*catalog.Product, error) {
	if at.Source == sourceChanged {
		s.mu.RLock()
		defer s.mu.RUnlock()
		return s.changed[at.Offset], nil
	}
	p, err := s.catalogue.Product(ctx, id, at)
	if err != nil {
		return nil, fmt.Errorf("matching: reading a product again: %w", err)
	}
	return p, nil
}

// version is which products the index was filled with and how many changes have
// come since.
func (s *source) version(snap *postings.Snapshot) string {
	return s.content + "." + strconv.FormatUint(snap.Generation()-min(s.filled, snap.Generation()), 10)
}
