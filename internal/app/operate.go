package app

import (
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/allagehub/matcharenan/internal/config"
	"github.com/allagehub/matcharenan/internal/fault"
)

func duration(d config.Duration) time.Duration { return time.Duration(d) }

type configCommands struct {
	Print configPrintCommand `cmd:"" help:"Print the settings as they would be used, as JSON, without secrets."`
}

type configPrintCommand struct{ settings }

// Run prints the settings.
func (c *configPrintCommand) Run(r *run) error {
	checked, err := c.checked()
	if err != nil {
		return err
	}
	return checked.Print(r.Stdout)
}

// withService runs f with the services and without a search index.
func (r *run) withService(s *settings, f func(*service) error) (err error) {
	checked, err := s.checked()
	if err != nil {
		return err
	}
	service, err := r.openService(checked)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, service.Close()) }()
	return f(service)
}

type jobCommands struct {
	List jobListCommand `cmd:"" help:"Show what the service does by itself, when it did it last and when it does it next."`
	Run  jobRunCommand  `cmd:"" help:"Run a job now, by hand."`
}

type jobListCommand struct{ settings }

// Run shows the jobs.
func (c *jobListCommand) Run(r *run) error {
	return r.withService(&c.settings, func(s *service) error {
		all, err := s.runner.List(r.ctx, operator("job list"))
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(r.Stdout, 0, 4, 2, ' ', 0)
		for _, j := range all {
			last := "-"
			if j.Last != nil {
				last = j.Last.Started.In(time.Local).Format(time.DateTime) + " " + string(j.Last.Outcome)
			}
			if _, err := fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", j.Name, j.Schedule, last, j.Next.In(time.Local).Format(time.DateTime)); err != nil {
				return err
			}
		}
		return table.Flush()
	})
}

type jobRunCommand struct {
	settings
	Name string `arg:"" help:"Name of the job."`
	At   string `help:"As if it were this time, RFC 3339 (default: now)." placeholder:"TIME"`
}

// Run runs a job and prints its line of the run log.
func (c *jobRunCommand) Run(r *run) error {
	var at time.Time
	if c.At != "" {
		var err error
		if at, err = time.Parse(time.RFC3339, c.At); err != nil {
			return fault.New(fault.Invalid, "flag.at", fault.Args{"value": c.At})
		}
	}
	return r.withService(&c.settings, func(s *service) error {
		done, err := s.runner.RunNow(r.ctx, operator("job run"), c.Name, at)
		if err != nil {
			return err
		}
		if problem := done.Problem(); problem != nil {
			s.log.ErrorContext(r.ctx, "job failed: "+done.Error)
			return problem
		}
		return writeIndented(r.Stdout, done)
	})
}

type auditCommands struct {
	Verify auditVerifyCommand `cmd:"" help:"Check that nobody has changed the audit trail; exit code 1 if somebody has."`
}

type auditVerifyCommand struct{ settings }

// Run checks the audit trail and prints what it found.
func (c *auditVerifyCommand) Run(r *run) error {
	return r.withService(&c.settings, func(s *service) error {
		report, err := s.trail.Verify(r.ctx)
		if err != nil {
			return err
		}
		if err := writeIndented(r.Stdout, report); err != nil {
			return err
		}
		if !report.OK() {
			return stopError(ExitBadInput)
		}
		return nil
	})
}

type reindexCommand struct{ settings }

// Run builds the search index anew, with words learned anew.
func (c *reindexCommand) Run(r *run) error {
	return r.withService(&c.settings, func(s *service) error {
		if err := s.forgetIndex(); err != nil {
			return err
		}
		if err := s.openLive(r.ctx); err != nil {
			return err
		}
		_, err := io.WriteString(r.Stdout, r.printer.Text("reindex.done", fault.Args{"n": s.live.Len()})+"\n")
		return err
	})
}
