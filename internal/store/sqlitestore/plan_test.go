package sqlitestore_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/sqlitestore"
)

// Every query goes straight to its place in the index and reads on from there: it
// sorts nothing and scans nothing that it can search.
func TestPlans(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir(), sqlitestore.Options{})
	declare(t, s)
	for i := range 20 {
		must(t, s, "things", store.Write{Document: store.Document{
			ID: fmt.Sprint("t", i), Body: fmt.Appendf(nil, `{"owner":"o%d","n":%d,"mail":"m%d"}`, i/10, i, i),
		}})
	}
	for _, c := range []struct {
		q    store.Query
		want string
	}{
		{store.Query{}, "doc_things.#live"},
		{store.Query{From: "t1"}, "(id>? AND id<?)"},
		{store.Query{From: "t1", Before: "t7"}, "(id>? AND id<?)"},
		{store.Query{Index: "owner"}, "SEARCH"},
		{store.Query{Index: "owner", From: "o"}, "(k_owner_"},
		{store.Query{Index: "owner", Before: "p"}, "(k_owner_"},
		{store.Query{Index: "owner", Equal: []any{"o1"}}, "(k_owner_"},
		{store.Query{Index: "owner", Equal: []any{"o1"}, From: 12}, "AND k_n_"},
		{store.Query{Index: "owner", Equal: []any{"o1"}, Before: 15}, "AND k_n_"},
		{store.Query{Index: "owner", Equal: []any{"o1", 12}}, "AND k_n_"},
		{store.Query{Index: "mail"}, "SEARCH"},
		{store.Query{Index: "mail", From: "m", Before: "n"}, "(k_mail_"},
		{store.Query{Index: "mail", Equal: []any{"m3"}}, "(k_mail_"},
	} {
		for _, c.q.Descending = range []bool{false, true} {
			c.q.Limit, c.q.After = 2, ""
			want := c.want
			for range 2 {
				plan, err := s.Plan(t.Context(), "things", c.q)
				if err != nil || !strings.Contains(plan, want) || strings.Contains(plan, "TEMP") || c.q.Index != "" && !strings.Contains(plan, "doc_things."+c.q.Index) {
					t.Errorf("%+v: %s, %v; want %s", c.q, plan, err, want)
				}
				page, err := s.Find(t.Context(), "things", c.q)
				if err != nil {
					t.Fatal(err)
				}
				// The second page is searched for, also where the first is the beginning.
				if c.q.After = page.Next; page.Next == "" {
					break
				}
				want = "SEARCH"
			}
		}
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir(), sqlitestore.Options{})
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "fullfsync": "1", "trusted_schema": "0"} {
		if got, err := s.Setting(t.Context(), pragma); err != nil || got != want {
			t.Errorf("%s is %s, %v; want %s", pragma, got, err, want)
		}
	}
	fast := open(t, t.TempDir(), sqlitestore.Options{NoSync: true})
	if got, err := fast.Setting(t.Context(), "synchronous"); err != nil || got != "0" {
		t.Errorf("without sync: %s, %v", got, err)
	}
}

// The place of a page is of one query, and what it was made of can be seen but not
// used for another.
func TestPagesOfOtherQueries(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir(), sqlitestore.Options{})
	declare(t, s)
	for i := range 5 {
		must(t, s, "things", store.Write{Document: store.Document{
			ID: fmt.Sprint("t", i), Body: fmt.Appendf(nil, `{"owner":"o","n":%d,"mail":"m%d"}`, i, i),
		}})
	}
	q := store.Query{Index: "owner", Equal: []any{"o"}, From: 0, Before: 10, Limit: 2}
	page, err := s.Find(t.Context(), "things", q)
	if err != nil || page.Next == "" {
		t.Fatalf("%+v, %v", page, err)
	}
	for i, change := range []func(*store.Query){
		func(q *store.Query) { q.Equal = []any{"p"} },
		func(q *store.Query) { q.Equal, q.From, q.Before = nil, nil, nil },
		func(q *store.Query) { q.From = 1 },
		func(q *store.Query) { q.Before = nil },
		func(q *store.Query) { q.Descending = true },
		func(q *store.Query) { q.Index, q.Equal, q.From, q.Before = "mail", nil, nil, nil },
		func(q *store.Query) { q.Index, q.Equal, q.From, q.Before = "", nil, nil, nil },
	} {
		other := q
		change(&other)
		other.After = page.Next
		if _, err := s.Find(t.Context(), "things", other); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("query %d: %v", i, err)
		}
	}
	q.After, q.Limit = page.Next, 3 // another limit is no other query
	if page, err := s.Find(t.Context(), "things", q); err != nil || len(page.Documents) != 3 || page.Next != "" {
		t.Errorf("%+v, %v", page, err)
	}
}
