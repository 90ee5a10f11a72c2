package fulltext

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var oracleOptions = IndexOptions{
	Analyzer: NewAnalyzer(nil),
	Text:     map[string]TextField{"title": {Language: Swedish}, "body": {Language: Swedish}},
	Keywords: []string{"colour", "size", "shop"},
	Numbers:  []string{"price", "weight"},
	Sort:     []string{"name"},
}

// oracleWords share no stem and no part.
var oracleWords = []string{"kamera", "spis", "rullator", "madrass", "toalett", "nyckel"}

var oracleNames = []string{"", "Zebra", "Ål", "Äpple", "Öra", "ananas", "Ananas", "al", "produkt 9", "produkt 10"}

func drawWords(t *rapid.T, label string, most int) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(oracleWords), 0, most).Draw(t, label), " ")
}

func drawDocument(t *rapid.T) Document {
	d := Document{
		ID:       fmt.Sprint("d", rapid.IntRange(0, 30).Draw(t, "id")),
		Version:  rapid.StringN(0, 3, 3).Draw(t, "version"),
		Text:     map[string]string{"title": drawWords(t, "title", 2), "body": drawWords(t, "body", 4)},
		Keywords: map[string][]string{}, Numbers: map[string]float64{},
		Sort: map[string]string{"name": rapid.SampledFrom(oracleNames).Draw(t, "name")},
	}
	for _, field := range oracleOptions.Keywords {
		d.Keywords[field] = rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d"}), 0, 3).Draw(t, field)
	}
	for _, field := range oracleOptions.Numbers {
		if rapid.Bool().Draw(t, "known "+field) {
			d.Numbers[field] = float64(rapid.IntRange(0, 5).Draw(t, field))
		}
	}
	return d
}

func drawQuery(t *rapid.T) Query {
	q := Query{
		Text: drawWords(t, "text", 6), Filters: map[string][]string{}, Ranges: map[string]Range{},
		Facets: oracleOptions.Keywords, Size: MaxSize,
	}
	for _, field := range oracleOptions.Keywords {
		q.Filters[field] = rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}), 0, 3).Draw(t, "filter "+field)
	}
	for _, field := range oracleOptions.Numbers {
		bound := func(label string) *float64 {
			if n := rapid.IntRange(-2, 6).Draw(t, label); n >= 0 {
				return new(float64(n))
			}
			return nil
		}
		q.Ranges[field] = Range{Min: bound("min " + field), Max: bound("max " + field)}
	}
	q.Sort.Field = rapid.SampledFrom([]string{"", "name", "price", "weight"}).Draw(t, "sort")
	q.Sort.Descending = rapid.Bool().Draw(t, "descending")
	return q
}

// oracle is the documents that an index should hold.
type oracle map[string]Document

// found are the documents that the text finds, by the rule in Query's comment.
func (o oracle) found(text string) (found []Document, relaxed bool) {
	asked := strings.Fields(text) // a word that stands twice is asked for twice
	best, has := 0, make(map[string]int)
	for id, d := range o {
		for _, w := range asked {
			if slices.Contains(strings.Fields(d.Text["title"]+" "+d.Text["body"]), w) {
				has[id]++
			}
		}
		best = max(best, has[id])
	}
	need := 1
	if most := (3*len(asked) + 4) / 5; best >= most {
		need = most
	}
	if best == len(asked) {
		need = best
	}
	for id, d := range o {
		if has[id] >= need || len(asked) == 0 {
			found = append(found, d)
		}
	}
	return found, need < len(asked) && len(found) > 0
}

// passes holds a document against all filters but that on the field ignored.
func (q *Query) passes(d Document, ignored string) bool {
	for field, wanted := range q.Filters {
		if field != ignored && len(wanted) > 0 && !slices.ContainsFunc(wanted, func(v string) bool { return slices.Contains(d.Keywords[field], v) }) {
			return false
		}
	}
	for field, r := range q.Ranges {
		n, known := d.Numbers[field]
		if (r.Min != nil || r.Max != nil) && !known || r.Min != nil && n < *r.Min || r.Max != nil && n > *r.Max {
			return false
		}
	}
	return true
}

// facet counts as commonest should.
func (q *Query) facet(found []Document, field string) []FacetValue {
	counts := map[string]int{}
	for _, v := range q.Filters[field] {
		counts[v] = 0
	}
	for _, d := range found {
		if q.passes(d, field) {
			for _, v := range slices.Compact(slices.Sorted(slices.Values(d.Keywords[field]))) {
				counts[v]++
			}
		}
	}
	values := []FacetValue{}
	for v, n := range counts {
		values = append(values, FacetValue{v, n})
	}
	slices.SortFunc(values, func(a, b FacetValue) int { return cmp.Or(b.Count-a.Count, strings.Compare(a.Value, b.Value)) })
	return values
}

// Counts, totals, facets and order are what looking at every document gives, in
// an index of many small batches with documents replaced and deleted.
func TestSearchAgainstOracle(t *testing.T) {
	dir := t.TempDir()
	run := 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		x, err := CreateIndex(fmt.Sprint(dir, "/", run), oracleOptions)
		if err != nil {
			t.Fatal(err)
		}
		defer x.Close()
		want := oracle{}
		for range rapid.IntRange(1, 4).Draw(t, "batches") {
			puts := rapid.SliceOfN(rapid.Custom(drawDocument), 0, 20).Draw(t, "puts")
			deletes := rapid.SliceOfN(rapid.SampledFrom([]string{"d1", "d2", "d3", "d4"}), 0, 3).Draw(t, "deletes")
			if err := x.Apply(context.Background(), puts, deletes, ""); err != nil {
				t.Fatal(err)
			}
			for _, id := range deletes {
				delete(want, id)
			}
			for _, d := range puts {
				want[d.ID] = d
			}
		}
		for range 5 {
			compareSearch(t, x, want, drawQuery(t))
		}
		versions := maps.Collect(x.Versions())
		if len(versions) != len(want) || x.Count() != len(want) {
			t.Fatalf("%d versions and %d documents, want %d", len(versions), x.Count(), len(want))
		}
		for id, version := range versions {
			if want[id].Version != version {
				t.Fatalf("document %s has version %q, want %q", id, version, want[id].Version)
			}
		}
	})
}

func compareSearch(t *rapid.T, x *Index, want oracle, q Query) {
	got, err := x.Search(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	found, relaxed := want.found(q.Text)
	var ids []string
	for _, d := range found {
		if q.passes(d, "") {
			ids = append(ids, d.ID)
		}
	}
	if !sameElements(strings.Fields(idsOf(got.Hits)), ids) || got.Total != len(ids) {
		t.Fatalf("found %v of %d, want %v", idsOf(got.Hits), got.Total, ids)
	}
	if got.Relaxed != relaxed {
		t.Fatalf("relaxed is %v, want %v", got.Relaxed, relaxed)
	}
	for _, field := range q.Facets {
		if expected := q.facet(found, field); !slices.Equal(got.Facets[field], expected) {
			t.Fatalf("%s: counted %v, want %v", field, got.Facets[field], expected)
		}
	}
	for i := 1; i < len(got.Hits); i++ {
		if a, b := want[got.Hits[i-1].ID], want[got.Hits[i].ID]; inWrongOrder(q.Sort, a, b) {
			t.Fatalf("%v before %v", a, b)
		}
	}
}

// swedishOrder is the order of oracleNames by hand: what is the same but for
// capitals comes small letters first.
var swedishOrder = []string{"al", "ananas", "Ananas", "produkt 9", "produkt 10", "Zebra", "Ål", "Äpple", "Öra"}

func inWrongOrder(o Order, a, b Document) bool {
	key := func(d Document) float64 {
		if o.Field == "name" {
			if at := slices.Index(swedishOrder, d.Sort["name"]); at >= 0 {
				return float64(at)
			}
			return math.NaN()
		}
		if n, known := d.Numbers[o.Field]; known {
			return n
		}
		return math.NaN()
	}
	x, y := key(a), key(b)
	if math.IsNaN(x) || math.IsNaN(y) {
		return math.IsNaN(x) && !math.IsNaN(y) // unknown is last
	}
	if o.Descending {
		x, y = y, x
	}
	return x > y
}

// Pages put together are the whole, each document once, whatever the order.
func TestPaging(t *testing.T) {
	x, err := CreateIndex(t.TempDir(), oracleOptions)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	const n = 250
	for batch := range 5 {
		var docs []Document
		for i := batch; i < n; i += 5 {
			docs = append(docs, Document{
				ID: fmt.Sprint("d", i), Text: map[string]string{"body": strings.Repeat("kamera ", 1+i%3)},
				Numbers: map[string]float64{"price": float64(i % 4)}, Sort: map[string]string{"name": oracleNames[i%len(oracleNames)]},
			})
		}
		if err := x.Apply(context.Background(), docs, nil, ""); err != nil {
			t.Fatal(err)
		}
	}
	for _, q := range []Query{
		{},
		{Text: "kamera"},
		{Text: "kamera", Sort: Order{Field: "price"}},
		{Sort: Order{Field: "name", Descending: true}},
	} {
		q.Size = MaxSize
		whole, err := x.Search(context.Background(), q)
		if err != nil || len(whole.Hits) != n || whole.Total != n {
			t.Fatalf("%+v: %d hits of %d, error %v", q, len(whole.Hits), whole.Total, err)
		}
		var paged []Hit
		for q.Size = 7; len(paged) < n; q.From += q.Size {
			page, err := x.Search(context.Background(), q)
			if err != nil || page.Total != n || len(page.Hits) == 0 {
				t.Fatalf("%+v: %d hits of %d, error %v", q, len(page.Hits), page.Total, err)
			}
			paged = append(paged, page.Hits...)
		}
		if !slices.Equal(paged, whole.Hits) {
			t.Errorf("%+v: the pages are not the whole", q.Sort)
		}
		past, err := x.Search(context.Background(), q)
		if err != nil || len(past.Hits) != 0 || past.Total != n {
			t.Errorf("behind the last page: %d hits of %d, error %v", len(past.Hits), past.Total, err)
		}
	}
}

// What is alike is ordered by a hash: by neither ID, time of writing nor name.
func TestTiesFavourNobody(t *testing.T) {
	x, err := CreateIndex(t.TempDir(), oracleOptions)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	var docs []Document
	for i := range 100 {
		docs = append(docs, Document{ID: fmt.Sprintf("vendor%d-%02d", i/50, i), Text: map[string]string{"body": "kamera"}})
	}
	if err := x.Apply(context.Background(), docs, nil, ""); err != nil {
		t.Fatal(err)
	}
	got, err := x.Search(context.Background(), Query{Text: "kamera", Size: 50})
	if err != nil {
		t.Fatal(err)
	}
	first := 0
	for _, h := range got.Hits {
		if strings.HasPrefix(h.ID, "vendor0") {
			first++
		}
	}
	if first < 15 || first > 35 {
		t.Errorf("%d of the first 50 are of the first vendor, who has 50 of 100", first)
	}
}
