package jobs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/sqlitestore"
)

// childFolder names the folder to a test binary that is a child.
const childFolder = "MATCHARENAN_TEST_JOBS_FOLDER"

// busyJob counts every second, for a part of it, so that a kill often hits in the middle.
func busyJob(e store.Engine) Job {
	pause := func() { time.Sleep(time.Duration(rand.IntN(300)) * time.Millisecond) }
	return Job{Name: "count", Schedule: "* * * * * *", Run: func(ctx context.Context, tick Tick) (Report, error) {
		pause()
		if err := count(ctx, e, tick.Slot); err != nil {
			return nil, err
		}
		pause()
		return Report{"counted": 1}, nil
	}}
}

func busyRunner(ctx context.Context, folder, instance string) (*Runner, store.Engine, error) {
	e, err := sqlitestore.Open(ctx, folder, sqlitestore.Options{Now: time.Now})
	if err != nil {
		return nil, nil, err
	}
	if err := e.Declare(ctx, declarations()); err != nil {
		return nil, nil, errors.Join(err, e.Close())
	}
	if err := newCounter(ctx, e); err != nil && !errors.Is(err, store.ErrExists) {
		return nil, nil, errors.Join(err, e.Close())
	}
	r, err := New(Config{
		Engine: e, Jobs: []Job{busyJob(e)}, Instance: instance, Now: time.Now,
		Sweep: 50 * time.Millisecond, LeaseTTL: 600 * time.Millisecond,
	})
	return r, e, err
}

// child runs jobs until its standard input ends or it is killed.
func child(folder string) int {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	r, e, err := busyRunner(ctx, folder, fmt.Sprint(os.Getpid()))
	if err == nil {
		err = errors.Join(r.Run(ctx), e.Close())
	}
	if err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

type process struct {
	cmd   *exec.Cmd
	stdin io.Closer
}

func start(t *testing.T, folder string) process {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childFolder+"="+folder)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	return process{cmd, stdin}
}

func (p process) stop(t *testing.T, kill bool) {
	t.Helper()
	if kill {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
		return
	}
	_ = p.stdin.Close()
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("a child that was told to stop: %v", err)
	}
}

// TestProcessesThatAreKilled has two processes share one folder, and kills or stops
// one or the other at random moments: the effect of each slot that was run is had
// once, and the run log tells of each that succeeded once.
func TestProcessesThatAreKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("takes ten seconds")
	}
	folder := t.TempDir()
	begin := time.Now()
	children := []process{start(t, folder), start(t, folder)}
	for time.Since(begin) < 10*time.Second {
		time.Sleep(time.Duration(100+rand.IntN(600)) * time.Millisecond)
		i := rand.IntN(2)
		children[i].stop(t, rand.IntN(4) > 0)
		children[i] = start(t, folder)
	}
	time.Sleep(1500 * time.Millisecond) // the last to be killed may have held the lease
	for _, c := range children {
		c.stop(t, false)
	}
	r, e, err := busyRunner(t.Context(), folder, "parent")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}()
	checkLedger(t, counted(t, e), logged(t, r, "count"))
}

func checkLedger(t *testing.T, c counter, runs []Run) {
	t.Helper()
	outcomes := map[Outcome]int{}
	succeeded := map[string]int{}
	slices.Reverse(runs) // as they began
	for i, run := range runs {
		outcomes[run.Outcome]++
		if run.Outcome == Succeeded {
			succeeded[run.Slot.Key()]++
		}
		if i > 0 && run.Token <= runs[i-1].Token {
			t.Errorf("token %d comes after %d", run.Token, runs[i-1].Token)
		}
		if i > 0 && run.Started.Before(runs[i-1].Ended.Time) {
			t.Errorf("runs %d and %d overlap", runs[i-1].Token, run.Token)
		}
	}
	t.Logf("%d slots counted, runs: %v", c.Count, outcomes)
	if c.Count != len(c.Slots) || c.Count < 5 {
		t.Errorf("counted %d for %d slots", c.Count, len(c.Slots))
	}
	for slot, n := range succeeded {
		if n != 1 || !slices.Contains(c.Slots, slot) {
			t.Errorf("slot %s succeeded %d times; counted: %t", slot, n, slices.Contains(c.Slots, slot))
		}
	}
	if outcomes[Failed] > 0 {
		t.Errorf("%d runs failed", outcomes[Failed])
	}
}
