package app

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"
)

// TestNothingAcknowledgedIsLostByAKill kills the service at random moments while
// companies write, and looks after each restart whether everything that had been
// acknowledged is there, whole, and in the search index. MATCHARENAN_TEST_KILLS says
// how often.
func TestNothingAcknowledgedIsLostByAKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the service several times")
	}
	kills := number(t, "MATCHARENAN_TEST_KILLS", 4)
	y := newYard(t, 20)
	l := &ledger{}
	a := y.start()
	for round := range kills {
		ctx, stop := context.WithCancel(t.Context())
		var writers sync.WaitGroup
		for w := range 4 {
			writers.Go(func() { l.writeUntilKilled(ctx, a, fmt.Sprintf("%d-%d", round, w)) })
		}
		time.Sleep(time.Duration(50+rand.IntN(500)) * time.Millisecond)
		y.kill(a)
		stop()
		writers.Wait()
		a = y.start()
		if n := y.mended(a); n > 0 {
			t.Errorf("after kill %d the index differed in %d products", round+1, n)
		}
		l.holds(t, a)
	}
	if err := a.child.stop(); err != nil {
		t.Fatal(err)
	}
	y.verified()
	listings, writes := l.size()
	t.Logf("%d kills, %d listings, %d acknowledged writes", kills, listings, writes)
	if writes < kills {
		t.Errorf("only %d writes were acknowledged: the test says nothing", writes)
	}
}

// ledger is what the service has acknowledged.
type ledger struct {
	mu      sync.Mutex
	records []*record
	writes  int
}

// record is a listing with one writer: the names that it was given, one after the
// other, and the last of them that was acknowledged, as its draft and as published.
type record struct {
	id               string
	names            []string
	draft, published int // place in names; published -1 before the first
}

func (l *ledger) acknowledge(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f()
	l.writes++
}

func (l *ledger) size() (listings, writes int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.records), l.writes
}

// writeUntilKilled makes a listing, and changes and publishes it again and again,
// until it is no longer answered.
func (l *ledger) writeUntilKilled(ctx context.Context, a *asker, name string) {
	r := &record{names: []string{"Kvarnlampa " + name}, published: -1}
	var made listingSeen
	body := map[string]any{"organisation": a.seeded.company, "product": map[string]any{
		"name": r.names[0], "summary": "En lampa som tänds när någon reser sig ur sängen om natten.", "language": "sv",
	}}
	if a.ask(ctx, http.MethodPost, "/api/v1/listings", a.seeded.editor, body, &made) != nil {
		return
	}
	r.id = made.ID
	l.acknowledge(func() { l.records = append(l.records, r) })
	path := "/api/v1/listings/" + r.id
	for i := 1; ; i++ {
		next := fmt.Sprintf("%s %d", r.names[0], i)
		l.mu.Lock()
		r.names = append(r.names, next) // may be kept from now on
		l.mu.Unlock()
		body := map[string]any{"name": next, "summary": "En lampa som tänds när någon reser sig.", "language": "sv"}
		if a.ask(ctx, http.MethodPut, path, a.seeded.editor, body, nil) != nil {
			return
		}
		l.acknowledge(func() { r.draft = i })
		if a.ask(ctx, http.MethodPost, path+"/submit", a.seeded.editor, nil, nil) != nil ||
			a.ask(ctx, http.MethodPost, path+"/publish", a.seeded.reviewer, nil, nil) != nil {
			return
		}
		l.acknowledge(func() { r.published = i })
	}
}

// holds looks for everything that was acknowledged.
func (l *ledger) holds(t *testing.T, a *asker) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range l.records {
		seen, err := a.listing(t.Context(), r.id)
		if err != nil {
			t.Errorf("%s: %v", r.names[0], err)
			continue
		}
		if at := slices.Index(r.names, seen.Draft.Name); at < r.draft {
			t.Errorf("%s: the draft is %q, though %q was acknowledged", r.id, seen.Draft.Name, r.names[r.draft])
		}
		if r.published < 0 {
			continue
		}
		var public struct {
			Product struct {
				Name string `json:"name"`
			} `json:"product"`
		}
		if err := a.ask(t.Context(), http.MethodGet, "/api/v1/products/"+r.id, nil, nil, &public); err != nil {
			t.Errorf("%s: %v", r.id, err)
		} else if at := slices.Index(r.names, public.Product.Name); at < r.published {
			t.Errorf("%s: published is %q, though %q was acknowledged", r.id, public.Product.Name, r.names[r.published])
		}
	}
}
