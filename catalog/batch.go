package catalog

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/id"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/store"
)

// importLease is how long an import is safe from others after its process died.
const importLease = 30 * time.Second

// ResumeImports goes on with all imports that are not finished and that nobody else
// is working on, and returns how many it has finished. What fails for one does not
// stop the others.
func (l *Listings) ResumeImports(ctx context.Context, now time.Time) (int, error) {
	done := 0
	var failures []error
	q := store.Query{Index: "by_state", Equal: []any{string(ImportRunning)}, Limit: duePage}
	for it, err := range l.imports.All(ctx, q) {
		if err != nil {
			return done, errors.Join(append(failures, err)...)
		}
		switch imp, err := l.ContinueImport(ctx, now, it.ID); {
		case errors.Is(err, store.ErrLeased):
		case err != nil:
			failures = append(failures, err)
		case imp.State != ImportRunning:
			done++
		}
	}
	return done, errors.Join(failures...)
}

// ContinueImport imports the rows that are not done yet, in batches, and notes
// after each batch how far it has come. Wherever it is cut off, going on gives what
// it would have given uninterrupted. Of an import that is finished it does nothing.
// It is for the service: StartImport has asked whether the actor may. Errors:
// [store.ErrNotFound], [store.ErrLeased] while somebody else does it.
func (l *Listings) ContinueImport(ctx context.Context, now time.Time, importID string) (imp Import, err error) {
	defer fault.Wrap(&err, "import %s", importID)
	holder := id.New(now)
	err = store.WithLease(ctx, l.options.Engine, importBlobs+importID, holder, importLease, 0, func(ctx context.Context, _ store.Lease) error {
		it, err := l.imports.Get(ctx, importID)
		if err != nil {
			return err
		}
		if imp = it.Value; imp.State != ImportRunning {
			return nil
		}
		if err = l.importFile(ctx, now, &imp); unreadableFile(err) {
			return l.finish(ctx, now, &imp, err)
		}
		return err
	})
	return imp, err
}

// unreadableFile reports whether going on will never succeed.
func unreadableFile(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooLarge) || fault.Is(err, fault.NotFound)
}

func (l *Listings) importFile(ctx context.Context, now time.Time, imp *Import) error {
	vendor, err := l.options.Vendors.Vendor(ctx, imp.Owner)
	if err != nil {
		return fmt.Errorf("vendor of %s: %w", imp.Owner, err)
	}
	n := 0
	batch := make([]Record, 0, ImportBatch)
	for rec, err := range l.importRecords(ctx, imp) {
		if err != nil {
			return err
		}
		if n++; n <= imp.Position {
			continue
		}
		if batch = append(batch, rec); len(batch) < ImportBatch {
			continue
		}
		if err := l.importBatch(ctx, now, imp, vendor, batch); err != nil {
			return err
		}
		batch = batch[:0]
	}
	if len(batch) > 0 {
		if err := l.importBatch(ctx, now, imp, vendor, batch); err != nil {
			return err
		}
	}
	return l.finish(ctx, now, imp, nil)
}

// importBatch makes listings of the rows, and then notes what became of them.
func (l *Listings) importBatch(ctx context.Context, now time.Time, imp *Import, vendor Vendor, batch []Record) error {
	b := &rowBatch{Listings: l, now: now, imp: imp, actor: imp.actor(), vendor: vendor}
	if err := b.run(ctx, batch); err != nil {
		return err
	}
	return l.advance(ctx, now, imp, b.rows)
}

// advance notes the batch's reports and the new position, both or neither.
func (l *Listings) advance(ctx context.Context, now time.Time, imp *Import, rows []ImportRow) error {
	reports, err := store.NewEffect(rowsCollection, batchID(imp.ID, imp.Position), importRows{Import: imp.ID, Rows: rows})
	if err != nil {
		return err
	}
	it, err := l.imports.Update(ctx, imp.ID, func(v *Import, tx *store.Txn) error {
		if v.Position != imp.Position || v.State != ImportRunning {
			return store.ErrLeased // somebody else has gone on after the lease was lost
		}
		v.Position += len(rows)
		v.Changed = store.At(now)
		for i := range rows {
			v.Counts.add(&rows[i])
		}
		tx.Also(reports)
		return nil
	})
	if err == nil {
		*imp = it.Value
	}
	return err
}

func (c *ImportCounts) add(r *ImportRow) {
	switch r.Outcome {
	case RowCreated:
		c.Created++
	case RowUpdated:
		c.Updated++
	case RowUnchanged:
		c.Unchanged++
	case RowRefused:
		c.Refused++
	}
	if r.Submitted {
		c.Submitted++
	}
}

// finish marks the import as done, or as failed for a reason, and lets its file go.
func (l *Listings) finish(ctx context.Context, now time.Time, imp *Import, reason error) error {
	it, err := l.imports.Update(ctx, imp.ID, func(v *Import, tx *store.Txn) error {
		if v.State != ImportRunning {
			return store.Unchanged()
		}
		v.State, v.Changed = ImportDone, store.At(now)
		if reason != nil {
			v.State, v.Failure = ImportFailed, failureKey(reason)
		}
		event, err := v.event(now, string(v.State))
		tx.Also(event)
		return err
	})
	if err != nil {
		return err
	}
	*imp = it.Value
	return l.options.Engine.Blobs().Delete(ctx, importBlobs+imp.ID)
}

func failureKey(err error) string {
	if e, ok := fault.As(err); ok && e.Key != "" {
		return e.Key
	}
	return "catalog.import.failed"
}

// rowBatch makes listings of some rows of an import.
type rowBatch struct {
	*Listings

	now    time.Time
	imp    *Import
	actor  access.Actor
	vendor Vendor
	rows   []ImportRow
}

// run fills the reports of the rows. New listings are inserted all at once; those
// that there are already are changed one by one, where they differ.
func (b *rowBatch) run(ctx context.Context, batch []Record) error {
	b.rows = make([]ImportRow, len(batch))
	ids := make([]string, 0, len(batch))
	for i := range batch {
		if b.report(i, &batch[i]); b.rows[i].Outcome != RowRefused {
			ids = append(ids, b.rows[i].Listing)
		}
	}
	found, err := b.flow.Documents.GetMany(ctx, ids)
	if err != nil {
		return err
	}
	there := make(map[string]*Listing, len(found))
	for i := range found {
		there[found[i].ID] = &found[i].Value
	}
	taken, err := b.insert(ctx, batch, there)
	if err != nil {
		return err
	}
	for i := range batch {
		r := &b.rows[i]
		v, ok := there[r.Listing]
		if r.Outcome == RowRefused || !ok && !taken[i] {
			continue
		}
		if v != nil && b.settled(v, batch[i].Value, r) {
			continue
		}
		if err := b.update(ctx, batch[i].Value, r); err != nil {
			return err
		}
	}
	return nil
}

// report begins the report of a row, and checks it.
func (b *rowBatch) report(i int, rec *Record) {
	r := &b.rows[i]
	*r = ImportRow{Line: rec.Line, ExternalID: short(rec.Value.ID), Outcome: RowCreated}
	problems := rec.Problems
	if len(problems) == 0 {
		r.Listing = ListingID(b.imp.Owner, rec.Value.ID)
		p := own(rec.Value, b.vendor)
		p.ID = r.Listing
		problems = b.options.Checker.Check(&p)
	}
	if len(problems) > 0 {
		r.refuse(problems)
	}
}

func (r *ImportRow) refuse(problems []fault.Problem) {
	r.Outcome, r.Listing, r.Submitted, r.Problems = RowRefused, "", false, keptProblems(problems)
}

// insert keeps the rows whose listings are not there. It returns those whose
// listings have come to be there in the meantime.
func (b *rowBatch) insert(ctx context.Context, batch []Record, there map[string]*Listing) (taken map[int]bool, err error) {
	var values []store.New[Listing]
	var at []int
	for i := range batch {
		r := &b.rows[i]
		if _, ok := there[r.Listing]; ok || r.Outcome == RowRefused {
			continue
		}
		v, err := b.fresh(batch[i].Value, r)
		if err != nil {
			return nil, err
		}
		values, at = append(values, v), append(at, i)
	}
	if len(values) == 0 {
		return nil, nil
	}
	failures, err := b.flow.Documents.InsertMany(ctx, values)
	if err != nil {
		return nil, err
	}
	taken = map[int]bool{}
	for n, err := range failures {
		switch {
		case errors.Is(err, store.ErrExists):
			taken[at[n]] = true
		case err != nil:
			return nil, err
		}
	}
	return taken, nil
}

// fresh makes a new listing of a row, submitted if that is asked for.
func (b *rowBatch) fresh(p Product, r *ImportRow) (store.New[Listing], error) {
	var then []lifecycle.Action
	if b.imp.Submit {
		then = append(then, lifecycle.Submit)
	}
	v, effects, err := b.begin(b.actor, b.now, ListingID(b.imp.Owner, p.ID), b.imp.Owner, p.ID, own(p, b.vendor), then...)
	r.Submitted = b.imp.Submit
	b.mark(&v, r)
	return store.New[Listing]{ID: v.ID, Value: v, Effects: effects}, err
}

func (b *rowBatch) mark(v *Listing, r *ImportRow) {
	v.Imported = Imported{Import: b.imp.ID, Line: r.Line, Outcome: r.Outcome, Submitted: r.Submitted}
}

// settled reports whether there is nothing to write for the row, and then fills
// its report: it has been done before the import was cut off, or changes nothing.
func (b *rowBatch) settled(v *Listing, p Product, r *ImportRow) bool {
	if v.Imported.Import == b.imp.ID && v.Imported.Line == r.Line {
		r.Outcome, r.Submitted = v.Imported.Outcome, v.Imported.Submitted
		return true
	}
	p = own(p, b.vendor)
	p.ID = v.ID
	changes, err := Difference(v.Draft.Product, p)
	if err != nil || len(changes) > 0 || b.imp.Submit && v.State == lifecycle.Draft {
		return false
	}
	r.Outcome = RowUnchanged
	return true
}

// update changes a listing that is there.
func (b *rowBatch) update(ctx context.Context, p Product, r *ImportRow) error {
	_, err := b.flow.Documents.Update(ctx, r.Listing, func(v *Listing, tx *store.Txn) error {
		r.Outcome, r.Submitted = RowUpdated, false
		if b.settled(v, p, r) {
			return store.Unchanged()
		}
		err := b.flow.Apply(b.actor, b.now, v, tx, lifecycle.Save, func(v *Listing, _ *store.Txn) error {
			return v.save(own(p, b.vendor))
		})
		if errors.Is(err, store.Unchanged()) {
			r.Outcome, err = RowUnchanged, nil
		}
		if err == nil && b.imp.Submit {
			r.Submitted = true
			err = b.flow.Apply(b.actor, b.now, v, tx, lifecycle.Submit, nil)
		}
		b.mark(v, r)
		return err
	})
	if e, ok := fault.As(err); ok && e.Kind == fault.Conflict && !errors.Is(err, store.ErrVersion) {
		r.refuse([]fault.Problem{{Line: r.Line, Member: "id", Key: e.Key, Args: e.Args}})
		return nil
	}
	return err
}
