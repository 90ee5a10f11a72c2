package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/id"
	"github.com/allagehub/matcharenan/internal/store"
)

// errPanic says that a job panicked.
var errPanic = errors.New("panic")

// errStale says that another run has begun since this one's lease was given.
var errStale = errors.New("jobs: a later run has begun")

// order is why a job is run.
type order struct {
	at     time.Time    // the present time of a run by hand
	actor  access.Actor // who runs it by hand
	manual bool
}

// runIfDue runs the job if it is due and nobody else runs it.
func (r *Runner) runIfDue(ctx context.Context, j *job) error {
	if !j.enter() {
		return nil
	}
	defer j.leave()
	// Most knocks of most instances come to a slot that another has finished; that
	// is seen without taking the lease from whoever needs it.
	it, err := r.states.Get(ctx, j.Name)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if _, due := j.due(it.Value, r.now()); !due {
		return nil
	}
	_, err = r.underLease(ctx, j, order{})
	if errors.Is(err, store.ErrLeased) || errors.Is(err, errStale) {
		return nil
	}
	return err
}

// underLease begins, makes and ends a run, and returns it as the log has it; the
// zero run if there was nothing to do.
func (r *Runner) underLease(ctx context.Context, j *job, o order) (run Run, err error) {
	err = store.WithLease(ctx, r.engine, "job."+j.Name, r.holder, r.ttl, 0, func(ctx context.Context, lease store.Lease) error {
		run, err = r.begin(ctx, j, lease.Token, o)
		if err != nil || run.ID == "" {
			return err
		}
		r.observer.JobStarted(j.Name)
		began := r.now()
		run.Report, err = call(ctx, j, Tick{Slot: run.Slot.Time, Now: run.Started.Time}.at(o))
		ended := r.now()
		run.Ended = store.At(ended)
		r.judge(ctx, &run, err)
		r.tell(ctx, run)
		r.observer.JobEnded(j.Name, run.Outcome, ended.Sub(began), run.Report)
		// The end of the service must not keep the log from knowing what was done.
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.ttl/2)
		defer cancel()
		return r.end(last, run)
	})
	return run, err
}

// at is the tick with the time that a run by hand was ordered for.
func (t Tick) at(o order) Tick {
	if o.manual {
		t.Now = o.at
	}
	return t
}

// begin notes that a run begins, if it is to: the slot is looked up again under the
// lease. A run that was left behind by a process that died is put in the log with
// the same write.
func (r *Runner) begin(ctx context.Context, j *job, token int64, o order) (run Run, err error) {
	if _, err := r.states.Insert(ctx, j.Name, state{}); err != nil && !errors.Is(err, store.ErrExists) {
		return Run{}, err
	}
	now := r.now()
	_, err = r.states.Update(ctx, j.Name, func(s *state, tx *store.Txn) error {
		run = Run{}
		if token <= s.Token {
			return errStale
		}
		slot, due := j.due(*s, now)
		if o.manual {
			slot = store.At(o.at).Time
			if previous := j.schedule.Previous(o.at); !previous.IsZero() {
				slot = previous
			}
		} else if !due {
			return store.Unchanged()
		}
		run = Run{
			ID: id.New(now), Job: j.Name, Slot: store.At(slot), Started: store.At(now),
			Instance: r.instance, Token: token, Manual: o.manual, Actor: o.actor.ID,
		}
		if err := r.leftBehind(s, tx); err != nil {
			return err
		}
		s.Token, s.Running = token, &run
		return ordered(run, o, now, tx)
	})
	if err != nil {
		return Run{}, err
	}
	return run, nil
}

// leftBehind logs a run that began and never ended.
func (r *Runner) leftBehind(s *state, tx *store.Txn) error {
	if s.Running == nil {
		return nil
	}
	dead := *s.Running
	dead.Outcome, dead.Error, dead.Key, dead.Args = Interrupted, "killed", "jobs.interrupted", fault.Args{"job": dead.Job}
	dead.Kind = fault.Unavailable
	s.Last = &dead
	return also(tx, dead)
}

// ordered adds the audit event of a run by hand.
func ordered(run Run, o order, now time.Time, tx *store.Txn) error {
	if !o.manual {
		return nil
	}
	event, err := audit.New(o.actor, now, "", "job.run", "jobs/"+run.Job).With("at", store.At(o.at).Key()).Effect()
	if err != nil {
		return err
	}
	tx.Also(event)
	return nil
}

// also adds the line of the run log to a change.
func also(tx *store.Txn, run Run) error {
	line, err := store.NewEffect(runsName, run.ID, run)
	if err != nil {
		return err
	}
	tx.Also(line)
	return nil
}

// call makes the run. A panic is an error.
func call(ctx context.Context, j *job, t Tick) (report Report, err error) {
	ctx, cancel := context.WithTimeout(ctx, j.Timeout)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v\n%s", errPanic, p, debug.Stack())
		}
	}()
	if report, err = j.Run(ctx, t); err == nil {
		// One that gave up because its time was out has not done everything.
		err = ctx.Err()
	}
	return report, err
}

// judge notes how the run ended.
func (r *Runner) judge(ctx context.Context, run *Run, err error) {
	switch {
	case err == nil:
		run.Outcome = Succeeded
	case ctx.Err() != nil && !errors.Is(err, errPanic):
		run.Outcome, run.Error = Interrupted, clip(errors.Join(context.Cause(ctx), err).Error())
		run.Kind, run.Key, run.Args = fault.Unavailable, "jobs.interrupted", fault.Args{"job": run.Job}
	default:
		run.fail(err)
	}
}

func (r *Runner) tell(ctx context.Context, run Run) {
	attrs := []slog.Attr{
		slog.String("job", run.Job), slog.String("run", run.ID), slog.Time("slot", run.Slot.Time),
		slog.Duration("took", run.Ended.Sub(run.Started.Time)), slog.String("outcome", string(run.Outcome)),
		slog.Any("report", run.Report),
	}
	level := slog.LevelInfo
	if run.Outcome != Succeeded {
		level = slog.LevelError
		attrs = append(attrs, slog.String("error", run.Error))
	}
	r.log.LogAttrs(ctx, level, "job", attrs...)
}

// end notes the end of a run and logs it, unless a later run has begun.
func (r *Runner) end(ctx context.Context, run Run) error {
	_, err := r.states.Update(ctx, run.Job, func(s *state, tx *store.Txn) error {
		if run.Token < s.Token {
			return errStale
		}
		s.Running, s.Last = nil, &run
		if !run.Manual {
			s.settle(run)
		}
		return also(tx, run)
	})
	return err
}

// settle moves the schedule on: a slot that succeeded is finished, one that failed
// waits, and one that was interrupted is due at once. What was run by hand leaves
// the schedule as it is.
func (s *state) settle(run Run) {
	switch run.Outcome {
	case Succeeded:
		s.Slot, s.Failed, s.Failures, s.RetryAt = run.Slot, store.Instant{}, 0, store.Instant{}
	case Failed:
		if !s.Failed.Equal(run.Slot.Time) {
			s.Failures = 0
		}
		s.Failures++
		s.Failed, s.RetryAt = run.Slot, store.At(run.Ended.Add(backoff(s.Failures)))
	case Interrupted:
	}
}
