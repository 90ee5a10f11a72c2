package fulltext

import (
	"context"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// marked puts brackets around what is marked.
func marked(m *Marker, text string, lang Language) string {
	var out strings.Builder
	at := 0
	for _, s := range m.Spans(text, lang) {
		out.WriteString(text[at:s.Start] + "[" + text[s.Start:s.End] + "]")
		at = s.End
	}
	return out.String() + text[at:]
}

func TestMarker(t *testing.T) {
	a := NewAnalyzer(nil)
	for _, c := range []struct{ query, text, want string }{
		{"larm", "Ett larm, larmet och Larmen!", "Ett [larm], [larmet] och [Larmen]!"},
		{"larm", "Trygghetslarmet larmar.", "[Trygghetslarmet] [larmar]."},
		{"trygghetslarm", "Trygghetslarmen ger larm för trygghet, inte brandlarm.", "[Trygghetslarmen] ger [larm] för [trygghet], inte brandlarm."},
		{"GPS-larm", "gps och GPS-LARM", "[gps] och [GPS]-[LARM]"},
		{"larm och natt", "Larm och och natt", "[Larm] och och [natt]"},
		{"läkemedel", "La\u0308kemedlet, läkemedelsrobot", "[La\u0308kemedlet], [läkemedelsrobot]"},
		{"larm -kamera", "Larm med kamera", "[Larm] med kamera"},
		{`"den boende"`, "Den boende", "Den [boende]"},
		{"", "Larm", "Larm"},
		{"larm", "", ""},
	} {
		if got := marked(NewMarker(a, c.query), c.text, Swedish); got != c.want {
			t.Errorf("%q marks %q, want %q", c.query, got, c.want)
		}
	}
	if got := marked(NewMarker(a, "alarms"), "An alarm that alarmed", English); got != "An [alarm] that [alarmed]" {
		t.Errorf("English: %q", got)
	}
	if got := (&Marker{}).Spans("larm", Swedish); got != nil {
		t.Errorf("the zero marker marks %v", got)
	}
}

func TestMarkerOfResult(t *testing.T) {
	x := goldIndex(t)
	synonyms := func(words []string) []Alternative {
		if slices.Equal(words, []string{"medicindelare"}) {
			return []Alternative{{Text: "läkemedelsrobot", Weight: 0.4}}
		}
		return nil
	}
	for query, want := range map[string]string{
		"rulator":       "[Rullatorn] och läkemedelsroboten",
		"medicindelare": "Rullatorn och [läkemedelsroboten]",
	} {
		got, err := x.Search(context.Background(), Query{Text: query, Synonyms: synonyms, Size: 5})
		if err != nil {
			t.Fatal(err)
		}
		if m := marked(got.Marker, "Rullatorn och läkemedelsroboten", Swedish); m != want {
			t.Errorf("%q marks %q, want %q", query, m, want)
		}
	}
}

// Spans are in order, apart, not empty, inside the text and between characters.
func TestSpansAreWellFormed(t *testing.T) {
	a := NewAnalyzer(nil)
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"larm", "trygghetslarm", "för", "\x00", "\xff", "A\u030a", "-", "\"", " ", "natt", "👵🏽"})
		query := strings.Join(rapid.SliceOf(word).Draw(t, "query"), " ")
		text := strings.Join(rapid.SliceOf(word).Draw(t, "text"), rapid.SampledFrom([]string{"", " "}).Draw(t, "between"))
		end := 0
		for _, s := range NewMarker(a, query).Spans(text, Swedish) {
			if s.Start < end || s.End <= s.Start || s.End > len(text) {
				t.Fatalf("span %v after %d in %q", s, end, text)
			}
			if w := normalise(text[s.Start:s.End]); len(a.Word(w, Swedish)) == 0 {
				t.Fatalf("%q is marked", w)
			}
			end = s.End
		}
	})
}
