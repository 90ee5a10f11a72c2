package api

import (
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/jobs"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/web"
)

// jobView is a job as people see it.
type jobView struct {
	Name     string    `json:"name"`
	Schedule string    `json:"schedule"` // as crontab has it, in Europe/Stockholm
	Running  *runView  `json:"running,omitzero"`
	Last     *runView  `json:"last,omitzero"` // the run that ended last
	Next     time.Time `json:"next"`
}

// runView is a line of the run log, with what went wrong in the caller's words and
// not in those of the log.
type runView struct {
	ID       string        `json:"id"`
	Job      string        `json:"job"`
	Slot     store.Instant `json:"slot"`
	Started  store.Instant `json:"started"`
	Ended    store.Instant `json:"ended,omitzero"`
	Instance string        `json:"instance"`
	Manual   bool          `json:"manual,omitzero"`
	Outcome  jobs.Outcome  `json:"outcome,omitzero"`
	Report   jobs.Report   `json:"report,omitzero"`
	Problem  string        `json:"problem,omitzero"`
}

func viewRun(c *fiber.Ctx, r *jobs.Run) *runView {
	if r == nil {
		return nil
	}
	v := &runView{
		ID: r.ID, Job: r.Job, Slot: r.Slot, Started: r.Started, Ended: r.Ended, Instance: r.Instance,
		Manual: r.Manual, Outcome: r.Outcome, Report: r.Report,
	}
	if err := r.Problem(); err != nil {
		v.Problem = web.PrinterOf(c).Error(err)
	}
	return v
}

// runBody says for what time a job is run.
type runBody struct {
	At time.Time `json:"at"` // as if it were this time; absent for now
}

func (s *Services) jobOperations() []operation {
	return []operation{
		{
			Method: http.MethodGet, Path: "/jobs", ID: "listJobs", Tag: "jobs",
			Summary: "What the service does by itself: when, and how it went.", Who: permitted, Permission: access.JobRead,
			Result: listOf[jobView]{}, Handle: s.listJobs,
		},
		{
			Method: http.MethodGet, Path: "/jobs/{name}/runs", ID: "listJobRuns", Tag: "jobs",
			Summary: "The run log of a job, the last first.", Who: permitted, Permission: access.JobRead,
			Query: page, Result: listOf[runView]{}, Handle: s.listRuns,
		},
		{
			Method: http.MethodPost, Path: "/jobs/{name}/runs", ID: "runJob", Tag: "jobs",
			Summary: "Run a job now.", Who: permitted, Permission: access.JobRun, Class: web.Expensive,
			Body: runBody{}, Status: http.StatusCreated, Result: runView{}, Handle: s.runJob,
		},
	}
}

func (s *Services) listJobs(c *fiber.Ctx) error {
	all, err := s.Jobs.List(c.UserContext(), web.ActorOf(c))
	if err != nil {
		return err
	}
	views := make([]jobView, len(all))
	for i, j := range all {
		views[i] = jobView{Name: j.Name, Schedule: j.Schedule, Running: viewRun(c, j.Running), Last: viewRun(c, j.Last), Next: j.Next}
	}
	return list(c, views, "")
}

func (s *Services) listRuns(c *fiber.Ctx) error {
	in := web.Query(c)
	limit, after := in.Page()
	if err := in.Err(); err != nil {
		return err
	}
	found, err := s.Jobs.Runs(c.UserContext(), web.ActorOf(c), c.Params("name"), after, limit)
	if err != nil {
		return err
	}
	runs := make([]runView, len(found.Items))
	for i := range found.Items {
		runs[i] = *viewRun(c, &found.Items[i].Value)
	}
	return list(c, runs, found.Next)
}

func (s *Services) runJob(c *fiber.Ctx) error {
	var body runBody
	if err := web.ReadJSON(c, &body); err != nil {
		return err
	}
	web.Extend(c)
	run, err := s.Jobs.RunNow(c.UserContext(), web.ActorOf(c), c.Params("name"), body.At)
	if err != nil {
		return err
	}
	return c.Status(http.StatusCreated).JSON(viewRun(c, &run))
}
