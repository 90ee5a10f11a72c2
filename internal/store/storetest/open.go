package storetest

import (
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/sqlitestore"
)

// Open opens an engine without any data, on SQLite, and closes it when the test
// ends. It is for tests of what uses a store.
func Open(t testing.TB) store.Engine {
	t.Helper()
	return OpenIn(t, t.TempDir())
}

// OpenIn is Open for a folder that may hold data, and that others may have open.
func OpenIn(t testing.TB, dir string) store.Engine {
	t.Helper()
	e, err := sqlitestore.Open(t.Context(), dir, sqlitestore.Options{Now: time.Now, NoSync: true}) //nolint:forbidigo // tests have no doorway to get it from
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}
