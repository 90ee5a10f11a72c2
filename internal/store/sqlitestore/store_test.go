package sqlitestore_test

import (
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/sqlitestore"
	"github.com/allagehub/matcharenan/internal/store/storetest"
)

// open opens a folder and closes it when the test ends.
func open(t testing.TB, dir string, o sqlitestore.Options) *sqlitestore.Store {
	t.Helper()
	if o.Now == nil {
		o.Now = time.Now
	}
	s, err := sqlitestore.Open(t.Context(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestConformance(t *testing.T) {
	storetest.Run(t, storetest.Factory{
		Open: func(t *testing.T) store.Engine { return open(t, t.TempDir(), sqlitestore.Options{}) },
		OpenAt: func(t *testing.T, now func() time.Time) store.Engine {
			return open(t, t.TempDir(), sqlitestore.Options{Now: now})
		},
		Again: func(t *testing.T, e store.Engine) store.Engine {
			return open(t, e.(*sqlitestore.Store).Dir(), sqlitestore.Options{})
		},
	})
}
