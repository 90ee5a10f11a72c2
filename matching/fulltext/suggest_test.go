package fulltext

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func suggestIndex(t *testing.T) *Index {
	t.Helper()
	x, err := CreateIndex(t.TempDir(), IndexOptions{Analyzer: NewAnalyzer(nil), Text: map[string]TextField{"body": {}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	docs := []Document{
		{ID: "a", Text: map[string]string{"body": "trygghetslarm larm knapp"}, Labels: []string{"Trygghetslarm Nova"}},
		{ID: "b", Text: map[string]string{"body": "trygghetslarm larmcentral"}, Labels: []string{"Nova Larm", "NOVA L"}},
		{ID: "c", Text: map[string]string{"body": "trygghet larm"}, Labels: []string{"Ängla"}},
		{ID: "d", Text: map[string]string{"body": "larmknapp och 4g 12larm la"}},
	}
	if err := x.Apply(context.Background(), docs, nil, ""); err != nil {
		t.Fatal(err)
	}
	return x
}

// suggested writes suggestions as words with their count and labels with their ID.
func suggested(list []Suggestion) string {
	var out []string
	for _, s := range list {
		if s.ID != "" {
			out = append(out, s.ID+":"+s.Text)
		} else {
			out = append(out, fmt.Sprint(s.Text, "=", s.Count))
		}
	}
	return strings.Join(out, "; ")
}

func TestSuggest(t *testing.T) {
	x := suggestIndex(t)
	for _, c := range []struct {
		typed string
		n     int
		want  string
	}{
		{"try", 5, "trygghetslarm=2; trygghet=1; a:Trygghetslarm Nova"},
		{"TRY", 1, "trygghetslarm=2"},
		{"Ny tryggh", 5, "Ny trygghetslarm=2; Ny trygghet=1"},
		{"lar", 9, "larm=2; larmcentral=1; larmknapp=1; b:Nova Larm"},
		{"nova l", 9, "nova larm=2; nova larmcentral=1; nova larmknapp=1; b:Nova Larm; b:NOVA L"},
		{"än", 5, "c:Ängla"},
		{"12", 5, ""},
		{"larm ", 5, ""},
		{"xyz", 5, ""},
		{"", 5, ""},
		{"lar", 0, ""},
	} {
		got, err := x.Suggest(context.Background(), c.typed, c.n)
		if err != nil || !sameElements(strings.Split(suggested(got), "; "), strings.Split(c.want, "; ")) {
			t.Errorf("%q: %s, error %v, want %s", c.typed, suggested(got), err, c.want)
		}
	}
	if _, err := x.Suggest(context.Background(), "l", MaxSuggestions+1); !errors.Is(err, ErrBadQuery) {
		t.Errorf("too many: %v", err)
	}
}

// Words and labels of what was removed are not offered, those of what came are.
func TestSuggestAfterChanges(t *testing.T) {
	x := suggestIndex(t)
	docs := []Document{
		{ID: "c", Text: map[string]string{"body": "larmklocka"}, Labels: []string{"Larmklocka"}},
		{ID: "b", Text: map[string]string{"body": "annat"}},
	}
	if err := x.Apply(context.Background(), docs, []string{"d"}, ""); err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]string{
		"lar":  "larm=1; larmklocka=1; c:Larmklocka",
		"än":   "",
		"nova": "a:Trygghetslarm Nova",
	} {
		got, err := x.Suggest(context.Background(), typed, 9)
		if err != nil || suggested(got) != want {
			t.Errorf("%q: %s, error %v, want %s", typed, suggested(got), err, want)
		}
	}
}

// Labels are found before and after they are many enough to be sorted, and after
// rows were left out.
func TestManyLabels(t *testing.T) {
	x, err := CreateIndex(t.TempDir(), IndexOptions{Analyzer: NewAnalyzer(nil)})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	const n = maxRecentLabels + minDeaths
	var docs []Document
	for i := range n {
		docs = append(docs, Document{ID: fmt.Sprint(i), Labels: []string{fmt.Sprintf("Produkt nummer%05d", i)}})
	}
	check := func(typed, want string) {
		t.Helper()
		got, err := x.Suggest(context.Background(), typed, 5)
		if err != nil || suggested(got) != want {
			t.Errorf("%q: %s, error %v, want %s", typed, suggested(got), err, want)
		}
	}
	for _, batch := range [][]Document{docs[:100], docs[100 : n-100], docs[n-100:]} {
		if err := x.Apply(context.Background(), batch, nil, ""); err != nil {
			t.Fatal(err)
		}
		check("nummer00099", "99:Produkt nummer00099")
	}
	check("produkt nummer06143", "6143:Produkt nummer06143")
	for i := range docs {
		docs[i].Labels = []string{fmt.Sprintf("Apparat sort%05d", i)}
	}
	if err := x.Apply(context.Background(), docs, []string{"77"}, ""); err != nil {
		t.Fatal(err)
	}
	if len(x.state.columns.ids) != len(docs) {
		t.Errorf("%d rows for %d documents: dead ones were not left out", len(x.state.columns.ids), len(docs))
	}
	check("produkt", "")
	check("sort06143", "6143:Apparat sort06143")
	got, err := x.Search(context.Background(), Query{Size: 1})
	if err != nil || got.Total != n {
		t.Errorf("%d documents, error %v, want %d", got.Total, err, n)
	}
}

func TestDidYouMean(t *testing.T) {
	x := suggestIndex(t)
	var docs []Document
	for i := range 2 * muchRarer {
		docs = append(docs, Document{ID: fmt.Sprint("k", i), Text: map[string]string{"body": "kamera madrass"}})
	}
	docs = append(docs, Document{ID: "wrong", Text: map[string]string{"body": "kamwra"}})
	if err := x.Apply(context.Background(), docs, nil, ""); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"trygghetslrm":          "trygghetslarm",
		"Mobilt Trygghetslrm!":  "Mobilt trygghetslarm!",
		"trygghetslarm":         "",
		"trygghetslarmet":       "",       // an inflection of what there is
		"larmtrygghet":          "",       // its parts are there
		"kamwra":                "kamera", // there, but much rarer
		"madras kamwra":         "madrass kamwra",
		"larm":                  "",
		"kameror":               "",
		"kameras":               "", // an inflection that nobody wrote
		"lrm":                   "", // too short to guess
		`"trygghetslrm"`:        "", // meant as it is written
		"larm -trygghetslrm":    "",
		"4h9k":                  "",
		"":                      "",
		"helt annorlunda saker": "",
	} {
		got, err := x.DidYouMean(context.Background(), text)
		if err != nil || got != want {
			t.Errorf("%q: %q, error %v, want %q", text, got, err, want)
		}
	}
}

// A word that is there, but only misspelt, is searched for; what it may have
// been meant to be is told when that finds nothing together with the rest.
func TestMeantWhenNothingHasAll(t *testing.T) {
	x := suggestIndex(t)
	var docs []Document
	for i := range 2 * muchRarer {
		docs = append(docs, Document{ID: fmt.Sprint("k", i), Text: map[string]string{"body": "kamera madrass"}})
	}
	docs = append(docs, Document{ID: "wrong", Text: map[string]string{"body": "kamwra"}})
	if err := x.Apply(context.Background(), docs, nil, ""); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{"kamwra": "", "kamwra madrass": "kamera madrass"} {
		got, err := x.Search(context.Background(), Query{Text: text, Size: 5})
		if err != nil || got.Meant != want {
			t.Errorf("%q: %q, error %v, want %q", text, got.Meant, err, want)
		}
	}
}

func TestUnfinishedWord(t *testing.T) {
	x := suggestIndex(t)
	for _, c := range []struct {
		text       string
		unfinished bool
		want       string
	}{
		{"larmce", true, "b"},
		{"larmce", false, ""},
		{"larm", true, "a b c d"},
		{"trygg", true, "a b c"},
		{"trygghet larmk", true, "a b c d"}, // nothing has both words: see Relaxed
		{"larmc larm", true, "a b c d"},
	} {
		got, err := x.Search(context.Background(), Query{Text: c.text, Unfinished: c.unfinished, Size: 9})
		if err != nil || !slices.Equal(strings.Fields(sortedIDs(got.Hits)), strings.Fields(c.want)) {
			t.Errorf("%q, unfinished %v: %v, error %v, want %s", c.text, c.unfinished, sortedIDs(got.Hits), err, c.want)
		}
	}
}
