package fulltext

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2/index/scorch"
)

func cameras(from, to int, text string) []Document {
	var docs []Document
	for i := from; i < to; i++ {
		docs = append(docs, Document{ID: fmt.Sprint("d", i), Text: map[string]string{"body": text}, Keywords: map[string][]string{"type": {"k"}}})
	}
	return docs
}

func total(t *testing.T, x *Index, text string) int {
	t.Helper()
	got, err := x.Search(context.Background(), Query{Text: text, Facets: []string{"type"}, Size: 5})
	if err != nil {
		t.Fatal(err)
	}
	if got.Total > 0 && got.Facets["type"][0].Count != got.Total {
		t.Errorf("%s: %d found, %v counted", text, got.Total, got.Facets["type"])
	}
	return got.Total
}

// Lists of common terms are kept decoded; what is replaced or deleted since is
// not found all the same, nor is it missed what is still there.
func TestCommonTerms(t *testing.T) {
	x, err := CreateIndex(t.TempDir(), testOptions)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	const n = 4 * minCachedPostings
	put := func(docs []Document, deletes ...string) {
		t.Helper()
		if err := x.Apply(context.Background(), docs, deletes, ""); err != nil {
			t.Fatal(err)
		}
	}
	put(cameras(0, n, "kamera larm"))
	for range 2 {
		if got := total(t, x, "kamera"); got != n {
			t.Errorf("%d found, want %d", got, n)
		}
	}
	if len(x.cache.young) == 0 {
		t.Error("nothing was kept")
	}
	put(cameras(0, 10, "spis"), "d20", "d21")
	if got := total(t, x, "kamera"); got != n-12 {
		t.Errorf("%d found after changes, want %d", got, n-12)
	}
	if got := total(t, x, "spis"); got != 10 {
		t.Errorf("%d found with the new text, want 10", got)
	}
	put(cameras(0, n, "spis"))
	if kamera, spis := total(t, x, "kamera"), total(t, x, "spis"); kamera != 0 || spis != n {
		t.Errorf("%d and %d found after all changed, want 0 and %d", kamera, spis, n)
	}
}

func TestPostingCacheIsBounded(t *testing.T) {
	c := newPostingCache()
	list := &postingList{places: make([]uint32, 100_000), frequencies: make([]uint8, 100_000)}
	for i := range 200 {
		c.put(postingKey{uint64(i), 0, "larm"}, list)
		if c.get(postingKey{0, 0, "larm"}) == nil {
			t.Fatalf("what is asked for again and again is gone after %d more", i)
		}
		held := 0
		for _, half := range []map[postingKey]*postingList{c.young, c.old} {
			for _, l := range half {
				held += l.bytes()
			}
		}
		if held > postingCacheBytes {
			t.Fatalf("%d bytes held, want at most %d", held, postingCacheBytes)
		}
	}
	if c.get(postingKey{1, 0, "larm"}) != nil {
		t.Error("what nobody asked for is still there")
	}
	c.keep(map[uint64][]uint32{0: nil})
	if len(c.young)+len(c.old) != 1 {
		t.Errorf("%d lists are left of one segment's 1", len(c.young)+len(c.old))
	}
}

// When bleve has merged segments, the next search brings the index up to that.
func TestMergedSegments(t *testing.T) {
	x, err := CreateIndex(t.TempDir(), testOptions)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	for i := range 8 {
		if err := x.Apply(context.Background(), cameras(10*i, 10*i+15, "kamera"), []string{fmt.Sprint("d", 10*i)}, ""); err != nil {
			t.Fatal(err)
		}
	}
	before := x.current.Load()
	if err := x.store.(*scorch.Scorch).ForceMerge(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	want := total(t, x, "kamera")
	x.background.Wait()
	after := x.current.Load()
	if after == before || len(after.segments) != 1 {
		t.Errorf("%d segments, %d before", len(after.segments), len(before.segments))
	}
	if got := total(t, x, "kamera"); got != want || got != x.Count() {
		t.Errorf("%d found of %d, %d before", got, x.Count(), want)
	}
	if before.users.Load() != 0 {
		t.Error("the old view is still held")
	}
}

// A view that somebody still reads stays as it is.
func TestViewsStayAsTheyAre(t *testing.T) {
	x, _ := newTestIndex(t, testOptions)
	v := x.acquire()
	defer x.release(v)
	if err := x.Apply(context.Background(), []Document{{ID: "new", Text: map[string]string{"title": "Larm"}}}, []string{"a", "b"}, "2"); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{"larm": "a c", "läkemedel": "b", "": "a b c d"} {
		got, err := x.newReading(v).search(context.Background(), &Query{Text: text, Size: 9})
		if err != nil || sortedIDs(got.Hits) != want {
			t.Errorf("%q: %s, error %v, want %s", text, sortedIDs(got.Hits), err, want)
		}
	}
	got, err := x.Search(context.Background(), Query{Text: "larm", Size: 9})
	if err != nil || sortedIDs(got.Hits) != "c new" {
		t.Errorf("the new view: %s, error %v", sortedIDs(got.Hits), err)
	}
}

// What is in memory after opening is what was there when it was closed.
func TestMemoryIsReadAgain(t *testing.T) {
	x, dir := newTestIndex(t, testOptions)
	docs := cameras(0, 30, strings.Repeat("kamera trygghetslarm ", 100))
	docs[3].Numbers = map[string]float64{"price": -1.5}
	docs[3].Version, docs[3].Labels = "v\x00å", []string{"Å", "b"}
	if err := x.Apply(context.Background(), docs, []string{"a"}, "p"); err != nil {
		t.Fatal(err)
	}
	if err := x.Apply(context.Background(), docs[3:5], nil, "q"); err != nil {
		t.Fatal(err)
	}
	queries := []Query{{Text: "larm"}, {Text: "kamera", Sort: Order{Field: "price"}}, {Filters: map[string][]string{"setting": {"hemma"}}}}
	answers := func(x *Index) string {
		var out strings.Builder
		for _, q := range queries {
			q.Size, q.Facets = 50, []string{"type", "setting"}
			got, err := x.Search(context.Background(), q)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(&out, got.Hits, got.Total, got.Facets)
		}
		for _, typed := range []string{"kam", "å", "tr"} {
			got, err := x.Suggest(context.Background(), typed, 5)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(&out, suggested(got))
		}
		fmt.Fprintln(&out, x.Count(), x.Position())
		return out.String()
	}
	before := answers(x)
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := OpenIndex(dir, testOptions)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if after := answers(again); after != before {
		t.Errorf("opened again:\n%s\nbefore:\n%s", after, before)
	}
	if v := again.current.Load(); v.columns.len() != again.Count() {
		t.Errorf("%d rows for %d documents", v.columns.len(), again.Count())
	}
}

// Leaving dead rows out changes the rows of all documents, also of those in
// segments that nothing was written to.
func TestCompaction(t *testing.T) {
	x, err := CreateIndex(t.TempDir(), testOptions)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	for _, batch := range [][]Document{
		cameras(0, minDeaths, "kamera"), cameras(9000, 9100, "spis"), cameras(0, minDeaths, "madrass"), cameras(0, 200, "toalett"),
	} {
		if err := x.Apply(context.Background(), batch, nil, ""); err != nil {
			t.Fatal(err)
		}
	}
	if rows := x.current.Load().columns.len(); rows != x.Count() {
		t.Errorf("%d rows for %d documents", rows, x.Count())
	}
	for text, want := range map[string]int{"kamera": 0, "spis": 100, "madrass": minDeaths - 200, "toalett": 200} {
		if got := total(t, x, text); got != want {
			t.Errorf("%s: %d found, want %d", text, got, want)
		}
	}
	got, err := x.Search(context.Background(), Query{Text: "spis", Size: 200})
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range got.Hits {
		if len(h.ID) != len("d9000") {
			t.Errorf("%s is found, which has another text", h.ID)
		}
	}
}
