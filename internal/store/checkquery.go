package store

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

func wholeNumber(text string) (any, bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}

// Asked is a query that has been checked: its index, and values of no other types
// than string, int64 and bool.
type Asked struct {
	Index  Index // without a name for the order of IDs
	Equal  []any
	From   any
	Before any
}

// Order returns the fields that decide the order of what is found; the ID comes
// after them.
func (a Asked) Order() []string { return a.Index.Fields[len(a.Equal):] }

// CheckQuery returns [ErrInvalid] for a query that no index of the collection
// serves or whose values are of other types than an index holds.
func CheckQuery(d Declaration, q Query) (Asked, error) {
	if q.Limit < 1 || q.Limit > MaxPage {
		return Asked{}, invalid("limit %d", q.Limit)
	}
	a, err := askedIndex(d, q.Index)
	if err != nil {
		return Asked{}, err
	}
	ranged := a.Index.Name != "" && (q.From != nil || q.Before != nil)
	if len(q.Equal) > len(a.Index.Fields) || ranged && len(q.Equal) == len(a.Index.Fields) {
		return Asked{}, invalid("index %q of %s has %d fields only", q.Index, d.Name, len(a.Index.Fields))
	}
	for _, v := range q.Equal {
		key, err := queryKey(v)
		if err != nil {
			return Asked{}, err
		}
		a.Equal = append(a.Equal, key)
	}
	if a.From, err = queryBound(q.From); err != nil {
		return Asked{}, err
	}
	if a.Before, err = queryBound(q.Before); err != nil {
		return Asked{}, err
	}
	if q.From != nil && q.Before != nil && fmt.Sprintf("%T", a.From) != fmt.Sprintf("%T", a.Before) {
		return Asked{}, invalid("range from %T to %T", q.From, q.Before)
	}
	return a, checkIDRange(a)
}

// checkIDRange checks the bounds of a query in the order of IDs, which are texts.
func checkIDRange(a Asked) error {
	if a.Index.Name != "" {
		return nil
	}
	for _, bound := range []any{a.From, a.Before} {
		if _, ok := bound.(string); bound != nil && !ok {
			return invalid("bound of IDs of type %T", bound)
		}
	}
	return nil
}

func askedIndex(d Declaration, name string) (Asked, error) {
	if name == "" {
		return Asked{}, nil
	}
	for _, x := range d.Indexes {
		if x.Name == name {
			return Asked{Index: x}, nil
		}
	}
	return Asked{}, invalid("%s has no index %q", d.Name, name)
}

func queryBound(v any) (any, error) {
	if v == nil {
		return nil, nil
	}
	return queryKey(v)
}

func queryKey(v any) (any, error) {
	switch v := v.(type) {
	case string:
		if !utf8.ValidString(v) {
			return nil, invalid("text that is not UTF-8")
		}
		return v, nil
	case int:
		return int64(v), nil
	case int64, bool:
		return v, nil
	default:
		return nil, invalid("value of type %T", v)
	}
}
