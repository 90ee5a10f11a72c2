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
		if got := string(appendLowerLatin([]byte("Ã"[:1]), text)[1:]); got != want { // what stands before changes nothing
			t.Errorf("appendLowerLatin(%q) = %q, want %q", text, got, want)
		}
	}
}
