package jobs

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/storetest"
)

func TestMain(m *testing.M) {
	if folder := os.Getenv(childFolder); folder != "" {
		os.Exit(child(folder))
	}
	goleak.VerifyTestMain(m)
}

// clock is a clock that stands still until it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = t
}

func (c *clock) add(d time.Duration) { c.set(c.now().Add(d)) }

// engine is an engine with the collections of this package and one for effects.
func engine(t *testing.T) store.Engine {
	t.Helper()
	e := storetest.Open(t)
	if err := e.Declare(t.Context(), declarations()); err != nil {
		t.Fatal(err)
	}
	return e
}

func declarations() []store.Declaration {
	return append(Declarations(), store.Declaration{Name: audit.Inbox}, store.Declaration{Name: "effects"})
}

// runner is a runner of the jobs on an engine, whose clock is given.
func runner(t *testing.T, e store.Engine, now func() time.Time, jobs ...Job) *Runner {
	t.Helper()
	r, err := New(Config{Engine: e, Jobs: jobs, Instance: "a", Now: now, LeaseTTL: 2 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var (
	admin = access.Actor{Kind: access.Person, ID: "p", Memberships: []access.Membership{
		{Organisation: "hub", Side: access.Hub, Roles: []access.Role{access.SystemAdmin}},
	}}
	leader = access.Actor{Kind: access.Person, ID: "q", Memberships: []access.Membership{
		{Organisation: "hub", Side: access.Hub, Roles: []access.Role{access.ProcessLeader}},
	}}
)

// status is the job as List shows it.
func status(t *testing.T, r *Runner, name string) Status {
	t.Helper()
	list, err := r.List(t.Context(), admin)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("no job %s in %v", name, list)
	return Status{}
}

// logged returns the run log of a job, the latest first.
func logged(t *testing.T, r *Runner, name string) []Run {
	t.Helper()
	page, err := r.Runs(t.Context(), admin, name, "", store.MaxPage)
	if err != nil {
		t.Fatal(err)
	}
	runs := make([]Run, len(page.Items))
	for i, it := range page.Items {
		runs[i] = it.Value
	}
	return runs
}

func runDue(t *testing.T, r *Runner) {
	t.Helper()
	if err := r.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// counter is a job's effect of the kind that must be had once: it counts. One
// document holds the count and the slots that were counted, so that no slot can be
// counted twice, whatever is killed.
type counter struct {
	Count int      `json:"count"`
	Slots []string `json:"slots"`
}

func count(ctx context.Context, e store.Engine, slot time.Time) error {
	effects := store.NewCollection[counter](e, "effects")
	_, err := effects.Update(ctx, "counter", func(v *counter, _ *store.Txn) error {
		key := store.At(slot).Key()
		if slices.Contains(v.Slots, key) {
			return store.Unchanged()
		}
		v.Slots = append(v.Slots, key)
		v.Count++
		return nil
	})
	return err
}

func newCounter(ctx context.Context, e store.Engine) error {
	_, err := store.NewCollection[counter](e, "effects").Insert(ctx, "counter", counter{})
	return err
}

func counted(t *testing.T, e store.Engine) counter {
	t.Helper()
	it, err := store.NewCollection[counter](e, "effects").Get(t.Context(), "counter")
	if err != nil {
		t.Fatal(err)
	}
	return it.Value
}

// spy is an observer that remembers.
type spy struct {
	mu   sync.Mutex
	told []string
}

func (s *spy) JobStarted(name string) { s.add("start " + name) }

func (s *spy) JobEnded(name string, o Outcome, _ time.Duration, r Report) {
	s.add(fmt.Sprint("end ", name, " ", o, " ", r))
}

func (s *spy) add(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.told = append(s.told, text)
}
