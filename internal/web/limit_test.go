package web

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestRateLimit(t *testing.T) {
	s := newSite(t, func(o *Options) {
		o.Rates = Rates{Read: Rate{3, time.Minute}, SignIn: Rate{1, time.Minute}, Guesses: Rate{2, time.Minute}}
	}, who)
	for i, want := range []string{"2 20", "1 40", "0 60"} {
		a := s.do(t, "GET", "/who", "")
		if got := a.Header.Get("RateLimit-Remaining") + " " + a.Header.Get("RateLimit-Reset"); a.status != 200 || got != want || a.Header.Get("RateLimit-Limit") != "3" {
			t.Errorf("request %d: %d %q, want %q", i, a.status, got, want)
		}
	}
	a := s.do(t, "GET", "/who", "")
	a.wants(t, "one more", 429, "web.tooMany")
	if a.Header.Get("Retry-After") != "20" || a.Header.Get("RateLimit-Remaining") != "0" {
		t.Errorf("headers of a refusal: %v", a.Header)
	}
	if a := s.from(t, "192.0.2.8:1", "GET", "/who", ""); a.status != 200 {
		t.Errorf("another address: %d", a.status)
	}
	if a := s.do(t, "GET", "/who", "", "Authorization: Bearer anna"); a.status != 200 || a.Header.Get("RateLimit-Remaining") != "2" {
		t.Errorf("somebody signed in: %d %v", a.status, a.Header)
	}
	s.clock.pass(20 * time.Second)
	if a := s.do(t, "GET", "/who", ""); a.status != 200 || a.Header.Get("RateLimit-Remaining") != "0" {
		t.Errorf("after waiting: %d %v", a.status, a.Header)
	}
	// Signing in counts by address, whoever it is.
	in := []string{"Content-Type: application/json", "Authorization: Bearer anna"}
	if a := s.do(t, "POST", "/sign-in", "{}", in...); a.status != 200 || a.Header.Get("RateLimit-Limit") != "1" {
		t.Errorf("sign-in: %d %v", a.status, a.Header)
	}
	s.do(t, "POST", "/sign-in", "{}", "Content-Type: application/json", "Authorization: Bearer bo").wants(t, "sign-in again", 429, "")
}

func TestGuessesAreStoppedBeforeTheStore(t *testing.T) {
	s := newSite(t, func(o *Options) { o.Rates.Guesses = Rate{2, time.Minute} }, who)
	for range 2 {
		s.do(t, "GET", "/who", "", "Authorization: Bearer guess").wants(t, "guess", 401, "")
	}
	s.do(t, "GET", "/who", "", "Authorization: Bearer anna").wants(t, "after the guesses", 429, "web.tooMany")
	if a := s.from(t, "198.51.100.1:1", "GET", "/who", "", "Authorization: Bearer anna"); a.status != 200 {
		t.Errorf("from elsewhere: %d", a.status)
	}
	// The 64 bits that a home chooses itself do not help.
	for i := range 2 {
		s.from(t, fmt.Sprintf("[2001:db8::%d]:1", i), "GET", "/who", "", "Cookie: matcharenan=guess")
	}
	s.from(t, "[2001:db8::77]:1", "GET", "/who", "", "Cookie: matcharenan=guess").wants(t, "IPv6", 429, "")
}

func TestBucketsAreBounded(t *testing.T) {
	c := &clock{t: noon}
	l := newLimiter(Rates{Remembered: 100, Read: Rate{2, time.Minute}}.withDefaults(), c.now)
	l.take(Read, "kept")
	for i := range 10_000 {
		l.take(Read, fmt.Sprint(i))
		if i%50 == 0 {
			l.peek(Read, "kept") // seen all along
		}
	}
	s := l.shelves[Read]
	if len(s.byKey) != 100 || s.order.Len() != 100 {
		t.Errorf("%d buckets, %d in order", len(s.byKey), s.order.Len())
	}
	if st := l.take(Read, "kept"); st.remaining != 0 {
		t.Errorf("one that was seen was forgotten: %+v", st)
	}
	if l.peek(Read, "never seen"); len(s.byKey) != 100 || s.byKey["never seen"] != nil {
		t.Error("a look makes a bucket")
	}
}

func TestBucketsDoNotGiveTooMuch(t *testing.T) {
	c := &clock{t: noon}
	l := newLimiter(Rates{Read: Rate{50, time.Minute}}.withDefaults(), c.now)
	var given atomic.Int64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				if l.take(Read, "k").wait == 0 {
					given.Add(1)
				}
			}
		})
	}
	all.Wait()
	if given.Load() != 50 {
		t.Errorf("%d were given", given.Load())
	}
	c.pass(time.Hour)
	if st := l.take(Read, "k"); st.remaining != 49 {
		t.Errorf("a bucket holds %d", st.remaining+1)
	}
	c.pass(-time.Hour) // a clock that is set back gives nothing and takes nothing
	if st := l.take(Read, "k"); st.remaining != 48 {
		t.Errorf("after setting back: %+v", st)
	}
}
