package sqlitestore_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/sqlitestore"
)

// blocked has another connection in the middle of a write, as another process may
// be, until release is called.
func blocked(t *testing.T, dir string) (release func()) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "matcharenan.db")+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := errors.Join(tx.Rollback(), db.Close()); err != nil {
			t.Error(err)
		}
	}
}

func TestWritesWaitForOtherProcesses(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir(), sqlitestore.Options{})
	declare(t, s)
	release := blocked(t, s.Dir())
	failed := make(chan error)
	go func() {
		_, err := write(t, s, "things", thing("a", ""))
		failed <- err
	}()
	time.Sleep(30 * time.Millisecond)
	if _, err := s.Get(t.Context(), "things", "a"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a read does not wait: %v", err)
	}
	release()
	if err := <-failed; err != nil {
		t.Error(err)
	}
}

func TestWritesDoNotWaitForEver(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir(), sqlitestore.Options{Patience: 50 * time.Millisecond})
	declare(t, s)
	release := blocked(t, s.Dir())
	if _, err := write(t, s, "things", thing("a", "")); !errors.Is(err, store.ErrFull) {
		t.Errorf("write: %v", err)
	}
	if err := s.Ping(t.Context()); !errors.Is(err, store.ErrFull) {
		t.Errorf("ping: %v", err)
	}
	release()
	must(t, s, "things", thing("a", ""))
}

// A write that has not begun is withdrawn when its context ends, and is not made
// later.
func TestWithdrawnWrites(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir(), sqlitestore.Options{})
	declare(t, s)
	release := blocked(t, s.Dir())
	var waiting sync.WaitGroup
	for i := range 10 {
		waiting.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
			defer cancel()
			if _, err := s.Write(ctx, "things", []store.Write{thing(fmt.Sprint("a", i), "")}); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("write: %v", err)
			}
		})
	}
	waiting.Wait()
	release()
	must(t, s, "things", thing("b", ""))
	if things := all(t, s, "things"); len(things) != 1 {
		t.Errorf("%d things, want one", len(things))
	}
	agree(t, s)
}

// Writes that wait when the engine is closed are made, and Close waits for them.
func TestCloseWaitsForWrites(t *testing.T) {
	t.Parallel()
	for range 6 {
		s := open(t, t.TempDir(), sqlitestore.Options{})
		declare(t, s)
		release := blocked(t, s.Dir())
		var writing sync.WaitGroup
		for i := range 8 {
			writing.Go(func() {
				// One that came too late is refused; none is left waiting.
				_, err := write(t, s, "things", thing(fmt.Sprint("a", i), ""))
				if err != nil && !errors.Is(err, store.ErrClosed) {
					t.Error(err)
				}
			})
		}
		time.Sleep(10 * time.Millisecond)
		closed := make(chan error)
		go func() { closed <- s.Close() }()
		time.Sleep(5 * time.Millisecond)
		release()
		writing.Wait()
		if err := <-closed; err != nil {
			t.Error(err)
		}
	}
}

// The effect that breaks a unique index takes its change with it, and no other.
func TestEffectsThatCannotBe(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir(), sqlitestore.Options{})
	declare(t, s)
	must(t, s, "things", thing("taken", ""))
	breaking := func(id, mail string) store.Write {
		return store.Write{
			Document: store.Document{ID: id, Body: []byte(`{}`)},
			Effects: []store.Effect{
				{Collection: "counters", ID: id, Body: []byte(`{}`)},
				{Collection: "things", ID: id, Body: fmt.Appendf(nil, `{"mail":%q}`, mail)},
			},
		}
	}
	written, err := s.Write(t.Context(), "trail", []store.Write{breaking("a", "free"), breaking("b", "taken"), breaking("c", "other")})
	if err != nil || written[0].Err != nil || !errors.Is(written[1].Err, store.ErrDuplicate) || written[2].Err != nil {
		t.Fatalf("%+v, %v", written, err)
	}
	for collection, want := range map[string]int{"trail": 3, "counters": 2, "things": 3} {
		found := all(t, s, collection)
		if _, ok := found["b"]; ok || len(found) != want {
			t.Errorf("%s: %v", collection, found)
		}
	}
}

func TestPurge(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)
	s := open(t, t.TempDir(), sqlitestore.Options{Now: func() time.Time { return now }})
	declare(t, s)
	insert := func(collection, id string) {
		must(t, s, collection, store.Write{Document: store.Document{ID: id, Body: []byte(`{}`)}})
	}
	gone := func(id string) {
		insert("things", id)
		must(t, s, "things", store.Write{Op: store.Delete, Document: store.Document{ID: id, Version: 1}})
	}
	insert("things", "stays")
	insert("trail", "quiet")
	quiet, err := s.Changes(t.Context(), "trail", "", 10)
	if err != nil {
		t.Fatal(err)
	}
	before, err := s.Changes(t.Context(), "things", "", 10)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		gone(fmt.Sprint("old", i))
	}
	after, err := s.Changes(t.Context(), "things", "", 10)
	if err != nil || len(after.Changes) != 4 {
		t.Fatalf("%+v, %v", after, err)
	}
	now = now.AddDate(0, 0, 40)
	gone("young")
	if n, err := s.Purge(t.Context(), now.AddDate(0, 0, -30)); n != 3 || err != nil {
		t.Errorf("purged %d, %v; want 3", n, err)
	}
	if n, err := s.Purge(t.Context(), now.AddDate(0, 0, -30)); n != 0 || err != nil {
		t.Errorf("purged %d again, %v", n, err)
	}
	if _, err := s.Changes(t.Context(), "things", before.Next, 10); !errors.Is(err, store.ErrCursorGone) {
		t.Errorf("from before what was purged: %v", err)
	}
	for _, c := range []struct {
		collection string
		cursor     store.Cursor
		want       string
	}{
		{"things", "", "stays young"},
		{"things", after.Next, "young"},
		{"trail", quiet.Next, ""},
		{"trail", "", "quiet"},
	} {
		got := ""
		changes, err := s.Changes(t.Context(), c.collection, c.cursor, 10)
		for _, change := range changes.Changes {
			got += " " + change.Document.ID
		}
		if got = got[min(1, len(got)):]; err != nil || got != c.want {
			t.Errorf("%s from %q: %s, %v; want %s", c.collection, c.cursor, got, err, c.want)
		}
	}
	insert("things", "old0")
}
