package jsonl

import (
	"context"
	"io"
	"iter"

	"github.com/allagehub/matcharenan/internal/fault"
)

// Record is what one line of a file gave: a value, or problems.
type Record[T any] struct {
	Line     int   // from 1
	Offset   int64 // of the line's first byte in the file
	Length   int   // bytes of the line, without its line break
	Value    T     // only to be used if there are no problems
	Problems []fault.Problem
}

// Parse turns a line into a value or problems.
type Parse[T any] func(line []byte) (T, []fault.Problem)

// Read reads a file line by line. The name is what people know the file by; id
// gives the id of a value, which must not come back in a later line. Problems
// carry file and line. The second value is an error that ends the reading: of r,
// of ctx, or a [fault.Error] about the whole file; its record holds nothing.
func Read[T any](ctx context.Context, r io.Reader, name string, parse Parse[T], id func(*T) string) iter.Seq2[Record[T], error] {
	return func(yield func(Record[T], error) bool) {
		s, ids := NewScanner(r, name), IDs{}
		for s.Scan() {
			if err := ctx.Err(); err != nil {
				yield(Record[T]{}, err)
				return
			}
			rec := Record[T]{Line: s.Line(), Offset: s.Offset(), Length: len(s.Bytes())}
			if s.TooLong() {
				rec.Problems = []fault.Problem{TooLongProblem()}
			} else {
				rec.Value, rec.Problems = parse(s.Bytes())
			}
			if p := ids.Add(id(&rec.Value), rec.Line); p != nil {
				rec.Problems = append(rec.Problems, *p)
			}
			fault.Place(rec.Problems, name, rec.Line)
			if !yield(rec, nil) {
				return
			}
		}
		if err := s.Err(); err != nil {
			yield(Record[T]{}, err)
		}
	}
}

// Collect gathers the good values and all problems of a reading. The error is
// the one that ended it.
func Collect[T any](records iter.Seq2[Record[T], error]) ([]T, []fault.Problem, error) {
	var values []T
	var problems []fault.Problem
	for rec, err := range records {
		switch {
		case err != nil:
			return values, problems, err
		case len(rec.Problems) > 0:
			problems = append(problems, rec.Problems...)
		default:
			values = append(values, rec.Value)
		}
	}
	return values, problems, nil
}

// TooLongProblem says that a line is over [MaxLine].
func TooLongProblem() fault.Problem {
	return fault.Problem{Key: "read.lineTooLong", Args: fault.Args{"limit": MaxLine}}
}

// IDs finds ids that come back.
type IDs map[string]int // id -> the line where it stood first

// Add notes an id and returns a problem if it stood in an earlier line. An
// empty id is left to other checks.
func (ids IDs) Add(id string, line int) *fault.Problem {
	if id == "" {
		return nil
	}
	if first, ok := ids[id]; ok {
		return &fault.Problem{Line: line, Member: "id", Key: "read.doubleID", Args: fault.Args{"value": id, "first": first}}
	}
	ids[id] = line
	return nil
}
