package storetest

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/sqlitestore"
)

// folders are those that [OpenDeclared] has made, as file names and contents.
var folders struct {
	mu   sync.Mutex
	made map[string]map[string][]byte
}

// OpenDeclared is [Open] with the collections declared. Making them is what takes
// most time, so that they are made once in a program and copied after that.
func OpenDeclared(t testing.TB, declarations []store.Declaration) store.Engine {
	t.Helper()
	folders.mu.Lock()
	defer folders.mu.Unlock()
	key := fmt.Sprint(declarations)
	if folders.made[key] == nil {
		if folders.made == nil {
			folders.made = map[string]map[string][]byte{}
		}
		folders.made[key] = declared(t, declarations)
	}
	dir := t.TempDir()
	for name, content := range folders.made[key] {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	e := OpenIn(t, dir)
	if err := e.Declare(t.Context(), declarations); err != nil {
		t.Fatal(err)
	}
	return e
}

// declared is what a closed engine with the collections leaves in its folder.
func declared(t testing.TB, declarations []store.Declaration) map[string][]byte {
	t.Helper()
	dir := t.TempDir()
	e, err := sqlitestore.Open(t.Context(), dir, sqlitestore.Options{Now: time.Now, NoSync: true}) //nolint:forbidigo // tests have no doorway to get it from
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Declare(t.Context(), declarations); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	folder := os.DirFS(dir)
	err = fs.WalkDir(folder, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files[path], err = fs.ReadFile(folder, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
