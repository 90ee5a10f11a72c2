package fulltext

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2"
)

func TestBaseline(t *testing.T) {
	b, err := NewBaseline(filepath.Join(t.TempDir(), "baseline"))
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	docs := make([]BaselineDoc, 0, 2*indexBatch+1)
	for i := range 2 * indexBatch {
		docs = append(docs, BaselineDoc{ID: fmt.Sprint(i), Text: "Produkt\nnågot annat"})
	}
	docs = append(docs, BaselineDoc{ID: "larm", Text: "Trygghetslarm\nLarmar när roboten stannar"})
	if err := b.Add(docs); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"robotar":           "larm", // stemmed
		"trygghetslarm och": "larm",
		"trygghet":          "", // no compounds: this is what it is a baseline for
		"och":               "",
		"":                  "",
		strings.Repeat("x ", MaxBaselineWords) + "roboten":   "",
		strings.Repeat("x ", MaxBaselineWords-1) + "roboten": "larm",
	} {
		got, err := b.Search(context.Background(), text, 3)
		if err != nil || idsOf(got) != want {
			t.Errorf("Search(%.20q) = %v, %v, want %q", text, got, err, want)
		}
	}
	if got, err := b.Search(context.Background(), "produkter", 50); err != nil || len(got) != 50 {
		t.Errorf("%d hits, error %v, want 50", len(got), err)
	}
	if size, err := b.Size(); size == 0 || err != nil {
		t.Errorf("Size = %d, %v", size, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := b.Search(ctx, "produkt", 5); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled search gives %v", err)
	}
}

// The baseline scores as bleve does when nothing is configured.
func TestBaselineScoresAsBleve(t *testing.T) {
	m := bleve.NewIndexMapping()
	m.DefaultAnalyzer = "sv"
	index, err := bleve.New(filepath.Join(t.TempDir(), "plain"), m)
	if err != nil {
		t.Fatal(err)
	}
	defer index.Close()
	b, err := NewBaseline(filepath.Join(t.TempDir(), "baseline"))
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for _, d := range testDocuments {
		text := d.Text["title"] + "\n" + d.Text["body"]
		if err := errors.Join(index.Index(d.ID, map[string]string{"text": text}), b.Add([]BaselineDoc{{d.ID, text}})); err != nil {
			t.Fatal(err)
		}
	}
	q := bleve.NewMatchQuery("roboten märker ett fall")
	q.SetField("text")
	want, err := index.Search(bleve.NewSearchRequest(q))
	if err != nil {
		t.Fatal(err)
	}
	got, err := b.Search(context.Background(), "roboten märker ett fall", 10)
	if err != nil || !slices.Equal(got, hits(want)) || len(got) != 2 {
		t.Errorf("baseline %v, bleve %v, error %v", got, hits(want), err)
	}
}
