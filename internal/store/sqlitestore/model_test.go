package sqlitestore_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/allagehub/matcharenan/internal/store/sqlitestore"
	"github.com/allagehub/matcharenan/internal/store/storetest"
)

func TestAnyCourseOfCalls(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		s := open(t, t.TempDir(), sqlitestore.Options{})
		if err := s.Declare(t.Context(), storetest.Declared()); err != nil {
			t.Fatal(err)
		}
		storetest.Model(t, rt, s, func(label string, n int) int { return rapid.IntRange(0, n-1).Draw(rt, label) })
		if err := s.Close(); err != nil {
			rt.Fatal(err)
		}
	})
}
