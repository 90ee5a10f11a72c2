package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
)

// Status is a job as people see it.
type Status struct {
	Name     string
	Schedule string
	Running  *Run      // nil when it does not run
	Last     *Run      // the run that ended last, nil when there was none
	Next     time.Time // when it runs next: the retry after a failure, or the next slot
}

// List returns the jobs by name. The actor needs [access.JobRead].
func (r *Runner) List(ctx context.Context, actor access.Actor) ([]Status, error) {
	if err := actor.Check(access.JobRead, ""); err != nil {
		return nil, err
	}
	states, err := r.load(ctx)
	if err != nil {
		return nil, err
	}
	now := r.now()
	list := make([]Status, len(r.jobs))
	for i, j := range r.jobs {
		s := states[j.Name]
		list[i] = Status{Name: j.Name, Schedule: j.Schedule, Running: s.Running, Last: s.Last, Next: j.next(s, now)}
	}
	return list, nil
}

// next is when the job runs next.
func (j *job) next(s state, now time.Time) time.Time {
	if _, due := j.due(s, now); due {
		return now
	}
	next := j.schedule.Next(now)
	if slot, due := Due(j.schedule, s.Slot.Time, now); due && slot.Equal(s.Failed.Time) && s.RetryAt.Before(next) && now.Before(s.RetryAt.Time) {
		return s.RetryAt.Time
	}
	return next
}

// Runs returns lines of the run log of a job, the latest first; after is the Next of
// the page before. The actor needs [access.JobRead]. A job that there is none of is
// NotFound.
func (r *Runner) Runs(ctx context.Context, actor access.Actor, name, after string, limit int) (store.Items[Run], error) {
	if err := actor.Check(access.JobRead, ""); err != nil {
		return store.Items[Run]{}, err
	}
	if r.find(name) == nil {
		return store.Items[Run]{}, unknown(name)
	}
	return r.runs.Find(ctx, store.Query{Index: "job", Equal: []any{name}, Descending: true, After: after, Limit: limit})
}

// RunNow runs a job by hand, as if the time were at, zero for the present, and
// returns its line of the run log. The actor needs [access.JobRun]. A job that there
// is none of is NotFound, one that runs already Conflict. That the run failed is no
// error of RunNow; [Run.Problem] tells it.
//
// The slot is the last one at that time, so what the schedule has done for it is not
// done again by a job that keys its effects by slot; and the schedule stays as it is.
func (r *Runner) RunNow(ctx context.Context, actor access.Actor, name string, at time.Time) (Run, error) {
	if err := actor.Check(access.JobRun, ""); err != nil {
		return Run{}, err
	}
	j := r.find(name)
	if j == nil {
		return Run{}, unknown(name)
	}
	if at.IsZero() {
		at = r.now()
	}
	if !j.enter() {
		return Run{}, busy(name)
	}
	defer j.leave()
	run, err := r.underLease(ctx, j, order{at: at, actor: actor, manual: true})
	if errors.Is(err, store.ErrLeased) || errors.Is(err, errStale) {
		return Run{}, busy(name)
	}
	return run, err
}

func unknown(name string) error {
	return fault.New(fault.NotFound, "jobs.unknown", fault.Args{"job": name})
}

func busy(name string) error {
	return fault.New(fault.Conflict, "jobs.busy", fault.Args{"job": name})
}

// purge deletes lines of the run log that are older than they are kept.
func (r *Runner) purge(ctx context.Context, now time.Time) (Report, error) {
	deleted := 0
	q := store.Query{Index: "started", Before: store.At(now.Add(-r.keep)).Key(), Limit: store.MaxPage}
	for it, err := range r.runs.All(ctx, q) {
		if err != nil {
			return Report{"deleted": deleted}, err
		}
		err := r.runs.Delete(ctx, it.ID, func(*Run, *store.Txn) error { return nil })
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return Report{"deleted": deleted}, err
		}
		deleted++
	}
	return Report{"deleted": deleted}, nil
}
