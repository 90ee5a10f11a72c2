package fulltext

import (
	"fmt"
	"strings"
	"testing"
)

// written shows a parsed query: words, exact ones with a quotation mark before,
// a slash where a phrase cannot go on.
func written(q *parsedQuery) string {
	var out strings.Builder
	for i, w := range q.words {
		if i > 0 && !w.joined {
			out.WriteString("/ ")
		}
		if w.exact {
			out.WriteString(`"`)
		}
		out.WriteString(q.text[w.start:w.end] + " ")
	}
	return fmt.Sprintf("%s| %v | %v", out.String(), q.quoted, q.excluded)
}

func TestParse(t *testing.T) {
	a := NewAnalyzer(nil)
	for text, want := range map[string]string{
		"Mobilt larm":                  "Mobilt larm | [] | []",
		`"mobilt larm" natt`:           `"mobilt "larm / natt | [[mobilt larm]] | []`,
		`”mobilt larm” “natt”`:         `"mobilt "larm / "natt | [[mobilt larm] [natt]] | []`,
		`larm -kamera natt`:            "larm / natt | [] | [[kamera]]",
		`larm -"utan kamera"`:          "larm | [] | [[utan kamera]]",
		`-GPS-larm`:                    "| [] | [[gps larm]]",
		`GPS-larm`:                     "GPS larm | [] | []",
		`vård- och omsorg`:             "vård och omsorg | [] | []",
		`larm - natt`:                  "larm natt | [] | []",
		`larm −natt`:                   "larm | [] | [[natt]]",
		`larm --natt`:                  "larm | [] | [[natt]]",
		`"larm natt`:                   "larm natt | [] | []",
		`larm"natt"`:                   `larm / "natt | [[natt]] | []`,
		`""larm""`:                     "larm | [] | []",
		`"larm" natt"`:                 `"larm / natt | [[larm]] | []`,
		"  ":                           "| [] | []",
		"!?":                           "| [] | []",
		"-":                            "| [] | []",
		`"larm"-"natt" -"dag" "kväll"`: `"larm / "natt / "kväll | [[larm] [natt] [kväll]] | [[dag]]`,
	} {
		if got := written(parse(a, text, []Language{Swedish, English})); got != want {
			t.Errorf("%s\n  gives %s\n   want %s", text, got, want)
		}
	}
	for text, blank := range map[string]bool{"": true, "\t\n": true, "!": false, "larm": false} {
		if q := parse(a, text, []Language{Swedish}); q.blank != blank {
			t.Errorf("%q is blank: %v", text, q.blank)
		}
	}
	words := strings.Repeat("a1 ", MaxQueryWords)
	for text, truncated := range map[string]bool{
		words:                                false,
		words + "b":                          true,
		strings.Repeat("å", MaxQueryRunes):   false,
		strings.Repeat("å", MaxQueryRunes+1): true,
	} {
		if q := parse(a, text, []Language{Swedish}); q.truncated != truncated {
			t.Errorf("%.20q… is truncated: %v", text, q.truncated)
		}
	}
}
