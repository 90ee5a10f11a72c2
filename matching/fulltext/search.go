package fulltext

import (
	"context"
	"fmt"
)

// Search finds documents. The error wraps ErrBadQuery when the query is at
// fault; a text can not be: what cannot be read in it is passed over, and a
// text that has words, but only stop words, finds nothing.
func (x *Index) Search(ctx context.Context, q Query) (Result, error) {
	if err := x.options.checkQuery(&q); err != nil {
		return Result{}, fmt.Errorf("searching: %w: %w", ErrBadQuery, err)
	}
	v := x.acquire()
	if v == nil {
		return Result{}, fmt.Errorf("searching: %w", ErrClosed)
	}
	defer x.release(v)
	result, err := x.newReading(v).search(ctx, &q)
	if err != nil {
		return Result{}, fmt.Errorf("searching: %w", err)
	}
	return result, nil
}

func (r *reading) search(ctx context.Context, q *Query) (Result, error) {
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	parsed := parse(r.index.options.Analyzer, q.Text, r.index.fields.spoken)
	p, err := r.plan(ctx, parsed, q)
	if err != nil {
		return Result{}, err
	}
	rows := r.view.columns.len()
	r.scratch = r.index.getScratch(rows)
	defer r.index.putScratch(r.scratch, rows)
	if err := r.score(ctx, p); err != nil {
		return Result{}, err
	}
	relaxed, err := r.candidates(ctx, p)
	if err != nil {
		return Result{}, err
	}
	filters := r.filters(q)
	r.apply(filters)
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	best, total := r.best(r.comparer(q.Sort), q.From+q.Size)
	result := Result{
		Total: total, Relaxed: relaxed && len(r.scratch.candidates) > 0, Truncated: parsed.truncated || r.truncated,
		Facets: r.facets(q, filters), Meant: p.meant(parsed.text), Marker: p.marker(r.index.options.Analyzer),
	}
	if result.Meant == "" && len(p.units) > 0 && (relaxed || len(r.scratch.candidates) == 0) {
		result.Meant = correct(parsed.text, r.rarer(parsed))
	}
	for _, c := range best[min(q.From, len(best)):] {
		result.Hits = append(result.Hits, Hit{ID: r.view.columns.ids[c.row], Score: float64(c.score)})
	}
	return result, nil
}
