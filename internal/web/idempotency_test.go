package web

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/storetest"
)

// creator is a route that creates, and counts how often it did.
type creator struct {
	created atomic.Int64
	ids     sync.Map
	fail    atomic.Pointer[error]
	enter   chan struct{} // when set, a handler waits in it
	leave   chan struct{}
}

func (cr *creator) routes(a *App) {
	h := func(c *fiber.Ctx) error {
		if cr.enter != nil {
			cr.enter <- struct{}{}
			<-cr.leave
		}
		if err := cr.fail.Load(); err != nil {
			return *err
		}
		id := NewID(c)
		if _, double := cr.ids.LoadOrStore(id, true); double {
			return store.ErrExists
		}
		n := cr.created.Add(1)
		SetETag(c, 1)
		c.Set("Location", "/things/"+id)
		c.Set("X-Other", "x")
		return c.Status(http.StatusCreated).JSON(map[string]any{"n": n})
	}
	a.Post("/things", Idempotent, h)
	a.Post("/panic", Idempotent, func(*fiber.Ctx) error { panic("cut off") })
}

func (cr *creator) failWith(err error) { cr.fail.Store(&err) }

func openStore(t *testing.T) store.Engine {
	t.Helper()
	e := storetest.Open(t)
	if err := e.Declare(t.Context(), []store.Declaration{Declaration()}); err != nil {
		t.Fatal(err)
	}
	return e
}

func withStore(e store.Engine) func(*Options) {
	return func(o *Options) {
		o.Store = e
		o.Rates.Write = Rate{10_000, time.Minute}
	}
}

func (s *site) create(t *testing.T, key, body string, headers ...string) answer {
	t.Helper()
	return s.do(t, "POST", "/things", body, append(headers, "Authorization: Bearer anna", isJSON, "Idempotency-Key: "+key)...)
}

func TestIdempotencyReplays(t *testing.T) {
	cr := &creator{}
	e := openStore(t)
	one, two := newSite(t, withStore(e), cr.routes), newSite(t, withStore(e), cr.routes)
	first := one.create(t, "k1", `{"a":1}`)
	if first.status != 201 || first.body != `{"n":1}` || first.Header.Get(IdempotencyReplayed) != "" {
		t.Fatalf("first: %d %s", first.status, first.body)
	}
	for name, s := range map[string]*site{"the same instance": one, "another instance": two} {
		a := s.create(t, "k1", `{"a":1}`)
		if a.status != 201 || a.body != first.body || a.Header.Get(IdempotencyReplayed) != "true" {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
		for _, h := range []string{"Location", "ETag", "Content-Type"} {
			if a.Header.Get(h) != first.Header.Get(h) || a.Header.Get(h) == "" {
				t.Errorf("%s: %s is %q, was %q", name, h, a.Header.Get(h), first.Header.Get(h))
			}
		}
	}
	one.create(t, "k1", `{"a":2}`).wants(t, "another body", 422, "web.keyOther")
	one.do(t, "POST", "/things?x=1", `{"a":1}`, "Authorization: Bearer anna", "Idempotency-Key: k1").wants(t, "another query", 422, "web.keyOther")
	one.do(t, "POST", "/panic", `{"a":1}`, "Authorization: Bearer anna", "Idempotency-Key: k1").wants(t, "another path", 422, "web.keyOther")
	if a := one.do(t, "POST", "/things", `{"a":1}`, "Authorization: Bearer bo", "Idempotency-Key: k1"); a.status != 201 || a.Header.Get(IdempotencyReplayed) != "" {
		t.Errorf("another's key: %d %s", a.status, a.body)
	}
	one.do(t, "POST", "/things", `{}`, "Idempotency-Key: k1").wants(t, "guest", 401, "web.signIn")
	if a := one.do(t, "POST", "/things", `{}`); a.status != 201 {
		t.Errorf("without a key: %d", a.status)
	}
	for _, key := range []string{"a b", "å", fmt.Sprintf("%0201d", 1)} {
		one.create(t, key, "{}").wants(t, key, 400, "web.keyForm")
	}
	newSite(t, nil, cr.routes).create(t, "k", "{}").wants(t, "no store", 503, "")
	if n := cr.created.Load(); n != 3 {
		t.Errorf("%d were created", n)
	}
}

func TestIdempotencyOfWhatFails(t *testing.T) {
	cr := &creator{}
	s := newSite(t, withStore(openStore(t)), cr.routes)
	cr.failWith(fault.Bad([]fault.Problem{{Member: "a", Key: "check.required"}}))
	s.create(t, "k", "{}").wants(t, "invalid", 422, "error.invalid")
	cr.fail.Store(nil)
	if a := s.create(t, "k", `{"a":1}`); a.status != 201 {
		t.Errorf("corrected, with the same key: %d %s", a.status, a.body)
	}
	// What broke in the middle may have created something: the key is held.
	cr.failWith(fault.New(fault.Internal, "", nil))
	s.create(t, "k2", "{}").wants(t, "internal", 500, "")
	a := s.create(t, "k2", "{}")
	a.wants(t, "again", 409, "web.keyRunning")
	if a.Header.Get("Retry-After") != "120" {
		t.Errorf("Retry-After: %q", a.Header.Get("Retry-After"))
	}
}

func TestIdempotencyAtTheSameTime(t *testing.T) {
	cr := &creator{enter: make(chan struct{}), leave: make(chan struct{})}
	e := openStore(t)
	sites := []*site{newSite(t, withStore(e), cr.routes), newSite(t, withStore(e), cr.routes)}
	const tries = 10
	statuses := make(chan int, tries)
	for i := range tries {
		go func() { statuses <- sites[i%2].create(t, "k", "{}").status }()
	}
	<-cr.enter // one is inside; nobody else may be
	for range tries - 1 {
		if got := <-statuses; got != 409 {
			t.Errorf("meanwhile: %d", got)
		}
	}
	close(cr.leave)
	if got := <-statuses; got != 201 || cr.created.Load() != 1 {
		t.Errorf("the one: %d, %d created", got, cr.created.Load())
	}
}

// TestIdempotencyAfterACrash: a request that never ended holds its key for a time,
// and the next gets the ID that it had.
func TestIdempotencyAfterACrash(t *testing.T) {
	cr := &creator{}
	e := openStore(t)
	s := newSite(t, withStore(e), cr.routes)
	cr.failWith(fault.New(fault.Internal, "", nil)) // leaves the key as a crash would
	s.create(t, "before", "{}")
	s.create(t, "after", "{}")
	cr.fail.Store(nil)
	newID := func(key string) string {
		id := hashed(string(access.Person), everybody["anna"].ID, key)
		it, err := store.NewCollection[reservation](e, idempotencyCollection).Get(t.Context(), id)
		if err != nil || it.Value.Done {
			t.Fatalf("%s: %+v, %v", key, it, err)
		}
		return it.Value.NewID
	}
	s.create(t, "before", "{}").wants(t, "at once", 409, "web.keyRunning")
	cr.ids.Store(newID("after"), true) // this one had created before the crash
	want := newID("before")
	s.clock.pass(keyHold)
	if a := s.create(t, "before", "{}"); a.status != 201 || a.Header.Get("Location") != "/things/"+want {
		t.Errorf("later: %d %s, want %s", a.status, a.Header.Get("Location"), want)
	}
	s.create(t, "after", "{}").wants(t, "what was created", 409, "store.exists")
	if n := cr.created.Load(); n != 1 {
		t.Errorf("%d were created", n)
	}
}

func TestALateTryDoesNotOverwrite(t *testing.T) {
	cr := &creator{enter: make(chan struct{}), leave: make(chan struct{})}
	e := openStore(t)
	s := newSite(t, withStore(e), cr.routes)
	late, next := make(chan answer, 1), make(chan answer, 1)
	go func() { late <- s.create(t, "k", "{}") }()
	<-cr.enter
	s.clock.pass(keyHold)
	go func() { next <- s.create(t, "k", "{}") }()
	<-cr.enter // it took over
	cr.leave <- struct{}{}
	cr.leave <- struct{}{}
	one, two := <-late, <-next
	if got := one.status + two.status; got != 201+409 || cr.created.Load() != 1 {
		t.Errorf("%d and %d, %d created", one.status, two.status, cr.created.Load())
	}
}

func TestForgetKeys(t *testing.T) {
	cr := &creator{}
	e := openStore(t)
	s := newSite(t, withStore(e), cr.routes)
	s.create(t, "old", "{}")
	s.clock.pass(keyAge / 2)
	s.create(t, "new", "{}")
	s.clock.pass(keyAge / 2)
	if a := s.create(t, "old", `{"another":"body"}`); a.status != 201 || a.Header.Get(IdempotencyReplayed) != "" {
		t.Errorf("a key whose time is over: %d %s", a.status, a.body)
	}
	s.clock.pass(keyAge/2 + time.Second)
	if n, err := ForgetKeys(t.Context(), e, s.clock.now(), 100); n != 1 || err != nil {
		t.Errorf("%d forgotten, %v", n, err)
	}
	if a := s.create(t, "old", `{"another":"body"}`); a.Header.Get(IdempotencyReplayed) != "true" {
		t.Error("a key whose time is not over was forgotten")
	}
}
