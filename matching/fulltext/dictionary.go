package fulltext

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const maxHunspellLine = 4096 // bytes

// parseDictionary reads a .dic file: a line with the number of words, then one
// word a line, with its flags after a slash. Errors name the line.
func parseDictionary(text string, a *affixes) (map[string]flagSet, error) {
	if !utf8.ValidString(text) {
		return nil, errors.New("not in UTF-8, the only encoding that is read")
	}
	first, rest, _ := strings.Cut(strings.TrimPrefix(text, "\ufeff"), "\n")
	count, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil || count < 0 {
		return nil, fmt.Errorf("line 1: want the number of words, got %.40q", first)
	}
	// The number only serves to reserve memory: it is not to be trusted.
	words := make(map[string]flagSet, min(count, len(rest)/2+1))
	names := make(map[string]struct{})
	number := 1
	for rest != "" {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		number++
		if len(line) > maxHunspellLine {
			return nil, fmt.Errorf("line %d: longer than %d bytes", number, maxHunspellLine)
		}
		word, flags := a.dictionaryLine(line)
		if word == "" || len(word) > maxPartRunes*utf8.UTFMax {
			continue
		}
		if lower := strings.ToLower(word); lower != word {
			names[lower] = struct{}{}
			continue
		}
		words[word] |= flags // words of one spelling are taken together
	}
	// Names are spelled correctly, but are no parts of compounds.
	for name := range names {
		if _, ok := words[name]; !ok {
			words[name] = 0
		}
	}
	return words, nil
}

// dictionaryLine returns the word and flags of a line; "" when it has none that
// is of use: what is not written in letters alone is not.
func (a *affixes) dictionaryLine(line string) (string, flagSet) {
	line, _, _ = strings.Cut(line, "\t") // morphology
	word, flags, _ := strings.Cut(strings.TrimRight(line, " \r"), "/")
	for _, r := range word {
		if !unicode.IsLetter(r) {
			return "", 0
		}
	}
	return word, a.flags(flags)
}
