package spreadsheet

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/xuri/excelize/v2"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/schema"
)

// WriteCSV writes values as CSV, in the form that Swedish Excel opens.
func WriteCSV[T any](w io.Writer, values []T) error {
	all, err := layout(values)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 64<<10)
	if _, err := out.WriteString("\xef\xbb\xbf"); err != nil {
		return fmt.Errorf("writing CSV: %w", err)
	}
	cw := csv.NewWriter(out)
	cw.Comma, cw.UseCRLF = ';', true
	cells := make([]string, len(all))
	err = rows(values, all, func(_ int, row []any) error {
		for i, c := range row {
			cells[i] = csvCell(c)
		}
		return cw.Write(cells)
	})
	if err != nil {
		return fmt.Errorf("writing CSV: %w", err)
	}
	cw.Flush()
	if err := cw.Error(); err != nil {
		return fmt.Errorf("writing CSV: %w", err)
	}
	return out.Flush()
}

// WriteXLSX writes values as an XLSX file with one sheet, whose header stays in
// sight.
func WriteXLSX[T any](w io.Writer, values []T) (err error) {
	defer fault.Wrap(&err, "writing XLSX")
	all, err := layout(values)
	if err != nil {
		return err
	}
	book := excelize.NewFile()
	defer func() {
		if closing := book.Close(); err == nil {
			err = closing
		}
	}()
	sw, err := book.NewStreamWriter(book.GetSheetName(0))
	if err != nil {
		return err
	}
	if err := sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	err = rows(values, all, func(i int, row []any) error {
		return sw.SetRow("A"+strconv.Itoa(i+1), row)
	})
	if err != nil {
		return err
	}
	if err := sw.Flush(); err != nil {
		return err
	}
	return book.Write(w)
}

// layout returns the columns that the values need.
func layout[T any](values []T) ([]column, error) {
	if len(values) > MaxRows {
		return nil, fault.New(fault.TooLarge, "write.tooManyRows", fault.Args{"limit": MaxRows})
	}
	all := columns(reflect.TypeFor[T](), func(path []schema.Member) (objects int, none bool) {
		for i := range values {
			list, ok := follow(reflect.ValueOf(&values[i]).Elem(), path)
			if ok {
				objects = max(objects, list.Len())
				none = none || !list.IsNil() && list.Len() == 0
			}
		}
		return objects, none
	})
	if len(all) > MaxColumns {
		return nil, fault.New(fault.TooLarge, "write.tooManyColumns", fault.Args{"limit": MaxColumns})
	}
	return all, nil
}

// rows calls f with the header and then with each value's cells: nil, string,
// int64, float64 or bool.
func rows[T any](values []T, all []column, f func(i int, row []any) error) error {
	row := make([]any, len(all))
	for i, c := range all {
		row[i] = c.name
	}
	if err := f(0, row); err != nil {
		return err
	}
	for n := range values {
		v := reflect.ValueOf(&values[n]).Elem()
		for i, c := range all {
			cell, err := c.cell(v)
			if err != nil {
				return fmt.Errorf("row %d, column %s: %w", n+2, c.name, err)
			}
			row[i] = cell
		}
		if err := f(n+1, row); err != nil {
			return err
		}
	}
	return nil
}

// cell returns what the column shows of the value.
func (c column) cell(v reflect.Value) (any, error) {
	field, ok := c.value(v)
	if !ok || field.IsZero() && c.kind() != schema.Whole && c.kind() != schema.Number {
		return nil, nil
	}
	var cell any
	switch c.kind() {
	case schema.Text:
		cell = guard(oneBreak.Replace(field.String()))
	case schema.Texts:
		cell = textsCell(field)
	case schema.Objects:
		if field.Len() > 0 {
			return nil, nil
		}
		cell = none
	case schema.Whole:
		cell = field.Int()
	case schema.Number:
		cell = field.Float()
	case schema.YesNo, schema.Day, schema.Time, schema.Object, schema.Other:
		return jsonCell(field)
	}
	if s, ok := cell.(string); ok && units(s) > MaxCell {
		return nil, fault.New(fault.TooLarge, "write.cellTooLong", fault.Args{"member": c.name, "limit": MaxCell})
	}
	return cell, nil
}

// oneBreak writes all line breaks alike: CSV writers drop a lone carriage return.
var oneBreak = strings.NewReplacer("\r\n", "\n", "\r", "\n")

func textsCell(list reflect.Value) string {
	values := make([]string, list.Len())
	for i := range values {
		values[i] = oneBreak.Replace(list.Index(i).String())
	}
	if len(values) == 0 {
		return none
	}
	return guard(joinList(values))
}

// jsonCell shows a leaf type as its JSON does, without quotation marks.
func jsonCell(field reflect.Value) (any, error) {
	b, err := json.Marshal(field.Interface())
	return strings.Trim(string(b), `"`), err
}

// value returns the field of the column, or false if what holds it is absent.
func (c column) value(v reflect.Value) (reflect.Value, bool) {
	if c.number == 0 {
		return follow(v, c.path)
	}
	list, ok := follow(v, c.path[:c.depth+1])
	if !ok || list.Len() < c.number {
		return reflect.Value{}, false
	}
	return follow(list.Index(c.number-1), c.path[c.depth+1:])
}

// follow goes from a struct along a path of members. It returns false where a
// pointer is nil.
func follow(v reflect.Value, path []schema.Member) (reflect.Value, bool) {
	for _, m := range path {
		if v.Kind() == reflect.Pointer {
			v = v.Elem()
		}
		v = v.Field(m.Index)
		if v.Kind() == reflect.Pointer && v.IsNil() {
			return v, false
		}
	}
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	return v, true
}

func csvCell(cell any) string {
	switch c := cell.(type) {
	case string:
		return c
	case int64:
		return strconv.FormatInt(c, 10)
	case float64:
		return strings.Replace(strconv.FormatFloat(c, 'f', -1, 64), ".", ",", 1)
	}
	return ""
}
