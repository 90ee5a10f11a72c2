package needcheck

import (
	_ "embed"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
)

//go:embed data/words.yaml
var wordsFile []byte

// words are the file of words.
type words struct {
	Unclear  byLanguage[question] `yaml:"unclear"`
	Wanting  byLanguage[string]   `yaml:"wanting"`
	Joining  byLanguage[string]   `yaml:"joining"`
	Naming   byLanguage[string]   `yaml:"naming"`
	NotNames byLanguage[string]   `yaml:"notNames"`
	Streets  []string             `yaml:"streets"`
}

type byLanguage[T any] struct {
	Swedish []T `yaml:"sv"`
	English []T `yaml:"en"`
}

// of is the list of a language. A text that does not say is Swedish.
func (b byLanguage[T]) of(english bool) []T {
	if english {
		return b.English
	}
	return b.Swedish
}

// question is words that say nothing, with what to ask oneself.
type question struct {
	Words []string `yaml:"words"`
	Ask   string   `yaml:"ask"`
}

func readWords() (*words, error) {
	w := &words{}
	if err := yaml.UnmarshalWithOptions(wordsFile, w, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("words of the need check: %w", err)
	}
	return w, nil
}

// token is a word of a text with its place in bytes.
type token struct {
	text       string
	lower      string
	start, end int
}

// tokens are the words of a text: letters and digits, with hyphens, and full stops
// between letters as in m.m.
func tokens(text string) (list []token) {
	start := -1
	cut := func(end int) {
		if start >= 0 {
			list = append(list, token{text[start:end], strings.ToLower(text[start:end]), start, end})
			start = -1
		}
	}
	for i, r := range text {
		letter := unicode.IsLetter(r) || unicode.IsDigit(r)
		_, size := utf8.DecodeRuneInString(text[i:])
		next, _ := utf8.DecodeRuneInString(text[i+size:])
		within := start >= 0 && (r == '-' || r == '.') && unicode.IsLetter(next) && unicode.IsLower(next)
		switch {
		case letter && start < 0:
			start = i
		case !letter && !within:
			cut(i)
		}
	}
	cut(len(text))
	return list
}

// at reports whether words stand from a place on, and how many tokens they are. Case
// does not count.
func at(list []token, i int, phrase []string) bool {
	if len(phrase) == 0 || i+len(phrase) > len(list) {
		return false
	}
	for j, w := range phrase {
		if list[i+j].lower != w {
			return false
		}
	}
	return true
}
