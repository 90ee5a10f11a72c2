package live

import (
	"context"
	"fmt"
	"maps"
)

// Difference is how the stock differs from the shelf: IDs of listings.
type Difference struct {
	Missing []string // published, but not in both the index and the matcher
	Extra   []string // there, but not published
	Old     []string // there in another version
}

// Empty reports whether there is no difference.
func (d *Difference) Empty() bool { return len(d.Missing)+len(d.Extra)+len(d.Old) == 0 }

// All are the listings that differ.
func (d *Difference) All() []string {
	return append(append(append([]string(nil), d.Missing...), d.Extra...), d.Old...)
}

// Compare catches up and compares index and matcher with the shelf.
func (s *Service) Compare(ctx context.Context) (*Difference, error) {
	if err := s.CatchUp(ctx); err != nil {
		return nil, err
	}
	st, err := s.now()
	if err != nil {
		return nil, err
	}
	indexed, matched := make(map[string]string), make(map[string]string)
	maps.Insert(indexed, st.index.Versions())
	for id, at := range st.matcher.Origins() {
		matched[id] = stamp(at)
	}
	d := &Difference{}
	for p, err := range s.options.Shelf.AllPublished(ctx) {
		if err != nil {
			return nil, fmt.Errorf("comparing with the store: %w", err)
		}
		inIndex, ok := indexed[p.ID]
		inMatcher, too := matched[p.ID]
		version := stamp(origin(&p))
		switch {
		case !ok || !too:
			d.Missing = append(d.Missing, p.ID)
		case inIndex != version || inMatcher != version:
			d.Old = append(d.Old, p.ID)
		}
		delete(indexed, p.ID)
		delete(matched, p.ID)
	}
	for id := range indexed {
		matched[id] = ""
	}
	for id := range matched {
		d.Extra = append(d.Extra, id)
	}
	return d, nil
}

// Mend brings listings that differ up to date, and tells how many there were. What
// has been published while the comparison went on may be among them.
func (s *Service) Mend(ctx context.Context) (int, error) {
	d, err := s.Compare(ctx)
	if err != nil || d.Empty() {
		return 0, err
	}
	s.building.Lock()
	defer s.building.Unlock()
	st, err := s.now()
	if err != nil {
		return 0, err
	}
	ids := d.All()
	for len(ids) > 0 {
		n := min(len(ids), followAtOnce)
		if err := st.put(ctx, ids[:n], storedCursor(st)); err != nil {
			return 0, err
		}
		ids = ids[n:]
	}
	return len(d.All()), nil
}

// Reindex builds the search index and the matcher anew while the old ones answer.
func (s *Service) Reindex(ctx context.Context) error {
	s.building.Lock()
	defer s.building.Unlock()
	st, err := s.now()
	if err != nil {
		return err
	}
	return s.renew(ctx, st)
}

// renew builds both anew, whatever the index holds.
func (s *Service) renew(ctx context.Context, st *stock) error {
	if err := st.rebuild(ctx); err != nil {
		return err
	}
	s.feed = nil
	s.changes = 0
	return st.refill(ctx)
}
