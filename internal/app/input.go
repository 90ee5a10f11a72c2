package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/jsonl"
	"github.com/allagehub/matcharenan/internal/ordered"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/matching/postings"
	"github.com/allagehub/matcharenan/testbeds"
)

// standardInput is the name of a file that stands for standard input.
const standardInput = "-"

// maxProblems is how many problems are told of one by one.
const maxProblems = 50

// problems tells what is wrong with the input, as it is found.
type problems struct {
	r     *run
	count int
}

func (p *problems) add(list []fault.Problem) {
	for _, pr := range list {
		if p.count++; p.count <= maxProblems {
			tell(p.r.Stderr, p.r.printer.Problem(pr))
		}
	}
}

// verdict ends the run when there were problems that are not to be passed over.
func (p *problems) verdict(skip bool, good int) error {
	if p.count == 0 {
		return nil
	}
	args := fault.Args{"problems": p.count, "good": good, "more": max(0, p.count-maxProblems)}
	if p.count > maxProblems {
		tell(p.r.Stderr, p.r.printer.Text("input.more", args))
	}
	if skip {
		tell(p.r.Stderr, p.r.printer.Text("input.skipped", args))
		return nil
	}
	tell(p.r.Stderr, p.r.printer.Text("input.refused", args))
	return stopError(ExitBadInput)
}

// productFile is an opened file of products.
type productFile struct {
	*os.File
	name    string
	kind    string
	checker *catalog.Checker
	memory  matching.Memory // of spreadsheets, whose rows cannot be read again one by one
	remove  bool            // a copy of standard input
}

// openProducts opens a file of products. What the kind of file is, its name
// tells: .csv, .xlsx, and JSONL for all others.
func (r *run) openProducts(path string, checker *catalog.Checker) (*productFile, error) {
	if path == standardInput {
		return r.spool(checker)
	}
	f, err := open(path)
	if err != nil {
		return nil, err
	}
	kind := strings.ToLower(filepath.Ext(path))
	return &productFile{File: f, name: filepath.Base(path), kind: kind, checker: checker}, nil
}

// spool copies standard input to a file, because the products that are explained
// are read a second time.
func (r *run) spool(checker *catalog.Checker) (*productFile, error) {
	f, err := os.CreateTemp("", "matcharenan-*.jsonl")
	if err != nil {
		return nil, err
	}
	file := &productFile{File: f, name: standardInput, checker: checker, remove: true}
	if _, err := io.Copy(f, r.Stdin); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// Close closes the file.
func (f *productFile) Close() error {
	err := f.File.Close()
	if f.remove {
		err = os.Remove(f.Name())
	}
	return err
}

// listings reads the products; what is wrong goes to p. A failure of the file
// ends the sequence with a listing that carries the error.
func (f *productFile) listings(ctx context.Context, p *problems) iter.Seq[matching.Listing] {
	records := f.records(ctx)
	return func(yield func(matching.Listing) bool) {
		for rec, err := range records {
			if err != nil {
				yield(matching.Listing{Err: err})
				return
			}
			if len(rec.Problems) > 0 {
				p.add(rec.Problems)
				continue
			}
			l := matching.Listing{Product: &rec.Value, Origin: postings.Origin{Offset: rec.Offset, Length: int32(rec.Length)}} //nolint:gosec // G115: at most jsonl.MaxLine
			if f.kept() {
				l.Origin.Offset = int64(len(f.memory))
				f.memory = append(f.memory, &rec.Value)
			}
			if !yield(l) {
				return
			}
		}
	}
}

func (f *productFile) kept() bool { return f.kind == ".csv" || f.kind == ".xlsx" }

func (f *productFile) records(ctx context.Context) iter.Seq2[catalog.Record, error] {
	switch f.kind {
	case ".csv":
		return catalog.ReadProductsCSV(ctx, f, f.name, f.checker)
	case ".xlsx":
		return catalog.ReadProductsXLSX(ctx, f, f.name, f.checker)
	}
	return parallelRecords(ctx, f, f.name, f.checker)
}

// line is a line of JSON on its way to be parsed.
type line struct {
	number  int
	offset  int64
	text    []byte
	tooLong bool
}

// parallelRecords reads JSONL as [catalog.ReadProducts] does, with the lines
// parsed on all cores.
func parallelRecords(ctx context.Context, r io.Reader, name string, c *catalog.Checker) iter.Seq2[catalog.Record, error] {
	s := jsonl.NewScanner(r, name)
	lines := func(yield func(line) bool) {
		for s.Scan() {
			l := line{number: s.Line(), offset: s.Offset(), tooLong: s.TooLong()}
			l.text = append([]byte(nil), s.Bytes()...)
			if !yield(l) {
				return
			}
		}
	}
	parse := func() func(line) catalog.Record {
		return func(l line) catalog.Record {
			rec := catalog.Record{Line: l.number, Offset: l.offset, Length: len(l.text)}
			if l.tooLong {
				rec.Problems = []fault.Problem{jsonl.TooLongProblem()}
			} else {
				rec.Value, rec.Problems = c.Parse(l.text)
			}
			return rec
		}
	}
	return func(yield func(catalog.Record, error) bool) {
		ids := jsonl.IDs{}
		for rec := range ordered.Map(ctx, lines, parse) {
			if p := ids.Add(rec.Value.ID, rec.Line); p != nil {
				rec.Problems = append(rec.Problems, *p)
			}
			fault.Place(rec.Problems, name, rec.Line)
			if !yield(rec, nil) {
				return
			}
		}
		if err := s.Err(); err != nil {
			yield(catalog.Record{}, err)
		} else if err := ctx.Err(); err != nil {
			yield(catalog.Record{}, err)
		}
	}
}

// Product reads a product again.
func (f *productFile) Product(ctx context.Context, id string, at postings.Origin) (*catalog.Product, error) {
	if f.kept() {
		return f.memory.Product(ctx, id, at)
	}
	line := make([]byte, at.Length)
	if _, err := f.ReadAt(line, at.Offset); err != nil {
		return nil, err
	}
	p, problems := catalog.ParseProduct(line)
	if err := fault.Bad(problems); err != nil {
		return nil, fmt.Errorf("%s has changed while it was read: %w", f.name, err)
	}
	return &p, nil
}

// readNeeds reads all needs of a file.
func (r *run) readNeeds(path string, checker *testbeds.Checker, p *problems) ([]*testbeds.Need, error) {
	in, name := r.Stdin, path
	if path != standardInput {
		f, err := open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close() //nolint:errcheck // it was only read
		in, name = f, filepath.Base(path)
	}
	var needs []*testbeds.Need
	for rec, err := range testbeds.ReadNeeds(r.ctx, in, name, checker) {
		if err != nil {
			return nil, err
		}
		if p.add(rec.Problems); len(rec.Problems) == 0 {
			needs = append(needs, &rec.Value)
		}
	}
	return needs, nil
}
