package storetest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/store"
)

func documents(t *testing.T, f Factory) {
	s := f.open(t, store.Declaration{Name: "things"}, store.Declaration{Name: "others"},
		store.Declaration{Name: "people", Indexes: []store.Index{{Name: "mail", Fields: []string{"mail"}, Unique: true}}})
	t.Run("come, change and go", s.lifeOfOne)
	t.Run("come back with versions that go on", s.comeBack)
	t.Run("are refused", s.refusals)
	t.Run("of many writes each fails alone", s.eachAlone)
	t.Run("hold unique values", s.uniqueValues)
	t.Run("are got by many IDs", s.many)
	t.Run("need a declared collection", s.undeclared)
	t.Run("are not written when the context has ended", s.ended)
}

func (s *suite) lifeOfOne(t *testing.T) {
	d := s.must(t, "things", insertion("a", `{"n":1}`))
	if d.ID != "a" || d.Version != store.FirstUpdate || string(d.Body) != `{"n":1}` {
		t.Errorf("inserted %+v", d)
	}
	if d.Changed.IsZero() || d.Changed.Location() != time.UTC || d.Changed.Nanosecond()%1e6 != 0 {
		t.Errorf("changed at %v, want UTC and whole milliseconds", d.Changed)
	}
	got, err := s.Get(t.Context(), "things", "a")
	if err != nil || !got.Changed.Equal(d.Changed) {
		t.Errorf("got %+v, %v; want it changed at %v", got, err, d.Changed)
	}
	s.has(t, "things", "a", 1, `{"n":1}`)
	s.hasNot(t, "others", "a")
	if d := s.must(t, "things", replacement("a", 1, `{"n":2}`)); d.Version != 2 {
		t.Errorf("replaced: %+v", d)
	}
	s.has(t, "things", "a", 2, `{"n":2}`)
	d, err = s.one(t, "things", deletion("a", 2))
	if err != nil || d.ID != "a" || d.Version != 3 || len(d.Body) != 0 {
		t.Errorf("deleted: %+v, %v", d, err)
	}
	s.hasNot(t, "things", "a")
	if ids := s.find(t, "things", store.Query{}); ids != "" {
		t.Errorf("a deleted document is found: %s", ids)
	}
}

// An old version must not fit a document that came later.
func (s *suite) comeBack(t *testing.T) {
	s.must(t, "things", insertion("back", `{"n":1}`))
	s.must(t, "things", deletion("back", 1))
	if d := s.must(t, "things", insertion("back", `{"n":2}`)); d.Version != 3 {
		t.Errorf("came back with version %d, want 3", d.Version)
	}
	s.has(t, "things", "back", 3, `{"n":2}`)
	_, err := s.one(t, "things", replacement("back", 1, `{"n":3}`))
	wants(t, "replacing what was deleted", err, store.ErrVersion)
	s.must(t, "things", deletion("back", 3))
}

func (s *suite) refusals(t *testing.T) {
	s.must(t, "things", insertion("r", `{"n":1}`))
	s.must(t, "things", insertion("gone", `{}`))
	s.must(t, "things", deletion("gone", 1))
	for _, c := range []struct {
		name string
		w    store.Write
		want error
	}{
		{"insert of a taken ID", insertion("r", `{"n":9}`), store.ErrExists},
		{"replace of what is not there", replacement("none", 1, `{"n":9}`), store.ErrNotFound},
		{"replace of what is gone", replacement("gone", 2, `{"n":9}`), store.ErrNotFound},
		{"replace with an older version", replacement("r", 0, `{"n":9}`), store.ErrVersion},
		{"replace with a newer version", replacement("r", 2, `{"n":9}`), store.ErrVersion},
		{"delete of what is not there", deletion("none", 1), store.ErrNotFound},
		{"delete of what is gone", deletion("gone", 2), store.ErrNotFound},
		{"delete with another version", deletion("r", 7), store.ErrVersion},
	} {
		_, err := s.one(t, "things", c.w)
		wants(t, c.name, err, c.want)
	}
	s.has(t, "things", "r", 1, `{"n":1}`)
	s.hasNot(t, "things", "none")
	s.hasNot(t, "things", "gone")
	s.must(t, "things", deletion("r", 1))
}

func (s *suite) eachAlone(t *testing.T) {
	written, err := s.Write(t.Context(), "things", []store.Write{
		insertion("m1", `{"n":1}`),
		insertion("m1", `{"n":2}`),
		insertion("", `{}`),
		insertion("m2", `not JSON`),
		replacement("m1", 1, `{"n":3}`),
		replacement("m1", 1, `{"n":4}`),
		insertion("m3", `{"n":5}`),
		deletion("m3", 1),
		deletion("m4", 1),
	})
	if err != nil || len(written) != 9 {
		t.Fatalf("%d answers, %v", len(written), err)
	}
	for i, want := range []error{nil, store.ErrExists, nil, nil, nil, store.ErrVersion, nil, nil, store.ErrNotFound} {
		if i == 2 || i == 3 {
			refused(t, fmt.Sprint("write ", i), written[i].Err)
		} else {
			wants(t, fmt.Sprint("write ", i), written[i].Err, want)
		}
	}
	s.has(t, "things", "m1", 2, `{"n":3}`)
	s.hasNot(t, "things", "m3")
	if written, err := s.Write(t.Context(), "things", nil); err != nil || len(written) != 0 {
		t.Errorf("no writes: %v, %v", written, err)
	}
}

func (s *suite) uniqueValues(t *testing.T) {
	s.must(t, "people", insertion("a", `{"mail":"a@example.org"}`))
	s.must(t, "people", insertion("b", `{"mail":"b@example.org"}`))
	_, err := s.one(t, "people", insertion("c", `{"mail":"a@example.org"}`))
	wants(t, "insert", err, store.ErrDuplicate)
	_, err = s.one(t, "people", replacement("b", 1, `{"mail":"a@example.org"}`))
	wants(t, "replace", err, store.ErrDuplicate)
	s.hasNot(t, "people", "c")
	s.has(t, "people", "b", 1, `{"mail":"b@example.org"}`)
	for _, id := range []string{"none1", "none2"} {
		s.must(t, "people", insertion(id, `{"name":"no address"}`))
	}
	for _, id := range []string{"null1", "null2"} {
		s.must(t, "people", insertion(id, `{"mail":null}`))
	}
	// What is let go of can be taken, also in the same call.
	written, err := s.Write(t.Context(), "people", []store.Write{
		deletion("a", 1), insertion("c", `{"mail":"a@example.org"}`), insertion("d", `{"mail":"a@example.org"}`),
	})
	if err != nil || written[0].Err != nil || written[1].Err != nil {
		t.Errorf("taking what was let go of: %+v, %v", written, err)
	} else {
		wants(t, "taking it again", written[2].Err, store.ErrDuplicate)
	}
	s.must(t, "people", insertion("e", `{"mail":"A@example.org"}`))
	s.must(t, "people", replacement("e", 1, `{"mail":"A@example.org","n":1}`))
}

func (s *suite) many(t *testing.T) {
	for i := range 30 {
		s.must(t, "others", insertion(fmt.Sprint("g", i), body(t, "n", i)))
	}
	s.must(t, "others", deletion("g7", 1))
	documents, err := s.GetMany(t.Context(), "others", []string{"g9", "none", "g2", "g7", "g11", "", "g0"})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, d := range documents {
		ids = append(ids, d.ID)
		if want := body(t, "n", 0); d.ID == "g0" && !sameJSON(t, string(d.Body), want) {
			t.Errorf("got %s", d.Body)
		}
	}
	if got := strings.Join(ids, " "); got != "g9 g2 g11 g0" {
		t.Errorf("got %s", got)
	}
	if documents, err := s.GetMany(t.Context(), "others", nil); err != nil || len(documents) != 0 {
		t.Errorf("no IDs: %v, %v", documents, err)
	}
	_, err = s.GetMany(t.Context(), "others", make([]string, store.MaxPage+1))
	refused(t, "too many IDs", err)
}

func (s *suite) undeclared(t *testing.T) {
	for _, name := range []string{"nowhere", "", "things; DROP TABLE doc_things", "$cmd"} {
		_, err := s.Get(t.Context(), name, "a")
		refused(t, "get", err)
		_, err = s.GetMany(t.Context(), name, []string{"a"})
		refused(t, "get many", err)
		_, err = s.Find(t.Context(), name, store.Query{Limit: 1})
		refused(t, "find", err)
		_, err = s.Write(t.Context(), name, []store.Write{insertion("a", `{}`)})
		refused(t, "write", err)
		_, err = s.Changes(t.Context(), name, "", 1)
		refused(t, "changes", err)
		_, err = s.Latest(t.Context(), name)
		refused(t, "latest", err)
	}
}

func (s *suite) ended(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if written, err := s.Write(ctx, "things", []store.Write{insertion("ended", `{}`)}); err == nil {
		t.Errorf("written: %+v", written)
	}
	s.hasNot(t, "things", "ended")
}
