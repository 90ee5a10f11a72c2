package testbeds

import (
	"errors"
	"testing"

	"github.com/allagehub/matcharenan/internal/store"
)

// TestCreatedAgain is a request that comes again because nobody knows what became of
// the first: it makes nothing more.
func TestCreatedAgain(t *testing.T) {
	b := newBench(t)
	first, err := b.CreateAs(t.Context(), leader, noon, "n1", "partille", Need{Title: "Doser glöms"})
	if err != nil {
		t.Fatal(err)
	}
	again, err := b.CreateAs(t.Context(), leader, noon, "n1", "partille", Need{Title: "Doser glöms"})
	if err != nil || again.ID != first.ID || again.Version != first.Version {
		t.Errorf("%+v %v", again, err)
	}
	if _, err := b.CreateAs(t.Context(), neighbor, noon, "n1", "ale", Need{Title: "Mitt"}); !errors.Is(err, store.ErrExists) {
		t.Errorf("another owner's need was given out: %v", err)
	}
}
