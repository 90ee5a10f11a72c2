package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/store"
)

// patience is how long a case waits for what has to come at last.
const patience = 20 * time.Second

func feed(t *testing.T, f Factory) {
	s := f.open(t, store.Declaration{Name: "told"}, store.Declaration{Name: "quiet"}, store.Declaration{Name: "busy"})
	t.Run("tells what has changed", s.tells)
	t.Run("of one collection", s.tellsOne)
	t.Run("from the latest on", s.tellsLatest)
	t.Run("tells all while others write", s.tellsAll)
	t.Run("calls those who watch", s.calls)
}

// listener keeps what a feed tells.
type listener struct {
	versions map[string]int64
	bodies   map[string]string // of those that are not gone
}

func newListener() *listener {
	return &listener{versions: make(map[string]int64), bodies: make(map[string]string)}
}

func (l *listener) hear(t testing.TB, changes []store.Change) {
	for _, c := range changes {
		d := c.Document
		if d.Version < l.versions[d.ID] {
			t.Errorf("%s: told version %d after %d", d.ID, d.Version, l.versions[d.ID])
		}
		if c.Deleted != (len(d.Body) == 0) {
			t.Errorf("%s: deleted %t with the body %q", d.ID, c.Deleted, d.Body)
		}
		if d.Changed.IsZero() {
			t.Errorf("%s: told without the time of the change", d.ID)
		}
		l.versions[d.ID] = d.Version
		l.bodies[d.ID] = string(d.Body)
		if c.Deleted {
			delete(l.bodies, d.ID)
		}
	}
}

// drain hears until there is no more.
func (l *listener) drain(t testing.TB, f *store.Feed, limit int) {
	t.Helper()
	for {
		changes, more, err := f.Next(t.Context(), limit)
		if err != nil {
			t.Fatal(err)
		}
		if len(changes) > limit {
			t.Errorf("%d changes, asked for %d", len(changes), limit)
		}
		l.hear(t, changes)
		if !more {
			return
		}
	}
}

func (s *suite) tells(t *testing.T) {
	l, f := newListener(), store.NewFeed(s.Engine, "told", "")
	l.drain(t, f, 10)
	if len(l.versions) != 0 {
		t.Errorf("told %v of nothing", l.versions)
	}
	for i := range 7 {
		s.must(t, "told", insertion(fmt.Sprint("d", i), body(t, "n", i)))
	}
	s.must(t, "told", replacement("d1", 1, `{"n":10}`))
	s.must(t, "told", deletion("d2", 1))
	l.drain(t, f, 3)
	if len(l.bodies) != 6 || !sameJSON(t, l.bodies["d1"], `{"n":10}`) || l.versions["d1"] != 2 || l.versions["d2"] != 2 {
		t.Errorf("told %v, %v", l.bodies, l.versions)
	}
	changes, more, err := f.Next(t.Context(), 3)
	if err != nil || more || len(changes) != 0 {
		t.Errorf("told again: %v, %v, %v", changes, more, err)
	}
	// What comes back, and what goes, after it was told.
	s.must(t, "told", insertion("d2", `{"n":20}`))
	s.must(t, "told", deletion("d3", 1))
	later := newListener()
	later.drain(t, f, 3)
	if len(later.versions) != 2 || later.versions["d2"] != 3 || later.versions["d3"] != 2 {
		t.Errorf("told %v", later.versions)
	}
	anew := newListener()
	anew.drain(t, store.NewFeed(s.Engine, "told", ""), 1)
	if len(anew.bodies) != 6 || anew.versions["d3"] != 2 {
		t.Errorf("told anew %v, %v", anew.bodies, anew.versions)
	}
}

func (s *suite) tellsOne(t *testing.T) {
	l := newListener()
	l.drain(t, store.NewFeed(s.Engine, "quiet", ""), 10)
	if len(l.versions) != 0 {
		t.Errorf("told %v of another collection", l.versions)
	}
}

func (s *suite) tellsLatest(t *testing.T) {
	s.must(t, "quiet", insertion("before", `{}`))
	cursor, err := s.Latest(t.Context(), "quiet")
	if err != nil || cursor == "" {
		t.Fatalf("%q, %v", cursor, err)
	}
	s.must(t, "quiet", insertion("after", `{}`))
	s.must(t, "quiet", replacement("before", 1, `{"n":1}`))
	l := newListener()
	l.drain(t, store.NewFeed(s.Engine, "quiet", cursor), 10)
	if l.versions["after"] != 1 || l.versions["before"] != 2 {
		t.Errorf("told %v", l.versions)
	}
}

// chatter writes documents that several writers share, until the context ends.
func (s *suite) chatter(ctx context.Context, t *testing.T, writer int) {
	random := chance(2, writer)
	for ctx.Err() == nil {
		id := fmt.Sprint("b", random.IntN(40))
		w := insertion(id, body(t, "r", random.Int()))
		if d, err := s.Get(t.Context(), "busy", id); err == nil {
			w = replacement(id, d.Version, body(t, "r", random.Int()))
			if random.IntN(3) == 0 {
				w = deletion(id, d.Version)
			}
		}
		_, err := s.one(t, "busy", w)
		if err != nil && !errors.Is(err, store.ErrVersion) && !errors.Is(err, store.ErrExists) && !errors.Is(err, store.ErrNotFound) {
			t.Error(err)
			return
		}
	}
}

func (s *suite) tellsAll(t *testing.T) {
	s.atomic(t)
	ctx, stop := context.WithCancel(t.Context())
	var writers sync.WaitGroup
	for w := range 4 {
		writers.Go(func() { s.chatter(ctx, t, w) })
	}
	// One hears all the time; one is replaced again and again by another, which
	// goes on from the cursor that the one before it had saved.
	steady, restarted := newListener(), newListener()
	f, again := store.NewFeed(s.Engine, "busy", ""), store.NewFeed(s.Engine, "busy", "")
	for range 80 {
		changes, _, err := f.Next(t.Context(), 5)
		if err != nil {
			t.Fatal(err)
		}
		steady.hear(t, changes)
		if changes, _, err = again.Next(t.Context(), 7); err != nil {
			t.Fatal(err)
		}
		restarted.hear(t, changes)
		again = store.NewFeed(s.Engine, "busy", again.Cursor())
	}
	stop()
	writers.Wait()
	steady.drain(t, f, 5)
	restarted.drain(t, store.NewFeed(s.Engine, "busy", again.Cursor()), 7)
	s.agrees(t, "busy", steady)
	s.agrees(t, "busy", restarted)
}

// agrees checks that what was told is what there is.
func (s *suite) agrees(t testing.TB, collection string, l *listener) {
	t.Helper()
	page, err := s.Find(t.Context(), collection, store.Query{Limit: store.MaxPage})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range page.Documents {
		if l.versions[d.ID] != d.Version || !sameJSON(t, l.bodies[d.ID], string(d.Body)) {
			t.Errorf("%s: told version %d, there is %d", d.ID, l.versions[d.ID], d.Version)
		}
	}
	if len(l.bodies) != len(page.Documents) {
		t.Errorf("told of %d documents, there are %d", len(l.bodies), len(page.Documents))
	}
}

// wakesNobody: a write that is refused changes nothing, and who watches for changes
// would otherwise try it again for ever.
func (s *suite) wakesNobody(t *testing.T, changed <-chan struct{}) {
	t.Helper()
	s.must(t, "told", insertion("taken", `{}`))
	<-changed
	for _, w := range []store.Write{insertion("taken", `{}`), replacement("taken", 7, `{}`), deletion("taken", 7), replacement("missing", 1, `{}`)} {
		if _, err := s.one(t, "told", w); err == nil {
			t.Errorf("write %d of %q went well", w.Op, w.Document.ID)
		}
		select {
		case <-changed:
			t.Errorf("write %d of %q was refused, and told of", w.Op, w.Document.ID)
		default:
		}
	}
}

func (s *suite) calls(t *testing.T) {
	changed, stop := s.Watch()
	other, stopOther := s.Watch()
	defer stopOther()
	wait := func(what string, ch <-chan struct{}) {
		t.Helper()
		select {
		case <-ch:
		case <-time.After(patience):
			t.Errorf("%s: not called", what)
		}
	}
	s.must(t, "told", insertion("watched", `{}`))
	wait("insert", changed)
	wait("insert, another", other)
	s.must(t, "told", replacement("watched", 1, `{"n":1}`))
	wait("replace", changed)
	s.must(t, "told", deletion("watched", 2))
	wait("delete", changed)
	s.wakesNobody(t, changed)
	// Nobody has to listen for writers to go on.
	for i := range 10 {
		s.must(t, "told", insertion(fmt.Sprint("unheard", i), `{}`))
	}
	stop()
	stop()
	select {
	case <-changed: // one may have waited
	default:
	}
	s.must(t, "told", insertion("unwatched", `{}`))
	wait("after another has stopped", other)
	select {
	case _, open := <-changed:
		if open {
			t.Error("called after the end")
		}
	default:
	}
}
