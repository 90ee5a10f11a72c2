package fulltext

import (
	"embed"
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed words/*.txt
var wordFiles embed.FS

// entry is one line of the word lists: a word and which parts it may play.
type entry struct {
	word     string
	modifier bool
	head     bool
	atom     bool
	forms    []string // linking forms beyond those by rule
}

// ownWords reads the embedded word lists, once.
var ownWords = sync.OnceValue(mustOwnWords)

// mustOwnWords panics when a list is malformed: it was broken when the program
// was built, and a test says so first.
func mustOwnWords() []entry {
	files, err := wordFiles.ReadDir("words")
	if err != nil {
		panic(fmt.Errorf("reading word lists: %w", err))
	}
	var entries []entry
	for _, file := range files {
		if strings.HasPrefix(file.Name(), "stop_") {
			continue
		}
		text, err := wordFiles.ReadFile("words/" + file.Name())
		if err != nil {
			panic(fmt.Errorf("reading word list: %w", err))
		}
		words, err := parseWords(string(text))
		if err != nil {
			panic(fmt.Errorf("words/%s: %w", file.Name(), err))
		}
		entries = append(entries, words...)
	}
	return entries
}

// parseWords reads one list. An error names its line.
func parseWords(text string) ([]entry, error) {
	var entries []entry
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		e, err := parseEntry(strings.Fields(line))
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		entries = append(entries, e)
	}
	return entries, nil
}

func parseEntry(fields []string) (entry, error) {
	e := entry{word: fields[0], modifier: true, head: true}
	if !isSplittable(e.word) {
		return entry{}, fmt.Errorf("%q is not a word in lower case", e.word)
	}
	for _, flag := range fields[1:] {
		switch {
		case flag == "mod":
			e.head = false
		case flag == "head":
			e.modifier = false
		case flag == "atom":
			e.atom = true
		case strings.HasPrefix(flag, "~") && isSplittable(flag[1:]):
			e.forms = append(e.forms, flag[1:])
		default:
			return entry{}, fmt.Errorf("%q has an unknown flag %q", e.word, flag)
		}
	}
	return e, nil
}

// isSplittable reports whether a word consists of lower-case letters only.
func isSplittable(word string) bool {
	for _, r := range word {
		if !unicode.IsLetter(r) || unicode.ToLower(r) != r {
			return false
		}
	}
	return word != ""
}

// linkingForms returns the forms that a word may take before another part.
func linkingForms(word string) []string {
	forms := []string{word}
	last, size := utf8.DecodeLastRuneInString(word)
	base := word[:len(word)-size]
	switch last {
	case 'a':
		forms = append(forms, base, base+"o", base+"u", base+"e", base+"es", base+"s", word+"s")
	case 'e':
		forms = append(forms, base, base+"s", word+"s")
	case 's':
	default:
		forms = append(forms, word+"s")
	}
	return forms
}
