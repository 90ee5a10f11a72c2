package fulltext

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// lowerPlain appends word in lower case to dst, when it is ASCII or Latin-1 and
// no longer than what is cached; such a word is in NFC by itself.
func lowerPlain(dst []byte, word string) ([]byte, bool) {
	if len(word) > maxCachedBytes {
		return dst, false
	}
	for i := 0; i < len(word); i++ {
		b := word[i]
		switch {
		case b >= 'A' && b <= 'Z':
			dst = append(dst, b+'a'-'A')
		case b < utf8.RuneSelf:
			dst = append(dst, b)
		case b == 0xC3 && i+1 < len(word):
			i++
			low := word[i]
			if low >= 0x80 && low <= 0x9E && low != 0x97 { // À-Þ
				low += 0x20
			}
			dst = append(dst, b, low)
		default:
			return dst, false
		}
	}
	return dst, true
}

// invisible drops the characters that may stand inside a word without being
// seen: soft hyphen, zero-width joiners, byte order mark.
var invisible = strings.NewReplacer("\u00ad", "", "\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "", "\ufeff", "")

// normalise returns word in lower case and NFC. It is idempotent.
func normalise(word string) string {
	return norm.NFC.String(strings.ToLower(norm.NFC.String(invisible.Replace(word))))
}
