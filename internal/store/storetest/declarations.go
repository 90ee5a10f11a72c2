package storetest

import (
	"fmt"
	"testing"

	"github.com/allagehub/matcharenan/internal/store"
)

func declarations(t *testing.T, f Factory) {
	t.Run("twice", func(t *testing.T) { declaredTwice(t, f) })
	t.Run("an index more and one less", func(t *testing.T) { declaredAnew(t, f) })
	t.Run("a unique index that cannot be", func(t *testing.T) { declaredInVain(t, f) })
	t.Run("not well formed", func(t *testing.T) { declaredBadly(t, f) })
	t.Run("by two at once", func(t *testing.T) { declaredByTwo(t, f) })
}

func byField(name, field string) store.Index { return store.Index{Name: name, Fields: []string{field}} }

func declaredTwice(t *testing.T, f Factory) {
	d := store.Declaration{Name: "twice", Indexes: []store.Index{byField("kind", "kind")}}
	s := f.open(t, d)
	s.must(t, "twice", insertion("a", `{"kind":"x"}`))
	s.declare(t, d, store.Declaration{Name: "later"})
	s.has(t, "twice", "a", 1, `{"kind":"x"}`)
	s.must(t, "later", insertion("a", `{}`))
	// What is declared no more is kept, though it cannot be used.
	s.declare(t, store.Declaration{Name: "later"})
	_, err := s.Get(t.Context(), "twice", "a")
	refused(t, "a collection declared no more", err)
	s.declare(t, d)
	s.has(t, "twice", "a", 1, `{"kind":"x"}`)
}

func declaredAnew(t *testing.T, f Factory) {
	s := f.open(t, store.Declaration{Name: "filled", Indexes: []store.Index{byField("old", "a"), byField("same", "a")}})
	for i := range 20 {
		s.must(t, "filled", insertion(fmt.Sprintf("d%02d", i), body(t, "a", i, "b", body(t), "c", 19-i, "ID", i%2, "id", i%3)))
	}
	s.must(t, "filled", deletion("d07", 1))
	s.declare(t, store.Declaration{Name: "filled", Indexes: []store.Index{
		byField("new", "c"), byField("same", "c"), byField("capital", "ID"), byField("small", "id"),
	}})
	_, err := s.Find(t.Context(), "filled", store.Query{Index: "old", Limit: 5})
	refused(t, "an index declared no more", err)
	for _, index := range []string{"new", "same"} {
		if got := s.find(t, "filled", store.Query{Index: index, Before: 3, Limit: 2}); got != "d19 d18 d17" {
			t.Errorf("index %s: %s", index, got)
		}
	}
	if got := s.find(t, "filled", store.Query{Index: "new", From: 11, Before: 14}); got != "d08 d06" {
		t.Errorf("around the deleted: %s", got)
	}
	if got := s.find(t, "filled", store.Query{Index: "small", Equal: []any{2}}); got != "d02 d05 d08 d11 d14 d17" {
		t.Errorf("id: %s", got)
	}
	if got := s.find(t, "filled", store.Query{Index: "capital", Equal: []any{1}}); got != "d01 d03 d05 d09 d11 d13 d15 d17 d19" {
		t.Errorf("ID: %s", got)
	}
	s.declare(t, store.Declaration{Name: "filled", Indexes: []store.Index{{Name: "new", Fields: []string{"ID", "c"}}}})
	if got := s.find(t, "filled", store.Query{Index: "new", Equal: []any{0}, Before: 6, Limit: 1}); got != "d18 d16 d14" {
		t.Errorf("an index with other fields: %s", got)
	}
}

func declaredInVain(t *testing.T, f Factory) {
	plain := store.Declaration{Name: "mails", Indexes: []store.Index{byField("mail", "mail")}}
	s := f.open(t, plain)
	s.must(t, "mails", insertion("a", `{"mail":"x"}`))
	s.must(t, "mails", insertion("b", `{"mail":"x"}`))
	unique := store.Declaration{Name: "mails", Indexes: []store.Index{{Name: "mail", Fields: []string{"mail"}, Unique: true}}}
	wants(t, "declaring", s.Declare(t.Context(), []store.Declaration{unique}), store.ErrDuplicate)
	s.declare(t, plain)
	if got := s.find(t, "mails", store.Query{Index: "mail", Equal: []any{"x"}}); got != "a b" {
		t.Errorf("found %s", got)
	}
	s.must(t, "mails", deletion("a", 1))
	s.declare(t, unique)
	_, err := s.one(t, "mails", insertion("c", `{"mail":"x"}`))
	wants(t, "insert", err, store.ErrDuplicate)
	s.declare(t, plain)
	s.must(t, "mails", insertion("c", `{"mail":"x"}`))
}

func declaredBadly(t *testing.T, f Factory) {
	s := f.open(t, store.Declaration{Name: "fine"})
	with := func(indexes ...store.Index) []store.Declaration {
		return []store.Declaration{{Name: "new", Indexes: indexes}}
	}
	for _, d := range [][]store.Declaration{
		{{Name: ""}},
		{{Name: "Upper"}},
		{{Name: `a"b`}},
		{{Name: "a.b"}},
		{{Name: "$a"}},
		with(byField("", "a")),
		with(byField(`a"b`, "a")),
		with(byField("a", "")),
		with(byField("a", "$a")),
		with(byField("a", "a..b")),
		with(byField("a", ".a")),
		with(store.Index{Name: "a"}),
		with(byField("a", "a"), byField("a", "b")),
	} {
		refused(t, fmt.Sprint("declaring ", d), s.Declare(t.Context(), d))
	}
	s.must(t, "fine", insertion("a", `{}`)) // what was declared still is
}

func declaredByTwo(t *testing.T, f Factory) {
	f.atomic(t)
	s := f.open(t)
	declared := []store.Declaration{{Name: "both", Indexes: []store.Index{byField("a", "a"), byField("b", "b")}}}
	failed := make(chan error)
	for range 4 {
		go func() { failed <- s.Declare(t.Context(), declared) }()
	}
	for range 4 {
		if err := <-failed; err != nil {
			t.Error(err)
		}
	}
	s.must(t, "both", insertion("x", `{"a":1}`))
}
