package sqlitestore

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/allagehub/matcharenan/internal/store"
)

// Changes returns at most limit changes after the cursor, the oldest first. The
// feed tells each document once, at its last change. It never tells one again.
func (s *Store) Changes(ctx context.Context, name string, after store.Cursor, limit int) (store.Changes, error) {
	leave, err := s.gate.enter()
	if err != nil {
		return store.Changes{}, err
	}
	defer leave()
	c, err := s.collection(name)
	if err != nil {
		return store.Changes{}, err
	}
	if limit < 1 || limit > store.MaxPage {
		return store.Changes{}, fmt.Errorf("%w: limit %d", store.ErrInvalid, limit)
	}
	since, err := s.readCursor(after)
	if err != nil {
		return store.Changes{}, err
	}
	changes, err := s.changesAfter(ctx, c, since, limit)
	if err != nil {
		return store.Changes{}, fmt.Errorf("sqlitestore: changes of %s: %w", name, err)
	}
	// Looked up after the changes were read, so that a purge in between is seen.
	if after != "" {
		if err := s.known(ctx, name, since); err != nil {
			return store.Changes{}, err
		}
	}
	return changes, nil
}

func (s *Store) changesAfter(ctx context.Context, c *collection, since int64, limit int) (store.Changes, error) {
	var changes store.Changes
	err := s.readRows(ctx, c.changes, []any{since, limit + 1}, func(rows *sql.Rows) error {
		if len(changes.Changes) == limit {
			changes.More = true
			return nil
		}
		var change store.Change
		var changed int64
		d := &change.Document
		if err := rows.Scan(&d.ID, &d.Version, &changed, &d.Body, &since); err != nil {
			return err
		}
		d.Changed = instant(changed)
		change.Deleted = d.Body == nil
		changes.Changes = append(changes.Changes, change)
		return nil
	})
	changes.Next = s.cursor(since)
	return changes, err
}

// Latest returns the cursor after every change that has been acknowledged.
func (s *Store) Latest(ctx context.Context, name string) (store.Cursor, error) {
	leave, err := s.gate.enter()
	if err != nil {
		return "", err
	}
	defer leave()
	if _, err := s.collection(name); err != nil {
		return "", err
	}
	var seq int64
	if err := s.readRow(ctx, `SELECT seq FROM state`, nil, &seq); err != nil {
		return "", fmt.Errorf("sqlitestore: latest of %s: %w", name, err)
	}
	return s.cursor(seq), nil
}

func (s *Store) cursor(seq int64) store.Cursor {
	return store.Cursor(s.lineage + "." + strconv.FormatInt(seq, 10))
}

func (s *Store) readCursor(c store.Cursor) (int64, error) {
	if c == "" {
		return 0, nil
	}
	lineage, text, _ := strings.Cut(string(c), ".")
	seq, err := strconv.ParseInt(text, 10, 64)
	if err != nil || seq < 0 || len(lineage) != len(s.lineage) {
		return 0, fmt.Errorf("%w: not a cursor of a feed", store.ErrInvalid)
	}
	if lineage != s.lineage {
		return 0, fmt.Errorf("%w: the cursor is of another database", store.ErrCursorGone)
	}
	return seq, nil
}

// known returns [store.ErrCursorGone] unless the feed knows all that has happened
// since: nothing later has been purged, and the database has been so far.
func (s *Store) known(ctx context.Context, name string, since int64) error {
	var seq, purged int64
	err := s.readRow(ctx, `SELECT seq, (SELECT purged FROM collections WHERE name = ?) FROM state`, []any{name}, &seq, &purged)
	if err != nil {
		return fmt.Errorf("sqlitestore: changes of %s: %w", name, err)
	}
	if since > seq || since < purged {
		return fmt.Errorf("%w: %s has been purged up to %d and changed up to %d", store.ErrCursorGone, name, purged, seq)
	}
	return nil
}

// purgeBatch is how many tombstones a transaction removes, so that writers do not
// wait long.
const purgeBatch = 500

// Purge forgets the tombstones of documents that were deleted before a time, in all
// declared collections, and returns how many. The feed answers cursors from before
// the last of them with [store.ErrCursorGone]. A document with the ID of a forgotten
// one begins with the first version again.
func (s *Store) Purge(ctx context.Context, before time.Time) (int, error) {
	leave, err := s.gate.enter()
	if err != nil {
		return 0, err
	}
	defer leave()
	s.mu.RLock()
	collections := s.collections
	s.mu.RUnlock()
	total := 0
	for _, c := range collections {
		for more := true; more; {
			var n int
			err := s.writer.doMany(ctx, purgeBatch, func(tx *transaction) (err error) {
				n, err = c.purge(tx, before.UnixMilli())
				return err
			})
			if err != nil {
				return total, s.wrap("purging "+c.declaration.Name, err)
			}
			total += n
			more = n == purgeBatch
		}
	}
	return total, nil
}

func (c *collection) purge(tx *transaction, before int64) (n int, err error) {
	var last int64
	query := "DELETE FROM " + c.table + " WHERE rowid IN (SELECT rowid FROM " + c.table +
		" INDEXED BY " + c.goneIndex() + " WHERE body IS NULL AND changed < ? ORDER BY changed LIMIT ?) RETURNING seq"
	err = tx.rows(query, []any{before, purgeBatch}, func(rows *sql.Rows) error {
		var seq int64
		if err := rows.Scan(&seq); err != nil {
			return err
		}
		n, last = n+1, max(last, seq)
		return nil
	})
	if err != nil || n == 0 {
		return n, err
	}
	_, err = tx.exec(`UPDATE collections SET purged = max(purged, ?) WHERE name = ?`, last, c.declaration.Name)
	return n, err
}
