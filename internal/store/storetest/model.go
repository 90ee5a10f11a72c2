package storetest

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/internal/store"
)

// Choose returns a number from 0 to n-1. The label says what is chosen.
type Choose func(label string, n int) int

// Failer is what a course of calls fails by: the T of a property test, which then
// looks for a shorter course.
type Failer interface {
	Error(args ...any)
	Errorf(format string, args ...any)
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Failed() bool
}

// course is a test that fails by another.
type course struct {
	testing.TB
	failer Failer
}

func (c course) Error(args ...any)                 { c.failer.Error(args...) }
func (c course) Errorf(format string, args ...any) { c.failer.Errorf(format, args...) }
func (c course) Fatal(args ...any)                 { c.failer.Fatal(args...) }
func (c course) Fatalf(format string, args ...any) { c.failer.Fatalf(format, args...) }
func (c course) Failed() bool                      { return c.failer.Failed() }

// Declared are the collections that [Model] uses.
func Declared() []store.Declaration {
	return []store.Declaration{{Name: "model", Indexes: []store.Index{
		{Name: "ab", Fields: []string{"a", "in.b"}},
		{Name: "ba", Fields: []string{"in.b", "a"}},
		{Name: "c", Fields: []string{"c"}, Unique: true},
	}}, {Name: "model_trail"}}
}

// Model makes a course of calls on an engine without data, as they are chosen, and
// compares the answers with those of a model. The engine has [Declared] declared.
func Model(t testing.TB, failer Failer, e store.Engine, choose Choose) {
	m := &model{
		suite: &suite{Engine: e}, TB: course{TB: t, failer: failer}, choose: choose,
		kept: make(map[string]kept), last: make(map[string]int64), trail: make(map[string]bool),
		heard: newListener(), feed: store.NewFeed(e, "model", ""),
	}
	for range 1 + choose("steps", 40) {
		switch choose("call", 10) {
		case 0, 1, 2, 3, 4:
			m.write()
		case 5, 6, 7:
			m.find()
		case 8:
			m.get()
		default:
			m.hear()
		}
		if m.Failed() {
			return
		}
	}
	m.hear()
}

// kept is a document of the model: its version and the values of its fields, which
// are nil where an index has none.
type kept struct {
	version int64
	body    string
	fields  map[string]any
}

type model struct {
	*suite
	testing.TB
	choose Choose
	kept   map[string]kept
	last   map[string]int64 // last version of each ID, of those that are gone as well
	trail  map[string]bool
	heard  *listener
	feed   *store.Feed
}

// Values that fields take. Nil is none, and so is what does not fit an index.
var (
	modelValues = []any{nil, int64(-1), int64(0), int64(1), int64(1) << 60, "", "0", "a", "aa", "Å", "å", false, true, 1.5}
	modelIDs    = []string{"a", "b", "c", "d", "e", "å", "Z", "aa"}
)

func (m *model) value(label string) any { return modelValues[m.choose(label, len(modelValues))] }

func (m *model) document() kept {
	a, b, c := m.value("a"), m.value("in.b"), m.value("c")
	d := kept{fields: map[string]any{"a": a, "in.b": b, "c": c}}
	for name, v := range d.fields {
		if _, ok := v.(float64); ok {
			d.fields[name] = nil
		}
	}
	text, err := json.Marshal(map[string]any{"a": a, "in": map[string]any{"b": b}, "c": c})
	if err != nil {
		m.Fatal(err)
	}
	d.body = string(text)
	return d
}

func (m *model) write() {
	var writes []store.Write
	var wants []error
	for range 1 + m.choose("writes", 3) {
		id := modelIDs[m.choose("id", len(modelIDs))]
		d := m.document()
		// Mostly the right version, else one that is not.
		d.version = m.kept[id].version
		if m.choose("wrong version", 5) == 0 {
			d.version += int64(m.choose("version", 3)) - 1
		}
		w := []store.Write{insertion(id, d.body), replacement(id, d.version, d.body), deletion(id, d.version)}[m.choose("op", 3)]
		var effect string
		if m.choose("effect", 3) == 0 {
			effect = fmt.Sprint("effect", m.choose("effect ID", 10))
			w.Effects = []store.Effect{{Collection: "model_trail", ID: effect, Body: []byte(`{}`)}}
		}
		err := m.apply(w, d)
		if err == nil && effect != "" {
			m.trail[effect] = true
		}
		writes, wants = append(writes, w), append(wants, err)
	}
	written, err := m.Write(m.Context(), "model", writes)
	if err != nil {
		m.Fatal(err)
	}
	for i, w := range written {
		if !errors.Is(w.Err, wants[i]) {
			m.Errorf("write %+v: got %v, want %v", writes[i], w.Err, wants[i])
		}
		if w.Err == nil && w.Document.Version != m.last[w.Document.ID] && i == len(written)-1 {
			m.Errorf("write %+v: version %d, want %d", writes[i], w.Document.Version, m.last[w.Document.ID])
		}
	}
	var trail []string
	for id := range m.trail {
		trail = append(trail, id)
	}
	slices.Sort(trail)
	if got := m.suite.find(m, "model_trail", store.Query{}); got != strings.Join(trail, " ") {
		m.Errorf("effects %s, want %s", got, trail)
	}
}

// apply makes a write in the model and returns what is to become of it.
func (m *model) apply(w store.Write, d kept) error {
	id := w.Document.ID
	now, there := m.kept[id]
	switch {
	case w.Op == store.Insert && there:
		return store.ErrExists
	case w.Op != store.Insert && !there:
		return store.ErrNotFound
	case w.Op != store.Insert && now.version != w.Document.Version:
		return store.ErrVersion
	}
	if w.Op != store.Delete {
		for other, k := range m.kept {
			if other != id && k.fields["c"] != nil && k.fields["c"] == d.fields["c"] {
				return store.ErrDuplicate
			}
		}
	}
	m.last[id]++
	d.version = m.last[id]
	m.kept[id] = d
	if w.Op == store.Delete {
		delete(m.kept, id)
	}
	return nil
}

func (m *model) get() {
	id := modelIDs[m.choose("id", len(modelIDs))]
	if k, ok := m.kept[id]; ok {
		m.has(m, "model", id, k.version, k.body)
	} else {
		m.hasNot(m, "model", id)
	}
}

func (m *model) find() {
	indexes := append(slices.Clone(Declared()[0].Indexes), store.Index{})
	index := indexes[m.choose("index", len(indexes))]
	q := store.Query{Index: index.Name, Limit: 1 + m.choose("limit", 5), Descending: m.choose("descending", 2) == 1}
	for range m.choose("equal", len(index.Fields)+1) {
		v := m.value("equal")
		if indexable(v) {
			q.Equal = append(q.Equal, v)
		}
	}
	if len(q.Equal) < len(index.Fields) {
		if v := m.value("from"); m.choose("ranged", 2) == 1 && indexable(v) {
			q.From = v
		}
		if v := m.value("before"); m.choose("ended", 2) == 1 && indexable(v) && (q.From == nil || rank(v) == rank(q.From)) {
			q.Before = v
		}
	}
	if got, want := m.suite.find(m, "model", q), m.expected(index, q); got != want {
		m.Errorf("find %+v: got %q, want %q of %v", q, got, want, m.kept)
	}
}

func indexable(v any) bool {
	_, float := v.(float64)
	return v != nil && !float
}

// rank orders the types of values.
func rank(v any) int {
	switch v.(type) {
	case int64:
		return 1
	case string:
		return 2
	default:
		return 3
	}
}

func compare(a, b any) int {
	if c := cmp.Compare(rank(a), rank(b)); c != 0 {
		return c
	}
	switch a := a.(type) {
	case int64:
		return cmp.Compare(a, b.(int64))
	case string:
		return strings.Compare(a, b.(string))
	}
	return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) // false, true
}

func (m *model) expected(index store.Index, q store.Query) string {
	var ids []string
	for id, k := range m.kept {
		if fits(index, q, k.fields) {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(x, y string) int {
		for _, f := range index.Fields {
			if c := compare(m.kept[x].fields[f], m.kept[y].fields[f]); c != 0 {
				return c
			}
		}
		return strings.Compare(x, y)
	})
	if q.Descending {
		slices.Reverse(ids)
	}
	return strings.Join(ids, " ")
}

func fits(index store.Index, q store.Query, fields map[string]any) bool {
	for i, f := range index.Fields {
		v := fields[f]
		switch {
		case v == nil, i < len(q.Equal) && v != q.Equal[i]:
			return false
		case i != len(q.Equal):
		case q.From != nil && (rank(v) != rank(q.From) || compare(v, q.From) < 0),
			q.Before != nil && (rank(v) != rank(q.Before) || compare(v, q.Before) >= 0):
			return false
		}
	}
	return true
}

// hear checks that the feed has told of everything.
func (m *model) hear() {
	m.heard.drain(m, m.feed, 1+m.choose("changes", 4))
	for id, version := range m.last {
		if m.heard.versions[id] != version {
			m.Errorf("told version %d of %s, want %d", m.heard.versions[id], id, version)
		}
	}
	m.agrees(m, "model", m.heard)
}
