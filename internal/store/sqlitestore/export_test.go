package sqlitestore

import (
	"context"
	"database/sql"
	"strings"

	"github.com/allagehub/matcharenan/internal/store"
)

// WithMaxPages limits the size of the database, as if the disk were full then.
func (o Options) WithMaxPages(n int) Options {
	o.maxPages = n
	return o
}

// KeepFiles is what a backup does before it begins.
func (s *Store) KeepFiles() (release func() error, err error) { return s.keepFiles() }

// Plan returns how SQLite goes about a query.
func (s *Store) Plan(ctx context.Context, name string, q store.Query) (string, error) {
	c, err := s.collection(name)
	if err != nil {
		return "", err
	}
	asked, err := store.CheckQuery(c.declaration, q)
	if err != nil {
		return "", err
	}
	f := newFinder(c, q, asked)
	if q.After != "" {
		if err := f.after(q.After); err != nil {
			return "", err
		}
	}
	var steps []string
	err = s.readRows(ctx, "EXPLAIN QUERY PLAN "+f.sql(), append(f.args, 1), func(rows *sql.Rows) error {
		var id, parent, unused int
		var step string
		err := rows.Scan(&id, &parent, &unused, &step)
		steps = append(steps, step)
		return err
	})
	return strings.Join(steps, "; "), err
}

// Setting returns a setting of the connection that writes.
func (s *Store) Setting(ctx context.Context, pragma string) (v string, err error) {
	err = s.writer.do(ctx, func(tx *transaction) error { return tx.row("PRAGMA "+pragma, nil, &v) })
	return v, err
}
