package fulltext

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"
)

var goldOptions = IndexOptions{
	Analyzer: NewAnalyzer(nil),
	Text: map[string]TextField{
		"title": {Language: Swedish, Weight: 2}, "body": {Language: Swedish}, "english": {Language: English},
	},
}

// tabbed reads a file of testdata as lines of columns.
func tabbed(t testing.TB, path string, columns int) [][]string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		row := strings.Split(line, "\t")
		if len(row) != columns {
			t.Fatalf("%s: %d columns in %q, want %d", path, len(row), line, columns)
		}
		rows = append(rows, row)
	}
	return rows
}

func goldIndex(t *testing.T) *Index {
	t.Helper()
	x, err := CreateIndex(t.TempDir(), goldOptions)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	var docs []Document
	for _, row := range tabbed(t, "testdata/search_documents.tsv", 4) {
		docs = append(docs, Document{ID: row[0], Text: map[string]string{"title": row[1], "body": row[2], "english": row[3]}})
	}
	if err := x.Apply(context.Background(), docs, nil, ""); err != nil {
		t.Fatal(err)
	}
	return x
}

func TestGoldQueries(t *testing.T) {
	x := goldIndex(t)
	for _, row := range tabbed(t, "testdata/search_queries.tsv", 4) {
		query, first, others, meant := row[0], strings.Fields(row[1]), strings.Fields(row[2]), row[3]
		got, err := x.Search(context.Background(), Query{Text: query, Size: 100})
		if err != nil {
			t.Errorf("%s: %v", query, err)
			continue
		}
		ids := strings.Fields(idsOf(got.Hits))
		if len(ids) < len(first) || !sameElements(ids[:len(first)], first) {
			t.Errorf("%s: finds %v, want %v first", query, ids, first)
			continue
		}
		if rest := ids[len(first):]; !slices.Equal(others, []string{"…"}) && !sameElements(rest, others) {
			t.Errorf("%s: finds %v after %v, want %v", query, rest, first, others)
		}
		if got.Meant != meant {
			t.Errorf("%s: meant %q, want %q", query, got.Meant, meant)
		}
	}
}

func sameElements(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
