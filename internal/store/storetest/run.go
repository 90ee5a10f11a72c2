package storetest

import (
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/store"
)

// Factory makes the engines that the suite is about.
type Factory struct {
	// Open opens an engine without any data and closes it when the test ends.
	Open func(t *testing.T) store.Engine
	// OpenAt is Open with the test's clock; nil for an engine whose clock is not
	// the caller's. Cases that wait then wait in earnest.
	OpenAt func(t *testing.T, now func() time.Time) store.Engine
	// Again opens the data of an engine that is open once more, as another process
	// does, and closes it when the test ends; nil if that cannot be.
	Again func(t *testing.T, e store.Engine) store.Engine
	// Imitation says why the engine behind is not the real one, and so promises
	// less. Cases that need what it does not promise are skipped with this reason.
	Imitation string
}

// Run runs the conformance suite.
func Run(t *testing.T, f Factory) {
	for _, group := range []struct {
		name string
		run  func(*testing.T, Factory)
	}{
		{"documents", documents},
		{"bodies", bodies},
		{"limits", limits},
		{"declarations", declarations},
		{"queries", queries},
		{"paging", paging},
		{"races", races},
		{"effects", effects},
		{"feed", feed},
		{"leases", leases},
		{"blobs", blobs},
		{"life", life},
	} {
		t.Run(group.name, func(t *testing.T) { group.run(t, f) })
	}
}

// atomic skips a case that an imitation does not pass.
func (f Factory) atomic(t *testing.T) {
	t.Helper()
	if f.Imitation != "" {
		t.Skip(f.Imitation)
	}
}

// suite is an open engine of a group with the cases' helpers.
type suite struct {
	Factory
	store.Engine
}

// open opens an engine for a group, with its collections.
func (f Factory) open(t *testing.T, declared ...store.Declaration) *suite {
	t.Helper()
	s := &suite{Factory: f, Engine: f.Open(t)}
	s.declare(t, declared...)
	return s
}

func (s *suite) declare(t *testing.T, declared ...store.Declaration) {
	t.Helper()
	if err := s.Declare(t.Context(), declared); err != nil {
		t.Fatal(err)
	}
}
