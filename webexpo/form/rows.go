package form

import (
	"cmp"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/allagehub/matcharenan/internal/fault"
)

// Names of the buttons that change how many rows a table has. The value of More is the
// table's path, that of Less the row: statements[2].
const (
	More = "more"
	Less = "less"
)

// MoreOf is the table that shall have one more row, empty for none.
func (f *Form[T]) MoreOf(posted url.Values) string {
	for i := range f.items {
		if it := &f.items[i]; it.table != nil && posted.Get(More) == it.path {
			return it.path
		}
	}
	return ""
}

// readRows reads the rows that were posted, in the order of their numbers. One with
// nothing in it is no row, and one that Less names is removed.
func (it *item) readRows(whole, was reflect.Value, posted url.Values) (problems []fault.Problem) {
	numbers := it.posted(posted)
	if len(numbers) == 0 {
		return nil
	}
	before := reach(was, it.at)
	member := reach(whole, it.at)
	rows := reflect.MakeSlice(member.Type(), 0, len(numbers))
	for _, n := range numbers {
		if posted.Get(Less) == rowName(it.path, n) {
			continue
		}
		old := reflect.New(member.Type().Elem()).Elem() // what the row was filled with
		there := n < length(before)
		if there {
			old.Set(before.Index(n))
		}
		row, bad, changed := it.readRow(old, n, posted)
		if (there && !changed) || len(bad) > 0 || !it.blank(n, posted) {
			rows = reflect.Append(rows, row)
		}
		problems = append(problems, bad...)
	}
	switch {
	case rows.Len() > 0:
		set(whole, it.at, rows)
	case length(before) > 0:
		set(whole, it.at, reflect.Value{})
	}
	return problems
}

func (it *item) readRow(old reflect.Value, n int, posted url.Values) (row reflect.Value, bad []fault.Problem, changed bool) {
	row = reflect.New(old.Type()).Elem()
	row.Set(old)
	for i := range it.table {
		raw, given := posted[it.cell(n, i)]
		if !given {
			continue
		}
		p, wrong := it.table[i].read(row, old, raw)
		if wrong {
			p.Member = it.cell(n, i)
			bad = append(bad, p)
		}
	}
	return row, bad, len(bad) > 0 || !reflect.DeepEqual(row.Interface(), old.Interface())
}

// blank reports whether nothing is written in a row. A choice alone says nothing: it
// is a row that somebody began and left.
func (it *item) blank(n int, posted url.Values) bool {
	for i := range it.table {
		if it.table[i].options == nil && strings.TrimSpace(posted.Get(it.cell(n, i))) != "" {
			return false
		}
	}
	return true
}

// posted are the numbers of the rows that were posted.
func (it *item) posted(posted url.Values) (numbers []int) {
	for name := range posted {
		rest, ok := strings.CutPrefix(name, it.path+"[")
		number, _, closed := strings.Cut(rest, "].")
		n, err := strconv.Atoi(number)
		if ok && closed && err == nil && n >= 0 && strconv.Itoa(n) == number {
			numbers = append(numbers, n)
		}
	}
	slices.SortFunc(numbers, cmp.Compare)
	return slices.Compact(numbers)
}
