package spreadsheet

import (
	"context"
	"iter"
	"reflect"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/jsonl"
)

// Format says how rows become values of T.
type Format[T any] struct {
	Check func(*T) []fault.Problem // also puts values into their written form
	ID    func(*T) string          // must not come back in a later row
}

// records turns rows into records. The first row that is not blank is the
// header. As in jsonl.Read, an error ends the reading.
func records[T any](ctx context.Context, rows iter.Seq2[row, error], name string, f Format[T]) iter.Seq2[jsonl.Record[T], error] {
	return func(yield func(jsonl.Record[T], error) bool) {
		stop := func(err error) { yield(jsonl.Record[T]{}, err) }
		var s *sheet
		ids, count := jsonl.IDs{}, 0
		for r, err := range rows {
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				stop(err)
				return
			}
			if r.blank() {
				continue
			}
			if s == nil {
				if s, err = newSheet(name, r, reflect.TypeFor[T]()); err != nil {
					stop(err)
					return
				}
				continue
			}
			if count++; count > MaxRows {
				stop(tooLarge("read.tooManyRows", name, MaxRows))
				return
			}
			if !yield(record(s, r, f, ids), nil) {
				return
			}
		}
		if count == 0 {
			stop(fault.New(fault.Invalid, "read.empty", fault.Args{"file": name}))
		}
	}
}

func record[T any](s *sheet, r row, f Format[T], ids jsonl.IDs) jsonl.Record[T] {
	rec := jsonl.Record[T]{Line: r.number, Problems: r.bad}
	if len(r.bad) > 0 {
		fault.Place(rec.Problems, s.file, r.number)
		return rec
	}
	found, numbers := s.decode(r, reflect.ValueOf(&rec.Value).Elem())
	checked := f.Check(&rec.Value)
	for i, p := range checked {
		checked[i] = s.place(p, r, numbers)
	}
	rec.Problems = fault.Merge(found, checked)
	if p := ids.Add(f.ID(&rec.Value), r.number); p != nil {
		rec.Problems = append(rec.Problems, s.place(*p, r, numbers))
	}
	return rec
}
