package testbeds

import (
	"context"
	"io"
	"iter"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/jsonl"
)

// Record is what one line of a file gave: a need, or problems.
type Record = jsonl.Record[Need]

// ParseNeed decodes one line of JSON, without checking its values; see
// [Checker.Parse].
func ParseNeed(line []byte) (Need, []fault.Problem) {
	var n Need
	problems, _ := jsonl.Decode(line, &n)
	return n, problems
}

// Parse decodes and checks one line of JSON. The need is only to be used if
// there are no problems.
func (c *Checker) Parse(line []byte) (Need, []fault.Problem) {
	var n Need
	problems, whole := jsonl.Decode(line, &n)
	if !whole {
		return n, problems
	}
	return n, fault.Merge(problems, c.Check(&n))
}

// ReadNeeds reads a JSONL file of needs, as catalog.ReadProducts reads products.
func ReadNeeds(ctx context.Context, r io.Reader, name string, c *Checker) iter.Seq2[Record, error] {
	return jsonl.Read(ctx, r, name, c.Parse, func(n *Need) string { return n.ID })
}

// LoadNeeds reads a whole JSONL file: its good needs, all its problems, and the
// error that ended the reading early, if any.
func LoadNeeds(ctx context.Context, r io.Reader, name string, c *Checker) ([]Need, []fault.Problem, error) {
	return jsonl.Collect(ReadNeeds(ctx, r, name, c))
}

// WriteNeeds writes needs as JSONL, members in the order of [Need], unknown
// ones left out.
func WriteNeeds(w io.Writer, needs iter.Seq[Need]) error {
	return jsonl.Write(w, needs)
}
