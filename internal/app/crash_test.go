package app

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/catalog"
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

// TestTwoInstancesShareAFolder has two processes serve the same data under mixed
// load while one after the other is killed and started again, for as many minutes as
// MATCHARENAN_TEST_MINUTES says; else for some seconds.
func TestTwoInstancesShareAFolder(t *testing.T) {
	if testing.Short() {
		t.Skip("runs for some seconds")
	}
	const tenSeconds = 10
	seconds := 60 * number(t, "MATCHARENAN_TEST_MINUTES", 1)
	every := 20 * time.Second
	if seconds == 60 {
		seconds, every = tenSeconds, 4*time.Second
	}
	y := newYard(t, 50)
	l := &ledger{}
	instances := []*asker{y.start(), y.start()}
	began, end := time.Now(), time.Now().Add(time.Duration(seconds)*time.Second)
	invited := 0
	for turn := 0; time.Now().Before(end); turn++ {
		ctx, stop := context.WithCancel(t.Context())
		var load sync.WaitGroup
		for w, a := range instances {
			load.Go(func() { l.writeUntilKilled(ctx, a, fmt.Sprintf("%d-%d", turn, w)) })
			load.Go(func() { a.readUntilKilled(ctx) })
		}
		invited += instances[turn%2].invite(t, turn)
		time.Sleep(every)
		y.kill(instances[turn%2])
		instances[turn%2] = y.start()
		stop()
		load.Wait()
	}
	y.bothEqual(instances)
	for _, a := range instances {
		if n := y.mended(a); n > 0 {
			t.Errorf("the index of an instance differed in %d products", n)
		}
		l.holds(t, a)
	}
	y.jobsRanOnce(instances[0], began)
	y.lettersSentOnce(invited)
	for _, a := range instances {
		if err := a.child.stop(); err != nil {
			t.Error(err)
		}
	}
	y.verified()
	listings, writes := l.size()
	t.Logf("%d seconds, %d listings, %d acknowledged writes, %d invitations", seconds, listings, writes, invited)
}

// readUntilKilled searches and matches.
func (a *asker) readUntilKilled(ctx context.Context) {
	for i := 0; ctx.Err() == nil; i++ {
		if a.search(ctx, i) != nil {
			return
		}
		need := a.seeded.needs[i%len(a.seeded.needs)]
		if a.ask(ctx, http.MethodGet, "/api/v1/needs/"+need+"/matches", a.seeded.reviewer, nil, nil) != nil {
			return
		}
	}
}

// invite has a letter be sent, and returns how many.
func (a *asker) invite(t *testing.T, turn int) int {
	t.Helper()
	body := map[string]any{"email": fmt.Sprintf("kollega-%d@bench.example", turn), "roles": []string{"product_editor"}, "language": "sv"}
	err := a.ask(t.Context(), http.MethodPost, "/api/v1/organisations/"+a.seeded.company+"/invitations", a.seeded.reviewer, body, nil)
	if err != nil {
		t.Fatal(err)
	}
	return 1
}

// bothEqual publishes a change and waits until both instances find it.
func (y *yard) bothEqual(instances []*asker) {
	y.t.Helper()
	const patience = 20 * time.Second
	id, name := y.seeded.editors[0], "Slutprovet"
	if err := instances[0].publish(y.t.Context(), id, func(p *catalog.Product) { p.Name = name }); err != nil {
		y.t.Fatal(err)
	}
	start := time.Now()
	for _, a := range instances {
		for {
			found, err := a.finds(y.t.Context(), id, name)
			if err != nil {
				y.t.Fatal(err)
			}
			if found {
				break
			}
			if time.Since(start) > patience {
				y.t.Fatalf("an instance has not found the last change after %s", patience)
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	y.t.Logf("both found the last change after %s", time.Since(start).Round(time.Millisecond))
}

// jobsRanOnce holds the run log: each slot that has passed since has one run that
// succeeded, in whichever instance.
func (y *yard) jobsRanOnce(a *asker, began time.Time) {
	y.t.Helper()
	var log struct {
		Items []struct {
			Slot    time.Time `json:"slot"`
			Outcome string    `json:"outcome"`
			Manual  bool      `json:"manual"`
		} `json:"items"`
	}
	if err := a.ask(y.t.Context(), http.MethodGet, "/api/v1/jobs/imports/runs?limit=200", y.seeded.reviewer, nil, &log); err != nil {
		y.t.Fatal(err)
	}
	runs := make(map[time.Time]int)
	for _, r := range log.Items {
		if r.Outcome == "succeeded" && !r.Manual {
			runs[r.Slot.UTC()]++
		}
	}
	for slot, n := range runs {
		if n != 1 {
			y.t.Errorf("the run for %s was made %d times", slot, n)
		}
	}
	last := time.Now().Add(-30 * time.Second)
	for slot := began.Truncate(time.Minute).Add(time.Minute).UTC(); slot.Before(last); slot = slot.Add(time.Minute) {
		if runs[slot] == 0 {
			y.t.Errorf("nobody made the run for %s", slot)
		}
	}
}

// lettersSentOnce counts the letters in the folder of mail.
func (y *yard) lettersSentOnce(invited int) {
	y.t.Helper()
	var letters []string
	for range 100 {
		if letters = y.letters(); len(letters) >= invited {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	to := make(map[string]bool)
	for _, l := range letters {
		to[l] = true
	}
	if len(to) != invited || len(letters) != invited {
		y.t.Errorf("%d people were invited, and %d letters to %d addresses were sent", invited, len(letters), len(to))
	}
}

// letters are the addresses of the letters in the folder of mail.
func (y *yard) letters() (to []string) {
	y.t.Helper()
	files, err := filepath.Glob(filepath.Join(y.data, "mail", "*.eml"))
	if err != nil {
		y.t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			y.t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if address, ok := strings.CutPrefix(line, "To:"); ok {
				to = append(to, strings.TrimSpace(address))
			}
		}
	}
	return to
}
