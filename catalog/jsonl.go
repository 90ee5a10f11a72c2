package catalog

import (
	"context"
	"io"
	"iter"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/jsonl"
)

// Record is what one line or row of a file gave: a product, or problems.
type Record = jsonl.Record[Product]

// ParseProduct decodes and normalizes one line of JSON, without checking its
// values; see [Checker.Parse].
func ParseProduct(line []byte) (Product, []fault.Problem) {
	p, problems, _ := decode(line)
	return p, problems
}

// ReadProducts reads a JSONL file of products. The name is what people know the
// file by. Each line gives a record with a product or with problems that carry
// file, line and member; a bad line does not stop the reading. An error ends it.
func ReadProducts(ctx context.Context, r io.Reader, name string, c *Checker) iter.Seq2[Record, error] {
	return jsonl.Read(ctx, r, name, c.Parse, productID)
}

// LoadProducts reads a whole JSONL file: its good products, all its problems,
// and the error that ended the reading early, if any.
func LoadProducts(ctx context.Context, r io.Reader, name string, c *Checker) ([]Product, []fault.Problem, error) {
	return jsonl.Collect(ReadProducts(ctx, r, name, c))
}

// WriteProducts writes products as JSONL, members in the order of [Product],
// unknown ones left out.
func WriteProducts(w io.Writer, products iter.Seq[Product]) error {
	return jsonl.Write(w, products)
}

func decode(line []byte) (p Product, problems []fault.Problem, whole bool) {
	problems, whole = jsonl.Decode(line, &p)
	p.Normalize()
	return p, problems, whole
}

func productID(p *Product) string { return p.ID }
