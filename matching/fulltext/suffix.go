package fulltext

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// suffix is one rule: a word with the flag, that ends as the condition says,
// may take off strip and put on add.
type suffix struct {
	flag      flagSet
	strip     string
	condition []charClass
	gives     flagSet // flags of the form that it makes
}

// charClass is one place of a condition: a rune, a set [ab], a set of others
// [^ab] or any rune.
type charClass struct {
	runes  string
	negate bool
}

func (c charClass) matches(r rune) bool {
	return strings.ContainsRune(c.runes, r) != c.negate
}

// suffixes holds rules by what they put on.
type suffixes struct {
	rules   map[string][]suffix
	longest int // bytes of the longest key
}

func (s *suffixes) add(ending string, rule suffix) {
	if s.rules == nil {
		s.rules = make(map[string][]suffix)
	}
	s.rules[ending] = append(s.rules[ending], rule)
	s.longest = max(s.longest, len(ending))
}

// parseCondition reads a condition such as [^aeiou]y; "." alone means none.
func parseCondition(s string) ([]charClass, error) {
	if s == "." {
		return nil, nil
	}
	var classes []charClass
	for s != "" {
		if s[0] != '[' {
			_, size := utf8.DecodeRuneInString(s)
			classes = append(classes, charClass{runes: s[:size], negate: false})
			if s[:size] == "." {
				classes[len(classes)-1] = charClass{negate: true}
			}
			s = s[size:]
			continue
		}
		set, rest, closed := strings.Cut(s[1:], "]")
		if !closed {
			return nil, fmt.Errorf("condition %q has no closing bracket", s)
		}
		runes, negate := strings.CutPrefix(set, "^")
		classes = append(classes, charClass{runes: runes, negate: negate})
		s = rest
	}
	return classes, nil
}

// allows reports whether a word ends as the rule's condition says.
func (s *suffix) allows(word []byte) bool {
	for _, v := range slices.Backward(s.condition) {
		r, size := utf8.DecodeLastRune(word)
		if size == 0 || !v.matches(r) {
			return false
		}
		word = word[:len(word)-size]
	}
	return true
}
