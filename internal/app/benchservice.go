package app

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/load"
	"github.com/allagehub/matcharenan/internal/synthetic"
	"github.com/allagehub/matcharenan/matching/live"
)

type benchServiceCommand struct {
	Products int    `help:"Size of the made-up catalogue (at most 1,000,000)." default:"100000"`
	Start    int    `help:"Size of the catalogue that the service is started with again and again." default:"10000"`
	Seconds  int    `help:"How long each load goes on." default:"30"`
	Seed     uint64 `help:"Which catalogue is made up." default:"1"`
	Hunspell string `help:"Swedish hunspell dictionary (.dic) for compounds: a path, 'auto' for the usual places, or 'off'." default:"auto" placeholder:"FILE|auto|off"`
}

// Help is shown by bench-service --help.
func (benchServiceCommand) Help() string {
	return "A service is started as a process of its own on a folder that is removed afterwards, and is asked over the loopback " +
		"interface. Requests of a steady rate are timed from when they were due."
}

// serviceNeeds is how many needs are matched.
const serviceNeeds = 200

// figure is what was measured, beside the bar that it is held to.
type figure struct {
	Name     string  `json:"name"`
	Measured float64 `json:"measured"`
	Bar      float64 `json:"bar"` // at most, or at least where the unit is a rate
	Unit     string  `json:"unit"`
	Reached  bool    `json:"reached"`
}

// loadFigures are what a load met.
type loadFigures struct {
	Name string `json:"name"`
	load.Report
	times
	Max float64 `json:"maxMs"`
}

// serviceReport is what bench-service prints.
type serviceReport struct {
	Products    int           `json:"products"`
	Needs       int           `json:"needs"`
	Cores       int           `json:"cores"` // for the service and for who asks it
	SeedSeconds float64       `json:"seedSeconds"`
	Figures     []figure      `json:"figures"`
	Loads       []loadFigures `json:"loads"`
	PeakMiB     float64       `json:"peakMiB"` // the most that the service has held, while the index was built too

	UpgradedSeconds float64 `json:"upgradedStartSeconds"` // start to ready, index present, of a program that was not there before
}

// serviceBench is a measurement under way.
type serviceBench struct {
	*run
	command   *benchServiceCommand
	dir       string
	generator *synthetic.Generator
	report    serviceReport
}

// Run measures and prints one JSON object.
func (c *benchServiceCommand) Run(r *run) (err error) {
	if c.Products < 1 || c.Products > benchProducts || c.Start < 1 || c.Start > benchProducts || c.Seconds < 1 {
		return fault.New(fault.Invalid, "flag.benchService", fault.Args{"products": benchProducts})
	}
	b := &serviceBench{run: r, command: c, report: serviceReport{Products: c.Products, Needs: serviceNeeds, Cores: runtime.NumCPU()}}
	if b.dir, err = os.MkdirTemp("", "matcharenan-bench-*"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.dir)) }()
	if b.generator, err = synthetic.New(c.Seed); err != nil {
		return err
	}
	if err := b.starts(); err != nil {
		return err
	}
	if err := b.loads(); err != nil {
		return err
	}
	return writeIndented(r.Stdout, b.report)
}

// startSamples is how often each start is tried; the slowest counts.
const startSamples = 3

// starts measures how long the service takes to be ready, with its index and
// without.
func (b *serviceBench) starts() error {
	data := filepath.Join(b.dir, "start")
	if _, err := b.seed(data, b.command.Start); err != nil {
		return err
	}
	index := filepath.Join(data, "index")
	lost, err := b.slowestStart(data, index)
	if err != nil {
		return err
	}
	first, err := b.slowestStart(data, live.ReadingsFile(filepath.Join(index, "1")))
	if err != nil {
		return err
	}
	kept, err := b.slowestStart(data, "")
	b.atMost("start to ready, index present", kept.Seconds(), 2, "s")
	b.atMost("start to ready, index lost", lost.Seconds(), 15, "s")
	b.report.UpgradedSeconds = rounded(first.Seconds(), 2)
	return err
}

// slowestStart starts the service on the data after each time that the file or
// folder has been lost; none is empty.
func (b *serviceBench) slowestStart(data, lost string) (time.Duration, error) {
	slowest := time.Duration(0)
	for range startSamples {
		if lost != "" {
			if err := os.RemoveAll(lost); err != nil {
				return 0, err
			}
		}
		child, err := b.startChild(data)
		if err != nil {
			return 0, err
		}
		slowest = max(slowest, child.took)
		if err := child.stop(); err != nil {
			return 0, err
		}
	}
	return slowest, nil
}

// atMost notes a figure that shall not exceed its bar.
func (b *serviceBench) atMost(name string, measured, bar float64, unit string) {
	b.report.Figures = append(b.report.Figures, figure{name, rounded(measured, 2), bar, unit, measured <= bar})
}

// atLeast notes a figure that shall not stay below its bar.
func (b *serviceBench) atLeast(name string, measured, bar float64, unit string) {
	b.report.Figures = append(b.report.Figures, figure{name, rounded(measured, 1), bar, unit, measured >= bar})
}

// loaded notes what a load met. One that was not answered well spoils the figures.
func (b *serviceBench) loaded(name string, r load.Report) error {
	if r.FirstErr != nil {
		return fault.New(fault.Internal, "bench.requestFailed", fault.Args{"n": r.Failures, "of": r.Requests, "cause": r.FirstErr.Error()}).Because(r.FirstErr)
	}
	f := loadFigures{name, r, times{rounded(milliseconds(r.P50), 2), rounded(milliseconds(r.P99), 2)}, rounded(milliseconds(r.Max), 1)}
	f.PerSecond = rounded(f.PerSecond, 1)
	b.report.Loads = append(b.report.Loads, f)
	return nil
}
