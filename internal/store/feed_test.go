package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/internal/store"
)

// teller is an engine whose feed the test makes up.
type teller struct {
	store.Engine
	answers []store.Changes
	asked   []store.Cursor
}

func (e *teller) Changes(_ context.Context, _ string, after store.Cursor, _ int) (store.Changes, error) {
	e.asked = append(e.asked, after)
	if len(e.answers) == 0 {
		return store.Changes{}, store.ErrCursorGone
	}
	answer := e.answers[0]
	e.answers = e.answers[1:]
	return answer, nil
}

// told makes an answer of IDs with versions, "-" before those that are gone.
func told(next store.Cursor, more bool, changes string) store.Changes {
	answer := store.Changes{Next: next, More: more}
	for text := range strings.FieldsSeq(changes) {
		id, gone := strings.CutPrefix(text, "-")
		var version int64
		if _, err := fmt.Sscanf(id[1:], "%d", &version); err != nil {
			panic(err)
		}
		answer.Changes = append(answer.Changes, store.Change{Document: store.Document{ID: id[:1], Version: version}, Deleted: gone})
	}
	return answer
}

// A feed leaves out what an engine with an overlap tells again, however the engine
// cuts its answers, and never a newer version.
func TestFeedLeavesOutWhatItHasTold(t *testing.T) {
	e := &teller{answers: []store.Changes{
		told("1", true, "a1 b1"),
		told("2", true, "c1 a2"),
		told("1", false, "d1"),
		told("1", false, "b1 c1 a2 d1 e1"), // the overlap
		told("1", false, "b1 c1 a2 d1 e1"),
		told("3", false, "c1 -a3 e1 b2"),
		told("4", false, ""),
		told("5", false, "f1"),
	}}
	f := store.NewFeed(e, "x", "0")
	for i, want := range []string{"a1 b1", "c1 a2", "d1", "e1", "", "-a3 b2", "", "f1"} {
		changes, _, err := f.Next(t.Context(), 10)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range changes {
			text := fmt.Sprint(c.Document.ID, c.Document.Version)
			if c.Deleted {
				text = "-" + text
			}
			got = append(got, text)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("answer %d: got %s, want %s", i, got, want)
		}
	}
	if got := fmt.Sprint(e.asked); got != "[0 1 2 1 1 1 3 4]" || f.Cursor() != "5" {
		t.Errorf("asked %s, now at %s", got, f.Cursor())
	}
	if _, _, err := f.Next(t.Context(), 10); !errors.Is(err, store.ErrCursorGone) || f.Cursor() != "5" {
		t.Errorf("got %v, at %s", err, f.Cursor())
	}
}
