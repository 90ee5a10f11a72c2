package storetest

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/allagehub/matcharenan/internal/store"
)

func life(t *testing.T, f Factory) {
	t.Run("ping", func(t *testing.T) {
		if err := f.open(t).Ping(t.Context()); err != nil {
			t.Error(err)
		}
	})
	t.Run("close waits for running calls", func(t *testing.T) {
		for range 4 {
			closing(t, f)
		}
	})
	t.Run("what was acknowledged is there when opened again", func(t *testing.T) { reopened(t, f) })
}

func closing(t *testing.T, f Factory) {
	s := f.open(t, store.Declaration{Name: "late"})
	var all sync.WaitGroup
	for w := range racers {
		all.Go(func() {
			for i := 0; ; i++ {
				d, err := s.one(t, "late", insertion(fmt.Sprint("w", w, "-", i), `{}`))
				if err != nil {
					wants(t, "a call after the end", err, store.ErrClosed)
					return
				}
				if d.Version != 1 {
					t.Errorf("inserted %+v", d)
				}
			}
		})
	}
	for i := range 20 {
		s.must(t, "late", insertion(fmt.Sprint("own", i), `{}`))
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	all.Wait()
	wants(t, "ping after the end", s.Ping(t.Context()), store.ErrClosed)
	_, err := s.Get(t.Context(), "late", "x")
	wants(t, "get after the end", err, store.ErrClosed)
	_, err = s.Blobs().Put(t.Context(), "x", strings.NewReader("x"), 1)
	wants(t, "put after the end", err, store.ErrClosed)
	if err := s.Close(); err != nil {
		t.Errorf("closing again: %v", err)
	}
}

func reopened(t *testing.T, f Factory) {
	if f.Again == nil {
		t.Skip("the engine's data cannot be opened twice here")
	}
	declared := store.Declaration{Name: "kept", Indexes: []store.Index{byField("n", "n")}}
	s := f.open(t, declared)
	s.must(t, "kept", insertion("a", `{"n":1}`))
	s.must(t, "kept", insertion("b", `{"n":2}`))
	s.must(t, "kept", deletion("b", 1))
	s.put(t, "blob", "content")
	l, err := s.AcquireLease(t.Context(), "l", "a", 1e12)
	if err != nil {
		t.Fatal(err)
	}
	changes, err := s.Changes(t.Context(), "kept", "", 1)
	if err != nil {
		t.Fatal(err)
	}
	again := &suite{Factory: f, Engine: f.Again(t, s.Engine)}
	again.declare(t, declared)
	again.has(t, "kept", "a", 1, `{"n":1}`)
	again.hasNot(t, "kept", "b")
	again.holds(t, "blob", "content")
	if got := again.find(t, "kept", store.Query{Index: "n", From: 0}); got != "a" {
		t.Errorf("found %s", got)
	}
	_, err = again.AcquireLease(t.Context(), "l", "b", 1e12)
	wants(t, "another's lease", err, store.ErrLeased)
	if _, err := again.RenewLease(t.Context(), l, 1e12); err != nil {
		t.Error(err)
	}
	heard := newListener()
	heard.drain(t, store.NewFeed(again.Engine, "kept", changes.Next), 10)
	if heard.versions["b"] != 2 {
		t.Errorf("from a saved cursor: told %v", heard.versions)
	}
}
