package app

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/web"
)

// auditEvery bounds how long an event of another process, or of one that was
// killed, waits for the chain.
const auditEvery = 5 * time.Second

// run serves until the context ends. What works beside the requests goes on until
// the last of them has been answered.
func (s *service) run(ctx context.Context, app *web.App, l web.Listen) error {
	beside, stop := context.WithCancel(context.WithoutCancel(ctx))
	var workers sync.WaitGroup
	var failures []error
	var mu sync.Mutex
	work := func(name string, f func(context.Context) error) {
		workers.Go(func() {
			if err := f(beside); err != nil {
				s.log.ErrorContext(beside, "stopped working", slog.String("worker", name), slog.Any("error", err))
				mu.Lock()
				defer mu.Unlock()
				failures = append(failures, err)
			}
		})
	}
	work("live", func(ctx context.Context) error { s.live.Run(ctx); return nil })
	work("audit", s.chainEvents)
	work("outbox", s.outbox.Run)
	work("jobs", s.runner.Run)
	work("imports", s.runImports)
	err := app.Serve(ctx, l)
	stop()
	workers.Wait()
	return errors.Join(append(failures, err)...)
}

// importsWaiting is how many imports may wait for a worker; more are found by the
// job that goes on with those that were cut off.
const importsWaiting = 100

// continueImport has a worker go on with an import.
func (s *service) continueImport(id string) {
	select {
	case s.imports <- id:
	default:
	}
}

// runImports goes on with imports as they are started.
func (s *service) runImports(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case id := <-s.imports:
			if _, err := s.listings.ContinueImport(ctx, s.now(), id); err != nil && ctx.Err() == nil && !errors.Is(err, store.ErrLeased) {
				s.log.ErrorContext(ctx, "importing", slog.String("import", id), slog.Any("error", err))
			}
		}
	}
}

// chainEvents moves events to the audit chain as they come, and announces them.
func (s *service) chainEvents(ctx context.Context) error {
	changed, stop := s.engine.Watch()
	defer stop()
	tick := time.NewTicker(auditEvery)
	defer tick.Stop()
	for ctx.Err() == nil {
		_, err := s.trail.Flush(ctx)
		if err == nil {
			err = s.announce(ctx)
		}
		if err != nil && ctx.Err() == nil {
			// What is not done waits, and the next round tries again.
			s.log.ErrorContext(ctx, "chaining audit events", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
		case <-changed:
		case <-tick.C:
		}
	}
	return nil
}
