package catalog

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/id"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/spreadsheet"
	"github.com/allagehub/matcharenan/internal/store"
)

// Limits of an import.
const (
	MaxImportRows  = 10_000
	MaxImportBytes = spreadsheet.MaxPacked
	ImportBatch    = 200 // rows that are done between two notes of how far it has come
)

// ImportState is where an import stands.
type ImportState string

// The states of an import.
const (
	ImportRunning ImportState = "running"
	ImportDone    ImportState = "done"
	ImportFailed  ImportState = "failed" // the file could not be read any more
)

// Outcome is what became of a row.
type Outcome string

// The outcomes.
const (
	RowCreated   Outcome = "created"
	RowUpdated   Outcome = "updated"
	RowUnchanged Outcome = "unchanged"
	RowRefused   Outcome = "refused"
)

// Import is a file of products that become drafts of an organisation.
type Import struct {
	ID       string        `json:"id"`
	Owner    string        `json:"owner"` // ID of the organisation
	File     string        `json:"file"`  // name, as people know it
	Format   FileFormat    `json:"format"`
	SHA256   string        `json:"sha256"` // of the file, hexadecimal
	Submit   bool          `json:"submit"` // whether rows without problems are submitted
	State    ImportState   `json:"state"`
	Rows     int           `json:"rows"`             // of the file
	Position int           `json:"position"`         // rows that are done
	Counts   ImportCounts  `json:"counts"`           // of the rows that are done
	Failure  string        `json:"failure,omitzero"` // message key of why it failed
	By       lifecycle.Who `json:"by"`
	Request  string        `json:"request,omitzero"`
	Created  store.Instant `json:"created"`
	Changed  store.Instant `json:"changed"`
}

// ImportCounts tells how many rows had each outcome.
type ImportCounts struct {
	Created   int `json:"created"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	Refused   int `json:"refused"`
	Submitted int `json:"submitted"` // of those not refused
}

// ImportRow is what became of a row.
type ImportRow struct {
	Line       int             `json:"line"`
	ExternalID string          `json:"externalID,omitzero"`
	Listing    string          `json:"listing,omitzero"` // ID; empty if refused
	Outcome    Outcome         `json:"outcome"`
	Submitted  bool            `json:"submitted,omitzero"`
	Problems   []ImportProblem `json:"problems,omitzero"` // why it was refused
}

// ImportProblem is a [fault.Problem] of a row as it is kept.
type ImportProblem struct {
	Line   int        `json:"line,omitzero"`
	Column int        `json:"column,omitzero"`
	Cell   bool       `json:"cell,omitzero"`
	Member string     `json:"member,omitzero"`
	Key    string     `json:"key"`
	Args   fault.Args `json:"args,omitzero"`
}

// Problem returns the problem, for its sentence.
func (p ImportProblem) Problem(file string) fault.Problem {
	return fault.Problem{File: file, Line: p.Line, Column: p.Column, Cell: p.Cell, Member: p.Member, Key: p.Key, Args: p.Args}
}

// Imported says which row of which import a listing came from last, and what
// became of the row, so that a batch that is done again tells the same.
type Imported struct {
	Import    string  `json:"import"`
	Line      int     `json:"line"`
	Outcome   Outcome `json:"outcome"`
	Submitted bool    `json:"submitted,omitzero"`
}

// importRows is a batch of row reports.
type importRows struct {
	Import string      `json:"import"`
	Rows   []ImportRow `json:"rows"`
}

// Upload is a file that somebody gives to be imported.
type Upload struct {
	Owner  string // ID of the organisation
	Name   string // of the file, as people know it
	Format FileFormat
	Submit bool // submit the rows without problems for review
	File   io.Reader
}

// StartImport keeps a file and notes that it is to be imported; [Listings.ContinueImport]
// does it. A file that cannot be read at all, that has bad columns or more than
// [MaxImportRows] rows is refused whole: Invalid or TooLarge. It needs
// listing.write.
func (l *Listings) StartImport(ctx context.Context, a access.Actor, now time.Time, u Upload) (Import, error) {
	if err := a.Check(access.ListingWrite, u.Owner); err != nil {
		return Import{}, err
	}
	if _, err := l.options.Vendors.Vendor(ctx, u.Owner); err != nil {
		return Import{}, fmt.Errorf("vendor of %s: %w", u.Owner, err)
	}
	imp := Import{
		ID: id.New(now), Owner: u.Owner, File: u.Name, Format: u.Format, Submit: u.Submit, State: ImportRunning,
		By: lifecycle.WhoIs(a), Request: a.Request, Created: store.At(now), Changed: store.At(now),
	}
	info, err := l.options.Engine.Blobs().Put(ctx, importBlobs+imp.ID, u.File, MaxImportBytes)
	if errors.Is(err, store.ErrTooLarge) {
		return Import{}, fault.New(fault.TooLarge, "read.fileTooLarge", fault.Args{"file": u.Name, "limit": MaxImportBytes})
	}
	if err != nil {
		return Import{}, fmt.Errorf("keeping %s: %w", u.Name, err)
	}
	imp.SHA256 = info.SHA256
	if imp.Rows, err = l.countRows(ctx, &imp); err == nil {
		var event store.Effect
		if event, err = imp.event(now, "start"); err == nil {
			_, err = l.imports.Insert(ctx, imp.ID, imp, event)
		}
	}
	if err != nil {
		// What cannot be removed now is swept tomorrow.
		_ = l.options.Engine.Blobs().Delete(context.WithoutCancel(ctx), importBlobs+imp.ID)
		return Import{}, err
	}
	return imp, nil
}

// countRows reads the whole file once.
func (l *Listings) countRows(ctx context.Context, imp *Import) (rows int, err error) {
	for _, err := range l.importRecords(ctx, imp) {
		if err != nil {
			return rows, err
		}
		if rows++; rows > MaxImportRows {
			return rows, fault.New(fault.TooLarge, "catalog.import.tooManyRows", fault.Args{"file": imp.File, "limit": MaxImportRows})
		}
	}
	return rows, nil
}

// importRecords reads the file of an import.
func (l *Listings) importRecords(ctx context.Context, imp *Import) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		blob, err := l.options.Engine.Blobs().Open(ctx, importBlobs+imp.ID)
		if err != nil {
			yield(Record{}, fmt.Errorf("file of import %s: %w", imp.ID, err))
			return
		}
		defer func() { _ = blob.Close() }() // it was only read
		for rec, err := range ReadFile(ctx, blob, imp.File, imp.Format, l.options.Checker) {
			if !yield(rec, err) {
				return
			}
		}
	}
}

// actor is who started the import, for the events of what it does.
func (imp *Import) actor() access.Actor {
	return access.Actor{Kind: imp.By.Kind, ID: imp.By.ID, Person: imp.By.Person, Request: imp.Request}
}

func (imp *Import) event(now time.Time, action string) (store.Effect, error) {
	e := audit.New(imp.actor(), now, imp.Owner, "import."+action, importsCollection+"/"+imp.ID)
	return e.With("sha256", imp.SHA256).With("rows", strconv.Itoa(imp.Rows)).Effect()
}

// Import returns an import. It needs listing.read: [store.ErrNotFound].
func (l *Listings) Import(ctx context.Context, a access.Actor, id string) (Import, error) {
	it, err := l.imports.Get(ctx, id)
	if err != nil {
		return Import{}, err
	}
	if !a.May(access.ListingRead, it.Value.Owner) {
		return Import{}, fmt.Errorf("import %s is not for %s: %w", id, a.ID, store.ErrNotFound)
	}
	return it.Value, nil
}

// Imports returns a page of an organisation's imports, the last first, and the
// after of the next page. It needs listing.read.
func (l *Listings) Imports(ctx context.Context, a access.Actor, owner, after string, limit int) ([]Import, string, error) {
	if err := a.Check(access.ListingRead, owner); err != nil {
		return nil, "", err
	}
	q := store.Query{Index: "by_owner", Equal: []any{owner}, Descending: true, After: after, Limit: limit}
	page, err := l.imports.Find(ctx, q)
	if err != nil {
		return nil, "", err
	}
	all := make([]Import, len(page.Items))
	for i := range page.Items {
		all[i] = page.Items[i].Value
	}
	return all, page.Next, nil
}

// ImportRows gives what became of the rows that are done, in the order of the
// file. It needs listing.read: [store.ErrNotFound]. An error ends it.
func (l *Listings) ImportRows(ctx context.Context, a access.Actor, id string) iter.Seq2[ImportRow, error] {
	return func(yield func(ImportRow, error) bool) {
		imp, err := l.Import(ctx, a, id)
		for first := 0; err == nil && first < imp.Position; first += ImportBatch {
			var batch store.Item[importRows]
			if batch, err = l.rows.Get(ctx, batchID(id, first)); err != nil {
				break
			}
			for _, row := range batch.Value.Rows {
				if !yield(row, nil) {
					return
				}
			}
		}
		if err != nil {
			yield(ImportRow{}, err)
		}
	}
}

// batchID is the ID of the reports of the batch whose first row is first, from 0.
func batchID(imp string, first int) string { return fmt.Sprintf("%s.%05d", imp, first/ImportBatch) }

const (
	maxRowProblems = 20  // that are kept of a row
	maxArgument    = 200 // characters of a problem's argument
)

// keptProblems returns the problems of a row as they are kept.
func keptProblems(problems []fault.Problem) []ImportProblem {
	var kept []ImportProblem
	for _, p := range problems[:min(len(problems), maxRowProblems)] {
		k := ImportProblem{Line: p.Line, Column: p.Column, Cell: p.Cell, Member: short(p.Member), Key: p.Key}
		for name, value := range p.Args {
			if k.Args == nil {
				k.Args = fault.Args{}
			}
			if s, ok := value.(string); ok {
				value = short(s)
			}
			k.Args[name] = value
		}
		kept = append(kept, k)
	}
	return kept
}

func short(s string) string {
	if r := []rune(s); len(r) > maxArgument {
		return string(r[:maxArgument]) + "…"
	}
	return s
}

// UnmarshalJSON reads a kept problem. Lists among its arguments become lists of
// texts again, as messages expect them.
func (p *ImportProblem) UnmarshalJSON(data []byte) error {
	type plain ImportProblem
	if err := json.Unmarshal(data, (*plain)(p)); err != nil {
		return err
	}
	for name, value := range p.Args {
		if list, ok := value.([]any); ok {
			texts := make([]string, len(list))
			for i, v := range list {
				texts[i] = fmt.Sprint(v)
			}
			p.Args[name] = texts
		}
	}
	return nil
}
