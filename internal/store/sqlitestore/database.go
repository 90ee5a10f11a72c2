package sqlitestore

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"time"

	_ "modernc.org/sqlite" // the driver

	"github.com/allagehub/matcharenan/internal/store"
)

const (
	applicationID = 0x6d617468 // "math", in the file's header
	formatVersion = 1          // of tables and columns
)

// writeParameters set up the writer's connection. It does not wait within SQLite
// for other processes: the writer does that, and hears of the caller's end.
func writeParameters(o Options) []string {
	pragmas := []string{
		"busy_timeout(0)", "journal_mode(wal)", "fullfsync(1)", "cache_size(-16000)",
		"journal_size_limit(67108864)", "trusted_schema(0)", "temp_store(memory)",
	}
	if o.NoSync {
		pragmas = append(pragmas, "synchronous(off)")
	} else {
		pragmas = append(pragmas, "synchronous(full)")
	}
	if o.maxPages > 0 {
		pragmas = append(pragmas, fmt.Sprintf("max_page_count(%d)", o.maxPages))
	}
	return pragmas
}

func readParameters(patience time.Duration) []string {
	return []string{
		fmt.Sprintf("busy_timeout(%d)", patience.Milliseconds()), "query_only(1)", "cache_size(-8000)",
		"trusted_schema(0)", "temp_store(memory)",
	}
}

// openPool opens nothing yet; connections are made when they are needed.
func openPool(file string, size int, pragmas []string) *sql.DB {
	return openPoolWith(file, size, pragmas, nil)
}

func openPoolWith(file string, size int, pragmas []string, parameters map[string]string) *sql.DB {
	query := url.Values{"_pragma": pragmas, "_error_rc": {"1"}}
	for name, v := range parameters {
		query.Set(name, v)
	}
	u := url.URL{Scheme: "file", Path: file, RawQuery: query.Encode()}
	pool, err := sql.Open("sqlite", u.String())
	if err != nil {
		panic(err) // the driver is linked in
	}
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	return pool
}

const baseSchema = `
CREATE TABLE state (
	one     INTEGER PRIMARY KEY CHECK (one = 1),
	lineage TEXT NOT NULL,
	seq     INTEGER NOT NULL,
	pings   INTEGER NOT NULL
);
CREATE TABLE collections (
	name   TEXT PRIMARY KEY,
	purged INTEGER NOT NULL
);
CREATE TABLE leases (
	name   TEXT PRIMARY KEY,
	holder TEXT NOT NULL,
	token  INTEGER NOT NULL,
	until  INTEGER NOT NULL
);
CREATE TABLE blobs (
	id     TEXT PRIMARY KEY,
	file   TEXT NOT NULL,
	size   INTEGER NOT NULL,
	sha256 TEXT NOT NULL,
	stored INTEGER NOT NULL
);
`

var errOtherFormat = errors.New("the database was made by another program or a newer version of this one")

// prepareDatabase makes the tables of a new database, and refuses one that this
// program does not know.
func (s *Store) prepareDatabase(ctx context.Context) error {
	return s.writer.do(ctx, func(tx *transaction) error {
		var application, version int
		var tables int
		if err := tx.row(`SELECT (SELECT application_id FROM pragma_application_id),
			(SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)`,
			nil, &application, &version, &tables); err != nil {
			return err
		}
		switch {
		case application == applicationID && version == formatVersion:
			return nil
		case application != 0 || version != 0 || tables != 0:
			return fmt.Errorf("%w: %s: %w", store.ErrDamaged, s.path(databaseName), errOtherFormat)
		}
		if err := tx.alter(baseSchema); err != nil {
			return err
		}
		if _, err := tx.exec(`INSERT INTO state (one, lineage, seq, pings) VALUES (1, ?, 0, 0)`, newLineage()); err != nil {
			return err
		}
		return tx.alter(fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, formatVersion))
	})
}

func newLineage() string {
	var b [6]byte
	_, _ = rand.Read(b[:]) // never fails, says crypto/rand
	return hex.EncodeToString(b[:])
}
