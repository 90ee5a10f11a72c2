package sqlitestore

import (
	"errors"
	"fmt"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/allagehub/matcharenan/internal/store"
)

// codeOf returns the extended result code of an error of SQLite, or 0.
func codeOf(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code()
	}
	return 0
}

// primary is the part of an extended result code that says what sort it is.
func primary(code int) int { return code & 0xff }

func busy(err error) bool {
	c := primary(codeOf(err))
	return c == sqlite3.SQLITE_BUSY || c == sqlite3.SQLITE_LOCKED
}

// duplicate reports whether a unique index refused a row.
func duplicate(err error) bool {
	c := codeOf(err)
	return c == sqlite3.SQLITE_CONSTRAINT_UNIQUE || c == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
}

// failure tells damage of the database, and one that others keep from being read,
// from other failures.
func (s *Store) failure(err error) error {
	switch primary(codeOf(err)) {
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT:
		return damaged(s.path(databaseName), err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN:
		return unavailable(err)
	}
	return err
}

func unavailable(err error) error {
	if errors.Is(err, store.ErrFull) {
		return err
	}
	return fmt.Errorf("%w: %w", store.ErrFull, err)
}

func damaged(file string, err error) error {
	return fmt.Errorf("%w: database file %s cannot be read; move its folder aside, "+
		"restore the newest backup into an empty folder and start with that: %w", store.ErrDamaged, file, err)
}

// writeFailure tells a disk that is full or cannot be written from other failures
// of writing.
func writeFailure(err error) error {
	if err == nil {
		return nil
	}
	full := false
	switch primary(codeOf(err)) {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_BUSY:
		full = true
	}
	for _, e := range []error{syscall.ENOSPC, syscall.EROFS, syscall.EACCES, syscall.EDQUOT, syscall.EFBIG, syscall.EIO} {
		full = full || errors.Is(err, e)
	}
	if full {
		return unavailable(err)
	}
	return err
}

// wrap adds what was being written to an error of the writer.
func (s *Store) wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("sqlitestore: %s: %w", what, s.failure(writeFailure(err)))
}

// refusal reports whether an error is about the write itself, so that the others
// of its transaction can go on.
func refusal(err error) bool {
	for _, e := range []error{
		store.ErrExists, store.ErrNotFound, store.ErrVersion, store.ErrDuplicate,
		store.ErrTooLarge, store.ErrInvalid, store.ErrLeased,
	} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}
