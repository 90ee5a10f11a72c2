package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Migration changes stored documents for a newer program. Run must be able to be
// run again after it was cut off in the middle.
type Migration struct {
	ID  string // "0001-listings-have-owners"; they run in this order
	Run func(ctx context.Context, e Engine) error
}

// migrations is the collection that remembers which have been run.
const migrations = "migrations"

// migrated is a migration that has been run.
type migrated struct {
	At Instant `json:"at"`
}

const (
	migrationLease = 30 * time.Second
	migrationWait  = 200 * time.Millisecond
)

// Migrate declares the collections and runs the migrations that have not been
// run, in the order of their IDs. One process at a time does it; others wait.
func Migrate(ctx context.Context, e Engine, declarations []Declaration, list []Migration, holder string, now func() time.Time) error {
	declarations = append(slices.Clone(declarations), Declaration{Name: migrations})
	if err := e.Declare(ctx, declarations); err != nil {
		return fmt.Errorf("declaring collections: %w", err)
	}
	for i := range list[:max(0, len(list)-1)] {
		if list[i].ID >= list[i+1].ID {
			return fmt.Errorf("migration %s does not come after %s", list[i+1].ID, list[i].ID)
		}
	}
	if len(list) == 0 {
		return nil
	}
	return WithLease(ctx, e, "migrations", holder, migrationLease, migrationWait, func(ctx context.Context, _ Lease) error {
		return runMigrations(ctx, e, list, now)
	})
}

func runMigrations(ctx context.Context, e Engine, list []Migration, now func() time.Time) error {
	done := NewCollection[migrated](e, migrations)
	for _, m := range list {
		if _, err := done.Get(ctx, m.ID); err == nil {
			continue
		} else if !errors.Is(err, ErrNotFound) {
			return err
		}
		if err := m.Run(ctx, e); err != nil {
			return fmt.Errorf("migration %s: %w", m.ID, err)
		}
		if _, err := done.Insert(ctx, m.ID, migrated{At: At(now())}); err != nil && !errors.Is(err, ErrExists) {
			return err
		}
	}
	return nil
}
