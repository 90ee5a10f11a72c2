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
// library ends a sheet silently where its XML breaks; rows must not be lost so.
func inspect(ctx context.Context, data []byte, name string) error {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return unreadable("read.notXLSX", name, err)
	}
	if len(archive.File) > maxParts {
		return tooLarge("read.tooManyParts", name, maxParts)
	}
	if stated(archive.File) > MaxFile {
		return tooLarge("read.zipBomb", name, MaxFile)
	}
	for _, part := range archive.File {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := inspectPart(part); err != nil {
			return partError(err, name)
		}
	}
	return nil
}

// stated is what the parts unpack to by the file's own account. It can be
// trusted as a limit: archive/zip stops a part that grows beyond it.
func stated(parts []*zip.File) uint64 {
	sum := uint64(0)
	for _, part := range parts {
		if part.UncompressedSize64 > MaxFile {
			return part.UncompressedSize64 // also keeps the sum from overflowing
		}
		sum += part.UncompressedSize64
	}
	return sum
}

var (
	errDTD   = errors.New("declares XML entities or a document type")
	errToken = errors.New("one XML token is beyond the limit")
)

func partError(err error, name string) *fault.Error {
	if errors.Is(err, errDTD) {
		return unreadable("read.xmlEntities", name, err)
	}
	return unreadable("read.notXLSX", name, err)
}

func inspectPart(part *zip.File) (err error) {
	in, err := part.Open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	if !strings.HasSuffix(part.Name, ".xml") && !strings.HasSuffix(part.Name, ".rels") {
		_, err := io.Copy(io.Discard, in) //nolint:gosec // the stated sizes are checked and hold
		return err
	}
	return wellFormed(in)
}

// wellFormed reads XML to its end.
func wellFormed(r io.Reader) error {
	meter := &tokenMeter{r: r}
	dec := xml.NewDecoder(meter)
	// Encodings other than UTF-8 are the library's business; ASCII markup is enough here.
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for {
		meter.read = 0
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

// tokenMeter stops an XML token from growing beyond maxRow, since a token is
// held in memory whole.
type tokenMeter struct {
	r    io.Reader
	read int
}

func (m *tokenMeter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	if m.read += n; m.read > maxRow {
		return 0, errToken
	}
	return n, err
}
