package audit

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var noon = time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)

func open(t testing.TB) store.Engine {
	t.Helper()
	e := storetest.Open(t)
	if err := e.Declare(t.Context(), append(Declarations(), store.Declaration{Name: "things"})); err != nil {
		t.Fatal(err)
	}
	return e
}

// put writes events to the inbox as the domain does: as effects of changes.
func put(t testing.TB, e store.Engine, events ...Event) {
	t.Helper()
	writes := make([]store.Write, len(events))
	for i, event := range events {
		effect, err := event.Effect()
		if err != nil {
			t.Fatal(err)
		}
		writes[i] = store.Write{Document: store.Document{ID: effect.ID, Body: []byte(`{}`)}, Effects: []store.Effect{effect}}
	}
	for len(writes) > 0 {
		n := min(len(writes), store.MaxWrites)
		written, err := e.Write(t.Context(), "things", writes[:n])
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range written {
			if w.Err != nil {
				t.Fatal(w.Err)
			}
		}
		writes = writes[n:]
	}
}

// some are n events, a millisecond apart; their objects are numbered from 1.
func some(n int) []Event {
	events := make([]Event, n)
	for i := range events {
		at := noon.Add(time.Duration(i) * time.Millisecond)
		events[i] = New(access.Service("test"), at, "org", "thing.make", "things/"+strconv.Itoa(i+1))
	}
	return events
}

func flush(t testing.TB, trail *Trail, want int) {
	t.Helper()
	n, err := trail.Flush(t.Context())
	if err != nil || n != want {
		t.Fatalf("flushed %d (%v), want %d", n, err, want)
	}
}

func verify(t testing.TB, trail *Trail, noted ...Head) Report {
	t.Helper()
	r, err := trail.Verify(t.Context(), noted...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func entries(t testing.TB, trail *Trail) []store.Item[entry] {
	t.Helper()
	var list []store.Item[entry]
	for it, err := range trail.chain.All(t.Context(), store.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, it)
	}
	return list
}

func TestEventsComeIntoTheChainInTheirOrder(t *testing.T) {
	e := open(t)
	trail := NewTrail(e)
	if head, err := trail.Head(t.Context()); err != nil || head != (Head{}) {
		t.Fatalf("the head of an empty chain is %v, %v", head, err)
	}
	if r := verify(t, trail); !r.OK() || r.Entries != 0 {
		t.Fatalf("an empty chain: %+v", r)
	}
	events := some(batch + 5)
	put(t, e, events[:3]...)
	if r := verify(t, trail); r.Waiting != 3 || r.Entries != 0 {
		t.Fatalf("before flushing: %+v", r)
	}
	flush(t, trail, 3)
	put(t, e, events[3:]...)
	flush(t, trail, batch+2)
	flush(t, trail, 0)
	for i, it := range entries(t, trail) {
		shown, err := it.Value.open()
		if err != nil || shown.Seq != int64(i+1) || shown.Object != events[i].Object || !shown.At.Equal(events[i].At.Time) {
			t.Fatalf("entry %d is %+v, %v", i+1, shown, err)
		}
	}
	r := verify(t, trail)
	head, err := trail.Head(t.Context())
	if err != nil || !r.OK() || r.Entries != batch+5 || r.Waiting != 0 || r.Head != head || head.Seq != batch+5 {
		t.Errorf("%+v, head %v, %v", r, head, err)
	}
}

func TestConcurrentFlushers(t *testing.T) {
	const events, flushers = 2000, 4
	e := open(t)
	put(t, e, some(events)...)
	var all sync.WaitGroup
	counts, failures := make([]int, flushers), make([]error, flushers)
	for i := range flushers {
		// A trail each, as in as many processes: they share nothing but the engine.
		all.Go(func() { counts[i], failures[i] = NewTrail(e).Flush(t.Context()) })
	}
	all.Wait()
	total := 0
	for i := range flushers {
		if failures[i] != nil {
			t.Fatal(failures[i])
		}
		total += counts[i]
	}
	if total != events {
		t.Errorf("they say that they appended %d: %v", total, counts)
	}
	trail := NewTrail(e)
	seen := map[string]bool{}
	for _, it := range entries(t, trail) {
		shown, err := it.Value.open()
		if err != nil || seen[shown.Object] {
			t.Fatalf("%s stands twice, or %v", shown.Object, err)
		}
		seen[shown.Object] = true
	}
	if r := verify(t, trail); len(seen) != events || !r.OK() || r.Waiting != 0 || r.Entries != events {
		t.Errorf("%d events, %+v", len(seen), r)
	}
}

// TestFlushAfterACrash puts events back that are in the chain already, as a process
// leaves them that is killed before it clears the inbox.
func TestFlushAfterACrash(t *testing.T) {
	e := open(t)
	trail := NewTrail(e)
	put(t, e, some(5)...)
	var left []store.Write
	for it, err := range trail.inbox.All(t.Context(), store.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		left = append(left, store.Write{Document: store.Document{ID: it.ID, Body: it.Value}})
	}
	flush(t, trail, 5)
	if _, err := e.Write(t.Context(), Inbox, left[2:]); err != nil {
		t.Fatal(err)
	}
	late := New(access.Service("test"), noon.Add(time.Hour), "org", "thing.make", "things/late")
	put(t, e, late)
	flush(t, trail, 1)
	if r := verify(t, trail); !r.OK() || r.Entries != 6 || r.Waiting != 0 {
		t.Errorf("%+v", r)
	}
}

// TestAnUnknownMemberIsKept holds that an older program does not cut what a newer one
// wrote, and that the member is guarded as well.
func TestAnUnknownMemberIsKept(t *testing.T) {
	e := open(t)
	trail := NewTrail(e)
	body := []byte(`{"at":"2026-03-31T12:00:00.000Z","actor":"a","action":"x.y","object":"x/1","new":{"b":2,"a":1}}`)
	if _, err := e.Write(t.Context(), Inbox, []store.Write{{Document: store.Document{ID: "1", Body: body}}}); err != nil {
		t.Fatal(err)
	}
	flush(t, trail, 1)
	var kept struct{ New map[string]int }
	it := entries(t, trail)[0]
	if err := json.Unmarshal(it.Value.Event, &kept); err != nil || kept.New["b"] != 2 {
		t.Fatalf("kept %s, %v", it.Value.Event, err)
	}
	changed := it.Value
	changed.Event = json.RawMessage(`{"at":"2026-03-31T12:00:00.000Z","actor":"a","action":"x.y","object":"x/1","new":{"b":3,"a":1}}`)
	replace(t, trail, it, changed)
	if r := verify(t, trail); r.Broken == nil || r.Broken.Reason != Changed {
		t.Errorf("%+v", r)
	}
}

func TestSpacesAndOrderOfMembersDoNotMatter(t *testing.T) {
	a, errA := link(Head{}, "1", json.RawMessage(`{"a":1,"b":{"c":"å","d":[true]}}`))
	b, errB := link(Head{}, "1", json.RawMessage(` { "b" : {"d":[ true ],"c":"\u00e5"}, "a":1 }`))
	if err := errors.Join(errA, errB); err != nil || a.Hash != b.Hash {
		t.Errorf("%s and %s, %v", a.Hash, b.Hash, err)
	}
	for name, other := range map[string]func() (entry, error){
		"event":  func() (entry, error) { return link(Head{}, "1", json.RawMessage(`{"a":2,"b":{"c":"å","d":[true]}}`)) },
		"ID":     func() (entry, error) { return link(Head{}, "2", a.Event) },
		"number": func() (entry, error) { return link(Head{Seq: 1}, "1", a.Event) },
		"before": func() (entry, error) { return link(Head{Hash: "x"}, "1", a.Event) },
	} {
		if o, err := other(); err != nil || o.Hash == a.Hash {
			t.Errorf("another %s gives the same hash, or %v", name, err)
		}
	}
}

func replace(t testing.TB, trail *Trail, it store.Item[entry], v entry) {
	t.Helper()
	_, err := trail.chain.Update(t.Context(), it.ID, func(there *entry, _ *store.Txn) error {
		*there = v
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func remove(t testing.TB, trail *Trail, seq int64) {
	t.Helper()
	if err := trail.chain.Delete(t.Context(), key(seq), func(*entry, *store.Txn) error { return nil }); err != nil {
		t.Fatal(err)
	}
}

func insert(t testing.TB, trail *Trail, id string, v entry) {
	t.Helper()
	if _, err := trail.chain.Insert(t.Context(), id, v); err != nil {
		t.Fatal(err)
	}
}

func TestTamperingIsFound(t *testing.T) {
	const n = 9
	tests := []struct {
		name   string
		tamper func(t *testing.T, trail *Trail, list []store.Item[entry])
		want   Break
		gaps   string
		noted  bool // only a head that was noted shows it
	}{
		{"changed event", func(t *testing.T, trail *Trail, list []store.Item[entry]) {
			v := list[3].Value
			v.Event = list[4].Value.Event
			replace(t, trail, list[3], v)
		}, Break{4, Changed}, "[]", false},
		{"changed event with a hash that fits", func(t *testing.T, trail *Trail, list []store.Item[entry]) {
			v, err := link(list[2].Value.head(), list[3].Value.EventID, list[4].Value.Event)
			if err != nil {
				t.Fatal(err)
			}
			replace(t, trail, list[3], v)
		}, Break{5, Unlinked}, "[]", false},
		{"changed hash", func(t *testing.T, trail *Trail, list []store.Item[entry]) {
			v := list[3].Value
			v.Hash = list[2].Value.Hash
			replace(t, trail, list[3], v)
		}, Break{4, Changed}, "[]", false},
		{"removed", func(t *testing.T, trail *Trail, _ []store.Item[entry]) {
			remove(t, trail, 4)
			remove(t, trail, 5)
		}, Break{6, Missing}, "[{4 5}]", false},
		{"removed first", func(t *testing.T, trail *Trail, _ []store.Item[entry]) {
			remove(t, trail, 1)
		}, Break{2, Missing}, "[{1 1}]", false},
		{"removed and renumbered", func(t *testing.T, trail *Trail, list []store.Item[entry]) {
			remove(t, trail, 4)
			for _, it := range list[4:] {
				remove(t, trail, it.Value.Seq)
				it.Value.Seq--
				insert(t, trail, key(it.Value.Seq), it.Value)
			}
		}, Break{4, Changed}, "[]", false},
		{"swapped", func(t *testing.T, trail *Trail, list []store.Item[entry]) {
			remove(t, trail, 4)
			remove(t, trail, 5)
			insert(t, trail, key(4), list[4].Value)
			insert(t, trail, key(5), list[3].Value)
		}, Break{4, Misplaced}, "[]", false},
		{"swapped events", func(t *testing.T, trail *Trail, list []store.Item[entry]) {
			a, b := list[3].Value, list[4].Value
			a.Event, b.Event = b.Event, a.Event
			replace(t, trail, list[3], a)
			replace(t, trail, list[4], b)
		}, Break{4, Changed}, "[]", false},
		{"inserted between", func(t *testing.T, trail *Trail, list []store.Item[entry]) {
			v, err := link(list[3].Value.head(), "forged", list[3].Value.Event)
			if err != nil {
				t.Fatal(err)
			}
			insert(t, trail, key(4)+"a", v)
		}, Break{5, Misplaced}, "[]", false},
		{"truncated", func(t *testing.T, trail *Trail, _ []store.Item[entry]) {
			remove(t, trail, n)
			remove(t, trail, n-1)
		}, Break{n - 1, CutOff}, "[]", true},
		{"made anew from an entry on", func(t *testing.T, trail *Trail, list []store.Item[entry]) {
			head := list[4].Value.head()
			for _, it := range list[5:] {
				v, err := link(head, it.Value.EventID, list[0].Value.Event)
				if err != nil {
					t.Fatal(err)
				}
				replace(t, trail, it, v)
				head = v.head()
			}
		}, Break{n, Replaced}, "[]", true},
		{"emptied", func(t *testing.T, trail *Trail, list []store.Item[entry]) {
			for i := range list {
				remove(t, trail, int64(i+1))
			}
		}, Break{1, CutOff}, "[]", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := open(t)
			trail := NewTrail(e)
			put(t, e, some(n)...)
			flush(t, trail, n)
			noted, err := trail.Head(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if r := verify(t, trail, noted, Head{}); !r.OK() {
				t.Fatalf("before: %+v", r)
			}
			test.tamper(t, trail, entries(t, trail))
			if r := verify(t, trail); test.noted != r.OK() {
				t.Errorf("without a noted head: %+v", r)
			}
			r := verify(t, trail, noted)
			if r.Broken == nil || *r.Broken != test.want || fmt.Sprint(r.Gaps) != test.gaps || r.OK() {
				t.Errorf("broken %v, gaps %v; want %v, %s", r.Broken, r.Gaps, test.want, test.gaps)
			}
		})
	}
}
