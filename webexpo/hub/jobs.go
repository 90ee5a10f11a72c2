package hub

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/jobs"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// jobsPage is what the service does by itself.
type jobsPage struct {
	deskPage
	Rows []jobRow
}

// jobRow is a job.
type jobRow struct {
	Name, Href, What, Schedule, Last, Next string
	Outcome                                *frame.Tag
}

func (a *Area) showJobs(c *fiber.Ctx) error {
	all, err := a.s.Jobs.List(c.UserContext(), web.ActorOf(c))
	if err != nil {
		return err
	}
	v := &jobsPage{deskPage: a.desk(c, running, "hub.jobs.title")}
	v.Wide = true
	for _, j := range all {
		v.Rows = append(v.Rows, jobRowOf(&v.Base, j))
	}
	return unkept(c, a.jobs.Render(c, v))
}

func jobRowOf(b *frame.Base, j jobs.Status) jobRow {
	row := jobRow{
		Name: jobName(b, j.Name), Href: jobsPath + "/" + j.Name, Schedule: scheduled(b, j.Schedule), Next: b.Time(j.Next),
		Last: b.T("hub.jobs.never"),
	}
	if key := "hub.job." + j.Name + ".what"; b.Printer().Has(key) {
		row.What = b.T(key)
	}
	if j.Last != nil {
		row.Last = b.Time(endOf(j.Last))
		row.Outcome = new(outcomeTag(b, j.Last))
	}
	if j.Running != nil {
		row.Outcome = new(outcomeTag(b, j.Running))
	}
	return row
}

// jobName is what people call a job.
func jobName(b *frame.Base, name string) string {
	if key := "hub.job." + name + ".name"; b.Printer().Has(key) {
		return b.T(key)
	}
	return name
}

// endOf is when a run ended, or began when that is not known.
func endOf(r *jobs.Run) time.Time {
	if r.Ended.IsZero() {
		return r.Started.Time
	}
	return r.Ended.Time
}

// outcomeTag is how a run ended; one without an outcome has not.
func outcomeTag(b *frame.Base, r *jobs.Run) frame.Tag {
	kind, name := "neutral", string(r.Outcome)
	switch r.Outcome {
	case jobs.Succeeded:
		kind = "good"
	case jobs.Failed:
		kind = "bad"
	case jobs.Interrupted:
		kind = "waiting"
	default:
		name = "running"
	}
	return frame.Tag{Kind: kind, Text: b.T("hub.run." + name)}
}

// jobPage is a job with its run log.
type jobPage struct {
	deskPage
	Facts []frame.Fact
	Ran   *frame.Notice // of the run that has just been made by hand
	Run   string        // address; empty for whoever may not
	Rows  []runRow
	Pager frame.Pager
}

// runRow is a line of the run log.
type runRow struct {
	Started, Took, By, Problem string
	Outcome                    frame.Tag
	Did                        []string
}

// ranParameter names the run that has just been made by hand.
const ranParameter = "korning"

func (a *Area) showJob(c *fiber.Ctx) error { return a.answerJob(c, nil) }

// answerJob shows a job, and why it could not be run.
func (a *Area) answerJob(c *fiber.Ctx, failed error) error {
	status, err := frame.StatusAgain(failed)
	if err != nil {
		return err
	}
	in := frame.Query(c)
	after, ran := in.Text(afterParameter), in.Text(ranParameter)
	if err := in.Err(); err != nil {
		return err
	}
	job, err := a.job(c)
	if err != nil {
		return err
	}
	runs, err := a.s.Jobs.Runs(c.UserContext(), web.ActorOf(c), job.Name, after, rowsPerPage)
	if err != nil {
		return err
	}
	v := &jobPage{deskPage: a.desk(c, nil, "hub.job.title")}
	v.Title = jobName(&v.Base, job.Name)
	v.Wide = true
	v.Crumbs = []frame.Link{{Text: v.T("hub.jobs.title"), Href: jobsPath}}
	v.Again = v.Base.Again(failed, frame.Named(v.label))
	row := jobRowOf(&v.Base, job)
	if row.What != "" {
		v.Facts = append(v.Facts, frame.Fact{Name: v.T("hub.jobs.what"), Value: row.What})
	}
	v.Facts = append(v.Facts, frame.Fact{Name: v.T("hub.jobs.schedule"), Value: row.Schedule}, frame.Fact{Name: v.T("hub.jobs.next"), Value: row.Next})
	if web.ActorOf(c).May(access.JobRun, "") {
		v.Run = jobsPath + "/" + job.Name + "/kor"
	}
	v.Pager = pagerOf(&v.Base, jobsPath+"/"+job.Name, nil, after, runs.Next)
	for i := range runs.Items {
		r := &runs.Items[i].Value
		row, err := a.runRow(c, &v.Base, r)
		if err != nil {
			return err
		}
		v.Rows = append(v.Rows, row)
		if r.ID == ran {
			v.Ran = ranNotice(&v.Base, r)
		}
	}
	return unkept(c, a.jobPage.RenderStatus(c, status, v))
}

// job is the job that the path names.
func (a *Area) job(c *fiber.Ctx) (jobs.Status, error) {
	all, err := a.s.Jobs.List(c.UserContext(), web.ActorOf(c))
	if err != nil {
		return jobs.Status{}, err
	}
	for _, j := range all {
		if j.Name == c.Params("name") {
			return j, nil
		}
	}
	return jobs.Status{}, fault.New(fault.NotFound, "", nil)
}

// ranNotice tells how the run ended that somebody has just asked for.
func ranNotice(b *frame.Base, r *jobs.Run) *frame.Notice {
	if r.Outcome == jobs.Succeeded {
		return &frame.Notice{Kind: "done", Text: b.T("hub.run.done")}
	}
	n := &frame.Notice{Kind: "warning", Text: b.T("hub.run.notDone")}
	if err := r.Problem(); err != nil {
		n.Text = b.Printer().Error(err)
	}
	return n
}

func (a *Area) runRow(c *fiber.Ctx, b *frame.Base, r *jobs.Run) (runRow, error) {
	row := runRow{Started: b.Time(r.Started.Time), By: b.T("hub.run.bySchedule"), Outcome: outcomeTag(b, r), Did: did(b, r.Report)}
	if !r.Ended.IsZero() {
		row.Took = took(b, r.Ended.Sub(r.Started.Time))
	}
	if err := r.Problem(); err != nil {
		row.Problem = b.Printer().Error(err)
	}
	if !r.Manual {
		return row, nil
	}
	row.By = b.T("hub.run.byHand")
	if r.Actor == "" {
		return row, nil
	}
	name, err := a.who(c, b, access.Person, r.Actor)
	row.By = b.T("hub.run.byHandOf", "name", name)
	return row, err
}

// did is what a run counted, by name. What it did nothing of is left out.
func did(b *frame.Base, report jobs.Report) (list []string) {
	for _, name := range slices.Sorted(maps.Keys(report)) {
		n := report[name]
		if n == 0 {
			continue
		}
		words := name
		if key := "hub.count." + strings.ReplaceAll(name, " ", "_"); b.Printer().Has(key) {
			words = b.T(key)
		}
		list = append(list, b.T("hub.count", "name", words, "n", b.Number(n)))
	}
	return list
}

// took is how long something took: seconds up to two minutes, and then minutes.
func took(b *frame.Base, d time.Duration) string {
	if d < 2*time.Minute {
		return b.T("hub.run.seconds", "n", b.Decimal(d.Seconds(), 1))
	}
	return b.T("hub.run.minutes", "n", b.Number(int(d.Minutes()+.5)))
}

// runJob runs a job, and waits for it.
func (a *Area) runJob(c *fiber.Ctx) error {
	web.Extend(c)
	name := c.Params("name")
	run, err := a.s.Jobs.RunNow(c.UserContext(), web.ActorOf(c), name, time.Time{})
	if err != nil {
		return a.answerJob(c, err)
	}
	return c.Redirect(jobsPath+"/"+name+"?"+url.Values{ranParameter: {run.ID}}.Encode(), http.StatusSeeOther)
}
