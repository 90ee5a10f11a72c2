package fulltext

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Lexicon knows which words may be parts of compounds. It is immutable once
// built and safe for concurrent use.
type Lexicon struct {
	modifiers   map[string]string   // linking form -> base form
	heads       map[string]struct{} // words that may end a compound
	headStems   map[string]struct{} // their stems, for inflected heads
	atoms       map[string]struct{} // words never split, and their stems
	known       map[string]struct{} // stems of correctly spelled words
	hunspell    *Hunspell           // nil: without
	fingerprint string
}

// LexiconOptions says what a lexicon has beyond the package's own words.
type LexiconOptions struct {
	Hunspell *Hunspell // nil: without
	Learned  []string  // words of the catalogue, see LearnWords
}

// NewLexicon builds a lexicon of the package's own words and the options.
func NewLexicon(o LexiconOptions) *Lexicon {
	l := &Lexicon{
		modifiers: make(map[string]string),
		heads:     make(map[string]struct{}),
		headStems: make(map[string]struct{}),
		atoms:     make(map[string]struct{}),
		known:     make(map[string]struct{}),
	}
	entries := slices.Clone(ownWords())
	for _, e := range entries {
		l.add(e)
	}
	l.addForms(entries)
	var learned []entry
	for _, word := range o.Learned {
		if isSplittable(word) && utf8.RuneCountInString(word) >= minPartRunes {
			learned = append(learned, entry{word: word, modifier: true, head: true})
		}
	}
	for _, e := range learned {
		l.add(e)
		if _, taken := l.modifiers[e.word+"s"]; !taken {
			l.modifiers[e.word+"s"] = e.word
		}
	}
	l.hunspell = o.Hunspell
	l.fingerprint = l.sum(entries, learned)
	return l
}

// add enters a word as it stands.
func (l *Lexicon) add(e entry) {
	stem := stemSwedish(e.word)
	l.known[stem] = struct{}{}
	if utf8.RuneCountInString(e.word) < minPartRunes {
		return
	}
	if e.modifier {
		l.modifiers[e.word] = e.word
	}
	if e.head {
		l.heads[e.word] = struct{}{}
		if utf8.RuneCountInString(stem) >= minPartRunes {
			l.headStems[stem] = struct{}{}
		}
	}
	if e.atom {
		l.keepWhole(e.word)
	}
}

// addForms enters the linking forms, after all words: where a form of one word
// is another word, the word itself is meant (vård is not from vårda). Forms
// that somebody wrote down go before forms by rule.
func (l *Lexicon) addForms(entries []entry) {
	enter := func(form, base string) {
		if _, taken := l.modifiers[form]; !taken && utf8.RuneCountInString(form) >= minPartRunes {
			l.modifiers[form] = base
		}
	}
	for _, e := range entries {
		for _, form := range e.forms {
			enter(form, e.word)
		}
	}
	for _, e := range entries {
		if e.modifier {
			for _, form := range linkingForms(e.word) {
				enter(form, e.word)
			}
		}
	}
}

func (l *Lexicon) keepWhole(word string) {
	l.atoms[word] = struct{}{}
	l.atoms[stemSwedish(word)] = struct{}{}
}

func (l *Lexicon) isAtom(word string) bool {
	if _, ok := l.atoms[word]; ok {
		return true
	}
	_, ok := l.atoms[stemSwedish(word)]
	return ok
}

// Known reports whether word, in lower case, is correctly spelled as far as the
// lexicon can tell: a word of it, a form of one, or a compound of such words.
func (l *Lexicon) Known(word string) bool {
	if !isSplittable(word) {
		return true // numbers, codes and the like are not for us to judge
	}
	if stopWords[Swedish][word] || l.hunspell.known(word) {
		return true
	}
	if _, ok := l.known[stemSwedish(word)]; ok {
		return true
	}
	return l.Split(word) != nil
}

// sum identifies what the lexicon was built from.
func (l *Lexicon) sum(own, learned []entry) string {
	h := sha256.New()
	for _, entries := range [][]entry{own, learned} {
		entries = slices.Clone(entries)
		slices.SortStableFunc(entries, func(a, b entry) int { return strings.Compare(a.word, b.word) })
		for _, e := range entries {
			fmt.Fprintln(h, e)
		}
		fmt.Fprintln(h, "--")
	}
	if l.hunspell != nil {
		fmt.Fprintln(h, l.hunspell.fingerprint)
	}
	return hex.EncodeToString(h.Sum(nil))
}
