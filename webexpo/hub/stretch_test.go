package hub

import (
	"strings"
	"testing"
)

// marked writes a comparison as one line: what is new in +, what is gone in -.
func marked(all []stretch) string {
	marks := map[string]string{"": "", "new": "+", "gone": "-"}
	var b strings.Builder
	for _, s := range all {
		b.WriteString(marks[s.Kind] + strings.Join(s.Lines, "|") + marks[s.Kind])
	}
	return b.String()
}

func TestTextsAreComparedWordByWord(t *testing.T) {
	for _, test := range []struct{ before, after, want string }{
		{"en lampa tänds", "en lampa tänds", "en lampa tänds"},
		{"en lampa tänds", "en liten lampa tänds", "en+ liten+ lampa tänds"},
		{"en liten lampa tänds", "en lampa tänds", "en- liten- lampa tänds"},
		{"en lampa tänds", "en lykta tänds", "en- lampa-+ lykta+ tänds"},
		{"a b c d", "a x c y", "a- b-+ x+ c- d-+ y+"},
		{"rad ett\nrad två", "rad ett\nrad tre", "rad ett|rad- två-+ tre+"},
		{"", "ny", "+ny+"},
		{"gammal", "", "-gammal-"},
		{"a a a", "a a", "a a- a-"},
	} {
		if got := marked(compareTexts(test.before, test.after)); got != test.want {
			t.Errorf("%q, %q: %q, want %q", test.before, test.after, got, test.want)
		}
	}
}

func TestVeryDifferentLongTextsAreToldWhole(t *testing.T) {
	before, after := strings.Repeat(" gammalt", 1200), strings.Repeat(" nytt", 1200)
	if got := compareTexts(before, after); len(got) != 2 || got[0].Kind != "gone" || got[1].Kind != "new" {
		t.Errorf("%d stretches, want what is gone and what is new", len(got))
	}
}

func FuzzComparedTextsAreWhole(f *testing.F) {
	f.Add("en lampa", "en liten lampa ")
	f.Add(" \n", "\n\n a")
	f.Fuzz(func(t *testing.T, before, after string) {
		var was, is strings.Builder
		for _, s := range compareTexts(before, after) {
			text := strings.Join(s.Lines, "\n")
			if s.Kind != "new" {
				was.WriteString(text)
			}
			if s.Kind != "gone" {
				is.WriteString(text)
			}
		}
		if was.String() != before || is.String() != after {
			t.Errorf("%q, %q became %q, %q", before, after, was.String(), is.String())
		}
	})
}
