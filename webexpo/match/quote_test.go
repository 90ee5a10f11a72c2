package match

import (
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// shown writes a quote with its marks in brackets.
func shown(list []frame.Stretch) string {
	var b strings.Builder
	for _, s := range list {
		if s.Marked {
			b.WriteString("[" + s.Text + "]")
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

func TestQuotesAreTheSentencesWithTheMostMarks(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ord och ännu fler ", 30) + "natten " + strings.Repeat("ännu ett ord ", 30)
	tests := []struct {
		text  string
		words []string
		want  []string
	}{
		{"Ingenting här.", []string{"natt"}, nil},
		{"Hon faller. På natten faller hon ofta! Kl. 14.05 är det lugnt.", []string{"natten", "faller"}, []string{"Hon [faller].", "På [natten] [faller] hon ofta!"}},
		{"NATTEN och natt-larm", []string{"natten", "natt"}, []string{"[NATTEN] och natt-larm"}},
		{"a natt\nb natt\nc natt\nd natt natt", []string{"natt"}, []string{"a [natt]", "b [natt]", "d [natt] [natt]"}},
		{"", []string{"natt"}, nil},
	}
	for _, test := range tests {
		got := quotes([]matching.Passage{{Field: "description", Text: test.text}}, func(p matching.Passage) []span { return places(p.Text, test.words) })
		if len(got) != len(test.want) {
			t.Errorf("%q: %d quotes, want %v", test.text, len(got), test.want)
			continue
		}
		for i := range got {
			if s := shown(got[i]); s != test.want[i] {
				t.Errorf("%q: quote %q, want %q", test.text, s, test.want[i])
			}
		}
	}
	got := quotes([]matching.Passage{{Text: long}}, func(p matching.Passage) []span { return places(p.Text, []string{"natten"}) })
	if len(got) != 1 || !strings.Contains(shown(got[0]), "[natten]") || len(shown(got[0])) > 2*quoteLongest {
		t.Errorf("a long sentence is quoted as %v", got)
	}
}

// TestMarksOfAnotherTextAreLeftOut: a product may have changed since the match, and
// ranges of one claim do not fit another.
func TestMarksOfAnotherTextAreLeftOut(t *testing.T) {
	t.Parallel()
	m := &matching.Match{Words: []matching.MatchedWord{
		{Need: "natten", Product: matching.Range{Field: "summary", Start: 3, End: 9, Text: "natten"}},
		{Need: "larm", Product: matching.Range{Field: "summary", Start: 90, End: 94, Text: "larm"}},
		{Need: "golv", Product: matching.Range{Field: "summary", Start: 0, End: 4, Text: "golv"}},
	}}
	got := productQuotes([]matching.Passage{{Field: "summary", Text: "På natten"}, {Field: "description", Text: "På natten"}}, m)
	if len(got) != 0 {
		t.Errorf("%q is quoted, though the word stands elsewhere", shown(got[0]))
	}
	m.Words[0].Product.Start, m.Words[0].Product.End = 4, 10 // bytes: å has two
	got = productQuotes([]matching.Passage{{Field: "summary", Text: "På natten"}, {Field: "description", Text: "På natten"}}, m)
	if len(got) != 1 || shown(got[0]) != "På [natten]" {
		t.Errorf("quotes %v", got)
	}
}
