package catalog

import (
	"context"
	"io"
	"iter"
	"path"
	"strings"

	"github.com/allagehub/matcharenan/internal/fault"
)

// FileFormat is a format that files of products come in.
type FileFormat string

// The formats.
const (
	JSONL FileFormat = "jsonl"
	CSV   FileFormat = "csv"
	XLSX  FileFormat = "xlsx"
)

// FormatOf returns the format that the name of a file tells, or an Invalid error.
// A file that is something else is refused when it is read.
func FormatOf(name string) (FileFormat, error) {
	switch strings.ToLower(path.Ext(name)) {
	case ".jsonl", ".ndjson":
		return JSONL, nil
	case ".csv", ".tsv", ".txt":
		return CSV, nil
	case ".xlsx":
		return XLSX, nil
	}
	return "", fault.New(fault.Invalid, "catalog.import.format", fault.Args{"file": name})
}

// ReadFile reads a file of products in any of the formats, as [ReadProducts] does.
func ReadFile(ctx context.Context, r io.Reader, name string, f FileFormat, c *Checker) iter.Seq2[Record, error] {
	switch f {
	case JSONL:
		return ReadProducts(ctx, r, name, c)
	case CSV:
		return ReadProductsCSV(ctx, r, name, c)
	case XLSX:
		return ReadProductsXLSX(ctx, r, name, c)
	}
	return func(yield func(Record, error) bool) {
		yield(Record{}, fault.New(fault.Invalid, "catalog.import.format", fault.Args{"file": name}))
	}
}
