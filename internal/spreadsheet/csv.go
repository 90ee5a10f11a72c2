package spreadsheet

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/jsonl"
)

// headerPeek is how much of a CSV file is looked at to find the delimiter.
const headerPeek = 64 << 10

// ReadCSV reads a CSV file. The name is what people know the file by.
func ReadCSV[T any](ctx context.Context, r io.Reader, name string, f Format[T]) iter.Seq2[jsonl.Record[T], error] {
	return records(ctx, csvRows(r, name), name, f)
}

// csvRows yields the rows of a CSV file. A row with misplaced quotation marks is
// yielded as bad.
func csvRows(r io.Reader, name string) iter.Seq2[row, error] {
	return func(yield func(row, error) bool) {
		meter := &meter{r: r, file: name}
		in := bufio.NewReaderSize(meter, headerPeek)
		if err := skipMark(in, name); err != nil {
			yield(row{}, err)
			return
		}
		cr := csv.NewReader(in)
		cr.Comma, cr.FieldsPerRecord = delimiter(in), -1
		for {
			meter.row = 0
			cells, err := cr.Read()
			r, err := csvRow(cr, cells, err, name)
			if errors.Is(err, io.EOF) || !yield(r, err) || err != nil {
				return
			}
		}
	}
}

func csvRow(cr *csv.Reader, cells []string, err error, name string) (row, error) {
	if pe, ok := errors.AsType[*csv.ParseError](err); ok {
		bad := fault.Problem{Key: "read.csvQuote"}
		return row{number: pe.StartLine, bad: []fault.Problem{bad}}, nil
	}
	if err != nil {
		return row{}, err
	}
	line, _ := cr.FieldPos(0)
	for _, cell := range cells {
		if !utf8.ValidString(cell) {
			return row{}, fault.New(fault.Invalid, "read.notUTF8", fault.Args{"file": name, "line": line})
		}
	}
	if len(cells) > MaxColumns {
		return row{}, tooLarge("read.tooManyColumns", name, MaxColumns)
	}
	return row{number: line, cells: cells}, nil
}

// skipMark drops a byte order mark and refuses files that are no CSV at all.
func skipMark(in *bufio.Reader, name string) error {
	start, err := in.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	switch {
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		_, err := in.Discard(3)
		return err
	case bytes.HasPrefix(start, []byte{0xff, 0xfe}), bytes.HasPrefix(start, []byte{0xfe, 0xff}):
		return unreadable("read.utf16", name, nil)
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		return unreadable("read.xlsxAsCSV", name, nil)
	}
	return nil
}

// delimiter returns the delimiter that the header uses most. Column names hold
// none of them.
func delimiter(in *bufio.Reader) rune {
	start, _ := in.Peek(headerPeek)
	start = bytes.TrimLeft(start, "\r\n")
	header, _, _ := strings.Cut(string(start), "\n")
	best, most := ',', 0
	for _, d := range []rune{',', ';', '\t'} {
		if n := strings.Count(header, string(d)); n > most {
			best, most = d, n
		}
	}
	return best
}

// meter counts what is read, in all and since the row began, so that a missing
// quotation mark cannot make one cell of the whole file.
type meter struct {
	r          io.Reader
	file       string
	total, row int
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.total += n
	m.row += n
	switch {
	case m.total > MaxFile:
		return 0, tooLarge("read.fileTooLarge", m.file, MaxFile)
	case m.row > maxRow:
		return 0, tooLarge("read.rowTooLong", m.file, maxRow)
	}
	return n, err
}
