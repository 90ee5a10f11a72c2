package app

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/catalog"
)

// TestTwoInstancesShareAFolder has two processes serve the same data under mixed
// load while one after the other is killed and started again, for as many minutes as
// MATCHARENAN_TEST_MINUTES says; else for some seconds.
func TestTwoInstancesShareAFolder(t *testing.T) {
	if testing.Short() {
		t.Skip("runs for some seconds")
	}
	seconds, every := 60*number(t, "MATCHARENAN_TEST_MINUTES", 0), 20*time.Second
	if seconds == 0 {
		seconds, every = 10, 4*time.Second
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
