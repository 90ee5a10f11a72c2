package accounts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/allagehub/matcharenan/internal/store"
)

// forgetBatch is how many documents are deleted at once.
const forgetBatch = 500

// Forget deletes what is too old at now: sessions, invitations, resets, sign-ins by
// a provider that were not ended, and counters of tries. It returns how many of each
// kind, by the name of their collection. It is the job for it, may be cut off at any
// time, and writes no audit events: what expires changes nobody's rights.
func (s *Service) Forget(ctx context.Context, now time.Time) (map[string]int, error) {
	counts := map[string]int{}
	for _, collection := range []string{sessionsName, invitationsName, resetsName, loginsName, triesName} {
		n, err := s.forget(ctx, collection, now)
		counts[collection] = n
		if err != nil {
			return counts, fmt.Errorf("forgetting %s: %w", collection, err)
		}
	}
	return counts, nil
}

func (s *Service) forget(ctx context.Context, collection string, now time.Time) (int, error) {
	q := store.Query{Index: "expires", Before: store.At(now).Key(), Limit: forgetBatch}
	deleted := 0
	for {
		page, err := s.c.Engine.Find(ctx, collection, q)
		if err != nil || len(page.Documents) == 0 {
			return deleted, err
		}
		writes := make([]store.Write, len(page.Documents))
		for i, d := range page.Documents {
			// The version sees to it that what has just been prolonged stays.
			writes[i] = store.Write{Op: store.Delete, Document: store.Document{ID: d.ID, Version: d.Version}}
		}
		written, err := s.c.Engine.Write(ctx, collection, writes)
		if err != nil {
			return deleted, err
		}
		for _, w := range written {
			switch {
			case w.Err == nil:
				deleted++
			case !errors.Is(w.Err, store.ErrVersion) && !errors.Is(w.Err, store.ErrNotFound):
				return deleted, w.Err
			}
		}
		if q.After = page.Next; q.After == "" {
			return deleted, nil
		}
	}
}
