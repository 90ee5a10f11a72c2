package spreadsheet

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/allagehub/matcharenan/internal/schema"
)

// column is one column: which member of the row's struct it holds.
type column struct {
	name   string
	path   []schema.Member // from the struct to the member
	number int             // of the object in a list of objects, from 1; 0 if it is in none
	depth  int             // where in path the list of objects stands, if number > 0
}

func (c column) last() schema.Member { return c.path[len(c.path)-1] }

// kind is the kind of the column's cells.
func (c column) kind() schema.Kind { return c.last().Kind }

// columns returns the columns of a struct type. Count says how many numbered
// objects a list needs, and whether it needs a column for "none".
func columns(t reflect.Type, count func(path []schema.Member) (objects int, none bool)) []column {
	var all []column
	var walk func(t reflect.Type, prefix column)
	walk = func(t reflect.Type, prefix column) {
		for _, m := range schema.Members(t) {
			c := prefix.child(m)
			switch m.Kind {
			case schema.Object:
				walk(m.Type, c)
			case schema.Objects:
				objects, none := count(c.path)
				if none {
					all = append(all, c)
				}
				for i := range objects {
					walk(m.Type.Elem(), c.object(i+1))
				}
			default:
				all = append(all, c)
			}
		}
	}
	walk(t, column{})
	return all
}

func (c column) child(m schema.Member) column {
	path := append(slices.Clip(c.path), m)
	name := m.Name
	if c.name != "" {
		name = c.name + "." + m.Name
	}
	return column{name: name, path: path, number: c.number, depth: c.depth}
}

func (c column) object(number int) column {
	c.depth, c.number = len(c.path)-1, number
	c.name += "." + strconv.Itoa(number)
	return c
}

// find returns the column with the name, for a list of objects with any number
// up to the list's limit.
func find(t reflect.Type, name string) (column, bool) {
	c := column{}
	for part := range strings.SplitSeq(name, ".") {
		if len(c.path) > 0 && c.kind() == schema.Objects && c.number == 0 {
			n, err := strconv.Atoi(part)
			if err != nil || n < 1 || n > maxObjects(c.last()) || strconv.Itoa(n) != part {
				return column{}, false
			}
			c, t = c.object(n), c.last().Type.Elem()
			continue
		}
		if len(c.path) > 0 && c.kind() != schema.Object && (c.kind() != schema.Objects || c.depth != len(c.path)-1) {
			return column{}, false
		}
		m, ok := schema.Find(schema.Members(t), part)
		if !ok {
			return column{}, false
		}
		c = c.child(m)
		t = schema.Deref(m.Type)
	}
	complete := c.kind() != schema.Object && (c.kind() != schema.Objects || c.number == 0)
	return c, complete
}

// maxObjects is how many objects a list may have by its own rules.
func maxObjects(m schema.Member) int {
	for _, r := range m.Rules {
		if r.Name == "max" {
			if n, err := strconv.Atoi(r.Param); err == nil {
				return n
			}
		}
	}
	return MaxColumns
}
