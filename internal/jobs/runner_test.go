package jobs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/store"
)

func nothing(context.Context, Tick) (Report, error) { return nil, nil }

func TestJobsThatAreRefused(t *testing.T) {
	good := Job{Name: "a", Schedule: "@daily", Run: nothing}
	for name, jobs := range map[string][]Job{
		"no name":       {{Schedule: "@daily", Run: nothing}},
		"bad name":      {{Name: "a b", Schedule: "@daily", Run: nothing}},
		"no function":   {{Name: "a", Schedule: "@daily"}},
		"no schedule":   {{Name: "a", Run: nothing}},
		"two of a name": {good, good},
		"our own":       {{Name: "job-log", Schedule: "@daily", Run: nothing}},
	} {
		if _, err := New(Config{Jobs: jobs}); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestAJobIsRunOnceForEachSlot(t *testing.T) {
	c := &clock{at: moment(t, "2026-05-05 06:59:00 +0200")}
	var ticks []Tick
	seen := &spy{}
	r := runner(t, engine(t), c.now, Job{Name: "a", Schedule: "0 7 * * *", Run: func(_ context.Context, tick Tick) (Report, error) {
		ticks = append(ticks, tick)
		return Report{"sent": len(ticks)}, nil
	}})
	r.observer = seen
	runDue(t, r) // never run: yesterday's
	runDue(t, r)
	c.add(2 * time.Minute)
	runDue(t, r) // today's
	runDue(t, r)
	c.add(-time.Hour)
	runDue(t, r) // the clock set back
	c.add(7 * 24 * time.Hour)
	runDue(t, r) // a week's outage
	want := []Tick{
		{moment(t, "2026-05-04 07:00:00 +0200"), moment(t, "2026-05-05 06:59:00 +0200")},
		{moment(t, "2026-05-05 07:00:00 +0200"), moment(t, "2026-05-05 07:01:00 +0200")},
		{moment(t, "2026-05-11 07:00:00 +0200"), moment(t, "2026-05-12 06:01:00 +0200")},
	}
	if len(ticks) != len(want) {
		t.Fatalf("got %v", ticks)
	}
	for i := range want {
		if !ticks[i].Slot.Equal(want[i].Slot) || !ticks[i].Now.Equal(want[i].Now) {
			t.Errorf("run %d: got %v, want %v", i, ticks[i], want[i])
		}
	}
	s := status(t, r, "a")
	if s.Last == nil || s.Last.Outcome != Succeeded || s.Last.Report["sent"] != 3 || s.Running != nil || s.Last.Problem() != nil {
		t.Errorf("got %+v", s)
	}
	if want := moment(t, "2026-05-12 07:00:00 +0200"); !s.Next.Equal(want) {
		t.Errorf("next %v, want %v", s.Next, want)
	}
	runs := logged(t, r, "a")
	if len(runs) != 3 || runs[0].Token <= runs[1].Token || runs[0].Instance != "a" {
		t.Errorf("got %+v", runs)
	}
	if got := seen.told; !slices.Contains(got, "start a") || !slices.Contains(got, "end a succeeded map[sent:3]") {
		t.Errorf("the observer was told %v", got)
	}
}

func TestAMissedRunCanBeTooOld(t *testing.T) {
	c := &clock{at: moment(t, "2026-05-05 12:00:00 +0200")}
	runs := 0
	r := runner(t, engine(t), c.now, Job{Name: "a", Schedule: "0 7 * * *", MaxAge: time.Hour, Run: func(context.Context, Tick) (Report, error) {
		runs++
		return nil, nil
	}})
	runDue(t, r)
	if runs != 0 {
		t.Error("a run of this morning was made up")
	}
	c.set(moment(t, "2026-05-06 07:30:00 +0200"))
	runDue(t, r)
	if runs != 1 {
		t.Errorf("%d runs", runs)
	}
}

func TestAFailureIsTriedAgain(t *testing.T) {
	c := &clock{at: moment(t, "2026-05-05 07:00:00 +0200")}
	var failure error
	panics := false
	runs := 0
	r := runner(t, engine(t), c.now, Job{Name: "a", Schedule: "0 7 * * *", Run: func(context.Context, Tick) (Report, error) {
		runs++
		if panics {
			panic("secret panic")
		}
		return Report{"sent": 1}, failure
	}})
	try := func(after time.Duration, want int) {
		t.Helper()
		c.add(after)
		runDue(t, r)
		if runs != want {
			t.Fatalf("%d runs, want %d", runs, want)
		}
	}
	failure = errors.New("mongo: secret")
	try(0, 1)
	if s := status(t, r, "a"); !s.Next.Equal(c.now().Add(time.Minute)) || s.Last.Report["sent"] != 1 {
		t.Errorf("got %+v", s)
	}
	try(59*time.Second, 1)
	try(time.Second, 2) // after a minute
	try(time.Minute, 2)
	try(time.Minute, 3) // after two
	panics = true
	try(4*time.Minute, 4)
	if last := status(t, r, "a").Last; !strings.Contains(last.Error, "secret panic") || !strings.Contains(last.Error, "runner_test.go") || last.Outcome != Failed {
		t.Errorf("got %+v", last)
	}
	try(-2*time.Hour, 4) // set back: nothing is due before its time
	c.add(2 * time.Hour)
	panics, failure = false, fault.New(fault.Unavailable, "store.full", nil)
	try(8*time.Minute, 5)
	last := status(t, r, "a").Last
	if got := (i18n.Printer{}).Error(last.Problem()); !strings.Contains(got, "kan inte spara") {
		t.Errorf("got %q", got)
	}
	try(23*time.Hour+45*time.Minute, 6) // the next slot waits for no retry
	failure = nil
	try(time.Hour, 7)
	try(time.Hour, 7)
	for _, run := range logged(t, r, "a") {
		if p := run.Problem(); p != nil && strings.Contains((i18n.Printer{}).Error(p), "secret") {
			t.Errorf("people read %q", (i18n.Printer{}).Error(p))
		}
	}
}

func TestBackoffIsBounded(t *testing.T) {
	for failures, want := range map[int]time.Duration{0: time.Minute, 1: time.Minute, 2: 2 * time.Minute, 6: 32 * time.Minute, 7: time.Hour, 1000: time.Hour} {
		if got := backoff(failures); got != want {
			t.Errorf("%d: %v", failures, got)
		}
	}
}

func TestARunThatTakesTooLong(t *testing.T) {
	c := &clock{at: moment(t, "2026-05-05 07:00:00 +0200")}
	silent := false
	r := runner(t, engine(t), c.now, Job{Name: "a", Schedule: "0 7 * * *", Timeout: 20 * time.Millisecond, Run: func(ctx context.Context, _ Tick) (Report, error) {
		<-ctx.Done()
		if silent {
			return nil, nil
		}
		return nil, fmt.Errorf("in the middle: %w", ctx.Err())
	}})
	for range 2 {
		runDue(t, r)
		if last := status(t, r, "a").Last; last.Outcome != Failed || last.Key != "jobs.timeout" {
			t.Errorf("silent %t: got %+v", silent, last)
		}
		silent = true // it says that all is well, which it cannot be
		c.add(time.Minute)
	}
}

func TestTheEndOfTheServiceInterrupts(t *testing.T) {
	c := &clock{at: moment(t, "2026-05-05 07:00:00 +0200")}
	started := make(chan struct{}, 2)
	blocks := atomic.Bool{}
	blocks.Store(true)
	r := runner(t, engine(t), c.now, Job{Name: "a", Schedule: "0 7 * * *", Run: func(ctx context.Context, _ Tick) (Report, error) {
		started <- struct{}{}
		if blocks.Load() {
			<-ctx.Done()
		}
		return nil, ctx.Err()
	}})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- r.Run(ctx) }() // which catches up at once
	<-started
	if s := status(t, r, "a"); s.Running == nil || s.Running.Token == 0 {
		t.Errorf("got %+v", s)
	}
	if _, err := r.RunNow(t.Context(), admin, "a", time.Time{}); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second run: %v", err)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if last := status(t, r, "a").Last; last.Outcome != Interrupted || last.Key != "jobs.interrupted" {
		t.Errorf("got %+v", last)
	}
	blocks.Store(false)
	runDue(t, r) // is due still, without a wait
	if last := status(t, r, "a").Last; last.Outcome != Succeeded {
		t.Errorf("got %+v", last)
	}
}

func TestRunFollowsCron(t *testing.T) {
	var runs atomic.Int32
	r := runner(t, engine(t), time.Now, Job{Name: "a", Schedule: "* * * * * *", Run: func(context.Context, Tick) (Report, error) {
		runs.Add(1)
		return nil, nil
	}})
	ctx, cancel := context.WithTimeout(t.Context(), 3500*time.Millisecond)
	defer cancel()
	if err := r.Run(ctx); err != nil {
		t.Error(err)
	}
	if n := runs.Load(); n < 3 || n > 5 {
		t.Errorf("%d runs in three and a half seconds", n)
	}
}

// TestRunsOnceAcrossInstances has three runners look at the same moments at once,
// over both changes of the clock and an outage.
func TestRunsOnceAcrossInstances(t *testing.T) {
	e := engine(t)
	if err := newCounter(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	c := &clock{at: moment(t, "2026-03-28 20:00:00 +0100")}
	var mu sync.Mutex
	runs := map[string]int{}
	var running atomic.Int32
	j := Job{Name: "a", Schedule: "15 * * * *", Run: func(ctx context.Context, tick Tick) (Report, error) {
		if running.Add(1) != 1 {
			t.Error("two runs at the same time")
		}
		defer running.Add(-1)
		mu.Lock()
		runs[store.At(tick.Slot).Key()]++
		mu.Unlock()
		return nil, count(ctx, e, tick.Slot)
	}}
	runners := []*Runner{runner(t, e, c.now, j), runner(t, e, c.now, j), runner(t, e, c.now, j)}
	look := func() {
		var all sync.WaitGroup
		for _, r := range runners {
			all.Go(func() {
				if err := r.RunDue(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
	for range 48 { // twelve hours
		look()
		c.add(15 * time.Minute)
	}
	c.set(moment(t, "2026-10-25 00:20:00 +0200"))
	for range 48 {
		look()
		c.add(15 * time.Minute)
	}
	// 19:15 before the first look, then 12 in spring, of which one is left out by the
	// clock on the wall; 00:15 after the outage, then 11 in autumn, of which one comes
	// twice on it.
	if got := counted(t, e); got.Count != 1+12+1+11 || len(runs) != got.Count {
		t.Errorf("counted %d, %d runs: %v", got.Count, len(runs), got.Slots)
	}
	for slot, n := range runs {
		if n != 1 {
			t.Errorf("%s: %d runs", slot, n)
		}
	}
}

func TestALateRunnerIsFencedOff(t *testing.T) {
	e := engine(t)
	c := &clock{at: moment(t, "2026-05-05 07:00:00 +0200")}
	late := make(chan struct{})
	first := true
	r := runner(t, e, c.now, Job{Name: "a", Schedule: "0 7 * * *", Run: func(context.Context, Tick) (Report, error) {
		if first {
			first = false
			close(late)
			// Another has taken the lease that this one believes to have.
			_, err := r2(e, c).begin(context.Background(), &job{Job: Job{Name: "a"}, schedule: schedule(t, "0 7 * * *")}, 1000, order{})
			return Report{"sent": 1}, err
		}
		return nil, nil
	}})
	runDue(t, r)
	<-late
	if s := status(t, r, "a"); s.Last == nil || s.Last.Outcome != Interrupted || s.Running == nil || s.Running.Token != 1000 {
		t.Errorf("the late run has ended its successor's: %+v", s)
	}
	// Nor can an older token begin a run.
	if _, err := r.begin(t.Context(), r.find("a"), 999, order{}); !errors.Is(err, errStale) {
		t.Errorf("got %v", err)
	}
}

func r2(e store.Engine, c *clock) *Runner {
	r, err := New(Config{Engine: e, Instance: "b", Now: c.now})
	if err != nil {
		panic(err)
	}
	return r
}

func TestRunByHand(t *testing.T) {
	e := engine(t)
	c := &clock{at: moment(t, "2026-05-05 08:00:00 +0200")}
	var got Tick
	r := runner(t, e, c.now, Job{Name: "a", Schedule: "0 7 * * *", Run: func(_ context.Context, tick Tick) (Report, error) {
		got = tick
		return Report{"sent": 2}, nil
	}})
	at := moment(t, "2026-12-24 15:00:00 +0100")
	run, err := r.RunNow(t.Context(), admin, "a", at)
	if err != nil || !run.Manual || run.Actor != "p" || run.Outcome != Succeeded || run.Report["sent"] != 2 {
		t.Fatalf("%+v %v", run, err)
	}
	if !got.Now.Equal(at) || !got.Slot.Equal(moment(t, "2026-12-24 07:00:00 +0100")) {
		t.Errorf("got %v", got)
	}
	if s := status(t, r, "a"); !s.Next.Equal(c.now()) {
		t.Errorf("the schedule has moved: %+v", s)
	}
	events := store.NewCollection[audit.Event](e, audit.Inbox)
	event, err := events.First(t.Context(), store.Query{})
	if err != nil || event.Value.Action != "job.run" || event.Value.Object != "jobs/a" || event.Value.Actor != "p" ||
		event.Value.Details["at"] != "2026-12-24T14:00:00.000Z" {
		t.Errorf("%+v %v", event, err)
	}
	if _, err := r.RunNow(t.Context(), leader, "a", at); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a process leader: %v", err)
	}
	if _, err := r.RunNow(t.Context(), admin, "b", at); !fault.Is(err, fault.NotFound) {
		t.Errorf("no such job: %v", err)
	}
	if _, err := r.Runs(t.Context(), admin, "b", "", 10); !fault.Is(err, fault.NotFound) {
		t.Errorf("no such job: %v", err)
	}
	if _, err := r.List(t.Context(), leader); err != nil {
		t.Error(err)
	}
	if _, err := r.List(t.Context(), access.Actor{}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a guest: %v", err)
	}
	if _, err := r.Runs(t.Context(), access.Actor{}, "a", "", 10); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a guest: %v", err)
	}
	lease, err := e.AcquireLease(t.Context(), "job.a", "somebody", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.RunNow(t.Context(), admin, "a", at); !fault.Is(err, fault.Conflict) {
		t.Errorf("another instance runs it: %v", err)
	}
	runDue(t, r) // leaves it to the other
	if err := e.ReleaseLease(t.Context(), lease); err != nil {
		t.Error(err)
	}
	if n := len(logged(t, r, "a")); n != 1 {
		t.Errorf("%d runs", n)
	}
}

func TestTheRunLogIsPurged(t *testing.T) {
	c := &clock{at: moment(t, "2026-05-05 07:00:00 +0200")}
	r := runner(t, engine(t), c.now, Job{Name: "a", Schedule: "0 7 * * *", Run: nothing})
	for range 100 {
		runDue(t, r)
		c.add(24 * time.Hour)
	}
	if n := len(logged(t, r, "a")); n < 89 || n > 92 {
		t.Errorf("%d runs are kept", n)
	}
	if last := status(t, r, "job-log").Last; last == nil || last.Report["deleted"] == 0 {
		t.Errorf("got %+v", last)
	}
}

func TestAtTakesAFunctionOfTheTime(t *testing.T) {
	now := time.Unix(5, 0)
	run := At(func(_ context.Context, got time.Time) (map[string]int, error) {
		return map[string]int{"at": int(got.Unix())}, nil
	})
	if report, err := run(t.Context(), Tick{Now: now}); err != nil || report["at"] != 5 {
		t.Errorf("%v %v", report, err)
	}
}
