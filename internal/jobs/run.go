package jobs

import (
	"context"
	"errors"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
)

// Outcome is how a run ended.
type Outcome string

// The outcomes.
const (
	Succeeded   Outcome = "succeeded"
	Failed      Outcome = "failed"      // with an error or a panic, or out of time
	Interrupted Outcome = "interrupted" // the service was stopped or killed, or lost the lease
)

// Run is a line of the run log.
type Run struct {
	ID       string        `json:"id"`
	Job      string        `json:"job"`
	Slot     store.Instant `json:"slot"`
	Started  store.Instant `json:"started"`
	Ended    store.Instant `json:"ended,omitzero"` // not known of one that was killed
	Instance string        `json:"instance"`
	Token    int64         `json:"token"`           // of the lease
	Manual   bool          `json:"manual,omitzero"` // run by hand
	Actor    string        `json:"actor,omitempty"` // who ran it by hand
	Outcome  Outcome       `json:"outcome,omitempty"`
	Report   Report        `json:"report,omitempty"`
	Error    string        `json:"error,omitempty"` // for the log; not for people, whom Problem is for
	Kind     fault.Kind    `json:"kind,omitzero"`   // of the error
	Key      string        `json:"key,omitempty"`   // of the error's message for people
	Args     fault.Args    `json:"args,omitempty"`  // of that message
}

// Problem is the error for people, to be printed by package i18n, and nil if the
// run did not fail.
func (r Run) Problem() error {
	switch {
	case r.Outcome == Succeeded || r.Outcome == "":
		return nil
	case r.Key == "":
		return fault.New(r.Kind, "jobs.failed", fault.Args{"job": r.Job})
	default:
		return fault.New(r.Kind, r.Key, r.Args)
	}
}

// fail notes the error in the run.
func (r *Run) fail(err error) {
	r.Outcome, r.Error = Failed, clip(err.Error())
	r.Kind = fault.KindOf(err)
	if e, ok := fault.As(err); ok {
		r.Key, r.Args = e.Key, e.Args
	}
	switch {
	case errors.Is(err, errPanic):
		r.Key, r.Args = "", nil
	case errors.Is(err, context.DeadlineExceeded) && r.Key == "":
		r.Kind, r.Key, r.Args = fault.Unavailable, "jobs.timeout", fault.Args{"job": r.Job}
	}
}

// maxError is how much of an error the log keeps, in bytes.
const maxError = 2000

func clip(s string) string { return s[:min(len(s), maxError)] }

// Names of the collections.
const (
	statesName = "job_states"
	runsName   = "job_runs"
)

// Declarations returns the collections of this package.
func Declarations() []store.Declaration {
	return []store.Declaration{
		{Name: statesName},
		{Name: runsName, Indexes: []store.Index{
			{Name: "job", Fields: []string{"job", "started"}},
			{Name: "started", Fields: []string{"started"}},
		}},
	}
}
