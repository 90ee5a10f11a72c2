package sqlitestore

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/allagehub/matcharenan/internal/store"
)

// collection is a declared collection with its SQL.
type collection struct {
	declaration store.Declaration
	table       string // quoted
	unique      bool   // has unique indexes

	get, insert, replace, remove, exists, changes string
}

// quote quotes a name for SQL. Names have no quotes in them.
func quote(name string) string { return `"` + name + `"` }

func newCollection(d store.Declaration) *collection {
	c := &collection{declaration: d, table: quote("doc_" + d.Name)}
	for _, x := range d.Indexes {
		c.unique = c.unique || x.Unique
	}
	c.get = "SELECT id, version, changed, body FROM " + c.table + " WHERE id = ? AND body IS NOT NULL"
	// A tombstone in the way gives its row, and its version goes on.
	c.insert = "INSERT INTO " + c.table + ` (id, version, changed, seq, body) VALUES (?, 1, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET version = version + 1, changed = excluded.changed, seq = excluded.seq, body = excluded.body
		WHERE body IS NULL RETURNING version`
	c.replace = "UPDATE " + c.table + ` SET version = version + 1, changed = ?, seq = ?, body = ?
		WHERE id = ? AND version = ? AND body IS NOT NULL`
	c.remove = "UPDATE " + c.table + ` SET version = version + 1, changed = ?, seq = ?, body = NULL
		WHERE id = ? AND version = ? AND body IS NOT NULL`
	c.exists = "SELECT 1 FROM " + c.table + " WHERE id = ? AND body IS NOT NULL"
	c.changes = "SELECT id, version, changed, body, seq FROM " + c.table +
		" INDEXED BY " + c.sequenceIndex() + " WHERE seq > ? ORDER BY seq LIMIT ?"
	return c
}

func (c *collection) index(name string) string {
	return quote("doc_" + c.declaration.Name + "." + name)
}

// Names of our own indexes have what declared names cannot have.
func (c *collection) sequenceIndex() string { return c.index("#seq") }
func (c *collection) goneIndex() string     { return c.index("#gone") }
func (c *collection) liveIndex() string     { return c.index("#live") }

// column is the name of the key of a field. SQLite does not tell capitals apart in
// names, so that a hash does.
func column(field string) string {
	sum := sha256.Sum256([]byte(field))
	return quote("k_" + strings.ReplaceAll(field, ".", "_") + "_" + hex.EncodeToString(sum[:4]))
}

// keyExpression gives what store.Key gives: texts as texts, whole numbers as
// integers, no and yes as blobs, which come after both, and NULL for the rest.
func keyExpression(field string) string {
	path := `'$."` + strings.ReplaceAll(field, ".", `"."`) + `"'`
	value := "json_extract(body, " + path + ")"
	return "CASE json_type(body, " + path + ") WHEN 'text' THEN " + value +
		" WHEN 'integer' THEN CASE typeof(" + value + ") WHEN 'integer' THEN " + value + " END" +
		" WHEN 'false' THEN x'00' WHEN 'true' THEN x'01' END"
}

// indexSQL is the statement that makes an index. Documents with the same values
// are ordered by ID, which a unique index does not need.
func (c *collection) indexSQL(x store.Index) string {
	columns, present := keyColumns(x.Fields), make([]string, len(x.Fields))
	for i, k := range columns {
		present[i] = k + " IS NOT NULL"
	}
	kind := "UNIQUE INDEX"
	if !x.Unique {
		kind = "INDEX"
		columns = append(columns, "id")
	}
	return "CREATE " + kind + " " + c.index(x.Name) + " ON " + c.table +
		" (" + strings.Join(columns, ", ") + ") WHERE " + strings.Join(present, " AND ")
}

func keyColumns(fields []string) []string {
	columns := make([]string, len(fields))
	for i, f := range fields {
		columns[i] = column(f)
	}
	return columns
}

// Declare makes the collections and indexes that are missing, and drops indexes of
// the declared collections that are no longer declared. Collections that are not
// declared stay as they are. All is done, or nothing.
func (s *Store) Declare(ctx context.Context, declarations []store.Declaration) error {
	leave, err := s.gate.enter()
	if err != nil {
		return err
	}
	defer leave()
	if err := store.CheckDeclarations(declarations); err != nil {
		return err
	}
	collections := make(map[string]*collection)
	for _, d := range declarations {
		collections[d.Name] = newCollection(d)
	}
	err = s.writer.do(ctx, func(tx *transaction) error {
		for _, c := range collections {
			if err := c.make(tx); err != nil {
				return fmt.Errorf("collection %s: %w", c.declaration.Name, err)
			}
		}
		return nil
	})
	if err != nil {
		return s.wrap("declaring", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.collections = collections
	return nil
}

func (c *collection) make(tx *transaction) error {
	name := c.declaration.Name
	if _, err := tx.exec(`INSERT OR IGNORE INTO collections (name, purged) VALUES (?, 0)`, name); err != nil {
		return err
	}
	var n int
	err := tx.row(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?`, []any{"doc_" + name}, &n)
	if errors.Is(err, sql.ErrNoRows) {
		err = tx.alter(`CREATE TABLE ` + c.table + ` (
	id      TEXT NOT NULL PRIMARY KEY,
	version INTEGER NOT NULL,
	changed INTEGER NOT NULL,
	seq     INTEGER NOT NULL,
	body    TEXT
);
CREATE UNIQUE INDEX ` + c.sequenceIndex() + ` ON ` + c.table + ` (seq);
CREATE INDEX ` + c.goneIndex() + ` ON ` + c.table + ` (changed) WHERE body IS NULL`)
	}
	if err != nil {
		return err
	}
	// A collection whose documents come and go is mostly tombstones: what goes by ID
	// must not read them. Folders of older programs have no such index.
	err = tx.row(`SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?`, []any{strings.Trim(c.liveIndex(), `"`)}, &n)
	if errors.Is(err, sql.ErrNoRows) {
		err = tx.alter("CREATE INDEX " + c.liveIndex() + " ON " + c.table + " (id) WHERE body IS NOT NULL")
	}
	if err != nil {
		return err
	}
	if err := c.makeKeys(tx); err != nil {
		return err
	}
	return c.makeIndexes(tx)
}

func (c *collection) makeKeys(tx *transaction) error {
	have := make(map[string]bool)
	err := tx.rows(`SELECT name FROM pragma_table_xinfo(?)`, []any{"doc_" + c.declaration.Name}, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		have[quote(name)] = true
		return err
	})
	if err != nil {
		return err
	}
	for _, x := range c.declaration.Indexes {
		for _, f := range x.Fields {
			k := column(f)
			if have[k] {
				continue
			}
			have[k] = true
			if err := tx.alter("ALTER TABLE " + c.table + " ADD COLUMN " + k + " GENERATED ALWAYS AS (" + keyExpression(f) + ") VIRTUAL"); err != nil {
				return err
			}
		}
	}
	return nil
}

// makeIndexes compares the indexes that there are with those declared, by the text
// of their statements. Keys that no index needs any more are left; they cost
// nothing.
func (c *collection) makeIndexes(tx *transaction) error {
	have := make(map[string]string)
	err := tx.rows(`SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND name NOT LIKE '%#%' AND sql IS NOT NULL`,
		[]any{"doc_" + c.declaration.Name}, func(rows *sql.Rows) error {
			var name, text string
			err := rows.Scan(&name, &text)
			have[quote(name)] = text
			return err
		})
	if err != nil {
		return err
	}
	want := make(map[string]string)
	for _, x := range c.declaration.Indexes {
		want[c.index(x.Name)] = c.indexSQL(x)
	}
	for name, text := range have {
		if want[name] != text {
			if err := tx.alter("DROP INDEX " + name); err != nil {
				return err
			}
			delete(have, name)
		}
	}
	for name, text := range want {
		if have[name] == text {
			continue
		}
		err := tx.alter(text)
		if duplicate(err) {
			return fmt.Errorf("%w: documents have the same values in %s: %w", store.ErrDuplicate, name, err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
