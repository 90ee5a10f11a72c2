package web

import (
	"container/list"
	"math"
	"sync"
	"time"
)

// Class is a kind of request that has a rate of its own.
type Class string

// The classes.
const (
	Read      Class = "read"
	Write     Class = "write"
	SignIn    Class = "sign-in"   // what tries passwords, codes and links
	Expensive Class = "expensive" // matching, import and export

	guesses Class = "guesses" // sessions and tokens that were not good
)

// Rate is how often: so many at once, and so many in each period on an average.
type Rate struct {
	Count int
	Per   time.Duration
}

// Rates are the rates by class, and how many actors and addresses are remembered.
type Rates struct {
	Read, Write, SignIn, Expensive, Guesses Rate
	Remembered                              int // of each class; the one not seen for the longest is forgotten
}

// DefaultRates returns the rates that stand where none is given.
func DefaultRates() Rates {
	return Rates{
		Read: Rate{600, time.Minute}, Write: Rate{120, time.Minute}, SignIn: Rate{10, 5 * time.Minute},
		Expensive: Rate{30, time.Minute}, Guesses: Rate{30, 5 * time.Minute}, Remembered: 20_000,
	}
}

func (r Rates) withDefaults() Rates {
	d := DefaultRates()
	or(&r.Read, d.Read)
	or(&r.Write, d.Write)
	or(&r.SignIn, d.SignIn)
	or(&r.Expensive, d.Expensive)
	or(&r.Guesses, d.Guesses)
	or(&r.Remembered, d.Remembered)
	return r
}

// bucket holds what is left for one key. It fills evenly up to the rate's count.
type bucket struct {
	key  string
	left float64
	at   time.Time
}

// shelf holds the buckets of one class, the last used first.
type shelf struct {
	rate  Rate
	size  int
	order *list.List // of *bucket
	byKey map[string]*list.Element
}

// limiter counts requests in memory: each instance for itself.
type limiter struct {
	mu      sync.Mutex
	now     func() time.Time
	shelves map[Class]*shelf
}

func newLimiter(r Rates, now func() time.Time) *limiter {
	l := &limiter{now: now, shelves: map[Class]*shelf{}}
	for class, rate := range map[Class]Rate{Read: r.Read, Write: r.Write, SignIn: r.SignIn, Expensive: r.Expensive, guesses: r.Guesses} {
		l.shelves[class] = &shelf{rate: rate, size: r.Remembered, order: list.New(), byKey: map[string]*list.Element{}}
	}
	return l
}

// standing is what a key has left.
type standing struct {
	limit, remaining int
	reset            time.Duration // until all of the limit is there again
	wait             time.Duration // until one is there; 0 when it was
}

// take takes one of the key's requests, if there is one.
func (l *limiter) take(class Class, key string) standing {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.shelves[class]
	b := s.bucket(key, l.now())
	st := standing{limit: s.rate.Count}
	if b.left >= 1 {
		b.left--
	} else {
		st.wait = s.time(1 - b.left)
	}
	st.remaining = int(b.left)
	st.reset = s.time(float64(s.rate.Count) - b.left)
	return st
}

// peek returns how long to wait for one of the key's requests, and takes none.
func (l *limiter) peek(class Class, key string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.shelves[class]
	if _, ok := s.byKey[key]; !ok {
		return 0
	}
	if b := s.bucket(key, l.now()); b.left < 1 {
		return s.time(1 - b.left)
	}
	return 0
}

// time is how long it takes to fill a bucket by n.
func (s *shelf) time(n float64) time.Duration {
	return time.Duration(math.Ceil(n * float64(s.rate.Per) / float64(s.rate.Count)))
}

// bucket returns the key's bucket, filled up to now.
func (s *shelf) bucket(key string, now time.Time) *bucket {
	full := float64(s.rate.Count)
	if e, ok := s.byKey[key]; ok {
		s.order.MoveToFront(e)
		b, _ := e.Value.(*bucket) // there is nothing else in it
		if passed := now.Sub(b.at); passed > 0 {
			b.left = min(full, b.left+full*float64(passed)/float64(s.rate.Per))
			b.at = now
		}
		return b
	}
	for len(s.byKey) >= s.size {
		last := s.order.Back()
		b, _ := s.order.Remove(last).(*bucket)
		delete(s.byKey, b.key)
	}
	b := &bucket{key: key, left: full, at: now}
	s.byKey[key] = s.order.PushFront(b)
	return b
}
