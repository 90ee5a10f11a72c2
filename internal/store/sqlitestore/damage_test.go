package sqlitestore_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/sqlitestore"
)

// closedFolder makes a folder with data that nobody has open.
func closedFolder(t *testing.T) (dir, database string) {
	t.Helper()
	dir = t.TempDir()
	s := open(t, dir, sqlitestore.Options{})
	declare(t, s)
	var writes []store.Write
	for i := range 200 {
		writes = append(writes, thing(fmt.Sprint("a", i), strings.Repeat("x", 500)))
	}
	if _, err := s.Write(t.Context(), "things", writes); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, filepath.Join(dir, "matcharenan.db")
}

// The error says which file it is and what to do.
func TestDamagedDatabase(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		write func(text []byte) []byte
	}{
		{"no database", func([]byte) []byte { return []byte(strings.Repeat("not a database ", 500)) }},
		{"overwritten header", func(text []byte) []byte { copy(text, strings.Repeat("\x00", 100)); return text }},
		{"overwritten schema", func(text []byte) []byte { copy(text[100:], strings.Repeat("\xff", 3000)); return text }},
		{"cut off", func(text []byte) []byte { return text[:5000] }},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, database := closedFolder(t)
			overwrite(t, database, c.write)
			before, err := os.ReadFile(database)
			if err != nil {
				t.Fatal(err)
			}
			s, err := sqlitestore.Open(t.Context(), dir, sqlitestore.Options{Now: time.Now})
			if s != nil {
				err = errors.Join(s.Declare(t.Context(), declared), s.Close())
			}
			if !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), database) || !strings.Contains(err.Error(), "backup") {
				t.Errorf("got %v", err)
			}
			if after, err := os.ReadFile(database); err != nil || string(after) != string(before) {
				t.Errorf("the damaged file was changed: %v", err)
			}
		})
	}
}

func TestDamageInside(t *testing.T) {
	t.Parallel()
	dir, database := closedFolder(t)
	overwrite(t, database, func(text []byte) []byte {
		for i := len(text) / 2; i < len(text)/2+30_000; i++ {
			text[i] = 0xff
		}
		return text
	})
	s := open(t, dir, sqlitestore.Options{})
	declare(t, s)
	var err error
	for i := 0; i < 200 && err == nil; i++ {
		_, err = s.Get(t.Context(), "things", fmt.Sprint("a", i))
	}
	if !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), database) {
		t.Errorf("got %v", err)
	}
}

func TestDatabasesOfOthersAreLeftAlone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, statement string }{
		{"of another program", `CREATE TABLE theirs (x)`},
		{"of another version", `PRAGMA application_id = 1835103336; PRAGMA user_version = 99`},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			db, err := sql.Open("sqlite", filepath.Join(dir, "matcharenan.db"))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Exec(c.statement); err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			if s, err := sqlitestore.Open(t.Context(), dir, sqlitestore.Options{Now: time.Now}); s != nil || !errors.Is(err, store.ErrDamaged) {
				t.Errorf("opened %v, %v", s, err)
			}
		})
	}
}

func TestOpenNeedsAClock(t *testing.T) {
	t.Parallel()
	if s, err := sqlitestore.Open(t.Context(), t.TempDir(), sqlitestore.Options{}); s != nil || err == nil {
		t.Errorf("opened %v", s)
	}
}
