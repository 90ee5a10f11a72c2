package fulltext

import (
	"context"
	"slices"
	"strings"
	"testing"
)

// lookUp gives the alternatives of a table of phrases.
func lookUp(table map[string][]Alternative) Synonyms {
	return func(words []string) []Alternative { return table[strings.Join(words, " ")] }
}

func TestSynonyms(t *testing.T) {
	x := goldIndex(t)
	synonyms := lookUp(map[string][]Alternative{
		"överfallsknapp":   {{"trygghetslarm", 0.4}},
		"ramlar":           {{"fallarm", 0.4}, {"faller", 0.3}},
		"gå vilse":         {{"positionering", 0.4}, {"GPS klocka", 0.4}},
		"kissa på sig":     {{"inkontinens", 0.4}},
		"larm":             {{"videosamtal", 0.3}},
		"personsäkerhet":   {{"trygghetslarm", 0.4}},
		"toalett":          {{"och", 0.4}, {"", 0.4}},
		"stänga av spisen": {{"spisvakt", 0.4}},
	})
	for _, c := range []struct{ query, first, others string }{
		{"överfallsknapp", "larm-hemma larm-mobilt", ""},
		{"ramlar", "fallarm", ""},
		{"gå vilse", "gps-klocka", ""}, // of "GPS klocka" both words are asked for
		{"kissa på sig", "inkontinens", ""},
		{"demens gå vilse", "gps-klocka", ""},
		{"larm", "", "larm-ord larm-hemma larm-mobilt fallarm brand video"},
		{"toalett", "toalett", ""},
		{"gå -vilse", "larm-mobilt", ""},                                // the phrase is not there
		{`"gå vilse"`, "", ""},                                          // nor is it asked for what is quoted
		{"personsäkerhet rullator", "rullator", "…"},                    // no document has both
		{"stänga av spisen", "spis", ""},                                // the words as well as the alternative
		{"personsäkerhet knappen", "larm-hemma larm-mobilt", ""},        // one word by synonym, the other itself
		{"personsäkerhet larmknappen", "larm-hemma larm-mobilt", ""},    // the same with a compound
		{"vilse gå", "larm-mobilt", ""},                                 // not the phrase
		{"överfallsknapp -mobilt", "larm-hemma", ""},                    // excluded words hold for synonyms, too
		{"överfallsknapp mobilt", "larm-mobilt", ""},                    // and so do others
		{"Överfallsknapp", "larm-hemma larm-mobilt", ""},                // asked for in lower case
		{"ramlande", "", ""},                                            // as it stands
		{"personsäkerhet personsäkerhet", "larm-hemma larm-mobilt", ""}, // twice is once
	} {
		got, err := x.Search(context.Background(), Query{Text: c.query, Synonyms: synonyms, Size: 50})
		if err != nil {
			t.Fatal(err)
		}
		ids, first, others := strings.Fields(idsOf(got.Hits)), strings.Fields(c.first), strings.Fields(c.others)
		if len(ids) < len(first) || !sameElements(ids[:len(first)], first) || c.others != "…" && !sameElements(ids[len(first):], others) {
			t.Errorf("%s: finds %v, want %v and %v", c.query, ids, first, others)
		}
	}
}

// What was typed counts more than what may be said instead.
func TestSynonymsCountLess(t *testing.T) {
	x := goldIndex(t)
	synonyms := lookUp(map[string][]Alternative{"robotkatt": {{"rullator", 0.4}}, "rullator": {{"robotkatt", 5}}})
	for query, first := range map[string]string{"robotkatt": "robot-katt", "rullator": "rullator"} {
		got, err := x.Search(context.Background(), Query{Text: query, Synonyms: synonyms, Size: 5})
		if err != nil || len(got.Hits) != 2 {
			t.Fatalf("%s: %v, error %v", query, got.Hits, err)
		}
		if query == "robotkatt" && got.Hits[0].ID != first {
			t.Errorf("%s: %s comes first", query, got.Hits[0].ID)
		}
		if got.Hits[0].Score > 50 {
			t.Errorf("%s: a weight of 5 was taken as it is: %v", query, got.Hits)
		}
	}
}

// Synonyms are asked for every run of words, and none that quotes or excluded
// words break.
func TestSynonymsAreAskedForRuns(t *testing.T) {
	x := goldIndex(t)
	var asked []string
	synonyms := func(words []string) []Alternative {
		asked = append(asked, strings.Join(words, " "))
		return nil
	}
	text := `ett två tre -fyra fem "sex" sju`
	if _, err := x.Search(context.Background(), Query{Text: text, Synonyms: synonyms}); err != nil {
		t.Fatal(err)
	}
	want := []string{"ett", "ett två", "ett två tre", "två", "två tre", "tre", "fem", "sju"}
	if !slices.Equal(asked, want) {
		t.Errorf("asked for %q, want %q", asked, want)
	}
	asked = nil
	if _, err := x.Search(context.Background(), Query{Text: "a1 b1 c1 d1 e1", Synonyms: synonyms}); err != nil {
		t.Fatal(err)
	}
	if n := len(asked); n != 4+4+3+2+1 {
		t.Errorf("asked %d times: %q", n, asked)
	}
}

// A field of more weight counts more.
func TestFieldWeights(t *testing.T) {
	docs := []Document{
		{ID: "title", Text: map[string]string{"title": "kamera", "body": "spis"}},
		{ID: "body", Text: map[string]string{"title": "spis", "body": "kamera"}},
	}
	for weight, want := range map[float64]string{3: "title", 0.2: "body"} {
		o := IndexOptions{Analyzer: NewAnalyzer(nil), Text: map[string]TextField{"title": {Weight: weight}, "body": {}}}
		x, err := CreateIndex(t.TempDir(), o)
		if err != nil {
			t.Fatal(err)
		}
		defer x.Close()
		if err := x.Apply(context.Background(), docs, nil, ""); err != nil {
			t.Fatal(err)
		}
		got, err := x.Search(context.Background(), Query{Text: "kamera", Size: 2})
		if err != nil || len(got.Hits) != 2 || got.Hits[0].ID != want {
			t.Errorf("weight %v: %v, error %v, want %s first", weight, got.Hits, err, want)
		}
	}
}

// The score of a document with one word is BM25, computed by hand: two
// documents of 3 and 1 words, one of which has the word twice.
func TestScore(t *testing.T) {
	x, err := CreateIndex(t.TempDir(), IndexOptions{Analyzer: NewAnalyzer(nil), Text: map[string]TextField{"body": {}}})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	docs := []Document{
		{ID: "a", Text: map[string]string{"body": "kamera kamera spis"}},
		{ID: "b", Text: map[string]string{"body": "spis"}},
	}
	if err := x.Apply(context.Background(), docs, nil, ""); err != nil {
		t.Fatal(err)
	}
	got, err := x.Search(context.Background(), Query{Text: "kamera", Size: 1})
	if err != nil || len(got.Hits) != 1 {
		t.Fatal(got.Hits, err)
	}
	// idf = ln(1 + (2 - 1 + 0.5) / (1 + 0.5)) = ln 2; the mean length is 2.
	// tf = 2 * 1.9 / (2 + 0.9 * (1 - 0.4 + 0.4 * 3 / 2)) = 3.8 / 3.08
	const want = 0.693147 * 3.8 / 3.08
	if s := got.Hits[0].Score; s < want-1e-5 || s > want+1e-5 {
		t.Errorf("score %v, want %v", s, want)
	}
}
