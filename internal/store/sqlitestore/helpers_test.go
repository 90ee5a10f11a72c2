package sqlitestore_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/sqlitestore"
)

// declared are the collections of the tests of this package.
var declared = []store.Declaration{
	{Name: "things", Indexes: []store.Index{
		{Name: "owner", Fields: []string{"owner", "n"}},
		{Name: "mail", Fields: []string{"mail"}, Unique: true},
	}},
	{Name: "trail"},
	{Name: "counters"},
}

func declare(t testing.TB, s *sqlitestore.Store) {
	t.Helper()
	if err := s.Declare(t.Context(), declared); err != nil {
		t.Fatal(err)
	}
}

// write makes one write.
func write(t testing.TB, s *sqlitestore.Store, collection string, w store.Write) (store.Document, error) {
	t.Helper()
	written, err := s.Write(t.Context(), collection, []store.Write{w})
	if err != nil {
		return store.Document{}, err
	}
	return written[0].Document, written[0].Err
}

// thing is an insert with an effect.
func thing(id, fill string) store.Write {
	body, err := json.Marshal(map[string]any{"owner": id[:1], "n": len(id), "mail": id, "fill": fill})
	if err != nil {
		panic(err)
	}
	return store.Write{
		Document: store.Document{ID: id, Body: body},
		Effects:  []store.Effect{{Collection: "trail", ID: "of-" + id, Body: fmt.Appendf(nil, `{"of":%q}`, id)}},
	}
}

func must(t testing.TB, s *sqlitestore.Store, collection string, w store.Write) store.Document {
	t.Helper()
	d, err := write(t, s, collection, w)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func putBlob(t testing.TB, s *sqlitestore.Store, id, content string) {
	t.Helper()
	if _, err := s.Blobs().Put(t.Context(), id, strings.NewReader(content), 1<<24); err != nil {
		t.Fatal(err)
	}
}

func blobIs(t testing.TB, s *sqlitestore.Store, id, content string) {
	t.Helper()
	b, err := s.Blobs().Open(t.Context(), id)
	if err != nil {
		t.Errorf("blob %s: %v", id, err)
		return
	}
	defer b.Close()
	if got, err := io.ReadAll(b); err != nil || !bytes.Equal(got, []byte(content)) {
		t.Errorf("blob %s: %d bytes, %v; want %d", id, len(got), err, len(content))
	}
}

// all returns the documents of a collection by ID.
func all(t testing.TB, s *sqlitestore.Store, collection string) map[string]store.Document {
	t.Helper()
	found := make(map[string]store.Document)
	for q := (store.Query{Limit: store.MaxPage}); ; {
		page, err := s.Find(t.Context(), collection, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range page.Documents {
			found[d.ID] = d
		}
		if page.Next == "" {
			return found
		}
		if page.Next == q.After {
			t.Fatal("pages without end")
		}
		q.After = page.Next
	}
}

// agree checks that each thing has its effect, once, and each effect its thing.
func agree(t testing.TB, s *sqlitestore.Store) {
	t.Helper()
	things, trail := all(t, s, "things"), all(t, s, "trail")
	for id := range things {
		if d, ok := trail["of-"+id]; !ok || d.Version != 1 {
			t.Errorf("%s: its effect is %+v", id, d)
		}
	}
	if len(things) != len(trail) {
		t.Errorf("%d things and %d effects", len(things), len(trail))
	}
}

// integrity checks a database that nobody has open.
func integrity(t testing.TB, dir string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "matcharenan.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var answer string
	if err := db.QueryRow(`PRAGMA integrity_check`).Scan(&answer); err != nil || answer != "ok" {
		t.Errorf("integrity: %s, %v", answer, err)
	}
}

// files returns the paths of all files below a folder.
func files(t testing.TB, dir string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
