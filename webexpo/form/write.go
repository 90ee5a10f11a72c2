package form

import (
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/schema"
)

// nothing is the value of the answer that there is none of the options.
const nothing = "-"

// Values are what the fields of a value hold, by the names of the fields.
func (f *Form[T]) Values(v T) url.Values {
	values := url.Values{}
	whole := reflect.ValueOf(&v).Elem()
	for i := range f.items {
		f.items[i].write(values, whole)
	}
	return values
}

func (it *item) write(values url.Values, whole reflect.Value) {
	if it.table == nil {
		values[it.path] = it.one.write(reach(whole, it.one.at))
		return
	}
	rows := reach(whole, it.at)
	for n := range length(rows) {
		for i := range it.table {
			values[it.cell(n, i)] = it.table[i].write(reach(rows.Index(n), it.table[i].at))
		}
	}
}

// cell is the name of a field in a row.
func (it *item) cell(row, column int) string {
	return rowName(it.path, row) + "." + it.table[column].name
}

func rowName(path string, row int) string { return path + "[" + strconv.Itoa(row) + "]" }

func length(list reflect.Value) int {
	if !list.IsValid() {
		return 0
	}
	return list.Len()
}

// reach follows a way without making anything. What lies behind nothing is invalid.
func reach(v reflect.Value, at []int) reflect.Value {
	for _, i := range at {
		if v.Kind() == reflect.Pointer {
			if v = v.Elem(); !v.IsValid() {
				return v
			}
		}
		v = v.Field(i)
	}
	return v
}

// write gives what the question's field holds for a value of the member.
func (a *asked) write(v reflect.Value) []string {
	if v.IsValid() && v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if a.kind == schema.Texts {
		return a.writeTexts(v)
	}
	return []string{a.text(v)}
}

func (a *asked) writeTexts(v reflect.Value) []string {
	var list []string
	if v.IsValid() {
		list, _ = reflect.TypeAssert[[]string](v)
	}
	switch {
	case a.options == nil:
		return []string{strings.Join(list, "\n")}
	case a.none && list != nil && len(list) == 0:
		return []string{nothing}
	default:
		return slices.Clone(list)
	}
}

// text is a single value in its field. Decimals stand after a point here; the page
// writes them as its language does.
func (a *asked) text(v reflect.Value) string {
	if !v.IsValid() {
		if a.kind == schema.YesNo {
			return catalog.Unknown.String()
		}
		return ""
	}
	switch it := v.Interface().(type) {
	case catalog.Fact:
		return it.String()
	case catalog.Date:
		return it.String()
	case string:
		return it
	case float64:
		return strconv.FormatFloat(it, 'f', -1, 64)
	case int:
		if it == 0 && !a.pointer {
			return "" // a number that cannot be nothing says it by 0
		}
		return strconv.Itoa(it)
	default:
		return ""
	}
}
