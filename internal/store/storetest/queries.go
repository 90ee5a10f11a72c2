package storetest

import (
	"encoding/base64"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/internal/store"
)

func queries(t *testing.T, f Factory) {
	s := f.open(t, store.Declaration{Name: "q", Indexes: []store.Index{
		{Name: "ab", Fields: []string{"a", "b.c"}},
		{Name: "b", Fields: []string{"b.c"}},
		{Name: "u", Fields: []string{"u"}, Unique: true},
		{Name: "uu", Fields: []string{"a", "u"}, Unique: true},
	}}, store.Declaration{Name: "types", Indexes: []store.Index{byField("v", "v")}},
		store.Declaration{Name: "texts", Indexes: []store.Index{byField("text", "text")}})
	s.fillQueries(t)
	t.Run("find what is asked for", s.found)
	t.Run("order values by type", s.typesInOrder)
	t.Run("keep to values of one type", s.typesApart)
	t.Run("order texts by bytes", s.bytesInOrder)
	t.Run("are refused without an index", s.unserved)
	t.Run("take only pages of their own", s.forged)
}

func (s *suite) fillQueries(t *testing.T) {
	for _, d := range []struct{ id, body string }{
		{"d1", `{"a":"x","b":{"c":1},"u":10}`},
		{"d2", `{"a":"x","b":{"c":2},"u":20}`},
		{"d3", `{"a":"x","b":{"c":2},"u":30}`},
		{"d4", `{"a":"x","b":{"c":3},"u":40}`},
		{"d5", `{"a":"y","b":{"c":1},"u":50}`},
		{"d6", `{"a":"y","b":{"d":1}}`},
		{"d7", `{"a":"x"}`},
		{"d8", `{"a":"x","b":1}`},
		{"d9", `{"b":{"c":2}}`},
	} {
		s.must(t, "q", insertion(d.id, d.body))
	}
}

func (s *suite) found(t *testing.T) {
	for _, c := range []struct {
		q    store.Query
		want string
	}{
		{store.Query{}, "d1 d2 d3 d4 d5 d6 d7 d8 d9"},
		{store.Query{Descending: true}, "d9 d8 d7 d6 d5 d4 d3 d2 d1"},
		{store.Query{From: "d3", Before: "d6"}, "d3 d4 d5"},
		{store.Query{From: "d35", Descending: true}, "d9 d8 d7 d6 d5 d4"},
		{store.Query{Index: "ab"}, "d1 d2 d3 d4 d5"},
		{store.Query{Index: "ab", Descending: true}, "d5 d4 d3 d2 d1"},
		{store.Query{Index: "ab", Equal: []any{"x"}}, "d1 d2 d3 d4"},
		{store.Query{Index: "ab", Equal: []any{"z"}}, ""},
		{store.Query{Index: "ab", Equal: []any{"x", 2}}, "d2 d3"},
		{store.Query{Index: "ab", Equal: []any{"x", int64(2)}, Descending: true}, "d3 d2"},
		{store.Query{Index: "ab", Equal: []any{"x"}, From: 2}, "d2 d3 d4"},
		{store.Query{Index: "ab", Equal: []any{"x"}, Before: 3}, "d1 d2 d3"},
		{store.Query{Index: "ab", Equal: []any{"x"}, From: 2, Before: 3, Descending: true}, "d3 d2"},
		{store.Query{Index: "ab", Equal: []any{"x"}, From: 3, Before: 2}, ""},
		{store.Query{Index: "ab", From: "x"}, "d1 d2 d3 d4 d5"},
		{store.Query{Index: "ab", From: "xx"}, "d5"},
		{store.Query{Index: "ab", Before: "y"}, "d1 d2 d3 d4"},
		{store.Query{Index: "b"}, "d1 d5 d2 d3 d9 d4"},
		{store.Query{Index: "b", Descending: true}, "d4 d9 d3 d2 d5 d1"},
		{store.Query{Index: "b", Equal: []any{2}}, "d2 d3 d9"},
		{store.Query{Index: "b", Equal: []any{2}, Descending: true}, "d9 d3 d2"},
		{store.Query{Index: "u", Descending: true}, "d5 d4 d3 d2 d1"},
		{store.Query{Index: "u", Equal: []any{30}}, "d3"},
		{store.Query{Index: "u", Equal: []any{"30"}}, ""},
		{store.Query{Index: "u", From: 20, Before: 50}, "d2 d3 d4"},
		{store.Query{Index: "uu", Equal: []any{"x"}, Descending: true, Before: 40}, "d3 d2 d1"},
		{store.Query{Index: "uu", Equal: []any{"x", 10}}, "d1"},
	} {
		for _, limit := range []int{1, 2, 3, store.MaxPage} {
			c.q.Limit = limit
			if got := s.find(t, "q", c.q); got != c.want {
				t.Errorf("%+v: got %s, want %s", c.q, got, c.want)
			}
		}
	}
}

// typed are values in their order, and others that are none.
var typed = []struct{ id, value string }{
	{"n0", "-9223372036854775808"},
	{"n1", "-1"},
	{"n2", "0"},
	{"n3", "9007199254740992"},
	{"n4", "9007199254740993"},
	{"n5", "9223372036854775807"},
	{"s0", `""`},
	{"s1", `"0"`},
	{"s2", `"a"`},
	{"y0", "false"},
	{"y1", "true"},
	{"z0", "null"},
	{"z1", "{}"},
	{"z2", `{"v":1}`},
	{"z3", "1.5"},
	{"z4", "9223372036854775808"},
	{"z5", "-9223372036854775809"},
}

func (s *suite) typesInOrder(t *testing.T) {
	for _, v := range typed {
		s.must(t, "types", insertion(v.id, `{"v":`+v.value+`}`))
	}
	s.must(t, "types", insertion("z6", `{}`))
	const want = "n0 n1 n2 n3 n4 n5 s0 s1 s2 y0 y1"
	backwards := strings.Fields(want)
	slices.Reverse(backwards)
	for _, limit := range []int{1, 4, 100} {
		if got := s.find(t, "types", store.Query{Index: "v", Limit: limit}); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if got := s.find(t, "types", store.Query{Index: "v", Limit: limit, Descending: true}); got != strings.Join(backwards, " ") {
			t.Errorf("got %s, want %s backwards", got, want)
		}
	}
}

func (s *suite) typesApart(t *testing.T) {
	for _, c := range []struct {
		q    store.Query
		want string
	}{
		{store.Query{Equal: []any{0}}, "n2"},
		{store.Query{Equal: []any{false}}, "y0"},
		{store.Query{Equal: []any{true}}, "y1"},
		{store.Query{Equal: []any{1}}, ""},
		{store.Query{Equal: []any{""}}, "s0"},
		{store.Query{Equal: []any{int64(math.MaxInt64)}}, "n5"},
		{store.Query{Equal: []any{int64(math.MinInt64)}}, "n0"},
		{store.Query{Equal: []any{int64(1<<53 + 1)}}, "n4"},
		{store.Query{From: 0}, "n2 n3 n4 n5"},
		{store.Query{Before: 1}, "n0 n1 n2"},
		{store.Query{From: ""}, "s0 s1 s2"},
		{store.Query{Before: "a"}, "s0 s1"},
		{store.Query{From: false}, "y0 y1"},
		{store.Query{From: true}, "y1"},
		{store.Query{Before: true}, "y0"},
		{store.Query{Before: false}, ""},
	} {
		c.q.Index = "v"
		for _, c.q.Limit = range []int{1, 100} {
			if got := s.find(t, "types", c.q); got != c.want {
				t.Errorf("%+v: got %s, want %s", c.q, got, c.want)
			}
		}
	}
}

func (s *suite) bytesInOrder(t *testing.T) {
	for _, text := range hostile {
		s.must(t, "texts", insertion(text, body(t, "text", text)))
	}
	want := slices.Sorted(slices.Values(hostile))
	for _, index := range []string{"", "text"} {
		if got := s.find(t, "texts", store.Query{Index: index, Limit: 7}); got != strings.Join(want, " ") {
			t.Errorf("index %q: got %q\nwant %q", index, got, strings.Join(want, " "))
		}
	}
}

func (s *suite) unserved(t *testing.T) {
	for _, q := range []store.Query{
		{Index: "none"},
		{Index: "b.c"},
		{Index: `ab" --`},
		{Equal: []any{"d1"}},
		{Index: "b", Equal: []any{1, 2}},
		{Index: "b", Equal: []any{1}, From: 2},
		{Index: "b", Equal: []any{1}, Before: 2},
		{Index: "b", Equal: []any{1.5}},
		{Index: "b", Equal: []any{nil}},
		{Index: "b", Equal: []any{map[string]any{"$gt": 1}}},
		{Index: "b", Equal: []any{[]byte("x")}},
		{Index: "b", From: []string{"x"}},
		{Index: "b", Before: uint8(1)},
		{Index: "b", From: 1, Before: "x"},
	} {
		q.Limit = 10
		_, err := s.Find(t.Context(), "q", q)
		refused(t, fmt.Sprintf("%+v", q), err)
	}
}

func (s *suite) forged(t *testing.T) {
	q := store.Query{Index: "ab", Equal: []any{"x"}, Limit: 2}
	page, err := s.Find(t.Context(), "q", q)
	if err != nil || page.Next == "" {
		t.Fatalf("%+v, %v", page, err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	for _, after := range []string{
		"x", "!", " ", "d2", "' OR 1=1 --", page.Next + "x", page.Next[1:], encode([]byte("{}")), encode([]byte(`[]`)), encode([]byte(`null`)),
		encode([]byte(`{"$gt":""}`)), encode([]byte(`["x",{"$gt":1},"d"]`)), encode([]byte(`["x",1.5,"d"]`)), strings.Repeat("A", 100_000),
	} {
		q.After = after
		_, err := s.Find(t.Context(), "q", q)
		refused(t, fmt.Sprintf("page %.30q", after), err)
	}
	for _, cursor := range []store.Cursor{"x", "1", "-1", "x.1", "' OR 1=1", "{}", store.Cursor(page.Next)} {
		_, err := s.Changes(t.Context(), "q", cursor, 10)
		refused(t, fmt.Sprintf("cursor %q", cursor), err)
	}
}
