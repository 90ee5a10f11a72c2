package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
)

const (
	databaseName  = "matcharenan.db"
	blobsName     = "blobs"
	tempName      = "tmp" // in blobs; other folders there have two letters
	instancesName = "instances"
)

// Store is an open data folder.
type Store struct {
	dir      string
	options  Options
	lineage  string
	reads    *sql.DB
	writer   *writer
	instance *instance
	gate     gate
	watchers store.Watchers

	discarded discarded

	statements  sync.Map // SQL text to *sql.Stmt of reads
	mu          sync.RWMutex
	collections map[string]*collection
}

var _ store.Engine = (*Store)(nil)

// Open opens a data folder, and makes it if it is missing. It returns
// [store.ErrFull] for a folder that cannot be written, and [store.ErrDamaged] for a
// database that cannot be read.
func Open(ctx context.Context, dir string, o Options) (s *Store, err error) {
	if err := o.fill(); err != nil {
		return nil, err
	}
	s = &Store{options: o, collections: make(map[string]*collection)}
	if s.dir, err = filepath.Abs(dir); err != nil {
		return nil, fmt.Errorf("sqlitestore: folder %s: %w", dir, err)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("sqlitestore: opening %s: %w", dir, errors.Join(err, s.release()))
			s = nil
		}
	}()
	if err := s.prepareFolder(); err != nil {
		return s, err
	}
	if s.instance, err = newInstance(s.path(instancesName)); err != nil {
		return s, writeFailure(err)
	}
	if err := s.makeKeep(); err != nil {
		return s, writeFailure(err)
	}
	if err := s.openDatabase(ctx); err != nil {
		return s, err
	}
	return s, s.removeLeftovers(ctx)
}

// Dir returns the data folder.
func (s *Store) Dir() string { return s.dir }

func (s *Store) path(elements ...string) string {
	return filepath.Join(append([]string{s.dir}, elements...)...)
}

func (s *Store) prepareFolder() error {
	if _, err := os.Stat(s.path(restoringName)); err == nil {
		return fault.New(fault.Conflict, "store.restoring", fault.Args{"folder": s.dir})
	}
	for _, dir := range []string{s.dir, s.path(instancesName), s.path(blobsName), s.path(blobsName, tempName)} {
		if err := os.MkdirAll(dir, 0o750); err != nil {
			return writeFailure(err)
		}
	}
	return nil
}

func (s *Store) openDatabase(ctx context.Context) error {
	writes := openPool(s.path(databaseName), 1, writeParameters(s.options))
	s.writer = newWriter(writes, s.options, s.watchers.Tell)
	if err := s.prepareDatabase(ctx); err != nil {
		return s.failure(writeFailure(err))
	}
	s.reads = openPool(s.path(databaseName), s.options.Readers, readParameters(s.options.Patience))
	err := s.reads.QueryRowContext(ctx, `SELECT lineage FROM state`).Scan(&s.lineage)
	return s.failure(err)
}

// Ping reports whether the engine can read and write, by doing both.
func (s *Store) Ping(ctx context.Context) error {
	leave, err := s.gate.enter()
	if err != nil {
		return err
	}
	defer leave()
	var n int
	if err := s.reads.QueryRowContext(ctx, `SELECT count(*) FROM state`).Scan(&n); err != nil {
		return fmt.Errorf("sqlitestore: ping: %w", s.failure(err))
	}
	err = s.writer.do(ctx, func(tx *transaction) error {
		_, err := tx.exec(`UPDATE state SET pings = pings + 1`)
		return err
	})
	return s.wrap("ping", err)
}

// Close ends the use of the folder, when running calls have ended. Calling it again
// does nothing.
func (s *Store) Close() error {
	if !s.gate.close() {
		return nil
	}
	if err := s.release(); err != nil {
		return fmt.Errorf("sqlitestore: closing %s: %w", s.dir, err)
	}
	return nil
}

func (s *Store) release() error {
	var failures []error
	if s.writer != nil {
		s.writer.stop()
	}
	s.statements.Range(func(_, stmt any) bool {
		failures = append(failures, stmt.(*sql.Stmt).Close())
		return true
	})
	if s.reads != nil {
		failures = append(failures, s.reads.Close())
	}
	// The writer's connection is the last one, which tidies the write-ahead log.
	if s.writer != nil {
		failures = append(failures, s.writer.close())
	}
	if s.instance != nil {
		settled, err := s.settle()
		failures = append(failures, err, s.instance.release(settled))
	}
	return errors.Join(failures...)
}

// collection returns a declared collection.
func (s *Store) collection(name string) (*collection, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	c, ok := s.collections[name]
	if !ok {
		return nil, fmt.Errorf("%w: collection %q is not declared", store.ErrInvalid, name)
	}
	return c, nil
}
