package sqlitestore_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/sqlitestore"
)

// A backup that is taken while others write is of one moment: of each change it has
// the effect as well, or neither.
func TestBackupWhileOthersWrite(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir(), sqlitestore.Options{})
	declare(t, s)
	ctx, stop := context.WithCancel(t.Context())
	var writers sync.WaitGroup
	for w := range 4 {
		writers.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				id := fmt.Sprint(w, "-", i)
				if _, err := write(t, s, "things", thing(id, "")); err != nil {
					t.Error(err)
				}
				if i%5 != 0 {
					continue
				}
				if _, err := s.Blobs().Put(t.Context(), id, strings.NewReader("content of "+id), 100); err != nil {
					t.Error(err)
				}
				if err := s.Blobs().Delete(t.Context(), fmt.Sprint(w, "-", i-20)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for i := range 3 {
		dir := filepath.Join(t.TempDir(), "new", "backup")
		time.Sleep(time.Duration(i) * 20 * time.Millisecond)
		if _, err := s.Backup(t.Context(), dir); err != nil {
			t.Error(err)
			continue
		}
		m, err := sqlitestore.Verify(t.Context(), dir)
		if err != nil {
			t.Error(err)
			continue
		}
		data := filepath.Join(t.TempDir(), "data")
		if err := sqlitestore.Restore(t.Context(), dir, data); err != nil {
			t.Error(err)
			continue
		}
		restoredIsWhole(t, data, m)
	}
	stop()
	writers.Wait()
}

func restoredIsWhole(t *testing.T, dir string, m sqlitestore.Manifest) {
	t.Helper()
	s := open(t, dir, sqlitestore.Options{})
	declare(t, s)
	agree(t, s)
	if n := len(all(t, s, "things")); n != m.Documents["things"] {
		t.Errorf("%d things, the manifest says %d", n, m.Documents["things"])
	}
	list, err := s.Blobs().List(t.Context(), "", store.MaxPage)
	if err != nil || len(list) != len(m.Blobs) {
		t.Errorf("%d blobs, the manifest says %d: %v", len(list), len(m.Blobs), err)
	}
	for _, info := range list {
		blobIs(t, s, info.ID, "content of "+info.ID)
	}
	must(t, s, "things", thing("after", ""))
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// A process that deletes a blob while another takes a backup leaves the file until
// the backup is done, and also if it ends before that.
func TestDeletesDuringABackup(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, other := open(t, dir, sqlitestore.Options{}), open(t, dir, sqlitestore.Options{})
	blobFiles := func() int { return len(files(t, filepath.Join(dir, "blobs"))) }
	for _, id := range []string{"a", "b", "c"} {
		putBlob(t, s, id, "content of "+id)
	}
	release, err := s.KeepFiles()
	if err != nil {
		t.Fatal(err)
	}
	remove := func(s *sqlitestore.Store, id string) {
		if err := s.Blobs().Delete(t.Context(), id); err != nil {
			t.Error(err)
		}
		if _, err := s.Blobs().Open(t.Context(), id); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("blob %s: %v", id, err)
		}
	}
	remove(s, "a")
	remove(other, "b")
	if err := other.Close(); err != nil {
		t.Error(err)
	}
	if n := blobFiles(); n != 3 {
		t.Errorf("%d files during the backup, want 3", n)
	}
	if err := release(); err != nil {
		t.Error(err)
	}
	remove(s, "c")
	if n := blobFiles(); n != 1 {
		t.Errorf("%d files, want that of the other process", n)
	}
	// The process that wrote it has it on its way, for all that others know.
	if err := errors.Join(open(t, dir, sqlitestore.Options{}).Close(), s.Close()); err != nil {
		t.Error(err)
	}
	if n := blobFiles(); n != 1 {
		t.Errorf("%d files while the process lives that wrote it", n)
	}
	if err := open(t, dir, sqlitestore.Options{}).Close(); err != nil {
		t.Error(err)
	}
	if n := blobFiles(); n != 0 {
		t.Errorf("%d files are left", n)
	}
}

// backedUp makes a folder with data and a backup of it.
func backedUp(t *testing.T) (s *sqlitestore.Store, backup string) {
	t.Helper()
	s = open(t, t.TempDir(), sqlitestore.Options{})
	declare(t, s)
	var writes []store.Write
	for i := range 50 {
		writes = append(writes, thing(fmt.Sprint("a", i), strings.Repeat("x", 500)))
	}
	if _, err := s.Write(t.Context(), "things", writes); err != nil {
		t.Fatal(err)
	}
	putBlob(t, s, "one", "first")
	putBlob(t, s, "two", "second")
	backup = filepath.Join(t.TempDir(), "backup")
	if _, err := s.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	return s, backup
}

func TestRestoredFeedBeginsAnew(t *testing.T) {
	t.Parallel()
	s, backup := backedUp(t)
	old, err := s.Latest(t.Context(), "things")
	if err != nil {
		t.Fatal(err)
	}
	lease, err := s.AcquireLease(t.Context(), "job", "a", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	second := filepath.Join(t.TempDir(), "second")
	if _, err := s.Backup(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{backup, second} {
		data := filepath.Join(t.TempDir(), "data")
		if err := sqlitestore.Restore(t.Context(), dir, data); err != nil {
			t.Fatal(err)
		}
		restored := open(t, data, sqlitestore.Options{})
		declare(t, restored)
		if _, err := restored.Changes(t.Context(), "things", old, 10); !errors.Is(err, store.ErrCursorGone) {
			t.Errorf("a cursor from before: %v", err)
		}
		if changes, err := restored.Changes(t.Context(), "things", "", 100); err != nil || len(changes.Changes) != 50 {
			t.Errorf("from the beginning: %d, %v", len(changes.Changes), err)
		}
		if l, err := restored.AcquireLease(t.Context(), "job", "a", time.Hour); err != nil || dir == second && l.Token <= lease.Token {
			t.Errorf("lease %+v, %v after %+v", l, err, lease)
		}
	}
}

func TestBackupAndRestoreNeedRoom(t *testing.T) {
	t.Parallel()
	s, backup := backedUp(t)
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "mine"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Backup(t.Context(), full); !fault.Is(err, fault.Conflict) {
		t.Errorf("backup: %v", err)
	}
	if err := sqlitestore.Restore(t.Context(), backup, full); !fault.Is(err, fault.Conflict) {
		t.Errorf("restore: %v", err)
	}
	if err := sqlitestore.Restore(t.Context(), backup, s.Dir()); !fault.Is(err, fault.Conflict) {
		t.Errorf("restore over data in use: %v", err)
	}
	if left := files(t, full); len(left) != 1 {
		t.Errorf("left %s", left)
	}
	if n := len(all(t, s, "things")); n != 50 {
		t.Errorf("%d things", n)
	}
}

// overwrite makes a new file, since the backup's may be a link to the data's.
func overwrite(t *testing.T, path string, change func([]byte) []byte) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, change(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestDamagedBackupsAreNotRestored(t *testing.T) {
	t.Parallel()
	flip := func(at int) func([]byte) []byte {
		return func(text []byte) []byte {
			text[(at+len(text))%len(text)] ^= 0x40
			return text
		}
	}
	replace := func(old, with string) func([]byte) []byte {
		return func(text []byte) []byte { return []byte(strings.Replace(string(text), old, with, 1)) }
	}
	blob := func(dir string) string {
		for _, f := range files(t, filepath.Join(dir, "blobs")) {
			return f
		}
		return ""
	}
	database := func(dir string) string { return filepath.Join(dir, "matcharenan.db") }
	manifest := func(dir string) string { return filepath.Join(dir, "manifest.json") }
	for _, c := range []struct {
		name   string
		file   func(dir string) string
		change func([]byte) []byte // nil to remove it
	}{
		{"no manifest", manifest, nil},
		{"half a manifest", manifest, func(text []byte) []byte { return text[:len(text)/2] }},
		{"another format", manifest, replace(`"format": 1`, `"format": 2`)},
		{"other counts", manifest, replace(`"things": 50`, `"things": 51`)},
		{"a blob elsewhere", manifest, replace(`"blobs/`, `"blobs/../../`)},
		{"a blob forgotten", manifest, replace(`"blobs": [`, `"nothing": [`)},
		{"no database", database, nil},
		{"half a database", database, func(text []byte) []byte { return text[:len(text)/2] }},
		{"the database's first byte", database, flip(0)},
		{"the database's last byte", database, flip(-1)},
		{"no blob", blob, nil},
		{"a blob's byte", blob, flip(2)},
		{"a longer blob", blob, func(text []byte) []byte { return append(text, 'x') }},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, backup := backedUp(t)
			if c.change == nil {
				if err := os.Remove(c.file(backup)); err != nil {
					t.Fatal(err)
				}
			} else {
				overwrite(t, c.file(backup), c.change)
			}
			if _, err := sqlitestore.Verify(t.Context(), backup); !fault.Is(err, fault.Invalid) {
				t.Errorf("verify: %v", err)
			}
			data := filepath.Join(t.TempDir(), "data")
			if err := sqlitestore.Restore(t.Context(), backup, data); !fault.Is(err, fault.Invalid) {
				t.Errorf("restore: %v", err)
			}
			if _, err := os.Stat(data); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("a folder was made: %v", err)
			}
		})
	}
}

func TestBackupTellsOfMissingFiles(t *testing.T) {
	t.Parallel()
	s, _ := backedUp(t)
	for _, f := range files(t, filepath.Join(s.Dir(), "blobs")) {
		if strings.Contains(f, "two~") {
			if err := os.Remove(f); err != nil {
				t.Fatal(err)
			}
		}
	}
	dir := filepath.Join(t.TempDir(), "backup")
	if _, err := s.Backup(t.Context(), dir); !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), "two~") {
		t.Errorf("backup: %v", err)
	}
	if left := files(t, dir); len(left) != 0 {
		t.Errorf("left %s", left)
	}
	if _, err := s.Blobs().Open(t.Context(), "two"); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("open: %v", err)
	}
}

// What ends early leaves nothing; what is killed leaves what is no data folder.
func TestRestoreIsWholeOrNothing(t *testing.T) {
	t.Parallel()
	_, backup := backedUp(t)
	data := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := sqlitestore.Restore(ctx, backup, data); err == nil {
		t.Error("restored after the context's end")
	}
	if left := files(t, data); len(left) != 0 {
		t.Errorf("left %s", left)
	}
	// As if it had been killed before the end.
	if err := sqlitestore.Restore(t.Context(), backup, data); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "restoring"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, f := range files(t, filepath.Join(data, "blobs"))[:1] {
		if err := os.Remove(f); err != nil {
			t.Fatal(err)
		}
	}
	if s, err := sqlitestore.Open(t.Context(), data, sqlitestore.Options{Now: time.Now}); !fault.Is(err, fault.Conflict) {
		t.Errorf("opened %v, %v", s, err)
	}
	if err := sqlitestore.Restore(t.Context(), backup, data); err != nil {
		t.Fatal(err)
	}
	s := open(t, data, sqlitestore.Options{})
	blobIs(t, s, "one", "first")
	blobIs(t, s, "two", "second")
}
