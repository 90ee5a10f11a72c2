package spreadsheet

import (
	"reflect"
	"strings"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/schema"
)

// newSheet reads the header. Any problem in it would come back in each row, so
// the first bad header ends the reading with all its problems.
func newSheet(file string, header row, t reflect.Type) (*sheet, error) {
	s := &sheet{file: file, index: map[string]int{}}
	var problems []fault.Problem
	for i, cell := range header.cells {
		name := strings.TrimSpace(cell)
		if name == "" {
			s.columns = append(s.columns, column{}) // its cells must be empty too
			continue
		}
		c, key, args := s.header(name, t)
		if key != "" {
			problems = append(problems, fault.Problem{
				File: file, Line: header.number, Column: i + 1, Cell: true, Member: c.name, Key: key, Args: args,
			})
		}
		s.index[c.name] = i
		s.columns = append(s.columns, c)
	}
	for _, m := range schema.Members(t) {
		if _, ok := s.index[m.Name]; !ok && m.Required() {
			problems = append(problems, fault.Problem{
				File: file, Line: header.number, Cell: true, Member: m.Name, Key: "read.columnMissing",
			})
		}
	}
	return s, fault.Bad(problems)
}

// header looks up one column name, and says what is wrong with it.
func (s *sheet) header(name string, t reflect.Type) (c column, key string, args fault.Args) {
	c, ok := find(t, name)
	if !ok {
		if guess := schema.Nearest(name, allNames(t)); guess != "" {
			return column{name: name}, "read.unknownColumnGuess", fault.Args{"suggestion": guess}
		}
		return column{name: name}, "read.unknownColumn", nil
	}
	if _, ok := s.index[name]; ok {
		return c, "read.doubleColumn", nil
	}
	return c, "", nil
}

// allNames returns the names of the columns, with the first object of each
// list, for guesses.
func allNames(t reflect.Type) []string {
	var names []string
	for _, c := range columns(t, func([]schema.Member) (int, bool) { return 1, true }) {
		names = append(names, c.name)
	}
	return names
}
