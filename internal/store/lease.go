package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// WithLease waits for the lease, asking every wait, and runs f while it renews
// the lease. If the lease is lost, f's context ends with [ErrLeased] as its cause.
// A wait of zero does not wait: a lease that is held is [ErrLeased].
func WithLease(ctx context.Context, e Engine, name, holder string, ttl, wait time.Duration, f func(context.Context, Lease) error) (err error) {
	lease, err := awaitLease(ctx, e, name, holder, ttl, wait)
	if err != nil {
		return fmt.Errorf("lease %s: %w", name, err)
	}
	within, cancel := context.WithCancelCause(ctx)
	renewed := make(chan Lease, 1)
	go func() { renewed <- keepLease(within, e, lease, ttl, cancel) }()
	defer func() {
		cancel(context.Canceled)
		// The end of the caller's context shall not keep others waiting for the lease.
		release := e.ReleaseLease(context.WithoutCancel(ctx), <-renewed)
		err = errors.Join(err, release)
	}()
	return f(within, lease)
}

func awaitLease(ctx context.Context, e Engine, name, holder string, ttl, wait time.Duration) (Lease, error) {
	for {
		lease, err := e.AcquireLease(ctx, name, holder, ttl)
		if err == nil || !errors.Is(err, ErrLeased) || wait == 0 {
			return lease, err
		}
		select {
		case <-ctx.Done():
			return Lease{}, context.Cause(ctx)
		case <-time.After(wait):
		}
	}
}

// keepLease renews the lease three times in its life until the context ends, and
// returns it as it then is.
func keepLease(ctx context.Context, e Engine, l Lease, ttl time.Duration, lost context.CancelCauseFunc) Lease {
	tick := time.NewTicker(ttl / 3)
	defer tick.Stop()
	failures := 0
	for {
		select {
		case <-ctx.Done():
			return l
		case <-tick.C:
		}
		next, err := renew(ctx, e, l, ttl)
		switch {
		case err == nil:
			l, failures = next, 0
		case ctx.Err() != nil:
			return l
		default:
			// A failure that passes is no loss yet; after the second the time is up.
			if failures++; failures > 1 || errors.Is(err, ErrLeased) {
				lost(fmt.Errorf("lease %s: %w", l.Name, ErrLeased))
				return l
			}
		}
	}
}

// renew gives up early enough for keepLease to try again, or to tell of the loss,
// before the lease runs out.
func renew(ctx context.Context, e Engine, l Lease, ttl time.Duration) (Lease, error) {
	ctx, cancel := context.WithTimeout(ctx, ttl/4)
	defer cancel()
	return e.RenewLease(ctx, l, ttl)
}
