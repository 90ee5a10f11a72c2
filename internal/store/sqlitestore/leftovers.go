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
// alone: they may be on their way. While a backup is taken it is left to the next
// who opens the folder.
func (s *Store) removeLeftovers(ctx context.Context) (err error) {
	alive, dead, err := s.instances()
	if err != nil || len(dead) == 0 {
		return err
	}
	release, ok, err := s.mayRemove()
	if err != nil || !ok {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
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
	settled := true
	for _, f := range folders {
		if f.Name() == tempName || !f.IsDir() {
			continue
		}
		all, err := s.removeRowless(ctx, f.Name(), alive)
		if err != nil {
			return err
		}
		settled = settled && all
	}
	if !settled {
		return nil
	}
	// Last, so that this is done again if it is cut off.
	var failures []error
	for _, lock := range dead {
		failures = append(failures, removed(lock))
	}
	return errors.Join(failures...)
}

// removeRowless removes files of dead instances that no blob has. A dead instance
// makes no rows, so that what has none now will never have one. Of a live one's
// file this cannot be told; then not all has been done.
func (s *Store) removeRowless(ctx context.Context, folder string, alive map[string]bool) (all bool, err error) {
	files, err := os.ReadDir(s.path(blobsName, folder))
	if err != nil {
		return false, err
	}
	all = true
	for _, f := range files {
		id, unique, ok := strings.Cut(f.Name(), "~")
		if !ok {
			continue
		}
		var one int
		name := folder + "/" + f.Name()
		err := s.readRow(ctx, `SELECT 1 FROM blobs WHERE id = ? AND file = ?`, []any{id, name}, &one)
		switch {
		case err == nil:
		case !errors.Is(err, sql.ErrNoRows):
			return false, err
		case alive[instanceOf(unique)]:
			all = false
		default:
			if err := removed(blobs{s}.path(name)); err != nil {
				return false, err
			}
		}
	}
	return all, nil
}
