package fulltext

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// benchDocuments is how many documents the search benchmarks have, each of 150
// words: a few of a topic, which many documents share, the others as rare as
// words are.
const benchDocuments = 100_000

var benchIndexOptions = IndexOptions{
	Analyzer: NewAnalyzer(nil),
	Text: map[string]TextField{
		"title": {Language: Swedish, Weight: 2}, "body": {Language: Swedish}, "english": {Language: English},
	},
	Keywords: []string{"type", "setting", "function", "target", "region", "vendor"},
	Numbers:  []string{"price", "changed"},
	Sort:     []string{"name"},
}

// benchDocument makes up a document.
func benchDocument(i int) Document {
	r := rand.New(rand.NewPCG(uint64(i), 1))
	zipf := rand.NewZipf(r, 1.2, 3, 80_000)
	word := func() string { return fmt.Sprintf("ord%s", benchLetters(zipf.Uint64())) }
	topic := benchTopics[r.IntN(len(benchTopics))]
	var body, english []string
	for j := range 120 {
		if j%12 == 0 {
			body = append(body, topic[r.IntN(len(topic))])
		}
		body = append(body, word())
	}
	for range 20 {
		english = append(english, word())
	}
	if r.IntN(2) == 0 {
		body = append(body, "trygghet")
	}
	if r.IntN(2) == 0 {
		body = append(body, "larm")
	}
	name := fmt.Sprintf("%s %s %d", topic[r.IntN(len(topic))], word(), i)
	return Document{
		ID: fmt.Sprintf("p-%08d", i), Version: fmt.Sprint(i % 7),
		Text: map[string]string{"title": name, "body": strings.Join(body, " "), "english": strings.Join(english, " ")},
		Keywords: map[string][]string{
			"type": pick(r, "type", 90, 1), "setting": pick(r, "setting", 8, 3), "function": pick(r, "function", 50, 4),
			"target": pick(r, "target", 15, 4), "region": pick(r, "region", 21, 5), "vendor": pick(r, "vendor", 4000, 1),
		},
		Numbers: map[string]float64{"price": float64(r.IntN(5000)), "changed": float64(i)},
		Sort:    map[string]string{"name": name}, Labels: []string{name},
	}
}

// letters writes a number as a word would be.
func benchLetters(n uint64) string {
	const alphabet = "aeioubdfgklmnprstv"
	var s []byte
	for n++; n > 0; n /= uint64(len(alphabet)) {
		s = append(s, alphabet[n%uint64(len(alphabet))])
	}
	return string(s)
}

func pick(r *rand.Rand, kind string, of, most int) []string {
	var values []string
	for range 1 + r.IntN(most) {
		values = append(values, fmt.Sprint(kind, r.IntN(of)))
	}
	return values
}

var benchTopics = [][]string{
	{"trygghetslarm", "larm", "larmknapp", "larmcentral"},
	{"läkemedelsrobot", "läkemedel", "dosering", "påminnelse"},
	{"fallsensor", "fallarm", "sensor", "madrass"},
	{"tillsyn", "kamera", "nattillsyn", "digital"},
	{"duschrobot", "toalett", "hygien", "bidé"},
	{"gps", "positionering", "klocka", "utomhus"},
	{"videosamtal", "skärm", "samtal", "anhöriga"},
	{"spisvakt", "spis", "brandlarm", "rökdetektor"},
}

// benchIndex is what the benchmarks share: built by the first, closed by TestMain.
// BENCH_INDEX names a folder to keep it in from run to run.
var benchIndex struct {
	*Index
	dir  string
	kept bool
}

func openBenchIndex() error {
	benchIndex.dir = os.Getenv("BENCH_INDEX")
	if benchIndex.kept = benchIndex.dir != ""; !benchIndex.kept {
		dir, err := os.MkdirTemp("", "fulltext-bench-*")
		if err != nil {
			return err
		}
		benchIndex.dir = dir
	}
	var err error
	if benchIndex.Index, err = OpenIndex(filepath.Join(benchIndex.dir, "index"), benchIndexOptions); err == nil {
		return nil
	}
	if benchIndex.Index, err = CreateIndex(filepath.Join(benchIndex.dir, "index"), benchIndexOptions); err != nil {
		return err
	}
	for start := 0; start < benchDocuments; start += rebuildBatch {
		docs := make([]Document, rebuildBatch)
		for i := range docs {
			docs[i] = benchDocument(start + i)
		}
		if err := benchIndex.apply(context.Background(), docs, nil, "", start+rebuildBatch >= benchDocuments); err != nil {
			return err
		}
	}
	return nil
}

func closeBenchIndex() {
	if benchIndex.Index != nil {
		benchIndex.Close()
	}
	if !benchIndex.kept && benchIndex.dir != "" {
		os.RemoveAll(benchIndex.dir)
	}
}

func searchBenchIndex(b *testing.B) *Index {
	b.Helper()
	if testing.Short() {
		b.Skip("building the index takes a minute")
	}
	if benchIndex.Index == nil {
		if err := openBenchIndex(); err != nil {
			b.Fatal(err)
		}
	}
	return benchIndex.Index
}

func BenchmarkSearch(b *testing.B) {
	x := searchBenchIndex(b)
	low, high := 1000.0, 3000.0
	filters := map[string][]string{"setting": {"setting1", "setting2"}, "target": {"target3"}}
	for _, c := range []struct {
		name  string
		query Query
	}{
		{"narrow", Query{Text: "ordtaku duschrobot"}},
		{"broad", Query{Text: "larm"}},
		{"broad compound", Query{Text: "trygghetslarm"}},
		{"broad three words", Query{Text: "trygghet larm sensor"}},
		{"misspelt", Query{Text: "trygghetslrm"}},
		{"filtered", Query{Text: "larm", Filters: filters, Ranges: map[string]Range{"price": {&low, &high}}}},
		{"browse", Query{}},
		{"browse filtered", Query{Filters: filters}},
		{"browse by name", Query{Sort: Order{Field: "name"}}},
		{"deep", Query{Text: "larm", From: 9000}},
		{"phrase", Query{Text: `"trygghet larm"`}},
		{"frequent words", Query{Text: "ordi orda ordo ordu ordb"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			c.query.Facets, c.query.Size = benchIndexOptions.Keywords, 20
			found := 0
			for b.Loop() {
				result, err := x.Search(context.Background(), c.query)
				if err != nil {
					b.Fatal(err)
				}
				found = result.Total
			}
			b.ReportMetric(float64(found), "hits")
		})
	}
}

func BenchmarkSuggest(b *testing.B) {
	x := searchBenchIndex(b)
	for _, typed := range []string{"t", "tryg", "ord", "digital l"} {
		b.Run(typed, func(b *testing.B) {
			for b.Loop() {
				if _, err := x.Suggest(context.Background(), typed, 8); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkOpen closes and opens the index, and tells what it holds in memory
// once it is searched.
func BenchmarkOpen(b *testing.B) {
	x := searchBenchIndex(b)
	dir := filepath.Join(benchIndex.dir, "index")
	if err := x.Close(); err != nil {
		b.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for b.Loop() {
		again, err := OpenIndex(dir, benchIndexOptions)
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if after.HeapAlloc == 0 {
			for _, text := range []string{"larm", "trygghet sensor", "digital kamera", "ordi orda ordo ordu ordb"} {
				if _, err := again.Search(context.Background(), Query{Text: text, Facets: benchIndexOptions.Keywords, Size: 20}); err != nil {
					b.Fatal(err)
				}
			}
			runtime.GC()
			runtime.ReadMemStats(&after)
		}
		if err := again.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MiB")
	again, err := OpenIndex(dir, benchIndexOptions) // for the benchmarks that follow
	if err != nil {
		b.Fatal(err)
	}
	benchIndex.Index = again
}

// BenchmarkWrite puts single documents.
func BenchmarkWrite(b *testing.B) {
	x := searchBenchIndex(b)
	i := 0
	for b.Loop() {
		i = (i + 7919) % benchDocuments
		if err := x.Apply(context.Background(), []Document{benchDocument(i)}, nil, fmt.Sprint(i)); err != nil {
			b.Fatal(err)
		}
	}
}
