package live

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/allagehub/matcharenan/internal/store"
)

const (
	// PollEvery bounds how long a change made by another process goes unseen.
	pollEvery = 300 * time.Millisecond
	// FollowAtOnce is how many changes are read from the feed at a time.
	followAtOnce = 1000
	// RetryAfter is how long to wait after a failure that may pass.
	retryAfter = 2 * time.Second
	// RestAfter is the share of changed products from which the matcher is filled
	// anew, since what has been replaced still takes room.
	restAfter = 0.25
	restLeast = 5000
)

// Run follows the change feed until the context ends. Failures are logged, and
// what failed is done again: the position moves on only with what has been done.
func (s *Service) Run(ctx context.Context) {
	changed, stop := s.options.Engine.Watch()
	defer stop()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for ctx.Err() == nil {
		wait := time.Duration(0)
		if err := s.CatchUp(ctx); err != nil && ctx.Err() == nil {
			s.options.Log.ErrorContext(ctx, "following changed listings", slog.Any("error", err))
			wait = retryAfter
		}
		if wait > 0 {
			select {
			case <-ctx.Done():
			case <-time.After(wait):
			}
			continue
		}
		select {
		case <-ctx.Done():
		case <-changed:
		case <-tick.C:
		}
	}
}

// CatchUp brings the stock up to what the store holds now.
func (s *Service) CatchUp(ctx context.Context) error {
	s.building.Lock()
	defer s.building.Unlock()
	st, err := s.now()
	if err != nil {
		return err
	}
	if s.feed == nil {
		s.feed = store.NewFeed(s.options.Engine, s.options.Feed, store.Cursor(st.index.Position()))
	}
	for more := true; more; {
		var changes []store.Change
		changes, more, err = s.feed.Next(ctx, followAtOnce)
		if errors.Is(err, store.ErrCursorGone) {
			// The index has been away for too long, or the store was restored.
			s.options.Log.WarnContext(ctx, "building the search index anew", slog.Any("why", err))
			return s.renew(ctx, st)
		}
		if err != nil {
			s.feed = nil // what it has told is not done yet
			return fmt.Errorf("reading the change feed: %w", err)
		}
		if len(changes) == 0 {
			continue
		}
		ids := make([]string, len(changes))
		for i, c := range changes {
			ids[i] = c.Document.ID
		}
		if err := st.put(ctx, ids, s.feed.Cursor()); err != nil {
			s.feed = nil
			return err
		}
		s.changes += len(ids)
	}
	return s.rest(ctx, st)
}

// rest fills the matcher anew when much of it has been replaced.
func (s *Service) rest(ctx context.Context, st *stock) error {
	if s.changes < max(restLeast, int(restAfter*float64(st.matcher.Len()))) {
		return nil
	}
	if err := st.refill(ctx); err != nil {
		return err
	}
	s.changes = 0
	return nil
}
