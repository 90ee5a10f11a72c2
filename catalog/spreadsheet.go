package catalog

import (
	"context"
	"io"
	"iter"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/spreadsheet"
)

// ReadProductsCSV reads a CSV file of products, as [ReadProducts] reads JSONL.
// Package spreadsheet describes the columns and cells.
func ReadProductsCSV(ctx context.Context, r io.Reader, name string, c *Checker) iter.Seq2[Record, error] {
	return spreadsheet.ReadCSV(ctx, r, name, c.rows())
}

// ReadProductsXLSX reads the first sheet of an XLSX file of products.
func ReadProductsXLSX(ctx context.Context, r io.Reader, name string, c *Checker) iter.Seq2[Record, error] {
	return spreadsheet.ReadXLSX(ctx, r, name, c.rows())
}

// WriteProductsCSV writes products as CSV, for Excel: byte order mark,
// semicolons, decimal commas.
func WriteProductsCSV(w io.Writer, products []Product) error {
	return spreadsheet.WriteCSV(w, products)
}

// WriteProductsXLSX writes products as an XLSX file.
func WriteProductsXLSX(w io.Writer, products []Product) error {
	return spreadsheet.WriteXLSX(w, products)
}

func (c *Checker) rows() spreadsheet.Format[Product] {
	check := func(p *Product) []fault.Problem {
		p.Normalize()
		return c.Check(p)
	}
	return spreadsheet.Format[Product]{Check: check, ID: productID}
}
