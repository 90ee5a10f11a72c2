package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/allagehub/matcharenan/internal/store"
)

// prepared returns a statement of the pool of readers, made once.
func (s *Store) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt, ok := s.statements.Load(query); ok {
		return stmt.(*sql.Stmt), nil
	}
	stmt, err := s.reads.PrepareContext(ctx, query)
	if err != nil {
		return nil, s.failure(err)
	}
	if other, taken := s.statements.LoadOrStore(query, stmt); taken {
		return other.(*sql.Stmt), stmt.Close()
	}
	return stmt, nil
}

// readRow runs a query of one row; none is [sql.ErrNoRows].
func (s *Store) readRow(ctx context.Context, query string, args []any, into ...any) error {
	stmt, err := s.prepared(ctx, query)
	if err != nil {
		return err
	}
	return s.failure(stmt.QueryRowContext(ctx, args...).Scan(into...))
}

// readRows runs a query and hands each row to scan.
func (s *Store) readRows(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	stmt, err := s.prepared(ctx, query)
	if err != nil {
		return err
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return s.failure(err)
	}
	return s.failure(eachRow(rows, scan))
}

// Get returns the document, or [store.ErrNotFound].
func (s *Store) Get(ctx context.Context, name, id string) (store.Document, error) {
	leave, err := s.gate.enter()
	if err != nil {
		return store.Document{}, err
	}
	defer leave()
	c, err := s.collection(name)
	if err != nil {
		return store.Document{}, err
	}
	var d store.Document
	var changed int64
	err = s.readRow(ctx, c.get, []any{id}, &d.ID, &d.Version, &changed, &d.Body)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return store.Document{}, store.ErrNotFound
	case err != nil:
		return store.Document{}, fmt.Errorf("sqlitestore: get: %w", err)
	}
	d.Changed = instant(changed)
	return d, nil
}

func instant(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// GetMany returns the documents that there are, in the order of the IDs.
func (s *Store) GetMany(ctx context.Context, name string, ids []string) ([]store.Document, error) {
	leave, err := s.gate.enter()
	if err != nil {
		return nil, err
	}
	defer leave()
	c, err := s.collection(name)
	if err != nil {
		return nil, err
	}
	if len(ids) > store.MaxPage {
		return nil, fmt.Errorf("%w: %d IDs at once", store.ErrInvalid, len(ids))
	}
	if len(ids) == 0 {
		return nil, nil
	}
	query, args := manySQL(c, ids)
	found := make(map[string]store.Document, len(ids))
	err = s.readRows(ctx, query, args, func(rows *sql.Rows) error {
		var d store.Document
		var changed int64
		if err := rows.Scan(&d.ID, &d.Version, &changed, &d.Body); err != nil {
			return err
		}
		d.Changed = instant(changed)
		found[d.ID] = d
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("sqlitestore: get many: %w", err)
	}
	documents := make([]store.Document, 0, len(found))
	for _, id := range ids {
		if d, ok := found[id]; ok {
			documents = append(documents, d)
		}
	}
	return documents, nil
}

// manySQL has a number of parameters of few sizes, so that there are few statements
// to prepare; the last ID is asked for again to fill up.
func manySQL(c *collection, ids []string) (query string, args []any) {
	size := 10
	for size < len(ids) {
		size *= 10
	}
	args = make([]any, size)
	for i := range args {
		args[i] = ids[min(i, len(ids)-1)]
	}
	return "SELECT id, version, changed, body FROM " + c.table +
		" WHERE id IN (?" + strings.Repeat(", ?", size-1) + ") AND body IS NOT NULL", args
}
