package spreadsheet

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/allagehub/matcharenan/internal/fault"
)

// inspect unpacks every part of an XLSX file once, into nothing. The XLSX
// library trusts sizes that the file states, and ends a sheet silently where
// its XML breaks; rows must not be lost so.
func inspect(ctx context.Context, data []byte, name string) error {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return unreadable("read.notXLSX", name, err)
	}
	if len(archive.File) > maxParts {
		return tooLarge("read.tooManyParts", name, maxParts)
	}
	budget := &budget{left: MaxFile}
	for _, part := range archive.File {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := inspectPart(part, budget); err != nil {
			return partError(err, name)
		}
	}
	return nil
}

var (
	errUnpacked = errors.New("unpacks to more than the limit")
	errDTD      = errors.New("declares XML entities or a document type")
)

func partError(err error, name string) *fault.Error {
	switch {
	case errors.Is(err, errUnpacked):
		return tooLarge("read.zipBomb", name, MaxFile).Because(err)
	case errors.Is(err, errDTD):
		return unreadable("read.xmlEntities", name, err)
	default:
		return unreadable("read.notXLSX", name, err)
	}
}

func inspectPart(part *zip.File, b *budget) (err error) {
	in, err := part.Open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	limited := b.reader(in)
	if !strings.HasSuffix(part.Name, ".xml") && !strings.HasSuffix(part.Name, ".rels") {
		_, err := io.Copy(io.Discard, limited)
		return err
	}
	return wellFormed(limited)
}

// wellFormed reads XML to its end.
func wellFormed(r io.Reader) error {
	dec := xml.NewDecoder(r)
	// Encodings other than UTF-8 are the library's business; ASCII markup is enough here.
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if _, ok := token.(xml.Directive); ok {
			return errDTD
		}
	}
}

// budget is what all parts together may still unpack to.
type budget struct{ left int64 }

func (b *budget) reader(r io.Reader) io.Reader { return &budgetReader{r: r, b: b} }

type budgetReader struct {
	r io.Reader
	b *budget
}

func (r *budgetReader) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	if r.b.left -= int64(n); r.b.left < 0 {
		return 0, errUnpacked
	}
	return n, err
}
