package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/storetest"
)

// lessor is an engine of one lease, whose answers to renewals the test makes up.
type lessor struct {
	store.Engine
	acquire, renew func(ctx context.Context) error
	mu             sync.Mutex
	renewals       int
	released       []store.Lease
}

func (l *lessor) AcquireLease(ctx context.Context, name, holder string, _ time.Duration) (store.Lease, error) {
	if l.acquire != nil {
		if err := l.acquire(ctx); err != nil {
			return store.Lease{}, err
		}
	}
	return store.Lease{Name: name, Holder: holder, Token: 7}, nil
}

func (l *lessor) RenewLease(ctx context.Context, lease store.Lease, ttl time.Duration) (store.Lease, error) {
	l.mu.Lock()
	l.renewals++
	l.mu.Unlock()
	if l.renew != nil {
		if err := l.renew(ctx); err != nil {
			return store.Lease{}, err
		}
	}
	lease.Until = lease.Until.Add(ttl)
	return lease, nil
}

func (l *lessor) ReleaseLease(ctx context.Context, lease store.Lease) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	l.released = append(l.released, lease)
	return nil
}

const ttl = 30 * time.Second

func (l *lessor) with(ctx context.Context, f func(context.Context, store.Lease) error) error {
	return store.WithLease(ctx, l, "job", "me", ttl, time.Second, f)
}

func TestWithLeaseRenews(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &lessor{}
		err := l.with(t.Context(), func(ctx context.Context, lease store.Lease) error {
			time.Sleep(10 * ttl)
			if ctx.Err() != nil || lease.Token != 7 {
				t.Errorf("%v, %+v", context.Cause(ctx), lease)
			}
			return nil
		})
		if err != nil || l.renewals < 29 || len(l.released) != 1 || l.released[0].Until.IsZero() {
			t.Errorf("%v, %d renewals, released %+v", err, l.renewals, l.released)
		}
	})
}

func TestWithLeaseTellsOfTheLoss(t *testing.T) {
	slow := func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
	for _, c := range []struct {
		name  string
		renew func(context.Context) error
		by    time.Duration // latest moment at which it must be known
	}{
		{"taken by another", func(context.Context) error { return store.ErrLeased }, ttl / 3},
		{"failing", func(context.Context) error { return errors.New("no answer") }, 2 * ttl / 3},
		{"not answering", slow, ttl - time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := &lessor{renew: c.renew}
				begun := time.Now()
				err := l.with(t.Context(), func(ctx context.Context, _ store.Lease) error {
					<-ctx.Done()
					if after := time.Since(begun); after > c.by {
						t.Errorf("known after %v, want %v", after, c.by)
					}
					return context.Cause(ctx)
				})
				if !errors.Is(err, store.ErrLeased) {
					t.Errorf("got %v", err)
				}
			})
		})
	}
}

// One renewal that fails is no loss.
func TestWithLeaseBearsAFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		l := &lessor{renew: func(context.Context) error {
			if n++; n%2 == 1 {
				return errors.New("no answer")
			}
			return nil
		}}
		if err := l.with(t.Context(), func(ctx context.Context, _ store.Lease) error {
			time.Sleep(10 * ttl)
			return ctx.Err()
		}); err != nil {
			t.Error(err)
		}
	})
}

func TestWithLeaseWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		l := &lessor{acquire: func(context.Context) error {
			if tries++; tries < 5 {
				return fmt.Errorf("lease: %w", store.ErrLeased)
			}
			return nil
		}}
		begun := time.Now()
		ran := false
		err := l.with(t.Context(), func(context.Context, store.Lease) error { ran = true; return nil })
		if err != nil || !ran || time.Since(begun) != 4*time.Second {
			t.Errorf("%v, ran %t after %v", err, ran, time.Since(begun))
		}
		// Without waiting, and when the caller does not wait any more.
		l = &lessor{acquire: func(context.Context) error { return store.ErrLeased }}
		never := func(context.Context, store.Lease) error { t.Error("ran"); return nil }
		if err := store.WithLease(t.Context(), l, "job", "me", ttl, 0, never); !errors.Is(err, store.ErrLeased) {
			t.Errorf("without waiting: %v", err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := l.with(ctx, never); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("waiting too long: %v", err)
		}
		failure := errors.New("broken")
		l = &lessor{acquire: func(context.Context) error { return failure }}
		if err := l.with(t.Context(), never); !errors.Is(err, failure) {
			t.Errorf("broken: %v", err)
		}
	})
}

// The lease is freed though the caller's context has ended, and with f's error.
func TestWithLeaseReleases(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &lessor{}
		ctx, cancel := context.WithCancel(t.Context())
		failure := errors.New("f fails")
		err := l.with(ctx, func(ctx context.Context, _ store.Lease) error {
			cancel()
			<-ctx.Done()
			return failure
		})
		if !errors.Is(err, failure) || len(l.released) != 1 {
			t.Errorf("%v, released %+v", err, l.released)
		}
	})
}

func TestWithLeaseRunsOneAtATime(t *testing.T) {
	e := storetest.Open(t)
	var inside, runs atomic.Int32
	var all sync.WaitGroup
	var tokens sync.Map
	for i := range 6 {
		all.Go(func() {
			err := store.WithLease(t.Context(), e, "job", fmt.Sprint("holder", i), time.Minute, 2*time.Millisecond, func(_ context.Context, l store.Lease) error {
				if inside.Add(1) != 1 {
					t.Error("two at a time")
				}
				if _, twice := tokens.LoadOrStore(l.Token, i); twice {
					t.Errorf("token %d twice", l.Token)
				}
				time.Sleep(5 * time.Millisecond)
				inside.Add(-1)
				runs.Add(1)
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if runs.Load() != 6 {
		t.Errorf("%d runs", runs.Load())
	}
}
