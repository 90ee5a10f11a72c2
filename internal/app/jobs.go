package app

import (
	"context"
	"time"

	"github.com/allagehub/matcharenan/internal/jobs"
	"github.com/allagehub/matcharenan/internal/metrics"
	"github.com/allagehub/matcharenan/internal/outbox"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/web"
)

// jobs is the table of what the service does by itself, and when, in
// Europe/Stockholm. How it is done stands in the packages that own it.
func (s *service) jobs() []jobs.Job {
	return []jobs.Job{
		{Name: "listings", Schedule: "10 0,6,12,18 * * *", Run: jobs.At(s.listingsJob)},
		{Name: "imports", Schedule: "* * * * *", Run: jobs.At(s.importsJob), Timeout: time.Hour},
		{Name: "outbox", Schedule: "*/5 * * * *", Run: jobs.At(s.outbox.Deliver)},
		{Name: "retention", Schedule: "30 2 * * *", Run: jobs.At(s.retentionJob)},
		{Name: "upkeep", Schedule: "0 3 * * *", Run: s.upkeepJob, Timeout: 2 * time.Hour},
	}
}

// listingsJob asks companies to confirm what expires soon, and takes what has
// expired out of matching.
func (s *service) listingsJob(ctx context.Context, now time.Time) (jobs.Report, error) {
	asked, err := s.listings.AskConfirmation(ctx, now)
	if err != nil {
		return jobs.Report{"asked": asked}, err
	}
	expired, err := s.listings.ExpireDue(ctx, now)
	return jobs.Report{"asked": asked, "expired": expired}, err
}

// importsJob goes on with imports that were cut off.
func (s *service) importsJob(ctx context.Context, now time.Time) (jobs.Report, error) {
	n, err := s.listings.ResumeImports(ctx, now)
	return jobs.Report{"imports": n}, err
}

// idempotencyAtOnce is how many keys one run forgets at most.
const idempotencyAtOnce = 10_000

// retentionJob erases what is past its time. It reports how many of each kind, not
// whose.
func (s *service) retentionJob(ctx context.Context, now time.Time) (jobs.Report, error) {
	report := jobs.Report{}
	add := func(counts map[string]int) {
		for kind, n := range counts {
			report[kind] += n
		}
	}
	forgotten, err := s.accounts.Forget(ctx, now)
	add(forgotten)
	if err != nil {
		return report, err
	}
	messages, err := s.outbox.Purge(ctx, now)
	add(messages)
	if err != nil {
		return report, err
	}
	if report["idempotency keys"], err = web.ForgetKeys(ctx, s.engine, now, idempotencyAtOnce); err != nil {
		return report, err
	}
	report["files"], err = s.listings.SweepBlobs(ctx, now)
	return report, err
}

// upkeepJob holds the search index to the store and takes a backup where a folder
// is given. A service that has no index, as that of `job run`, leaves it alone.
func (s *service) upkeepJob(ctx context.Context, t jobs.Tick) (jobs.Report, error) {
	report := jobs.Report{}
	if s.live != nil {
		mended, err := s.live.Mend(ctx)
		report["mended"] = mended
		if err != nil {
			return report, err
		}
	}
	if p, ok := s.engine.(purger); ok {
		n, err := p.Purge(ctx, t.Now.Add(-keepTombstones))
		report["tombstones"] = n
		if err != nil {
			return report, err
		}
	}
	taken, err := s.nightlyBackup(ctx, t.Slot)
	report["backups"] = taken
	return report, err
}

// keepTombstones is how long the change feed tells of what was deleted. An index
// that has been away for longer is built anew.
const keepTombstones = 30 * 24 * time.Hour

// purger is an engine that forgets what was deleted.
type purger interface {
	Purge(ctx context.Context, before time.Time) (int, error)
}

// ownDeclarations are the collections of this package.
func ownDeclarations() []store.Declaration {
	return []store.Declaration{{Name: demoCollection}, {Name: announcedCollection}}
}

// jobMetrics counts runs of jobs.
func (s *service) jobMetrics() jobs.Observer {
	return &jobObserver{
		runs: s.metrics.Counter("matcharenan_job_runs_total", "Runs of jobs, by outcome.", "job", "outcome"),
		took: s.metrics.Timer("matcharenan_job_seconds", "How long runs of jobs took.", "job"),
	}
}

type jobObserver struct {
	runs *metrics.Counter
	took *metrics.Timer
}

func (o *jobObserver) JobStarted(string) {}

func (o *jobObserver) JobEnded(name string, outcome jobs.Outcome, took time.Duration, _ jobs.Report) {
	o.runs.Add(1, name, string(outcome))
	o.took.Observe(took, name)
}

// messageMetrics counts deliveries.
func (s *service) messageMetrics() outbox.Observer {
	return messageObserver{s.metrics.Counter("matcharenan_messages_total", "Tries to deliver messages, by what became of them.", "kind", "state")}
}

type messageObserver struct{ tries *metrics.Counter }

func (o messageObserver) MessageTried(kind outbox.Kind, became outbox.State, _ time.Duration) {
	o.tries.Add(1, string(kind), string(became))
}
