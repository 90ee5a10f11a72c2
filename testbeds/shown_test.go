package testbeds

import (
	"errors"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/store"
)

func TestTheNewestNeedsComeFirst(t *testing.T) {
	b := newBench(t)
	at := noon
	var made []string
	for range 3 {
		at = at.Add(time.Minute)
		it, err := b.Create(t.Context(), leader, at, "partille", parseSample(t))
		must(t, err)
		_, err = b.Submit(t.Context(), leader, at, it.ID, 0)
		must(t, err)
		_, err = b.Publish(t.Context(), process, at, it.ID, 0)
		must(t, err)
		made = append(made, it.ID)
	}
	draft, err := b.Create(t.Context(), leader, at, "partille", parseSample(t))
	must(t, err)
	first, next, err := b.PublishedNewest(t.Context(), "", 2)
	must(t, err)
	second, last, err := b.PublishedNewest(t.Context(), next, 2)
	must(t, err)
	if len(first) != 2 || first[0].ID != made[2] || first[1].ID != made[1] || len(second) != 1 || second[0].ID != made[0] || last != "" {
		t.Errorf("%+v then %+v, want %v backwards; next %q", first, second, made, last)
	}
	for id, want := range map[string]bool{made[0]: true, draft.ID: false} {
		if was, err := b.WasPublished(t.Context(), id); err != nil || was != want {
			t.Errorf("%s was published: %t, %v", id, was, err)
		}
	}
	if _, err := b.WasPublished(t.Context(), "nothing"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("what never was: %v", err)
	}
}
