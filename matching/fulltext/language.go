package fulltext

import "strings"

// Language says by which rules a text is analysed.
type Language uint8

// The languages that have a chain of their own.
const (
	Swedish Language = iota
	English
)

// detectionLimit bounds how much of a text is read to guess its language: the
// guess is settled long before.
const detectionLimit = 8 << 10

// String returns the language's ISO 639-1 code.
func (l Language) String() string {
	if l == English {
		return "en"
	}
	return "sv"
}

// ParseLanguage returns the language of an ISO 639-1 code, with or without a
// region ("sv", "sv-SE"), and whether it is one of ours.
func ParseLanguage(code string) (Language, bool) {
	base, _, _ := strings.Cut(strings.ToLower(code), "-")
	switch base {
	case "sv":
		return Swedish, true
	case "en":
		return English, true
	}
	return Swedish, false
}

// DetectLanguage guesses the language of a text by counting stop words that
// only one of the languages has. It says Swedish when in doubt.
func DetectLanguage(text string) Language {
	if len(text) > detectionLimit {
		text = text[:detectionLimit]
	}
	var swedish, english int
	var buf [maxCachedBytes]byte
	scanWords(text, func(start, end int) {
		word, ok := lowerPlain(buf[:0], text[start:end])
		if !ok {
			return
		}
		inSwedish, inEnglish := stopWords[Swedish][string(word)], stopWords[English][string(word)]
		switch {
		case inSwedish && !inEnglish:
			swedish++
		case inEnglish && !inSwedish:
			english++
		}
	})
	if english > swedish {
		return English
	}
	return Swedish
}
