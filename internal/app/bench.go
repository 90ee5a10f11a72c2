package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/evaluation"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/synthetic"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/testbeds"
)

type benchCommand struct {
	Products int    `help:"Size of the made-up catalogue (at most 1,000,000)." default:"100000"`
	Needs    int    `help:"How many made-up needs (at most 100,000)." default:"2000"`
	Samples  int    `help:"How many single matches are timed." default:"2000"`
	Bleve    string `help:"Measure bleve beside: on, off, or auto (up to 200,000 products, as indexing takes bleve long)." enum:"auto,on,off" default:"auto"`
	Seed     uint64 `help:"Which catalogue is made up." default:"1"`
	Hunspell string `help:"Swedish hunspell dictionary (.dic) for compounds: a path, 'auto' for the usual places, or 'off'." default:"auto" placeholder:"FILE|auto|off"`
}

// Limits of bench.
const (
	benchProducts  = 1_000_000
	benchNeeds     = 100_000
	bleveAutoUpTo  = 200_000
	bleveSamples   = 200
	changeSamples  = 30
	benchTop       = 50
	benchExplained = 10
	benchWarmUp    = 200          // matches before any is timed
	benchDay       = "2026-10-01" // the same result on every day
)

// times are percentiles of how long something took, in milliseconds.
type times struct {
	P50 float64 `json:"p50ms"`
	P99 float64 `json:"p99ms"`
}

// benchReport is what bench prints. What bleve did is null when it was not
// measured.
type benchReport struct {
	Products         int     `json:"products"`
	Needs            int     `json:"needs"`
	TermsPerNeed     float64 `json:"termsPerNeed"`        // distinct words that are not stop words
	QueryTerms       float64 `json:"queryTerms"`          // of these, their parts, and labels of concepts, that the index holds
	EligiblePercent  float64 `json:"eligiblePercent"`     // products that pass the rules of a need
	BuildSeconds     float64 `json:"buildSeconds"`        // reading, checking and indexing the file
	Match            times   `json:"match"`               // one goroutine: gates, all criteria, top 50, the first 10 explained, prices of musts
	MatchNear        times   `json:"matchWithNearMisses"` // the same with 5 near misses
	BatchSeconds     float64 `json:"batchSeconds"`        // all needs, all cores, top 50
	ChangeVisibleMs  float64 `json:"changeVisibleMs"`     // worst of so many changes, while matching goes on
	ResidentMiB      float64 `json:"residentMiB"`         // after all this, before bleve
	BleveDisjunction *times  `json:"bleveDisjunction"`
	BleveToMatchP99  float64 `json:"bleveToMatchP99,omitempty"` // bleve's p99 divided by ours
	Search           *times  `json:"search"`
	BleveBuild       float64 `json:"bleveBuildSeconds,omitempty"`
	DiskMiB          float64 `json:"diskMiB"` // of bleve's search index
}

// Run measures and prints one JSON object.
func (c *benchCommand) Run(r *run) (err error) {
	if c.Products < 1 || c.Products > benchProducts || c.Needs < 1 || c.Needs > benchNeeds || c.Samples < 1 {
		return fault.New(fault.Invalid, "flag.benchSize", fault.Args{"products": benchProducts, "needs": benchNeeds})
	}
	dir, err := os.MkdirTemp("", "matcharenan-bench-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	b := &bench{run: r, command: c, dir: dir}
	if b.generator, err = synthetic.New(c.Seed); err != nil {
		return err
	}
	for _, step := range []func() error{b.generate, b.build, b.match, b.batch, b.change, b.resident, b.bleve} {
		if err := step(); err != nil {
			return errors.Join(err, b.close())
		}
	}
	return errors.Join(writeIndented(r.Stdout, b.report), b.close())
}

// bench is a measurement under way.
type bench struct {
	*run
	command   *benchCommand
	dir       string
	generator *synthetic.Generator
	session   session
	report    benchReport
}

func (b *bench) close() error {
	if b.session.file == nil {
		return nil
	}
	return b.session.Close()
}

func (b *bench) productsPath() string { return filepath.Join(b.dir, "products.jsonl") }

// generate writes the catalogue to a file, so that it is read as any other.
func (b *bench) generate() error {
	b.report.Products, b.report.Needs = b.command.Products, b.command.Needs
	for i := range b.command.Needs {
		n := b.generator.Need(i)
		b.session.needs = append(b.session.needs, &n)
	}
	p := b.progress("progress.generating")
	defer p.done(b.command.Products)
	return writeWhole(b.productsPath(), b.productWriter(p))
}

// build reads, checks and indexes the file.
func (b *bench) build() (err error) {
	start := b.Now()
	if b.session.engine, err = b.engine(&engineFlags{Hunspell: b.command.Hunspell}); err != nil {
		return err
	}
	b.session.engine.day = catalog.MustParseDate(benchDay)
	if b.session.file, err = b.openProducts(b.productsPath(), b.session.engine.products); err != nil {
		return err
	}
	wrong := &problems{r: b.run}
	if err := b.fill(&b.session, wrong); err != nil {
		return err
	}
	b.report.BuildSeconds = rounded(b.Now().Sub(start).Seconds(), 2)
	return wrong.verdict(false, b.session.matcher.Len())
}

func (b *bench) options() matching.Options {
	return matching.Options{Day: b.session.engine.day, Top: benchTop, Explain: benchExplained}
}

// match times single matches, one after the other.
func (b *bench) match() (err error) {
	var eligible, words, terms float64
	b.report.Match, err = b.timed(b.options(), func(need *testbeds.Need, result *matching.Result) {
		eligible += float64(result.Eligible)
		w, t := b.session.matcher.QuerySize(need, b.session.engine.day)
		words, terms = words+float64(w), terms+float64(t)
	})
	if err != nil {
		return err
	}
	n := float64(b.command.Samples)
	b.report.EligiblePercent = rounded(100*eligible/n/float64(b.command.Products), 1)
	b.report.TermsPerNeed, b.report.QueryTerms = rounded(words/n, 1), rounded(terms/n, 1)
	near := b.options()
	near.NearMisses = 5
	b.report.MatchNear, err = b.timed(near, func(*testbeds.Need, *matching.Result) {})
	return err
}

func (b *bench) timed(o matching.Options, each func(*testbeds.Need, *matching.Result)) (times, error) {
	for i := range benchWarmUp {
		if _, err := b.session.matcher.Match(b.ctx, b.session.needs[i%len(b.session.needs)], o); err != nil {
			return times{}, err
		}
	}
	runtime.GC() // of what the step before has left
	var taken []float64
	for i := range b.command.Samples {
		need := b.session.needs[i%len(b.session.needs)]
		start := b.Now()
		result, err := b.session.matcher.Match(b.ctx, need, o)
		taken = append(taken, milliseconds(b.Now().Sub(start)))
		if err != nil {
			return times{}, err
		}
		each(need, result)
	}
	return percentiles(taken), nil
}

func percentiles(taken []float64) times {
	slices.Sort(taken)
	return times{rounded(evaluation.Percentile(taken, 50), 3), rounded(evaluation.Percentile(taken, 99), 3)}
}

// batch matches all needs on all cores.
func (b *bench) batch() error {
	start := b.Now()
	o := matching.Options{Day: b.session.engine.day, Top: benchTop}
	err := b.matchAll(&b.session, o, func(io.Writer, *matching.Result) error { return nil }, io.Discard)
	b.report.BatchSeconds = rounded(b.Now().Sub(start).Seconds(), 3)
	return err
}

// change puts products while matching goes on, and takes how long it is until a
// match finds them.
func (b *bench) change() (err error) {
	ctx, stop := context.WithCancel(b.ctx)
	runtime.GC()
	ended := make(chan error, 1)
	go func() { ended <- b.keepMatching(ctx) }()
	worst := time.Duration(0)
	for i := range changeSamples {
		p := b.generator.Product(i * 37 % b.command.Products)
		p.Name = fmt.Sprintf("Kvartsduvan%d", i)
		p.Status, p.ValidUntil, p.Medical = catalog.StatusPublished, 0, catalog.Medical{} // no rule shuts it out
		need := &testbeds.Need{ID: p.ID, Title: p.Name}                                   // the only product that speaks of it
		start := b.Now()
		if err = b.session.matcher.Put(&p); err != nil {
			break
		}
		result, matchErr := b.session.matcher.Match(ctx, need, b.options())
		worst = max(worst, b.Now().Sub(start))
		if err = errors.Join(matchErr, found(result, p.ID)); err != nil {
			break
		}
	}
	stop()
	b.report.ChangeVisibleMs = rounded(milliseconds(worst), 3)
	return errors.Join(err, <-ended)
}

func found(result *matching.Result, id string) error {
	if result == nil || !slices.ContainsFunc(result.Matches, func(m matching.Match) bool { return m.ID == id }) {
		return fmt.Errorf("bench: the changed product %s was not found by the next match", id)
	}
	return nil
}

func (b *bench) keepMatching(ctx context.Context) error {
	for i := 0; ctx.Err() == nil; i++ {
		if _, err := b.session.matcher.Match(ctx, b.session.needs[i%len(b.session.needs)], b.options()); err != nil && ctx.Err() == nil {
			return err
		}
	}
	return nil
}

// resident takes how much memory the process holds.
func (b *bench) resident() error {
	b.report.ResidentMiB = rounded(residentMiB(), 1)
	return nil
}
