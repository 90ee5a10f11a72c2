package sqlitestore_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/sqlitestore"
)

// Benchmarks are of documents of about 700 bytes with two indexes, one of them
// unique, in a collection of 20,000.

const (
	benchDocuments = 20_000
	benchOwners    = 200
)

var benchFill = strings.Repeat("text ", 120)

func benchBody(i int) []byte {
	return fmt.Appendf(nil, `{"owner":"owner%d","n":%d,"mail":"mail%d@example.org","fill":"%s"}`, i%benchOwners, i, i, benchFill)
}

func benchStore(b *testing.B, filled int) *sqlitestore.Store {
	b.Helper()
	s := open(b, b.TempDir(), sqlitestore.Options{})
	declare(b, s)
	for from := 0; from < filled; from += store.MaxWrites {
		insertMany(b, s, from, store.MaxWrites)
	}
	return s
}

func insertMany(b *testing.B, s *sqlitestore.Store, from, n int) {
	b.Helper()
	writes := make([]store.Write, n)
	for i := range writes {
		writes[i].Document = store.Document{ID: fmt.Sprintf("document%08d", from+i), Body: benchBody(from + i)}
	}
	written, err := s.Write(b.Context(), "things", writes)
	if err != nil {
		b.Fatal(err)
	}
	for _, w := range written {
		if w.Err != nil {
			b.Fatal(w.Err)
		}
	}
}

func BenchmarkGet(b *testing.B) {
	s := benchStore(b, benchDocuments)
	i := 0
	for b.Loop() {
		i = (i + 7919) % benchDocuments
		if _, err := s.Get(b.Context(), "things", fmt.Sprintf("document%08d", i)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFind20(b *testing.B) {
	s := benchStore(b, benchDocuments)
	i := 0
	for b.Loop() {
		i++
		page, err := s.Find(b.Context(), "things", store.Query{Index: "owner", Equal: []any{fmt.Sprint("owner", i%benchOwners)}, Limit: 20})
		if err != nil || len(page.Documents) != 20 {
			b.Fatal(len(page.Documents), err)
		}
	}
}

func BenchmarkInsert(b *testing.B) {
	s := benchStore(b, 1000)
	i := 1000
	for b.Loop() {
		insertMany(b, s, i, 1)
		i++
	}
}

func BenchmarkInsertBy16(b *testing.B) {
	s := benchStore(b, 1000)
	var next atomic.Int64
	next.Store(1000)
	b.SetParallelism(8) // of two cores
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			insertMany(b, s, int(next.Add(1)), 1)
		}
	})
}

func BenchmarkReplaceWithEffect(b *testing.B) {
	s := benchStore(b, 1000)
	version := int64(1)
	for b.Loop() {
		d := store.Document{ID: "document00000001", Version: version, Body: benchBody(1)}
		effect := store.Effect{Collection: "trail", ID: fmt.Sprint("effect", version), Body: []byte(`{"n":1}`)}
		written, err := s.Write(b.Context(), "things", []store.Write{{Op: store.Replace, Document: d, Effects: []store.Effect{effect}}})
		if err != nil || written[0].Err != nil {
			b.Fatal(written, err)
		}
		version++
	}
}

// BenchmarkBulk inserts a thousand documents at a time.
func BenchmarkBulk(b *testing.B) {
	s := benchStore(b, 1000)
	i := 1000
	for b.Loop() {
		insertMany(b, s, i, store.MaxWrites)
		i += store.MaxWrites
	}
	b.ReportMetric(float64(b.N)*store.MaxWrites/b.Elapsed().Seconds(), "documents/s")
}

func BenchmarkChanges(b *testing.B) {
	s := benchStore(b, benchDocuments)
	for b.Loop() {
		changes, err := s.Changes(b.Context(), "things", "", store.MaxPage)
		if err != nil || len(changes.Changes) != store.MaxPage {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*store.MaxPage/b.Elapsed().Seconds(), "documents/s")
}
