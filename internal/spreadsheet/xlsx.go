package spreadsheet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/xuri/excelize/v2"

	"github.com/allagehub/matcharenan/internal/jsonl"
)

// ReadXLSX reads the first sheet of an XLSX file. The name is what people know
// the file by.
func ReadXLSX[T any](ctx context.Context, r io.Reader, name string, f Format[T]) iter.Seq2[jsonl.Record[T], error] {
	return records(ctx, xlsxRows(ctx, r, name), name, f)
}

func xlsxRows(ctx context.Context, r io.Reader, name string) iter.Seq2[row, error] {
	return func(yield func(row, error) bool) {
		book, err := openBook(ctx, r, name)
		if err != nil {
			yield(row{}, err)
			return
		}
		stopped, err := bookRows(book, name, yield)
		if closing := book.Close(); err == nil {
			err = closing
		}
		if err != nil && !stopped {
			yield(row{}, err)
		}
	}
}

// openBook unpacks the file, once its parts have been found harmless.
func openBook(ctx context.Context, r io.Reader, name string) (book *excelize.File, err error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxPacked+1))
	if err != nil {
		return nil, err
	}
	if len(data) > MaxPacked {
		return nil, tooLarge("read.fileTooLarge", name, MaxPacked)
	}
	if err := inspect(ctx, data, name); err != nil {
		return nil, err
	}
	defer damaged(&err, name)
	book, err = excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: MaxFile, UnzipXMLSizeLimit: maxXMLPart, RawCellValue: true,
	})
	if err != nil {
		return nil, unreadable("read.notXLSX", name, err)
	}
	return book, nil
}

// bookRows yields the rows of the first sheet. It reports whether yield has
// asked to stop, after which it must not be called again.
func bookRows(book *excelize.File, name string, yield func(row, error) bool) (stopped bool, err error) {
	rows, dates, err := firstSheet(book, name)
	if err != nil {
		return false, err
	}
	for number := 1; ; number++ {
		cells, more, err := nextRow(rows, name)
		if err != nil || !more {
			return false, errors.Join(err, rows.Close())
		}
		if len(cells) > MaxColumns {
			return false, errors.Join(tooLarge("read.tooManyColumns", name, MaxColumns), rows.Close())
		}
		if !yield(row{number: number, cells: cells, dates: dates}, nil) {
			return true, rows.Close()
		}
	}
}

func firstSheet(book *excelize.File, name string) (rows *excelize.Rows, dates dateSystem, err error) {
	defer damaged(&err, name)
	sheets := book.GetSheetList()
	if len(sheets) == 0 {
		return nil, dates, unreadable("read.notXLSX", name, nil)
	}
	props, err := book.GetWorkbookProps()
	if err != nil {
		return nil, dates, unreadable("read.notXLSX", name, err)
	}
	dates = since1900
	if props.Date1904 != nil && *props.Date1904 {
		dates = since1904
	}
	rows, err = book.Rows(sheets[0])
	if err != nil {
		return nil, dates, unreadable("read.notXLSX", name, err)
	}
	return rows, dates, nil
}

func nextRow(rows *excelize.Rows, name string) (cells []string, more bool, err error) {
	defer damaged(&err, name)
	if !rows.Next() {
		if err := rows.Error(); err != nil {
			return nil, false, unreadable("read.notXLSX", name, err)
		}
		return nil, false, nil
	}
	cells, err = rows.Columns()
	if err != nil {
		return nil, false, unreadable("read.notXLSX", name, err)
	}
	return cells, true, nil
}

// damaged turns a panic of the library, which hostile files have caused before,
// into an error.
func damaged(err *error, name string) {
	if r := recover(); r != nil {
		*err = unreadable("read.notXLSX", name, fmt.Errorf("panic in the XLSX library: %v", r))
	}
}
