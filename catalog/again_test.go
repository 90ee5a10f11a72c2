package catalog

import (
	"errors"
	"testing"

	"github.com/allagehub/matcharenan/internal/store"
)

// TestCreatedAgain is a request that comes again because nobody knows what became of
// the first: it makes nothing more.
func TestCreatedAgain(t *testing.T) {
	b := newBench(t)
	p := Product{Name: "Nattljus"}
	first, err := b.CreateAs(t.Context(), editor, noon, "l1", "acme", "", p)
	if err != nil {
		t.Fatal(err)
	}
	again, err := b.CreateAs(t.Context(), editor, noon, "l1", "acme", "", p)
	if err != nil || again.ID != first.ID || again.Version != first.Version {
		t.Errorf("%+v %v", again, err)
	}
	if _, err := b.CreateAs(t.Context(), rival, noon, "l1", "beta", "", p); !errors.Is(err, store.ErrExists) {
		t.Errorf("another owner's listing was given out: %v", err)
	}
}
