package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/sqlitestore"
	"github.com/allagehub/matcharenan/internal/store/storetest"
)

// journey makes migrations that say when they run.
type journey struct {
	mu  sync.Mutex
	ran []string
}

func (j *journey) step(id string, fail error) store.Migration {
	return store.Migration{ID: id, Run: func(context.Context, store.Engine) error {
		j.mu.Lock()
		defer j.mu.Unlock()
		j.ran = append(j.ran, id)
		return fail
	}}
}

func (j *journey) has(t *testing.T, want ...string) {
	t.Helper()
	if !slices.Equal(j.ran, want) {
		t.Errorf("ran %s, want %s", j.ran, want)
	}
}

func migrate(t *testing.T, e store.Engine, list ...store.Migration) error {
	t.Helper()
	at := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	return store.Migrate(t.Context(), e, []store.Declaration{{Name: "notes"}}, list, "me", func() time.Time { return at })
}

func TestMigrationsRunOnceInOrder(t *testing.T) {
	e, j := storetest.Open(t), &journey{}
	if err := migrate(t, e); err != nil {
		t.Fatal(err)
	}
	if err := migrate(t, e, j.step("0001", nil), j.step("0002", nil)); err != nil {
		t.Fatal(err)
	}
	j.has(t, "0001", "0002")
	for range 2 {
		if err := migrate(t, e, j.step("0001", nil), j.step("0002", nil), j.step("0003", nil)); err != nil {
			t.Fatal(err)
		}
	}
	j.has(t, "0001", "0002", "0003")
	d, err := e.Get(t.Context(), "migrations", "0002")
	if err != nil || !strings.Contains(string(d.Body), "2026-11-25T12:00:00.000Z") {
		t.Errorf("recorded %s, %v", d.Body, err)
	}
	if _, err := e.Find(t.Context(), "notes", store.Query{Limit: 1}); err != nil {
		t.Errorf("the collection is not declared: %v", err)
	}
}

func TestMigrationsOutOfOrder(t *testing.T) {
	e, j := storetest.Open(t), &journey{}
	for _, list := range [][]store.Migration{
		{j.step("0002", nil), j.step("0001", nil)},
		{j.step("0001", nil), j.step("0001", nil)},
	} {
		if err := migrate(t, e, list...); err == nil || !strings.Contains(err.Error(), "0001") {
			t.Errorf("got %v", err)
		}
	}
	j.has(t)
}

// What is cut off is run again, and what comes after it has not been run.
func TestMigrationCutOff(t *testing.T) {
	e, j := storetest.Open(t), &journey{}
	cut := errors.New("cut off")
	if err := migrate(t, e, j.step("0001", nil), j.step("0002", cut), j.step("0003", nil)); !errors.Is(err, cut) || !strings.Contains(err.Error(), "0002") {
		t.Errorf("got %v", err)
	}
	j.has(t, "0001", "0002")
	if _, err := e.Get(t.Context(), "migrations", "0002"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("recorded: %v", err)
	}
	if err := migrate(t, e, j.step("0001", nil), j.step("0002", nil), j.step("0003", nil)); err != nil {
		t.Fatal(err)
	}
	j.has(t, "0001", "0002", "0002", "0003")
}

// Two processes that start at once run each migration once, one after the other.
func TestMigrationsOfTwoProcesses(t *testing.T) {
	dir, j := t.TempDir(), &journey{}
	var all sync.WaitGroup
	for i := range 3 {
		all.Go(func() {
			e, err := sqlitestore.Open(t.Context(), dir, sqlitestore.Options{Now: time.Now})
			if err != nil {
				t.Error(err)
				return
			}
			list := []store.Migration{j.step("0001", nil), j.step("0002", nil), j.step("0003", nil)}
			if err := store.Migrate(t.Context(), e, nil, list, fmt.Sprint("process", i), time.Now); err != nil {
				t.Error(err)
			}
			if err := e.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	j.has(t, "0001", "0002", "0003")
}

func TestMigrationsNeedGoodDeclarations(t *testing.T) {
	err := store.Migrate(t.Context(), storetest.Open(t), []store.Declaration{{Name: "Bad"}}, nil, "me", time.Now)
	if !errors.Is(err, store.ErrInvalid) {
		t.Errorf("got %v", err)
	}
}
