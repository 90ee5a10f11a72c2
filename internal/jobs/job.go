package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/allagehub/matcharenan/internal/store"
)

// Report is what a run did: counts by key, like "sent": 3. It is an alias so that
// the domain can return one without knowing this package.
type Report = map[string]int

// Tick is one run's place in time.
type Tick struct {
	// Slot is the due time that the run is for. A run that follows one that was
	// killed has the same, so an effect whose ID is made of it is had once.
	Slot time.Time
	// Now is the present time, at or after the slot.
	Now time.Time
}

// Job is something done on schedule.
type Job struct {
	Name     string // lower-case letters, digits and -
	Schedule string // as crontab has it, in Europe/Stockholm; see [Parse]
	// Run does what is due. It must stop soon when the context ends, and be able
	// to be run again after it was cut off anywhere.
	Run     func(ctx context.Context, t Tick) (Report, error)
	Timeout time.Duration // of a run; [DefaultTimeout] if zero
	// MaxAge is how long after its slot a run that was missed is still of use, and
	// zero if it always is.
	MaxAge time.Duration
}

// DefaultTimeout is how long a run of a job without a timeout may take.
const DefaultTimeout = 15 * time.Minute

// At makes the Run of a job of a function that only asks what is due now.
func At(f func(ctx context.Context, now time.Time) (Report, error)) func(context.Context, Tick) (Report, error) {
	return func(ctx context.Context, t Tick) (Report, error) { return f(ctx, t.Now) }
}

// job is a checked Job.
type job struct {
	Job
	schedule Schedule
	running  chan struct{} // holds a value while the job runs in this process
}

func newJob(j Job) (*job, error) {
	if !validName(j.Name) || j.Run == nil || j.Timeout < 0 || j.MaxAge < 0 {
		return nil, fmt.Errorf("jobs: job %q is not whole", j.Name)
	}
	s, err := Parse(j.Schedule)
	if err != nil {
		return nil, fmt.Errorf("jobs: job %s: %w", j.Name, err)
	}
	if j.Timeout == 0 {
		j.Timeout = DefaultTimeout
	}
	return &job{Job: j, schedule: s, running: make(chan struct{}, 1)}, nil
}

func validName(name string) bool {
	for _, r := range name {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' {
			return false
		}
	}
	return name != "" && len(name) <= 50
}

// due returns the slot that the job is to be run for at now, given its state.
func (j *job) due(s state, now time.Time) (slot time.Time, due bool) {
	slot, due = Due(j.schedule, s.Slot.Time, now)
	switch {
	case !due:
		return time.Time{}, false
	case j.MaxAge > 0 && now.Sub(slot) > j.MaxAge:
		return time.Time{}, false
	case slot.Before(s.Failed.Time) && s.Failed.Sub(now) <= maxAhead:
		return time.Time{}, false // the clock was set back
	case slot.Equal(s.Failed.Time) && now.Before(s.RetryAt.Time) && s.RetryAt.Sub(now) <= maxBackoff:
		return time.Time{}, false
	}
	return slot, true
}

// enter reports whether nothing else runs the job in this process; leave must
// follow when it does not.
func (j *job) enter() bool {
	select {
	case j.running <- struct{}{}:
		return true
	default:
		return false
	}
}

func (j *job) leave() { <-j.running }

const (
	minBackoff = time.Minute
	maxBackoff = time.Hour
)

// backoff is how long to wait after a number of failures with one slot.
func backoff(failures int) time.Duration {
	wait := minBackoff
	for i := 1; i < failures && wait < maxBackoff; i++ {
		wait *= 2
	}
	return min(wait, maxBackoff)
}

// state is what is known of a job: one document, so that every step is one write.
type state struct {
	Slot     store.Instant `json:"slot"`             // the last one finished
	Token    int64         `json:"token"`            // of the last run that began
	Failed   store.Instant `json:"failed,omitzero"`  // the slot that failed last
	Failures int           `json:"failures"`         // how often it did
	RetryAt  store.Instant `json:"retryAt,omitzero"` // when it is tried again
	Running  *Run          `json:"running,omitempty"`
	Last     *Run          `json:"last,omitempty"` // the run that ended last
}
