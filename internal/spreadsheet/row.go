package spreadsheet

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/schema"
)

// row is one row of cells, before anybody knows what they mean.
type row struct {
	number int // from 1, as the program that made the file shows it
	cells  []string
	dates  dateSystem
	bad    []fault.Problem // found while reading the cells
}

func (r row) blank() bool {
	for _, c := range r.cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return len(r.bad) == 0
}

// sheet knows the columns of one file.
type sheet struct {
	file    string
	columns []column
	index   map[string]int // name -> place in columns
}

// decode fills a struct from a row. The numbers of each list's objects are
// returned by the list's name, so that problems can name columns.
func (s *sheet) decode(r row, v reflect.Value) (problems []fault.Problem, numbers map[string][]int) {
	numbers = map[string][]int{}
	for i, cell := range r.cells {
		if strings.TrimSpace(cell) == "" {
			continue
		}
		if i >= len(s.columns) || s.columns[i].path == nil {
			problems = append(problems, s.problem(r, i, "read.cellNoColumn", nil))
			continue
		}
		if key, args := s.cell(s.columns[i], cell, r.dates, v, numbers); key != "" {
			problems = append(problems, s.problem(r, i, key, args))
		}
	}
	return problems, numbers
}

// cell puts one cell into the struct, and returns the key of what is wrong.
func (s *sheet) cell(c column, cell string, dates dateSystem, v reflect.Value, numbers map[string][]int) (string, fault.Args) {
	if units(cell) > MaxCell {
		return "read.cellTooLong", fault.Args{"limit": MaxCell}
	}
	if strings.IndexByte(cell, 0) >= 0 {
		return "read.nul", nil
	}
	raw, ok := cellJSON(cell, c.kind(), dates)
	if !ok {
		return wantCell(c.kind()), fault.Args{"value": shown(cell)}
	}
	field := c.field(v, numbers)
	if c.kind() == schema.Objects && field.Len() > 0 {
		return wantCell(c.kind()), fault.Args{"value": shown(cell)}
	}
	if err := json.Unmarshal(raw, field.Addr().Interface()); err != nil {
		return wantCell(c.kind()), fault.Args{"value": shown(cell)}
	}
	return "", nil
}

// field returns the field that the column stands for, and makes what is on the
// way to it.
func (c column) field(v reflect.Value, numbers map[string][]int) reflect.Value {
	for i, m := range c.path {
		v = v.Field(m.Index)
		if i == len(c.path)-1 {
			break
		}
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		if c.number > 0 && i == c.depth {
			v = object(v, c.number, listName(c.path[:i+1]), numbers)
		}
	}
	return v
}

// object returns the object with the number in the list. The columns of an
// object may stand apart, and a list has few objects, so a search will do.
func object(list reflect.Value, number int, name string, numbers map[string][]int) reflect.Value {
	for i, n := range numbers[name] {
		if n == number {
			return list.Index(i)
		}
	}
	numbers[name] = append(numbers[name], number)
	list.Set(reflect.Append(list, reflect.Zero(list.Type().Elem())))
	return list.Index(list.Len() - 1)
}

func listName(path []schema.Member) string {
	return strings.Join(schema.Names(path), ".")
}

func (s *sheet) problem(r row, i int, key string, args fault.Args) fault.Problem {
	p := fault.Problem{File: s.file, Line: r.number, Column: i + 1, Cell: true, Key: key, Args: args}
	if i < len(s.columns) {
		p.Member = s.columns[i].name
	}
	return p
}

// place moves a problem of a checked value to its cell: from claims[0].date to
// the column claims.1.date.
func (s *sheet) place(p fault.Problem, r row, numbers map[string][]int) fault.Problem {
	p.Member = columnName(p.Member, numbers)
	if other, ok := p.Args["other"].(string); ok {
		p.Args["other"] = columnName(other, numbers)
	}
	p.File, p.Line, p.Cell = s.file, r.number, true
	if i, ok := s.index[p.Member]; ok {
		p.Column = i + 1
	}
	return p
}

func columnName(member string, numbers map[string][]int) string {
	name, rest, found := strings.Cut(member, "[")
	index, after, _ := strings.Cut(rest, "]")
	if !found || after == "" { // a value in a list cell
		return name
	}
	i, err := strconv.Atoi(index)
	if err == nil && i < len(numbers[name]) {
		i = numbers[name][i]
	}
	return columnName(name+"."+strconv.Itoa(i)+after, numbers)
}

func shown(cell string) string {
	if r := []rune(cell); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return cell
}

// wantCell is the message that a cell does not hold the kind.
func wantCell(kind schema.Kind) string {
	switch kind {
	case schema.Whole:
		return "read.cellWhole"
	case schema.Number:
		return "read.cellNumber"
	case schema.YesNo:
		return "read.cellYesNo"
	case schema.Day:
		return "read.cellDay"
	case schema.Objects:
		return "read.cellNone"
	case schema.Text, schema.Texts, schema.Time, schema.Object, schema.Other:
		return "read.cellText"
	}
	return "read.cellText"
}
