package form

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/schema"
	"github.com/allagehub/matcharenan/matching/thesaurus"
	"github.com/allagehub/matcharenan/testbeds"
)

// Form is the questions about values of a type.
type Form[T any] struct {
	name      string
	thesaurus *thesaurus.Thesaurus
	items     []item
}

// item is a question, or a table of them, in the order of the form.
type item struct {
	theme string
	path  string // of the member, from the whole value
	table []asked
	at    []int // way to the member, by the indices of fields
	one   asked // when there is no table
}

// asked is a question that is bound to its member.
type asked struct {
	question
	name    string // of the field, within its row or in the whole
	at      []int  // way to the member, by the indices of fields
	kind    schema.Kind
	pointer bool
	options []string // values that can be chosen; nil for an open answer
	max     int      // characters; 0 for no limit
}

// build binds the questions to the members of the type.
func build[T any](name string, t *thesaurus.Thesaurus, questions []question) (*Form[T], error) {
	f := &Form[T]{name: name, thesaurus: t}
	for _, q := range questions {
		if err := f.add(reflect.TypeFor[T](), q); err != nil {
			return nil, fmt.Errorf("form of %s: %s: %w", name, q.path, err)
		}
	}
	return f, nil
}

// add binds one question. Questions of a table stand one after the other.
func (f *Form[T]) add(t reflect.Type, q question) error {
	way, rest := q.path, ""
	if head, tail, ok := strings.Cut(q.path, "."); ok {
		if m, found := schema.Find(schema.Members(t), head); found && m.Kind == schema.Objects {
			way, rest = head, tail
		}
	}
	m, at, err := find(t, way)
	if err != nil {
		return err
	}
	if rest == "" {
		one, err := f.bind(q, q.path, m, at)
		f.items = append(f.items, item{theme: q.theme, path: q.path, one: one})
		return err
	}
	cell, cellAt, err := find(m.Type.Elem(), rest)
	if err != nil {
		return err
	}
	one, err := f.bind(q, rest, cell, cellAt)
	if last := len(f.items) - 1; last >= 0 && f.items[last].path == way {
		f.items[last].table = append(f.items[last].table, one)
		return err
	}
	f.items = append(f.items, item{theme: q.theme, path: way, at: at, table: []asked{one}})
	return err
}

// find follows a path to a member.
func find(t reflect.Type, path string) (m schema.Member, at []int, err error) {
	for name := range strings.SplitSeq(path, ".") {
		var ok bool
		if m, ok = schema.Find(schema.Members(t), name); !ok {
			return m, nil, fmt.Errorf("no member %s", name)
		}
		at, t = append(at, m.Index), schema.Deref(m.Type)
	}
	return m, at, nil
}

// bind takes what can be chosen and how long an answer may be from the rules.
func (f *Form[T]) bind(q question, name string, m schema.Member, at []int) (asked, error) {
	a := asked{question: q, name: name, at: at, kind: m.Kind, pointer: m.Type.Kind() == reflect.Pointer}
	vocabulary := q.list
	for _, r := range m.Rules {
		switch {
		case r.Name == "vocab":
			vocabulary = r.Param
		case r.Name == "oneof":
			a.options = strings.Fields(r.Param)
		case r.Name == "max" && m.Kind == schema.Text:
			n, err := strconv.Atoi(r.Param)
			if err != nil {
				return a, err
			}
			a.max = n
		}
	}
	if m.Kind == schema.Whole && a.words != "" {
		a.options = f.values(a.words)
	}
	if m.Kind == schema.YesNo {
		a.options = f.values("fact")
		if a.words == "" {
			a.words = "fact"
		}
	}
	if vocabulary != "" {
		a.options = f.values(vocabulary)
		if a.words == "" {
			a.words = vocabulary
		}
	}
	if vocabulary != "" && len(a.options) == 0 {
		return a, fmt.Errorf("no vocabulary %s", vocabulary)
	}
	switch m.Kind {
	case schema.Text, schema.Whole, schema.Number, schema.YesNo, schema.Day, schema.Texts:
		return a, nil
	default:
		return a, fmt.Errorf("no question can be about the type %s", m.Type)
	}
}

// values are those of a vocabulary in the order that people should see.
func (f *Form[T]) values(vocabulary string) []string {
	switch vocabulary {
	case "function":
		return f.thesaurus.IDs(thesaurus.Function)
	case "product_type":
		return f.thesaurus.IDs(thesaurus.ProductType)
	case "priority":
		return testbeds.Priorities()
	case "fact":
		return []string{catalog.Yes.String(), catalog.No.String(), catalog.Unknown.String()}
	case "langcode":
		return []string{"sv", "en", "fi", "no", "da", "ar", "so", "fa", "pl", "de", "es", "fr", "nl", "uk", "se", "yi", "rom", "fit"}
	case "trl":
		return []string{"1", "2", "3", "4", "5", "6", "7", "8", "9"}
	case "klassa":
		return []string{"0", "1", "2", "3"}
	default:
		return catalog.Vocabularies()[vocabulary]
	}
}

// Names are the themes in their order.
func (f *Form[T]) Names() (names []string) {
	for i := range f.items {
		if !slices.Contains(names, f.items[i].theme) {
			names = append(names, f.items[i].theme)
		}
	}
	return names
}

// wanted reports whether an item is of one of the themes; none means all.
func (it *item) wanted(themes []string) bool {
	return len(themes) == 0 || slices.Contains(themes, it.theme)
}
