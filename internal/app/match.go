package app

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/ordered"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/testbeds"
)

// files are the two files that most commands read.
type files struct {
	Products    string `required:"" help:"Products: JSONL, or .csv or .xlsx with the same columns; - for standard input (JSONL)." placeholder:"FILE"`
	Needs       string `required:"" help:"Needs: JSONL; - for standard input." placeholder:"FILE"`
	SkipInvalid bool   `help:"Leave out lines with errors and go on with the others."`
}

type matchCommand struct {
	files
	engineFlags
	Top     int    `help:"How many products for each need (at most 1000)." default:"10"`
	Explain int    `help:"How many of them with reasons, in the formats text and json (default: all)." default:"-1"`
	Near    int    `help:"How many near misses for each need (at most 50)." default:"5"`
	Format  string `help:"text for people, json (one object a need), or tsv (need, product, rank, score)." enum:"text,json,tsv" default:"text"`
}

// Run matches every need and prints the results in the order of the needs.
func (c *matchCommand) Run(r *run) (err error) {
	if c.Top < 0 || c.Top > matching.MaxTop || c.Near < 0 || c.Near > matching.MaxNearMisses {
		return fault.New(fault.Invalid, "flag.count", fault.Args{"top": matching.MaxTop, "near": matching.MaxNearMisses})
	}
	session, err := r.session(&c.files, &c.engineFlags)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, session.Close()) }()
	out := bufio.NewWriterSize(r.Stdout, 64<<10)
	err = r.matchAll(session, c.options(session.engine), c.format(r), out)
	return errors.Join(err, out.Flush())
}

func (c *matchCommand) options(e *engine) matching.Options {
	o := matching.Options{Day: e.day, Top: c.Top, Explain: c.Top, NearMisses: c.Near}
	if c.Explain >= 0 {
		o.Explain = min(c.Explain, c.Top)
	}
	if c.Format == "tsv" {
		o.Explain, o.NearMisses = 0, 0
	}
	return o
}

// format is how a result is written.
func (c *matchCommand) format(r *run) func(io.Writer, *matching.Result) error {
	switch c.Format {
	case "tsv":
		return writeTSV
	case "json":
		return writeJSON
	default:
		return r.writeText
	}
}

// session is the input read, and a matcher filled with it.
type session struct {
	engine  *engine
	file    *productFile
	needs   []*testbeds.Need
	matcher *matching.Matcher
}

func (s *session) Close() error { return s.file.Close() }

// session reads both files. Nothing goes on when either holds errors, unless they
// are to be skipped.
func (r *run) session(f *files, flags *engineFlags) (*session, error) {
	if f.Products == standardInput && f.Needs == standardInput {
		return nil, fault.New(fault.Invalid, "flag.stdinTwice", nil)
	}
	e, err := r.engine(flags)
	if err != nil {
		return nil, err
	}
	wrong := &problems{r: r}
	s := &session{engine: e}
	if s.needs, err = r.readNeeds(f.Needs, e.needs, wrong); err != nil {
		return nil, err
	}
	if s.file, err = r.openProducts(f.Products, e.products); err != nil {
		return nil, err
	}
	if err = r.fill(s, wrong); err == nil {
		err = wrong.verdict(f.SkipInvalid, s.matcher.Len()+len(s.needs))
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (r *run) fill(s *session, wrong *problems) (err error) {
	p := r.progress("progress.reading")
	n := 0
	products := func(yield func(matching.Listing) bool) {
		for l := range s.file.listings(r.ctx, wrong) {
			n++
			p.step(n)
			if !yield(l) {
				return
			}
		}
	}
	s.matcher, err = s.engine.matcher(r.ctx, products, s.file)
	p.done(n)
	return err
}

// matchAll matches the needs on all cores and writes the results in order.
func (r *run) matchAll(s *session, o matching.Options, write func(io.Writer, *matching.Result) error, out io.Writer) error {
	type answer struct {
		result *matching.Result
		err    error
	}
	one := func() func(*testbeds.Need) answer {
		return func(n *testbeds.Need) answer {
			result, err := s.matcher.Match(r.ctx, n, o)
			return answer{result, err}
		}
	}
	p := r.progress("progress.matching")
	n := 0
	for a := range ordered.Map(r.ctx, values(s.needs), one) {
		if a.err != nil {
			return a.err
		}
		if err := write(out, a.result); err != nil {
			return err
		}
		n++
		p.step(n)
	}
	p.done(n)
	return r.ctx.Err()
}

func values[T any](list []T) func(func(T) bool) {
	return func(yield func(T) bool) {
		for _, v := range list {
			if !yield(v) {
				return
			}
		}
	}
}

func writeTSV(w io.Writer, result *matching.Result) error {
	for _, m := range result.Matches {
		if _, err := fmt.Fprintf(w, "%s\t%s\t%d\t%.2f\n", result.Need.ID, m.ID, m.Rank, m.Score.Float()); err != nil {
			return err
		}
	}
	return nil
}

func writeJSON(w io.Writer, result *matching.Result) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(result)
}

func writeIndented(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
