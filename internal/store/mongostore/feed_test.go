package mongostore

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/allagehub/matcharenan/internal/store"
)

// late is a change of a document that is stamped at one time and seen at another.
type late struct {
	record
	seen int64
}

// imagined is a collection as a reader with the read concern majority sees it.
type imagined struct{ changes []late }

// read does what the steps of a feed make MongoDB do.
func (c imagined) read(from spot, now int64, limit int) (records []record, more bool) {
	newest := make(map[string]record)
	for _, l := range c.changes {
		if l.seen <= now && newest[l.ID].Version < l.Version {
			newest[l.ID] = l.record
		}
	}
	for _, r := range newest {
		if at := r.At.UnixMilli(); at > from.At || at == from.At && r.ID > from.ID {
			records = append(records, r)
		}
	}
	slices.SortFunc(records, func(a, b record) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	if len(records) > limit {
		return records[:limit], true
	}
	return records, false
}

// settled is up to when everything that was stamped is seen, as hello says it.
func (c imagined) settled(now int64) int64 {
	for _, l := range c.changes {
		if l.seen > now && l.At.UnixMilli() < now {
			now = l.At.UnixMilli()
		}
	}
	return now
}

// TestTheFeedTellsEverything has a replica set whose majority lags by up to minutes,
// stamps that are off by less than the overlap, and a reader that reads small pages
// at any times. In the end every document has been told in its last version.
func TestTheFeedTellsEverything(t *testing.T) {
	const overlap = 10_000
	rapid.Check(t, func(t *rapid.T) {
		var c imagined
		now, logged := int64(1_000_000), int64(0)
		versions := make(map[string]int64)
		told := make(map[string]int64)
		at := spot{At: beginning}
		read := func() (more bool) {
			if at.Hold == nil {
				hold := c.settled(now) - overlap
				at.Hold = &hold
			}
			records, more := c.read(at, now, rapid.IntRange(1, 5).Draw(t, "limit"))
			for _, r := range records {
				told[r.ID] = max(told[r.ID], r.Version)
			}
			at = next(records, more, at)
			return more
		}
		for range rapid.IntRange(1, 60).Draw(t, "events") {
			now += rapid.Int64Range(0, 20_000).Draw(t, "pause")
			if rapid.Bool().Draw(t, "reads") {
				read()
				continue
			}
			id := fmt.Sprint("d", rapid.IntRange(0, 5).Draw(t, "id"))
			versions[id]++
			// A majority has changes in the order of the log.
			logged = max(logged, now+rapid.Int64Range(0, 120_000).Draw(t, "lag"))
			stamp := now - rapid.Int64Range(0, overlap-1).Draw(t, "skew")
			c.changes = append(c.changes, late{record{ID: id, Version: versions[id], At: time.UnixMilli(stamp)}, logged})
		}
		now = max(now, logged) + 1
		for read() {
		}
		for read() { // from the hold
		}
		for id, want := range versions {
			if told[id] != want {
				t.Fatalf("%s was told in version %d of %d", id, told[id], want)
			}
		}
	})
}

func TestSpots(t *testing.T) {
	const epoch = "0123456789abcdef01234567"
	hold := int64(5)
	for _, want := range []spot{{Epoch: epoch, At: 7, ID: "x"}, {Epoch: epoch, At: beginning, Hold: &hold}, {Epoch: epoch}} {
		got, err := parseSpot(want.cursor(), epoch)
		if err != nil || got.At != want.At || got.ID != want.ID || (got.Hold == nil) != (want.Hold == nil) {
			t.Errorf("got %+v, %v; want %+v", got, err, want)
		}
	}
	if _, err := parseSpot(spot{Epoch: "0123456789abcdef01234568"}.cursor(), epoch); !errors.Is(err, store.ErrCursorGone) {
		t.Errorf("a cursor of another epoch: %v", err)
	}
	for _, c := range []store.Cursor{"x", "e30", "bnVsbA", "W10", spot{Epoch: epoch}.cursor() + "IA"} {
		if _, err := parseSpot(c, epoch); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("%q: %v", c, err)
		}
	}
}

func FuzzParseSpot(f *testing.F) {
	f.Add(string(spot{Epoch: "0123456789abcdef01234567", At: 1, ID: "a"}.cursor()))
	f.Fuzz(func(t *testing.T, cursor string) {
		_, err := parseSpot(store.Cursor(cursor), "0123456789abcdef01234567")
		if err != nil && !errors.Is(err, store.ErrInvalid) && !errors.Is(err, store.ErrCursorGone) {
			t.Error(err)
		}
	})
}
