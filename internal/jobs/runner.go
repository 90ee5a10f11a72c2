package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/robfig/cron/v3"

	"github.com/allagehub/matcharenan/internal/id"
	"github.com/allagehub/matcharenan/internal/store"
)

// Observer is told of runs, for metrics. Its methods are called by several
// goroutines and must not wait.
type Observer interface {
	JobStarted(name string)
	JobEnded(name string, outcome Outcome, took time.Duration, report Report)
}

// Config is what a Runner needs.
type Config struct {
	Engine   store.Engine
	Jobs     []Job
	Instance string // of this instance, for the log
	Now      func() time.Time
	Log      *slog.Logger
	Observer Observer      // nil for none
	Keep     time.Duration // of the run log; [DefaultKeep] if zero
	Sweep    time.Duration // between looks for what was missed; [DefaultSweep] if zero
	LeaseTTL time.Duration // of a job; [DefaultLease] if zero
}

// Defaults of [Config].
const (
	DefaultKeep  = 90 * 24 * time.Hour
	DefaultSweep = 15 * time.Second
	DefaultLease = 30 * time.Second
)

// Runner runs jobs. Several, in as many processes, may share an engine.
type Runner struct {
	engine   store.Engine
	states   *store.Collection[state]
	runs     *store.Collection[Run]
	jobs     []*job
	instance string
	holder   string // of leases; no two runners have the same
	now      func() time.Time
	log      *slog.Logger
	observer Observer
	keep     time.Duration
	sweep    time.Duration
	ttl      time.Duration
}

// New returns a runner of the jobs, and of one more that purges the run log. A job
// that is not whole, or two of a name, are an error.
func New(c Config) (*Runner, error) {
	r := &Runner{
		engine: c.Engine, instance: c.Instance, now: c.Now, log: c.Log, observer: c.Observer,
		states: store.NewCollection[state](c.Engine, statesName),
		runs:   store.NewCollection[Run](c.Engine, runsName),
		holder: c.Instance + "/" + id.Secret()[:12],
		keep:   or(c.Keep, DefaultKeep), sweep: or(c.Sweep, DefaultSweep), ttl: or(c.LeaseTTL, DefaultLease),
	}
	if r.log == nil {
		r.log = slog.New(slog.DiscardHandler)
	}
	if r.observer == nil {
		r.observer = nobody{}
	}
	own := Job{Name: "job-log", Schedule: "40 4 * * *", Run: At(r.purge)}
	for _, given := range append(slices.Clone(c.Jobs), own) {
		j, err := newJob(given)
		if err != nil {
			return nil, err
		}
		if r.find(j.Name) != nil {
			return nil, fmt.Errorf("jobs: two jobs are named %s", j.Name)
		}
		r.jobs = append(r.jobs, j)
	}
	slices.SortFunc(r.jobs, func(a, b *job) int { return strings.Compare(a.Name, b.Name) })
	return r, nil
}

func or(d, otherwise time.Duration) time.Duration {
	if d <= 0 {
		return otherwise
	}
	return d
}

type nobody struct{}

func (nobody) JobStarted(string)                               {}
func (nobody) JobEnded(string, Outcome, time.Duration, Report) {}

func (r *Runner) find(name string) *job {
	for _, j := range r.jobs {
		if j.Name == name {
			return j
		}
	}
	return nil
}

// Run runs jobs when they are due, until the context ends; it then returns nil when
// the runs of this process have stopped.
func (r *Runner) Run(ctx context.Context) error {
	zone, err := time.LoadLocation(Zone)
	if err != nil {
		return fmt.Errorf("zone %s: %w", Zone, err)
	}
	// Cron only knocks. That its clock is not ours, or jumps, does no harm: what is
	// due is decided by ours, and the sweep finds what no knock came for.
	c := cron.New(cron.WithLocation(zone), cron.WithLogger(cron.DiscardLogger))
	for _, j := range r.jobs {
		c.Schedule(j.schedule, cron.FuncJob(func() { r.knock(ctx, j) }))
	}
	c.Schedule(every(r.sweep), cron.FuncJob(func() { r.sweepAll(ctx) }))
	c.Start()
	var catchUp sync.WaitGroup
	catchUp.Go(func() { r.sweepAll(ctx) })
	<-ctx.Done()
	<-c.Stop().Done()
	catchUp.Wait()
	return nil
}

// every is a schedule of cron that knows less than seconds.
type every time.Duration

// Next implements cron.Schedule.
func (e every) Next(t time.Time) time.Time { return t.Add(time.Duration(e)) }

func (r *Runner) knock(ctx context.Context, j *job) {
	if err := r.runIfDue(ctx, j); err != nil && ctx.Err() == nil {
		r.log.ErrorContext(ctx, "job", slog.String("job", j.Name), slog.Any("error", err))
	}
}

func (r *Runner) sweepAll(ctx context.Context) {
	if err := r.RunDue(ctx); err != nil && ctx.Err() == nil {
		r.log.ErrorContext(ctx, "jobs that are due", slog.Any("error", err))
	}
}

// RunDue runs every job that is due now, at the same time, and returns when they
// have ended. That a job fails is in the log and no error; errors are those of the
// engine.
func (r *Runner) RunDue(ctx context.Context) error {
	states, err := r.load(ctx)
	if err != nil {
		return err
	}
	now := r.now()
	failures := make([]error, len(r.jobs))
	var running sync.WaitGroup
	for i, j := range r.jobs {
		if _, due := j.due(states[j.Name], now); due {
			running.Go(func() { failures[i] = r.runIfDue(ctx, j) })
		}
	}
	running.Wait()
	return errors.Join(failures...)
}

// load returns the states of all jobs by name; one that never ran has none.
func (r *Runner) load(ctx context.Context) (map[string]state, error) {
	names := make([]string, len(r.jobs))
	for i, j := range r.jobs {
		names[i] = j.Name
	}
	items, err := r.states.GetMany(ctx, names)
	if err != nil {
		return nil, err
	}
	states := make(map[string]state, len(items))
	for _, it := range items {
		states[it.ID] = it.Value
	}
	return states, nil
}
