package catalog

import (
	"errors"
	"io"
	"iter"

	"github.com/allagehub/matcharenan/internal/fault"
)

// MaxCSV is how many products a CSV file may have: which columns it needs is known
// only when all have been read.
const MaxCSV = 20_000

// ExportCSV writes products as they are read, as CSV for spreadsheets. More than
// [MaxCSV] are TooLarge, and nothing is then written.
func ExportCSV(w io.Writer, products iter.Seq2[Product, error]) error {
	var all []Product
	for p, err := range products {
		if err != nil {
			return err
		}
		if all = append(all, p); len(all) > MaxCSV {
			return fault.New(fault.TooLarge, "catalog.csvTooLarge", fault.Args{"limit": MaxCSV})
		}
	}
	return WriteProductsCSV(w, all)
}

// ExportJSONL writes products as they are read, a line of JSON for each.
func ExportJSONL(w io.Writer, products iter.Seq2[Product, error]) error {
	var failure error
	err := WriteProducts(w, func(yield func(Product) bool) {
		for p, err := range products {
			if err != nil {
				failure = err
				return
			}
			if !yield(p) {
				return
			}
		}
	})
	return errors.Join(failure, err)
}
