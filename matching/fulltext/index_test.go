package fulltext

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

var testOptions = IndexOptions{
	Analyzer: NewAnalyzer(nil),
	Text:     map[string]TextField{"title": {Language: Swedish}, "body": {Language: Swedish}, "english": {Language: English}},
	Keywords: []string{"type", "setting"},
	Numbers:  []string{"price"},
}

var testDocuments = []Document{
	{
		ID: "a", Text: map[string]string{"title": "Mobilt trygghetslarm", "body": "Ett GPS-larm för den som vill gå ut."},
		Keywords: map[string][]string{"type": {"larm"}, "setting": {"hemma", "ute"}}, Numbers: map[string]float64{"price": 200},
	},
	{
		ID: "b", Text: map[string]string{"title": "Läkemedelsrobot", "body": "Roboten delar ut läkemedlet.", "english": "Dispenses medication"},
		Keywords: map[string][]string{"type": {"läkemedel"}, "setting": {"hemma"}}, Numbers: map[string]float64{"price": 900},
	},
	{
		ID: "c", Text: map[string]string{"title": "Fallarm", "body": "Märker fall och larmar personalen."},
		Keywords: map[string][]string{"type": {"larm"}, "setting": {"boende"}}, Numbers: map[string]float64{"price": 350},
	},
	{
		ID: "d", Text: map[string]string{"title": "Duschstol", "body": "Sitt tryggt i duschen."},
		Keywords: map[string][]string{"setting": {"hemma", "boende"}},
	},
}

func newTestIndex(t *testing.T, o IndexOptions) (*Index, string) {
	t.Helper()
	dir := t.TempDir()
	x, err := CreateIndex(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	if err := x.Apply(context.Background(), testDocuments, nil, "1"); err != nil {
		t.Fatal(err)
	}
	return x, dir
}

func idsOf(hits []Hit) string {
	var ids []string
	for _, h := range hits {
		ids = append(ids, h.ID)
	}
	return strings.Join(ids, " ")
}

func TestIndexSearch(t *testing.T) {
	x, _ := newTestIndex(t, testOptions)
	low, high := 300.0, 350.0
	for name, c := range map[string]struct {
		query Query
		want  string // IDs, sorted
	}{
		"everything":        {Query{}, "a b c d"},
		"part of compound":  {Query{Text: "larmet", Filters: map[string][]string{"setting": {"boende"}}}, "c"},
		"compound in query": {Query{Text: "robotlarm", Filters: map[string][]string{"type": {"läkemedel"}}}, "b"},
		"inflected":         {Query{Text: "läkemedlets"}, "b"},
		"English field":     {Query{Text: "dispensing"}, "b"},
		"one of two values": {Query{Filters: map[string][]string{"type": {"läkemedel", "larm"}}}, "a b c"},
		"no values":         {Query{Filters: map[string][]string{"type": {}}}, "a b c d"},
		"two fields":        {Query{Filters: map[string][]string{"type": {"larm"}, "setting": {"ute", "hemma"}}}, "a"},
		"range":             {Query{Ranges: map[string]Range{"price": {Min: &low, Max: &high}}}, "c"},
		"half a range":      {Query{Ranges: map[string]Range{"price": {Min: &low}}}, "b c"},
		"stop words":        {Query{Text: "och att"}, ""},
		"not there":         {Query{Text: "raket"}, ""},
	} {
		c.query.Size = 10
		got, err := x.Search(context.Background(), c.query)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if ids := sortedIDs(got.Hits); ids != c.want {
			t.Errorf("%s: found %q, want %q", name, ids, c.want)
		}
		if want := len(strings.Fields(c.want)) + c.query.From; got.Total != want {
			t.Errorf("%s: total %d, want %d", name, got.Total, want)
		}
	}
}

func TestIndexFacets(t *testing.T) {
	x, _ := newTestIndex(t, testOptions)
	got, err := x.Search(context.Background(), Query{Text: "larm läkemedel", Facets: []string{"type", "setting"}, Size: 1})
	if err != nil {
		t.Fatal(err)
	}
	for field, want := range map[string][]FacetValue{
		"type":    {{"larm", 2}, {"läkemedel", 1}},
		"setting": {{"hemma", 2}, {"boende", 1}, {"ute", 1}},
	} {
		if !slices.Equal(got.Facets[field], want) {
			t.Errorf("%s: counted %v, want %v", field, got.Facets[field], want)
		}
	}
	if len(got.Hits) != 1 || got.Total != 3 {
		t.Errorf("%d hits of %d, want 1 of 3", len(got.Hits), got.Total)
	}
}

func TestIndexLimits(t *testing.T) {
	x, _ := newTestIndex(t, testOptions)
	for name, q := range map[string]Query{
		"size":          {Size: MaxSize + 1},
		"window":        {From: MaxWindow, Size: 1},
		"negative":      {Size: -1},
		"before":        {From: -1},
		"filter field":  {Filters: map[string][]string{"title": {"x"}}},
		"filter values": {Filters: map[string][]string{"type": make([]string, MaxFilterValues+1)}},
		"range field":   {Ranges: map[string]Range{"type": {}}},
		"facet field":   {Facets: []string{"price"}},
		"order":         {Sort: Order{Field: "title"}},
	} {
		if _, err := x.Search(context.Background(), q); !errors.Is(err, ErrBadQuery) {
			t.Errorf("%s: error %v, want ErrBadQuery", name, err)
		}
	}
	if _, err := x.Search(context.Background(), Query{From: MaxWindow - 10, Size: 10}); err != nil {
		t.Errorf("the last page: %v", err)
	}
}

func TestApply(t *testing.T) {
	x, _ := newTestIndex(t, testOptions)
	ctx := context.Background()
	for name, d := range map[string]Document{
		"unknown keyword": {ID: "e", Keywords: map[string][]string{"colour": {"red"}}},
		"unknown text":    {ID: "e", Text: map[string]string{"type": "x"}},
		"unknown number":  {ID: "e", Numbers: map[string]float64{"weight": 1}},
		"unknown order":   {ID: "e", Sort: map[string]string{"weight": "a"}},
		"no number":       {ID: "e", Numbers: map[string]float64{"price": math.NaN()}},
		"no ID":           {},
		"long ID":         {ID: strings.Repeat("x", MaxIDBytes+1)},
		"long value":      {ID: "e", Keywords: map[string][]string{"type": {strings.Repeat("x", MaxValueBytes+1)}}},
		"many values":     {ID: "e", Keywords: map[string][]string{"type": make([]string, MaxValues+1)}},
		"many labels":     {ID: "e", Labels: make([]string, MaxLabels+1)},
		"long version":    {ID: "e", Version: strings.Repeat("x", MaxValueBytes+1)},
	} {
		good := Document{ID: "good", Text: map[string]string{"title": "Larm"}}
		if err := x.Apply(ctx, []Document{good, d}, []string{"a"}, "2"); !errors.Is(err, ErrBadDocument) {
			t.Errorf("%s: %v, want ErrBadDocument", name, err)
		}
	}
	if n := x.Count(); n != len(testDocuments) || x.Position() != "1" {
		t.Fatalf("a refused batch left %d documents at %q", n, x.Position())
	}
	puts := []Document{
		{ID: "a", Version: "lost", Text: map[string]string{"title": "Larm"}},
		{ID: "a", Version: "2", Text: map[string]string{"title": "Spisvakt"}},
		{ID: "e", Version: "1", Text: map[string]string{"title": "Larm för spisen"}},
	}
	if err := x.Apply(ctx, puts, []string{"c", "missing", "e"}, "2"); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{"larm": "e", "spis": "a e", "gps": ""} {
		got, err := x.Search(ctx, Query{Text: text, Size: 5})
		if ids := sortedIDs(got.Hits); err != nil || ids != want {
			t.Errorf("%q finds %q, error %v, want %q", text, ids, err, want)
		}
	}
	versions := maps.Collect(x.Versions())
	if want := map[string]string{"a": "2", "b": "", "d": "", "e": "1"}; !maps.Equal(versions, want) {
		t.Errorf("versions %v, want %v", versions, want)
	}
	if n := x.Count(); n != 4 || x.Position() != "2" {
		t.Errorf("%d documents at %q, want 4 at 2", n, x.Position())
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if err := x.Apply(cancelled, puts, nil, "3"); !errors.Is(err, context.Canceled) || x.Position() != "2" {
		t.Errorf("cancelled: error %v at %q", err, x.Position())
	}
}

func sortedIDs(hits []Hit) string {
	ids := strings.Fields(idsOf(hits))
	slices.Sort(ids)
	return strings.Join(ids, " ")
}

func TestIndexReopen(t *testing.T) {
	x, dir := newTestIndex(t, testOptions)
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	other := testOptions
	other.Analyzer = NewAnalyzer(NewLexicon(LexiconOptions{Learned: []string{"fjomp"}}))
	if _, err := OpenIndex(dir, other); !errors.Is(err, ErrStale) {
		t.Errorf("another analyzer: %v, want ErrStale", err)
	}
	other = testOptions
	other.Keywords = []string{"type"}
	if _, err := OpenIndex(dir, other); !errors.Is(err, ErrStale) {
		t.Errorf("other fields: %v, want ErrStale", err)
	}
	if _, err := OpenIndex(filepath.Join(dir, "none"), testOptions); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no index: %v, want fs.ErrNotExist", err)
	}
	if _, err := CreateIndex(dir, testOptions); err == nil {
		t.Error("an index is created over another")
	}
	again, err := OpenIndex(dir, testOptions)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	got, err := again.Search(context.Background(), Query{Text: "larm", Size: 5})
	if err != nil || got.Total != 2 {
		t.Errorf("after opening again: %d hits, error %v", got.Total, err)
	}
}

func TestIndexOptionsAreChecked(t *testing.T) {
	for name, o := range map[string]IndexOptions{
		"no analyzer": {},
		"twice":       {Analyzer: testOptions.Analyzer, Keywords: []string{"x"}, Numbers: []string{"x"}},
		"a dot":       {Analyzer: testOptions.Analyzer, Keywords: []string{"x.y"}},
	} {
		if _, err := CreateIndex(t.TempDir(), o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// Two indexes with different lexicons, searched at the same time, while one of
// them is being written to.
func TestIndexesTogether(t *testing.T) {
	plain, _ := newTestIndex(t, testOptions)
	o := testOptions
	o.Analyzer = NewAnalyzer(NewLexicon(LexiconOptions{Learned: []string{"fjomp"}}))
	learned, _ := newTestIndex(t, o)
	for _, x := range []*Index{plain, learned} {
		if err := x.Apply(context.Background(), []Document{{ID: "f", Text: map[string]string{"title": "Fjompskydd"}}}, nil, "2"); err != nil {
			t.Fatal(err)
		}
	}
	var group sync.WaitGroup
	for x, want := range map[*Index]int{plain: 0, learned: 1} {
		for range 3 {
			group.Go(func() {
				for range 20 {
					got, err := x.Search(context.Background(), Query{Text: "fjomp", Facets: []string{"type"}, Size: 5})
					if err != nil || got.Total != want {
						t.Errorf("%d hits, error %v, want %d", got.Total, err, want)
						return
					}
				}
			})
		}
	}
	group.Go(func() {
		for i := range 10 {
			if err := plain.Apply(context.Background(), []Document{{ID: fmt.Sprint("new", i), Text: map[string]string{"title": "Larm"}}}, nil, ""); err != nil {
				t.Error(err)
			}
		}
	})
	group.Wait()
}
