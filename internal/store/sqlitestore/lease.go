package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/allagehub/matcharenan/internal/store"
)

// AcquireLease takes the lease if it is free, has run out, or is the holder's
// already, and else returns [store.ErrLeased].
func (s *Store) AcquireLease(ctx context.Context, name, holder string, ttl time.Duration) (store.Lease, error) {
	return s.lease(ctx, store.Lease{Name: name, Holder: holder}, ttl, func(tx *transaction, l *store.Lease) error {
		err := tx.row(`INSERT INTO leases (name, holder, token, until) VALUES (?, ?, 1, ?)
			ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, token = token + 1, until = excluded.until
			WHERE until <= ? OR holder = excluded.holder RETURNING token`,
			[]any{name, holder, l.Until.UnixMilli(), tx.now}, &l.Token)
		if errors.Is(err, sql.ErrNoRows) {
			return store.ErrLeased
		}
		return err
	})
}

// RenewLease prolongs a lease from now. If it has run out or was taken:
// [store.ErrLeased].
func (s *Store) RenewLease(ctx context.Context, l store.Lease, ttl time.Duration) (store.Lease, error) {
	return s.lease(ctx, l, ttl, func(tx *transaction, l *store.Lease) error {
		n, err := tx.exec(`UPDATE leases SET until = ? WHERE name = ? AND holder = ? AND token = ? AND until > ?`,
			l.Until.UnixMilli(), l.Name, l.Holder, l.Token, tx.now)
		if err == nil && n == 0 {
			return store.ErrLeased
		}
		return err
	})
}

func (s *Store) lease(ctx context.Context, l store.Lease, ttl time.Duration, change func(*transaction, *store.Lease) error) (store.Lease, error) {
	leave, err := s.gate.enter()
	if err != nil {
		return store.Lease{}, err
	}
	defer leave()
	if err := errors.Join(store.CheckID(l.Name), store.CheckID(l.Holder)); err != nil {
		return store.Lease{}, fmt.Errorf("lease: %w", err)
	}
	if ttl < time.Millisecond {
		return store.Lease{}, fmt.Errorf("%w: lease for %s", store.ErrInvalid, ttl)
	}
	err = s.writer.do(ctx, func(tx *transaction) error {
		l.Until = instant(tx.now + ttl.Milliseconds())
		return change(tx, &l)
	})
	if err != nil {
		return store.Lease{}, s.wrap("lease "+l.Name, err)
	}
	return l, nil
}

// ReleaseLease frees a lease at once; one that was lost is left alone. The token
// stays.
func (s *Store) ReleaseLease(ctx context.Context, l store.Lease) error {
	leave, err := s.gate.enter()
	if err != nil {
		return err
	}
	defer leave()
	err = s.writer.do(ctx, func(tx *transaction) error {
		_, err := tx.exec(`UPDATE leases SET holder = '', until = 0 WHERE name = ? AND holder = ? AND token = ?`, l.Name, l.Holder, l.Token)
		return err
	})
	return s.wrap("releasing the lease "+l.Name, err)
}
