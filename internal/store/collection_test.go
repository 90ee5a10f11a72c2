package store_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/storetest"
)

// note is the value of these tests.
type note struct {
	Owner string   `json:"owner"`
	N     int      `json:"n"`
	Tags  []string `json:"tags,omitempty"`
}

func notes(t *testing.T) (store.Engine, *store.Collection[note]) {
	t.Helper()
	e := storetest.Open(t)
	err := e.Declare(t.Context(), []store.Declaration{
		{Name: "notes", Indexes: []store.Index{{Name: "owner", Fields: []string{"owner", "n"}}, {Name: "n", Fields: []string{"n"}, Unique: true}}},
		{Name: "trail"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return e, store.NewCollection[note](e, "notes")
}

// is fails unless err is the target and says what it is about.
func is(t *testing.T, err, target error, about string) {
	t.Helper()
	if !errors.Is(err, target) || !strings.Contains(err.Error(), about) {
		t.Errorf("got %v, want %v about %q", err, target, about)
	}
}

func TestItemsComeAndGo(t *testing.T) {
	_, c := notes(t)
	ctx := t.Context()
	it, err := c.Insert(ctx, "a", note{Owner: "o", N: 1})
	if err != nil || it.ID != "a" || it.Version != 1 || it.Changed.IsZero() || it.Value.N != 1 {
		t.Errorf("inserted %+v, %v", it, err)
	}
	_, err = c.Insert(ctx, "a", note{N: 2})
	is(t, err, store.ErrExists, "notes a")
	_, err = c.Insert(ctx, "b", note{N: 1})
	is(t, err, store.ErrDuplicate, "notes b")
	got, err := c.Get(ctx, "a")
	if err != nil || got.Value.Owner != "o" || got.Version != 1 || !got.Changed.Equal(it.Changed) {
		t.Errorf("got %+v, %v", got, err)
	}
	_, err = c.Get(ctx, "none")
	is(t, err, store.ErrNotFound, "notes none")
	if !fault.Is(err, fault.NotFound) {
		t.Errorf("kind of %v", err)
	}
	refuse := errors.New("not yours")
	if err := c.Delete(ctx, "a", func(*note, *store.Txn) error { return refuse }); !errors.Is(err, refuse) {
		t.Errorf("delete: %v", err)
	}
	allow := func(n *note, tx *store.Txn) error {
		if n.N != 1 {
			t.Errorf("deleting %+v", n)
		}
		return tx.Expect(1)
	}
	if err := c.Delete(ctx, "a", allow); err != nil {
		t.Error(err)
	}
	is(t, c.Delete(ctx, "a", allow), store.ErrNotFound, "notes a")
}

func TestInsertManyTellsOfEach(t *testing.T) {
	_, c := notes(t)
	failures, err := c.InsertMany(t.Context(), []store.New[note]{
		{ID: "a", Value: note{N: 1}},
		{ID: "b", Value: note{N: 1}},
		{ID: "a", Value: note{N: 2}},
		{ID: "c", Value: note{N: 3}},
	})
	if err != nil || len(failures) != 4 || failures[0] != nil || failures[3] != nil {
		t.Fatalf("%v, %v", failures, err)
	}
	is(t, failures[1], store.ErrDuplicate, "notes b")
	is(t, failures[2], store.ErrExists, "notes a")
	many, err := c.GetMany(t.Context(), []string{"c", "b", "a"})
	if err != nil || len(many) != 2 || many[0].ID != "c" || many[1].Value.N != 1 {
		t.Errorf("got %+v, %v", many, err)
	}
	if _, err := c.InsertMany(t.Context(), make([]store.New[note], store.MaxWrites+1)); err == nil {
		t.Error("too many were inserted")
	}
}

func TestFindAllAndFirst(t *testing.T) {
	_, c := notes(t)
	ctx := t.Context()
	for i := range 25 {
		if _, err := c.Insert(ctx, fmt.Sprintf("n%02d", i), note{Owner: "o", N: i}); err != nil {
			t.Fatal(err)
		}
	}
	q := store.Query{Index: "owner", Equal: []any{"o"}, From: 5, Limit: 4}
	page, err := c.Find(ctx, q)
	if err != nil || len(page.Items) != 4 || page.Items[0].Value.N != 5 || page.Next == "" {
		t.Errorf("%+v, %v", page, err)
	}
	for _, q.Limit = range []int{0, 1, 4, 20} {
		next := 5
		for it, err := range c.All(ctx, q) {
			if err != nil || it.Value.N != next {
				t.Fatalf("limit %d: got %+v, %v; want %d", q.Limit, it, err, next)
			}
			next++
		}
		if next != 25 {
			t.Errorf("limit %d: up to %d", q.Limit, next)
		}
	}
	for range c.All(ctx, q) {
		break // ends early
	}
	for _, err := range c.All(ctx, store.Query{Index: "none"}) {
		is(t, err, store.ErrInvalid, "notes")
	}
	q.Descending = true
	if it, err := c.First(ctx, q); err != nil || it.Value.N != 24 {
		t.Errorf("first %+v, %v", it, err)
	}
	q.From = 100
	_, err = c.First(ctx, q)
	is(t, err, store.ErrNotFound, "notes")
}

func TestUpdatesOfOthersAreKept(t *testing.T) {
	e, c := notes(t)
	ctx := t.Context()
	if _, err := c.Insert(ctx, "a", note{}); err != nil {
		t.Fatal(err)
	}
	calls := 0
	it, err := c.Update(ctx, "a", func(n *note, tx *store.Txn) error {
		calls++
		if calls <= 3 {
			other := store.Document{ID: "a", Version: int64(calls), Body: fmt.Appendf(nil, `{"owner":"other","n":%d}`, calls)}
			if _, err := e.Write(ctx, "notes", []store.Write{{Op: store.Replace, Document: other}}); err != nil {
				t.Error(err)
			}
		}
		if tx.Version != int64(min(calls, 4)) {
			t.Errorf("call %d: version %d", calls, tx.Version)
		}
		n.Tags = append(n.Tags, "mine")
		return nil
	})
	if err != nil || calls != 4 || it.Version != 5 || it.Value.Owner != "other" || it.Value.N != 3 || len(it.Value.Tags) != 1 {
		t.Errorf("after %d calls: %+v, %v", calls, it, err)
	}
	got, err := c.Get(ctx, "a")
	if err != nil || got.Version != 5 || len(got.Value.Tags) != 1 || !got.Changed.Equal(it.Changed) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestUpdateGivesUpInTheEnd(t *testing.T) {
	e, c := notes(t)
	ctx := t.Context()
	if _, err := c.Insert(ctx, "a", note{}); err != nil {
		t.Fatal(err)
	}
	calls := 0
	_, err := c.Update(ctx, "a", func(_ *note, tx *store.Txn) error {
		calls++
		other := store.Document{ID: "a", Version: tx.Version, Body: []byte(`{}`)}
		_, err := e.Write(ctx, "notes", []store.Write{{Op: store.Replace, Document: other}})
		return err
	})
	is(t, err, store.ErrVersion, "notes a")
	if calls != store.MaxTries {
		t.Errorf("%d calls", calls)
	}
}

func TestUpdateEndsWithTheErrorOfTheChange(t *testing.T) {
	_, c := notes(t)
	ctx := t.Context()
	if _, err := c.Insert(ctx, "a", note{N: 7, Tags: []string{"x"}}); err != nil {
		t.Fatal(err)
	}
	trail, err := store.NewEffect("trail", "effect", map[string]int{"n": 1})
	if err != nil {
		t.Fatal(err)
	}
	failure := errors.New("not allowed")
	for _, c2 := range []struct {
		name string
		give error
		want error
	}{{"failure", failure, failure}, {"expectation", nil, store.ErrVersion}, {"unchanged", store.Unchanged(), nil}} {
		calls := 0
		it, err := c.Update(ctx, "a", func(n *note, tx *store.Txn) error {
			calls++
			n.N, n.Tags[0] = 8, "y"
			tx.Also(trail)
			if c2.give == nil {
				return tx.Expect(2)
			}
			return fmt.Errorf("change: %w", c2.give)
		})
		if !errors.Is(err, c2.want) || calls != 1 {
			t.Errorf("%s: %v after %d calls", c2.name, err, calls)
		}
		if c2.want == nil && (it.Version != 1 || it.Value.N != 7 || it.Value.Tags[0] != "x") {
			t.Errorf("%s: gave %+v", c2.name, it)
		}
		if got, err := c.Get(ctx, "a"); err != nil || got.Version != 1 || got.Value.N != 7 {
			t.Errorf("%s: now %+v, %v", c2.name, got, err)
		}
	}
	_, err = c.Update(ctx, "none", func(*note, *store.Txn) error { return nil })
	is(t, err, store.ErrNotFound, "notes none")
}

func TestEffectsComeWithUpdatesAndDeletes(t *testing.T) {
	e, c := notes(t)
	ctx := t.Context()
	effect := func(id string) store.Effect {
		eff, err := store.NewEffect("trail", id, map[string]string{"id": id})
		if err != nil {
			t.Fatal(err)
		}
		return eff
	}
	if _, err := c.Insert(ctx, "a", note{}, effect("1")); err != nil {
		t.Fatal(err)
	}
	_, err := c.Update(ctx, "a", func(n *note, tx *store.Txn) error {
		n.N++
		tx.Also(effect("2"), effect("3"))
		return tx.Expect(1)
	})
	if err != nil {
		t.Fatal(err)
	}
	err = c.Delete(ctx, "a", func(_ *note, tx *store.Txn) error {
		tx.Also(effect("4"))
		return tx.Expect(0)
	})
	if err != nil {
		t.Fatal(err)
	}
	page, err := e.Find(ctx, "trail", store.Query{Limit: 10})
	if err != nil || len(page.Documents) != 4 {
		t.Errorf("%+v, %v", page, err)
	}
	if _, err := store.NewEffect("trail", "x", make(chan int)); err == nil {
		t.Error("an effect that is no JSON")
	}
}

func TestManyUpdatersCount(t *testing.T) {
	_, c := notes(t)
	if _, err := c.Insert(t.Context(), "a", note{}); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 10 {
				if _, err := c.Update(t.Context(), "a", func(n *note, _ *store.Txn) error {
					n.N++
					return nil
				}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if it, err := c.Get(t.Context(), "a"); err != nil || it.Value.N != 80 || it.Version != 81 {
		t.Errorf("got %+v, %v", it, err)
	}
}

// An older program reads what a newer one wrote; what it cannot read it tells of.
func TestOtherShapes(t *testing.T) {
	e, c := notes(t)
	for id, body := range map[string]string{"newer": `{"n":1,"later":{"x":1}}`, "other": `{"n":"one"}`} {
		if _, err := e.Write(t.Context(), "notes", []store.Write{{Document: store.Document{ID: id, Body: []byte(body)}}}); err != nil {
			t.Fatal(err)
		}
	}
	if it, err := c.Get(t.Context(), "newer"); err != nil || it.Value.N != 1 {
		t.Errorf("got %+v, %v", it, err)
	}
	_, err := c.Get(t.Context(), "other")
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); !ok || !strings.Contains(err.Error(), "notes other") {
		t.Errorf("got %v, %v", wrong, err)
	}
	if _, err := c.Find(t.Context(), store.Query{Limit: 10}); err == nil {
		t.Error("found what cannot be read")
	}
	bad := store.NewCollection[chan int](e, "notes")
	if _, err := bad.Insert(t.Context(), "x", make(chan int)); err == nil {
		t.Error("inserted what is no JSON")
	}
	if _, err := bad.InsertMany(t.Context(), []store.New[chan int]{{ID: "x", Value: make(chan int)}}); err == nil {
		t.Error("inserted what is no JSON")
	}
}
