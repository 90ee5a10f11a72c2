package sqlitestore_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/sqlitestore"
)

// fillUp inserts things until there is no room, and returns their IDs.
func fillUp(t *testing.T, s *sqlitestore.Store) []string {
	t.Helper()
	var ids []string
	for i := 0; ; i++ {
		id := fmt.Sprint("full", i)
		_, err := write(t, s, "things", thing(id, strings.Repeat("x", 20_000)))
		if errors.Is(err, store.ErrFull) {
			if !fault.Is(err, fault.Unavailable) {
				t.Errorf("kind of %v", err)
			}
			return ids
		}
		if err != nil || i > 10_000 {
			t.Fatalf("thing %d: %v", i, err)
		}
		ids = append(ids, id)
	}
}

// isWhole checks that what was acknowledged is there, and nothing else.
func isWhole(t *testing.T, s *sqlitestore.Store, ids []string) {
	t.Helper()
	agree(t, s)
	things := all(t, s, "things")
	for _, id := range ids {
		if _, ok := things[id]; !ok {
			t.Errorf("%s is gone", id)
		}
	}
	if len(things) != len(ids) {
		t.Errorf("%d things, want %d", len(things), len(ids))
	}
}

func TestFullDatabase(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir, sqlitestore.Options{Now: time.Now}.WithMaxPages(200))
	declare(t, s)
	ids := fillUp(t, s)
	if len(ids) < 10 {
		t.Fatalf("only %d things had room", len(ids))
	}
	isWhole(t, s, ids)
	// A write that fits is made though another of the same call, or at the same
	// time, does not fit.
	if _, err := write(t, s, "things", thing("more", strings.Repeat("x", 20_000))); !errors.Is(err, store.ErrFull) {
		t.Errorf("one more: %v", err)
	}
	for _, id := range ids[:5] {
		must(t, s, "things", store.Write{Op: store.Delete, Document: store.Document{ID: id, Version: 1}})
		d, err := s.Get(t.Context(), "trail", "of-"+id)
		if err != nil {
			t.Fatal(err)
		}
		must(t, s, "trail", store.Write{Op: store.Delete, Document: d})
	}
	must(t, s, "things", thing("later", strings.Repeat("x", 20_000)))
	isWhole(t, s, append(ids[5:], "later"))
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	integrity(t, dir)
}

// What has no room fails alone, also when it is written together with others.
func TestFullAmongOthers(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir(), sqlitestore.Options{Now: time.Now}.WithMaxPages(200))
	declare(t, s)
	results := make(chan error)
	for i := range 20 {
		go func() {
			fill := "small"
			if i%5 == 0 {
				fill = strings.Repeat("x", 2_000_000)
			}
			_, err := write(t, s, "things", thing(fmt.Sprint("t", i), fill))
			if full := errors.Is(err, store.ErrFull); full != (i%5 == 0) || err != nil && !full {
				results <- fmt.Errorf("thing %d: %w", i, err)
				return
			}
			results <- nil
		}()
	}
	for range 20 {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
	agree(t, s)
	if n := len(all(t, s, "things")); n != 16 {
		t.Errorf("%d things, want 16", n)
	}
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	dir := smallDisk(t, "size=6m")
	data := filepath.Join(dir, "data")
	s := open(t, data, sqlitestore.Options{})
	declare(t, s)
	filler := filepath.Join(dir, "filler")
	if err := os.WriteFile(filler, make([]byte, 3<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	ids := fillUp(t, s)
	// Of a blob that has no room nothing is left, and it has the same error.
	if _, err := s.Blobs().Put(t.Context(), "large", strings.NewReader(strings.Repeat("x", 3<<20)), 1<<24); !errors.Is(err, store.ErrFull) {
		t.Errorf("put: %v", err)
	}
	if left := files(t, filepath.Join(data, "blobs")); len(left) != 0 {
		t.Errorf("left %s", left)
	}
	isWhole(t, s, ids)
	if _, err := s.Backup(t.Context(), filepath.Join(dir, "backup")); !errors.Is(err, store.ErrFull) {
		t.Errorf("backup: %v", err)
	}
	if left := files(t, filepath.Join(dir, "backup")); len(left) != 0 {
		t.Errorf("left %s", left)
	}
	// When there is room again, it works again, without being opened anew.
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("ping: %v", err)
	}
	must(t, s, "things", thing("later", strings.Repeat("x", 20_000)))
	putBlob(t, s, "large", strings.Repeat("x", 1<<20))
	isWhole(t, s, append(ids, "later"))
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	integrity(t, data)
	again := open(t, data, sqlitestore.Options{})
	declare(t, again)
	isWhole(t, again, append(ids, "later"))
}

func TestFolderThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	dir := readOnly(t, func(dir string) {
		s := open(t, filepath.Join(dir, "data"), sqlitestore.Options{})
		declare(t, s)
		must(t, s, "things", thing("a", ""))
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	})
	for _, name := range []string{"data", "new"} {
		s, err := sqlitestore.Open(t.Context(), filepath.Join(dir, name), sqlitestore.Options{Now: time.Now})
		if s != nil || !errors.Is(err, store.ErrFull) || !strings.Contains(err.Error(), dir) {
			t.Errorf("%s: %v, %v", name, s, err)
		}
	}
}
