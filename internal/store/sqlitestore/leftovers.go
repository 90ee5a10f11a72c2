package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"strings"
)

// removeLeftovers removes the files of blobs that never came to be, or are no more,
// if a process has died that used the folder. Files of live processes are left
// alone: they may be on their way.
func (s *Store) removeLeftovers(ctx context.Context) error {
	alive, dead, err := s.instances()
	if err != nil || len(dead) == 0 {
		return err
	}
	temps, err := os.ReadDir(s.path(blobsName, tempName))
	if err != nil {
		return err
	}
	for _, f := range temps {
		if alive[instanceOf(f.Name())] {
			continue
		}
		if err := removed(s.path(blobsName, tempName, f.Name())); err != nil {
			return err
		}
	}
	folders, err := os.ReadDir(s.path(blobsName))
	if err != nil {
		return err
	}
	for _, f := range folders {
		if f.Name() == tempName || !f.IsDir() {
			continue
		}
		if err := s.removeRowless(ctx, f.Name(), alive); err != nil {
			return err
		}
	}
	// Last, so that this is done again if it is cut off.
	var failures []error
	for _, lock := range dead {
		failures = append(failures, removed(lock))
	}
	return errors.Join(failures...)
}

// removeRowless removes files of dead instances that no blob has. A dead instance
// makes no rows, so that what has none now will never have one.
func (s *Store) removeRowless(ctx context.Context, folder string, alive map[string]bool) error {
	files, err := os.ReadDir(s.path(blobsName, folder))
	if err != nil {
		return err
	}
	for _, f := range files {
		id, unique, ok := strings.Cut(f.Name(), "~")
		if !ok || alive[instanceOf(unique)] {
			continue
		}
		var one int
		name := folder + "/" + f.Name()
		err := s.readRow(ctx, `SELECT 1 FROM blobs WHERE id = ? AND file = ?`, []any{id, name}, &one)
		if errors.Is(err, sql.ErrNoRows) {
			err = removed(blobs{s}.path(name))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
