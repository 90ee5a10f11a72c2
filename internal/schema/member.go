package schema

import (
	"reflect"
	"strings"
	"sync"
	"time"
)

// Kind is what a member holds, as a person would say it.
type Kind uint8

// The kinds of members.
const (
	Other   Kind = iota
	Text         // a JSON string
	Whole        // a whole number
	Number       // any number
	YesNo        // true or false
	Day          // a calendar date, YYYY-MM-DD
	Time         // a point in time, RFC 3339
	Texts        // a list of strings
	Object       // an object
	Objects      // a list of objects
)

// Described is implemented by types whose JSON form is not that of their Go kind.
type Described interface {
	SchemaKind() Kind
}

// Member is one member of an object.
type Member struct {
	Name  string
	Index int // of the field in its struct
	Type  reflect.Type
	Kind  Kind
	Rules []Rule // in the order of the validate tag
}

// Rule is one rule of a member, such as max=20. Rules after the rule dive hold
// for each value of a list.
type Rule struct {
	Name, Param string
}

// cache keeps the members of each struct type, which never change.
var cache sync.Map // reflect.Type -> []Member

// Members returns the members of a struct type, or of a pointer to one, in the
// order of the fields. The caller must not change the slice.
func Members(t reflect.Type) []Member {
	t = Deref(t)
	if m, ok := cache.Load(t); ok {
		return m.([]Member)
	}
	var members []Member
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.IsExported() || name == "" || name == "-" {
			continue
		}
		members = append(members, Member{
			Name: name, Index: i, Type: f.Type, Kind: KindOf(f.Type), Rules: rules(f.Tag.Get("validate")),
		})
	}
	cache.Store(t, members)
	return members
}

// Names returns the names of members.
func Names(members []Member) []string {
	names := make([]string, len(members))
	for i, m := range members {
		names[i] = m.Name
	}
	return names
}

// Find returns the member with the name.
func Find(members []Member, name string) (Member, bool) {
	for _, m := range members {
		if m.Name == name {
			return m, true
		}
	}
	return Member{}, false
}

// KindOf returns the kind of a Go type's JSON form. Pointers count as what
// they point to.
func KindOf(t reflect.Type) Kind {
	t = Deref(t)
	if d, ok := reflect.TypeAssert[Described](reflect.Zero(t)); ok {
		return d.SchemaKind()
	}
	if t == reflect.TypeFor[time.Time]() {
		return Time
	}
	switch t.Kind() {
	case reflect.String:
		return Text
	case reflect.Int, reflect.Int32, reflect.Int64:
		return Whole
	case reflect.Float64:
		return Number
	case reflect.Bool:
		return YesNo
	case reflect.Struct:
		return Object
	case reflect.Slice:
		return listOf(KindOf(t.Elem()))
	default:
		return Other
	}
}

func listOf(elem Kind) Kind {
	switch elem {
	case Text:
		return Texts
	case Object:
		return Objects
	default:
		return Other
	}
}

// Deref returns what a pointer type points to, and other types as they are.
func Deref(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

func rules(tag string) []Rule {
	if tag == "" {
		return nil
	}
	var rs []Rule
	for part := range strings.SplitSeq(tag, ",") {
		name, param, _ := strings.Cut(part, "=")
		rs = append(rs, Rule{Name: name, Param: param})
	}
	return rs
}

// Required reports whether the member must be given.
func (m Member) Required() bool {
	for _, r := range m.Rules {
		if r.Name == "dive" {
			return false
		}
		if r.Name == "required" {
			return true
		}
	}
	return false
}
