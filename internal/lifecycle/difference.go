package lifecycle

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Difference is one member that two values differ in. A list tells what was added
// and removed; when only its order has changed, and for all other members, it is
// told as it was and is.
type Difference struct {
	Member  string   `json:"member"` // path, like price.perMonthSEK
	Before  string   `json:"before,omitzero"`
	After   string   `json:"after,omitzero"`
	Added   []string `json:"added,omitzero"`
	Removed []string `json:"removed,omitzero"`
}

// Differences compares the JSON of two values, member by member in the order in
// which JSON has them. Texts stand without quotation marks, other values as JSON.
// An absent member and null are the same.
func Differences[T any](before, after T) ([]Difference, error) {
	a, err := tree(before)
	if err != nil {
		return nil, err
	}
	b, err := tree(after)
	if err != nil {
		return nil, err
	}
	return compare(nil, "", a, b), nil
}

// node is a JSON value whose members have an order.
type node struct {
	text    string // as people read it; empty for absent and null
	list    bool
	object  bool
	items   []node
	names   []string // of the members, in order
	members map[string]node
}

func tree(v any) (node, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return node{}, fmt.Errorf("comparing %T: %w", v, err)
	}
	n, err := parse(data)
	if err != nil {
		return node{}, fmt.Errorf("comparing %T: %w", v, err)
	}
	return n, nil
}

func parse(data []byte) (node, error) {
	data = bytes.TrimSpace(data)
	if len(data) == 0 || string(data) == "null" {
		return node{}, nil
	}
	n := node{text: string(data)}
	var err error
	switch data[0] {
	case '"':
		err = json.Unmarshal(data, &n.text)
	case '[':
		n.list = true
		var items []json.RawMessage
		if err = json.Unmarshal(data, &items); err != nil {
			return n, err
		}
		for _, raw := range items {
			item, err := parse(raw)
			if err != nil {
				return n, err
			}
			n.items = append(n.items, item)
		}
	case '{':
		n.object = true
		err = n.parseMembers(data)
	}
	return n, err
}

func (n *node) parseMembers(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	if _, err := dec.Token(); err != nil { // {
		return err
	}
	n.members = map[string]node{}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return err
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return err
		}
		member, err := parse(raw)
		if err != nil {
			return err
		}
		key := fmt.Sprint(name)
		n.names = append(n.names, key)
		n.members[key] = member
	}
	return nil
}

func (n node) absent() bool { return !n.list && !n.object && n.text == "" }

func compare(found []Difference, path string, a, b node) []Difference {
	switch {
	case (a.object || a.absent()) && (b.object || b.absent()):
		for _, name := range order(a.names, b.names) {
			found = compare(found, strings.TrimPrefix(path+"."+name, "."), a.members[name], b.members[name])
		}
		return found
	case a.list && b.list, a.absent() && len(b.items) > 0, b.absent() && len(a.items) > 0:
		return compareLists(found, path, a, b)
	case a.list != b.list || a.text != b.text:
		return append(found, Difference{Member: path, Before: a.text, After: b.text})
	}
	return found
}

func compareLists(found []Difference, path string, a, b node) []Difference {
	if a.text == b.text {
		return found
	}
	before, after := texts(a.items), texts(b.items)
	d := Difference{Member: path, Removed: without(before, after), Added: without(after, before)}
	if d.Added == nil && d.Removed == nil {
		d.Before, d.After = strings.Join(before, ", "), strings.Join(after, ", ")
	}
	return append(found, d)
}

// order is the names of both, those of b where they stand in b.
func order(a, b []string) []string {
	names := slices.Clone(a)
	for i, name := range b {
		if slices.Contains(names, name) {
			continue
		}
		at := 0
		if i > 0 {
			at = slices.Index(names, b[i-1]) + 1
		}
		names = slices.Insert(names, at, name)
	}
	return names
}

func texts(items []node) []string {
	var all []string
	for _, n := range items {
		all = append(all, n.text)
	}
	return all
}

// without returns the values of a that b does not hold, as often as a has them more.
func without(a, b []string) []string {
	rest := slices.Clone(b)
	var left []string
	for _, s := range a {
		if i := slices.Index(rest, s); i >= 0 {
			rest = slices.Delete(rest, i, i+1)
			continue
		}
		left = append(left, s)
	}
	return left
}
