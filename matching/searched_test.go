package matching

import (
	"strings"
	"testing"
)

func TestLowerLatinIsLowerCase(t *testing.T) {
	for _, text := range []string{"", "ÅÄÖ åäö ÉÈÜ", "Trygghets-LARM 24/7 för ÄLDRE", "3×4 ÷ ÿ Ÿ", "日本語 ÀÞ"} {
		want := strings.Map(func(r rune) rune {
			if r > 0xFF {
				return r
			}
			return []rune(strings.ToLower(string(r)))[0]
		}, text)
		if got := lowerLatin(text); got != want {
			t.Errorf("lowerLatin(%q) = %q, want %q", text, got, want)
		}
	}
}
