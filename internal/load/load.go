// Package load sends requests at a steady rate, or as fast as a number of clients
// can, and measures how long each took. It is for the project's benchmarks
// against servers on this machine.
//
// A request of a steady rate is timed from the moment when it was due and not from
// when it could be sent: a server that stops for a second is charged for every
// request that would have come in that second.
package load

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// Do makes request number i.
type Do func(ctx context.Context, i int) error

// Clock tells the time.
type Clock func() time.Time

// Report is what was measured.
type Report struct {
	Requests  int           `json:"requests"`
	Failures  int           `json:"failures"`
	PerSecond float64       `json:"perSecond"`
	P50       time.Duration `json:"-"`
	P99       time.Duration `json:"-"`
	Max       time.Duration `json:"-"`
	FirstErr  error         `json:"-"`
}

// Steady sends rate requests a second until the duration has passed, each in a
// goroutine of its own, and waits for them.
func Steady(ctx context.Context, rate float64, duration time.Duration, now Clock, do Do) Report {
	r := newRecorder(int(rate*duration.Seconds()) + 1)
	start := now()
	interval := time.Duration(float64(time.Second) / rate)
	var all sync.WaitGroup
	for i := 0; ; i++ {
		due := start.Add(time.Duration(i) * interval)
		if due.Sub(start) >= duration || !sleepUntil(ctx, due, now) {
			break
		}
		all.Go(func() {
			err := do(ctx, i)
			r.add(now().Sub(due), err)
		})
	}
	all.Wait()
	return r.report(now().Sub(start))
}

// Flat sends requests from a number of clients, each as fast as it is answered,
// until the duration has passed.
func Flat(ctx context.Context, clients int, duration time.Duration, now Clock, do Do) Report {
	r := newRecorder(1 << 16)
	start := now()
	var all sync.WaitGroup
	for c := range clients {
		all.Go(func() {
			for i := c; now().Sub(start) < duration && ctx.Err() == nil; i += clients {
				sent := now()
				err := do(ctx, i)
				r.add(now().Sub(sent), err)
			}
		})
	}
	all.Wait()
	return r.report(now().Sub(start))
}

// sleepUntil waits, and reports whether the context still holds.
func sleepUntil(ctx context.Context, at time.Time, now Clock) bool {
	wait := at.Sub(now())
	if wait <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// recorder collects what requests took.
type recorder struct {
	mu       sync.Mutex
	took     []time.Duration
	failures []error
}

func newRecorder(size int) *recorder { return &recorder{took: make([]time.Duration, 0, size)} }

func (r *recorder) add(took time.Duration, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if errors.Is(err, context.Canceled) {
		return // stopped with the run, and no answer of the server
	}
	r.took = append(r.took, took)
	if err != nil {
		r.failures = append(r.failures, err)
	}
}

func (r *recorder) report(elapsed time.Duration) Report {
	r.mu.Lock()
	defer r.mu.Unlock()
	report := Report{Requests: len(r.took), Failures: len(r.failures), PerSecond: float64(len(r.took)) / elapsed.Seconds()}
	if len(r.failures) > 0 {
		report.FirstErr = r.failures[0]
	}
	if len(r.took) == 0 {
		return report
	}
	slices.Sort(r.took)
	report.P50, report.P99, report.Max = quantile(r.took, 0.50), quantile(r.took, 0.99), r.took[len(r.took)-1]
	return report
}

// quantile is the least value that at least the share q of the values does not
// exceed.
func quantile(sorted []time.Duration, q float64) time.Duration {
	n := int(q * float64(len(sorted)))
	if float64(n) < q*float64(len(sorted)) {
		n++
	}
	return sorted[max(0, n-1)]
}
