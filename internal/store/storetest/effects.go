package storetest

import (
	"fmt"
	"sync"
	"testing"

	"github.com/allagehub/matcharenan/internal/store"
)

func effects(t *testing.T, f Factory) {
	s := f.open(t, store.Declaration{Name: "raced"}, store.Declaration{Name: "trail", Indexes: []store.Index{byField("of", "of")}},
		store.Declaration{Name: "post"})
	t.Run("come with each change", s.effectsCome)
	t.Run("do not come with what is refused", s.effectsStay)
	t.Run("come once", s.effectsOnce)
	t.Run("of one kind with the change", s.effectsSame)
	t.Run("that are not well formed", s.effectsBad)
	t.Run("come with the winner alone", s.effectsRaced)
}

func effect(t testing.TB, id, of string) store.Effect {
	t.Helper()
	return store.Effect{Collection: "trail", ID: id, Body: []byte(body(t, "of", of))}
}

func (s *suite) trail(t *testing.T, of, want string) {
	t.Helper()
	if got := s.find(t, "trail", store.Query{Index: "of", Equal: []any{of}}); got != want {
		t.Errorf("effects of %s: got %q, want %q", of, got, want)
	}
}

func (s *suite) effectsCome(t *testing.T) {
	s.must(t, "raced", insertion("a", `{}`, effect(t, "a1", "a"), store.Effect{Collection: "post", ID: "p1", Body: []byte(`{"to":"x"}`)}))
	s.has(t, "trail", "a1", 1, `{"of":"a"}`)
	s.has(t, "post", "p1", 1, `{"to":"x"}`)
	s.must(t, "raced", replacement("a", 1, `{"n":1}`, effect(t, "a2", "a"), effect(t, "a3", "a")))
	s.must(t, "raced", deletion("a", 2, effect(t, "a4", "a")))
	s.trail(t, "a", "a1 a2 a3 a4")
	changes, err := s.Changes(t.Context(), "trail", "", 10)
	if err != nil || len(changes.Changes) != 4 {
		t.Errorf("the feed tells %+v, %v", changes, err)
	}
}

func (s *suite) effectsStay(t *testing.T) {
	s.must(t, "raced", insertion("b", `{}`))
	for i, w := range []store.Write{
		insertion("b", `{}`, effect(t, "b0", "b")),
		replacement("b", 7, `{}`, effect(t, "b1", "b")),
		replacement("none", 1, `{}`, effect(t, "b2", "b")),
		deletion("b", 7, effect(t, "b3", "b")),
		insertion("bb", `bad`, effect(t, "b4", "b")),
	} {
		if d, err := s.one(t, "raced", w); err == nil {
			t.Errorf("write %d: %+v", i, d)
		}
	}
	s.trail(t, "b", "")
}

func (s *suite) effectsOnce(t *testing.T) {
	s.must(t, "raced", insertion("c", `{}`, effect(t, "c1", "c")))
	s.must(t, "raced", replacement("c", 1, `{"n":1}`, effect(t, "c1", "other"), effect(t, "c2", "c"), effect(t, "c2", "other")))
	s.trail(t, "c", "c1 c2")
	s.trail(t, "other", "")
	s.has(t, "trail", "c1", 1, `{"of":"c"}`)
	s.must(t, "trail", replacement("c1", 1, `{"of":"c","seen":true}`))
	s.must(t, "raced", replacement("c", 2, `{"n":2}`, effect(t, "c1", "c")))
	s.has(t, "trail", "c1", 2, `{"of":"c","seen":true}`)
}

func (s *suite) effectsSame(t *testing.T) {
	s.must(t, "trail", insertion("d0", `{"of":"d"}`, effect(t, "d1", "d"), effect(t, "d0", "other")))
	s.trail(t, "d", "d0 d1")
}

func (s *suite) effectsBad(t *testing.T) {
	for _, e := range []store.Effect{
		{Collection: "nowhere", ID: "x", Body: []byte(`{}`)},
		{Collection: "trail", ID: "", Body: []byte(`{}`)},
		{Collection: "trail", ID: "x", Body: []byte(`[]`)},
		{Collection: "trail", ID: "x"},
	} {
		_, err := s.one(t, "raced", insertion("bad", `{}`, effect(t, "e1", "e"), e))
		refused(t, fmt.Sprintf("effect %+v", e), err)
		s.hasNot(t, "raced", "bad")
		s.trail(t, "e", "")
	}
}

func (s *suite) effectsRaced(t *testing.T) {
	s.atomic(t)
	s.must(t, "raced", insertion("r", `{}`))
	const rounds = 20
	for round := range rounds {
		version := int64(round + 1)
		of := fmt.Sprint("round", round)
		won := s.race(t, func(i int) store.Write {
			return replacement("r", version, body(t, "by", i), effect(t, fmt.Sprint(of, "-", i), of))
		}, store.ErrVersion)
		if len(won) != 1 {
			t.Fatalf("round %d: %v won", round, won)
		}
		s.trail(t, of, fmt.Sprint(of, "-", won[0]))
	}
	// Many changes that have the same effect have it once.
	var all sync.WaitGroup
	for i := range racers {
		all.Go(func() {
			if _, err := s.one(t, "raced", insertion(fmt.Sprint("same", i), `{}`, effect(t, "same", "same"))); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	s.has(t, "trail", "same", 1, `{"of":"same"}`)
}
