package audit

import (
	"context"

	"github.com/allagehub/matcharenan/internal/store"
)

// After returns at most limit entries with greater sequence numbers, in their order:
// for whoever goes through the chain once. It is for the service, not for people.
// Errors are those of the engine.
func (t *Trail) After(ctx context.Context, seq int64, limit int) ([]Entry, error) {
	page, err := t.chain.Find(ctx, store.Query{From: key(seq + 1), Limit: limit})
	if err != nil {
		return nil, err
	}
	entries := make([]Entry, len(page.Items))
	for i, it := range page.Items {
		if entries[i], err = it.Value.open(); err != nil {
			return nil, err
		}
	}
	return entries, nil
}
