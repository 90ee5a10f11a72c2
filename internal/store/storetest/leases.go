package storetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/store"
)

func leases(t *testing.T, f Factory) {
	c := &clock{now: time.Date(2026, 3, 29, 0, 59, 0, 0, time.UTC)}
	s := &leasing{suite: &suite{Factory: f}, clock: c, ttl: time.Minute}
	if f.OpenAt != nil {
		s.Engine = f.OpenAt(t, c.read)
	} else {
		s.Engine, s.clock, s.ttl = f.Open(t), nil, 1500*time.Millisecond
	}
	s.declare(t)
	t.Run("are one's at a time", s.exclusive)
	t.Run("run out", s.runOut)
	t.Run("are renewed", s.renewed)
	t.Run("are lost", s.lost)
	t.Run("are refused", s.badLeases)
	t.Run("go to one of many", s.raceLeases)
}

// clock is moved by the test.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// leasing is the suite with the time that leases live by.
type leasing struct {
	*suite
	clock *clock // nil if the engine has its own
	ttl   time.Duration
}

// pass lets a part of the leases' life pass, in hundredths.
func (s *leasing) pass(hundredths int) {
	d := s.ttl * time.Duration(hundredths) / 100
	if s.clock == nil {
		time.Sleep(d)
		return
	}
	s.clock.mu.Lock()
	defer s.clock.mu.Unlock()
	s.clock.now = s.clock.now.Add(d)
}

func (s *leasing) acquire(t *testing.T, name, holder string) store.Lease {
	t.Helper()
	l, err := s.AcquireLease(t.Context(), name, holder, s.ttl)
	if err != nil {
		t.Fatal(err)
	}
	if l.Name != name || l.Holder != holder {
		t.Errorf("got %+v, want it for %s", l, holder)
	}
	if s.clock != nil && !l.Until.Equal(s.clock.read().Add(s.ttl)) {
		t.Errorf("until %v, now is %v", l.Until, s.clock.read())
	}
	return l
}

func (s *leasing) held(t *testing.T, name, by string) {
	t.Helper()
	_, err := s.AcquireLease(t.Context(), name, by, s.ttl)
	wants(t, "acquiring what another has", err, store.ErrLeased)
}

func (s *leasing) release(t *testing.T, l store.Lease) {
	t.Helper()
	if err := s.ReleaseLease(t.Context(), l); err != nil {
		t.Error(err)
	}
}

func (s *leasing) exclusive(t *testing.T) {
	l := s.acquire(t, "one", "a")
	if l.Token != 1 {
		t.Errorf("first token %d", l.Token)
	}
	s.held(t, "one", "b")
	s.acquire(t, "another", "b")
	again := s.acquire(t, "one", "a")
	if again.Token != 2 {
		t.Errorf("token %d after %d", again.Token, l.Token)
	}
	s.release(t, l) // the old one frees nothing
	s.held(t, "one", "b")
	s.release(t, again)
	s.release(t, again)
	if next := s.acquire(t, "one", "b"); next.Token != 3 {
		t.Errorf("token %d after a release, want 3", next.Token)
	}
	s.held(t, "one", "a")
}

func (s *leasing) runOut(t *testing.T) {
	l := s.acquire(t, "short", "a")
	s.pass(60)
	s.held(t, "short", "b")
	s.pass(60)
	next := s.acquire(t, "short", "b")
	if next.Token != l.Token+1 {
		t.Errorf("token %d after %d", next.Token, l.Token)
	}
	s.held(t, "short", "a")
}

func (s *leasing) renewed(t *testing.T) {
	l := s.acquire(t, "long", "a")
	for range 4 {
		s.pass(60)
		next, err := s.RenewLease(t.Context(), l, s.ttl)
		if err != nil {
			t.Fatal(err)
		}
		if next.Token != l.Token || !next.Until.After(l.Until) || next.Name != "long" || next.Holder != "a" {
			t.Errorf("renewed %+v to %+v", l, next)
		}
		l = next
		s.held(t, "long", "b")
	}
	s.release(t, l)
	_, err := s.RenewLease(t.Context(), l, s.ttl)
	wants(t, "renewing what was released", err, store.ErrLeased)
}

func (s *leasing) lost(t *testing.T) {
	l := s.acquire(t, "lost", "a")
	s.pass(120)
	_, err := s.RenewLease(t.Context(), l, s.ttl)
	wants(t, "renewing what has run out", err, store.ErrLeased)
	next := s.acquire(t, "lost", "b")
	_, err = s.RenewLease(t.Context(), l, s.ttl)
	wants(t, "renewing what another has", err, store.ErrLeased)
	forged := next
	forged.Holder = "a"
	_, err = s.RenewLease(t.Context(), forged, s.ttl)
	wants(t, "renewing with another's token", err, store.ErrLeased)
	s.release(t, l)
	s.release(t, forged)
	s.held(t, "lost", "a")
	if _, err := s.RenewLease(t.Context(), next, s.ttl); err != nil {
		t.Errorf("the holder renews: %v", err)
	}
	_, err = s.RenewLease(t.Context(), store.Lease{Name: "never", Holder: "a", Token: 1}, s.ttl)
	wants(t, "renewing what there is not", err, store.ErrLeased)
	s.release(t, store.Lease{Name: "never", Holder: "a", Token: 1})
}

func (s *leasing) badLeases(t *testing.T) {
	for _, l := range []struct {
		name, holder string
		ttl          time.Duration
	}{{"", "a", s.ttl}, {"x", "", s.ttl}, {"x", "a", 0}, {"x", "a", -s.ttl}} {
		_, err := s.AcquireLease(t.Context(), l.name, l.holder, l.ttl)
		refused(t, fmt.Sprintf("%+v", l), err)
	}
	for _, name := range hostile {
		s.release(t, s.acquire(t, name, name))
	}
}

func (s *leasing) raceLeases(t *testing.T) {
	s.atomic(t)
	token := int64(0)
	for round := range 15 {
		leases := make([]*store.Lease, racers)
		var all sync.WaitGroup
		for i := range racers {
			all.Go(func() {
				l, err := s.AcquireLease(t.Context(), "raced", fmt.Sprint("holder", i), s.ttl)
				if err == nil {
					leases[i] = &l
				} else if !errors.Is(err, store.ErrLeased) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		var won []store.Lease
		for _, l := range leases {
			if l != nil {
				won = append(won, *l)
			}
		}
		if len(won) != 1 || won[0].Token <= token {
			t.Fatalf("round %d: %+v won, after token %d", round, won, token)
		}
		token = won[0].Token
		s.release(t, won[0])
	}
}
