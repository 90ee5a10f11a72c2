package storetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/allagehub/matcharenan/internal/store"
)

func races(t *testing.T, f Factory) {
	f.atomic(t)
	s := f.open(t, store.Declaration{Name: "raced", Indexes: []store.Index{
		{Name: "only", Fields: []string{"only"}, Unique: true},
		byField("n", "n"),
	}})
	t.Run("one of many updates wins", s.raceUpdates)
	t.Run("one of many inserts wins", s.raceInserts)
	t.Run("one of many deletes and updates wins", s.raceDeletes)
	t.Run("one of many takes a unique value", s.raceUnique)
	t.Run("counters count", s.counters)
	t.Run("two that have the same data open", s.twoEngines)
}

// race lets writers write at once and returns who won. The others must have got
// one of the errors.
func (s *suite) race(t *testing.T, write func(i int) store.Write, losers ...error) []int {
	t.Helper()
	start := make(chan struct{})
	results := make([]error, racers)
	var all sync.WaitGroup
	for i := range racers {
		all.Go(func() {
			<-start
			_, results[i] = s.one(t, "raced", write(i))
		})
	}
	close(start)
	all.Wait()
	var winners []int
	for i, err := range results {
		if err == nil {
			winners = append(winners, i)
			continue
		}
		known := false
		for _, l := range losers {
			known = known || errors.Is(err, l)
		}
		if !known {
			t.Errorf("writer %d: %v", i, err)
		}
	}
	return winners
}

const (
	racers = 8
	rounds = 40
)

func (s *suite) raceUpdates(t *testing.T) {
	s.must(t, "raced", insertion("u", `{"by":-1}`))
	for round := range rounds {
		version := int64(round + 1)
		won := s.race(t, func(i int) store.Write { return replacement("u", version, body(t, "by", i)) }, store.ErrVersion)
		if len(won) != 1 {
			t.Fatalf("round %d: %v won", round, won)
		}
		s.has(t, "raced", "u", version+1, body(t, "by", won[0]))
	}
}

func (s *suite) raceInserts(t *testing.T) {
	for round := range rounds {
		id := fmt.Sprint("i", round)
		won := s.race(t, func(i int) store.Write { return insertion(id, body(t, "by", i)) }, store.ErrExists)
		if len(won) != 1 {
			t.Fatalf("round %d: %v won", round, won)
		}
		s.has(t, "raced", id, 1, body(t, "by", won[0]))
	}
}

func (s *suite) raceDeletes(t *testing.T) {
	version := int64(0)
	for round := range rounds {
		version = s.must(t, "raced", insertion("d", `{}`)).Version
		won := s.race(t, func(i int) store.Write {
			if i%2 == 0 {
				return deletion("d", version)
			}
			return replacement("d", version, body(t, "by", i))
		}, store.ErrVersion, store.ErrNotFound)
		if len(won) != 1 {
			t.Fatalf("round %d: %v won", round, won)
		}
		if won[0]%2 == 0 {
			s.hasNot(t, "raced", "d")
		} else {
			s.has(t, "raced", "d", version+1, body(t, "by", won[0]))
			s.must(t, "raced", deletion("d", version+1))
		}
	}
}

func (s *suite) raceUnique(t *testing.T) {
	for round := range rounds {
		value := fmt.Sprint("value ", round)
		for i := range racers / 2 {
			s.must(t, "raced", insertion(fmt.Sprint("x", round, "-", i), `{}`))
		}
		// Half of them by an insert, half by an update of what is there.
		won := s.race(t, func(i int) store.Write {
			id := fmt.Sprint("x", round, "-", i)
			if i < racers/2 {
				return replacement(id, 1, body(t, "only", value))
			}
			return insertion(id, body(t, "only", value))
		}, store.ErrDuplicate)
		if len(won) != 1 {
			t.Fatalf("round %d: %v won", round, won)
		}
		want := fmt.Sprint("x", round, "-", won[0])
		if got := s.find(t, "raced", store.Query{Index: "only", Equal: []any{value}}); got != want {
			t.Errorf("round %d: %q holds the value, want %q", round, got, want)
		}
	}
}

// counter adds to a number by compare-and-set until it has done so n times.
func (s *suite) counter(t *testing.T, id string, n int) {
	for range n {
		for {
			d, err := s.Get(t.Context(), "raced", id)
			if err != nil {
				t.Error(err)
				return
			}
			var v struct{ N int }
			if err := json.Unmarshal(d.Body, &v); err != nil {
				t.Error(err)
				return
			}
			_, err = s.one(t, "raced", replacement(id, d.Version, body(t, "n", v.N+1)))
			if err == nil {
				break
			}
			if !errors.Is(err, store.ErrVersion) {
				t.Error(err)
				return
			}
		}
	}
}

func (s *suite) counters(t *testing.T) {
	const each = 25
	s.must(t, "raced", insertion("counter", `{"n":0}`))
	var all sync.WaitGroup
	for range racers {
		all.Go(func() { s.counter(t, "counter", each) })
	}
	all.Wait()
	s.has(t, "raced", "counter", racers*each+1, body(t, "n", racers*each))
}

func (s *suite) twoEngines(t *testing.T) {
	if s.Again == nil {
		t.Skip("the engine's data cannot be opened twice here")
	}
	other := &suite{Factory: s.Factory, Engine: s.Again(t, s.Engine)}
	other.declare(t, store.Declaration{Name: "raced", Indexes: []store.Index{
		{Name: "only", Fields: []string{"only"}, Unique: true}, byField("n", "n"),
	}})
	const each = 25
	s.must(t, "raced", insertion("shared", `{"n":0}`))
	var all sync.WaitGroup
	for i := range racers {
		all.Go(func() { []*suite{s, other}[i%2].counter(t, "shared", each) })
	}
	all.Wait()
	s.has(t, "raced", "shared", racers*each+1, body(t, "n", racers*each))
	other.has(t, "raced", "shared", racers*each+1, body(t, "n", racers*each))
	if got := other.find(t, "raced", store.Query{Index: "n", Equal: []any{racers * each}}); got != "counter shared" {
		t.Errorf("found %s", got)
	}
	changes, err := other.Changes(t.Context(), "raced", "", store.MaxPage)
	if err != nil || len(changes.Changes) == 0 {
		t.Errorf("the other's feed: %+v, %v", changes, err)
	}
}
