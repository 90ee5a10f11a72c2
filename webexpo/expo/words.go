package expo

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// english reports whether the page is in English, for texts of the thesaurus.
func english(b *frame.Base) bool { return b.Language == i18n.English }

// capital begins a text with a capital letter.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// small begins a text with a small letter, unless it begins with an abbreviation.
func small(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if second, _ := utf8.DecodeRuneInString(s[n:]); n == 0 || unicode.IsUpper(second) {
		return s
	}
	return string(unicode.ToLower(r)) + s[n:]
}

// sentence joins labels as the words of one text: Hemtjänst, korttid och skola. Where
// one has an "and" of its own, commas keep them apart.
func sentence(b *frame.Base, labels []string) string {
	words, pair := make([]string, len(labels)), false
	for i, l := range labels {
		words[i] = small(l)
		pair = pair || strings.Contains(l, " och ") || strings.Contains(l, " and ")
	}
	if pair {
		return capital(strings.Join(words, ", "))
	}
	return capital(b.List(words))
}

// counted is a text about a number, which says one differently.
func counted(b *frame.Base, key string, n int) string {
	if n == 1 {
		return b.T(key + "One")
	}
	return b.T(key, "n", b.Number(n))
}

// clip is the beginning of a text, at most so many characters, cut between words.
func clip(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	cut := string([]rune(s)[:most])
	if i := strings.LastIndexByte(cut, ' '); i > most/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,.;:") + " …"
}
