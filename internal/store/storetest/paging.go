package storetest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/allagehub/matcharenan/internal/store"
)

func paging(t *testing.T, f Factory) {
	s := f.open(t, store.Declaration{Name: "paged", Indexes: []store.Index{{Name: "kind", Fields: []string{"kind", "place"}}}})
	t.Run("goes on where a document was", s.pageOfGone)
	t.Run("while others write", s.pageAmongWriters)
}

// The place of a page does not go with the document that it ended at.
func (s *suite) pageOfGone(t *testing.T) {
	for i := range 9 {
		s.must(t, "paged", insertion(fmt.Sprint("p", i), body(t, "kind", "gone", "place", i)))
	}
	for _, q := range []store.Query{
		{From: "p", Before: "q", Limit: 3},
		{Index: "kind", Equal: []any{"gone"}, Limit: 3},
	} {
		page, err := s.Find(t.Context(), "paged", q)
		if err != nil || len(page.Documents) != 3 {
			t.Fatalf("%+v, %v", page, err)
		}
		last := page.Documents[2]
		version := s.must(t, "paged", deletion(last.ID, last.Version)).Version
		rest := q
		rest.After = page.Next
		if got := s.find(t, "paged", rest); got != "p3 p4 p5 p6 p7 p8" {
			t.Errorf("after a deleted one: %s", got)
		}
		if d := s.must(t, "paged", insertion(last.ID, string(last.Body))); d.Version <= version {
			t.Errorf("version %d after %d", d.Version, version)
		}
		if got := s.find(t, "paged", rest); got != "p3 p4 p5 p6 p7 p8" {
			t.Errorf("after one that came back: %s", got)
		}
	}
}

const (
	standing = 60  // documents that nobody touches
	churning = 120 // documents that come, change and go, each at one place
	moving   = 20  // documents that change places
)

func (s *suite) pageAmongWriters(t *testing.T) {
	s.atomic(t)
	for i := range standing {
		s.must(t, "paged", insertion(fmt.Sprintf("stand%03d", i), body(t, "kind", "x", "place", i*10)))
	}
	ctx, stop := context.WithCancel(t.Context())
	var writers sync.WaitGroup
	for w := range 4 {
		writers.Go(func() { s.churn(ctx, t, w) })
	}
	for round := range 6 {
		for _, q := range []store.Query{
			{},
			{Index: "kind", Equal: []any{"x"}},
			{Index: "kind", Equal: []any{"x"}, From: 100, Before: 500},
			{Index: "kind", From: "x"},
			{Index: "kind"},
		} {
			q.Limit, q.Descending = 1+7*round, round%2 == 1
			s.pageOnce(t, q)
		}
	}
	stop()
	writers.Wait()
}

// churn writes until the context ends. Each writer has documents of its own, so
// that it knows their versions.
func (s *suite) churn(ctx context.Context, t *testing.T, writer int) {
	versions := make(map[string]int64)
	random := chance(1, writer)
	for ctx.Err() == nil {
		n := random.IntN(churning+moving)/4*4 + writer
		id, text := fmt.Sprintf("churn%03d", n), body(t, "kind", "x", "place", n*5, "r", random.Int())
		if n >= churning {
			id, text = fmt.Sprintf("move%03d", n), body(t, "kind", "x", "place", random.IntN(1000))
		}
		w := insertion(id, text)
		if v := versions[id]; v > 0 {
			w = replacement(id, v, text)
			if random.IntN(2) == 0 {
				w = deletion(id, v)
			}
		}
		d, err := s.one(t, "paged", w)
		if err != nil {
			t.Errorf("writer %d: %v", writer, err)
			return
		}
		versions[id] = d.Version
		if w.Op == store.Delete {
			delete(versions, id)
		}
	}
}

// pageOnce reads all pages and checks that what stands is there once, in order, and
// that nothing is there twice but what moved.
func (s *suite) pageOnce(t *testing.T, q store.Query) {
	t.Helper()
	seen := make(map[string]int)
	var stood []string
	for {
		page, err := s.Find(t.Context(), "paged", q)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range page.Documents {
			seen[d.ID]++
			if d.ID[0] == 's' {
				stood = append(stood, d.ID)
			}
			if seen[d.ID] > 1 && d.ID[0] != 'm' {
				t.Errorf("%+v: %s is read twice", q, d.ID)
			}
		}
		if page.Next == "" {
			break
		}
		if page.Next == q.After {
			t.Fatalf("%+v: pages without end", q)
		}
		q.After = page.Next
	}
	first, last := 0, standing
	if q.From == 100 {
		first, last = 10, 50
	}
	var want []string
	for i := first; i < last; i++ {
		want = append(want, fmt.Sprintf("stand%03d", i))
	}
	if q.Descending {
		slices.Reverse(want)
	}
	if !slices.Equal(stood, want) {
		t.Errorf("%+v: read %d of what stands: %s", q, len(stood), stood)
	}
}
