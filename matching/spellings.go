package matching

import (
	"hash/maphash"
	"strings"
	"sync/atomic"

	"github.com/allagehub/matcharenan/matching/fulltext"
)

// spelling is what a speller has found about a word: the word that it was meant to
// be, if it is not known itself.
type spelling struct {
	word  string
	lang  fulltext.Language
	right string
	ok    bool
}

// spellings remember words: texts use the same ones, and to look through the lexicon
// and all that they may have been meant to be takes long. Each word has one place,
// and the last one that came there keeps it.
type spellings struct {
	seed   maphash.Seed
	places []atomic.Pointer[spelling]
}

// Limits of what is remembered: some thousand words, of so many bytes.
const (
	spellingPlaces = 1 << 13
	maxRemembered  = 64
)

func newSpellings() spellings {
	return spellings{maphash.MakeSeed(), make([]atomic.Pointer[spelling], spellingPlaces)}
}

// recall returns what was found about the word, or finds it.
func (s *spellings) recall(word string, lang fulltext.Language, find func() (right string, ok bool)) (string, bool) {
	at := &s.places[maphash.String(s.seed, word)%spellingPlaces]
	if e := at.Load(); e != nil && e.lang == lang && e.word == word {
		return e.right, e.ok
	}
	right, ok := find()
	if len(word) <= maxRemembered {
		at.Store(&spelling{strings.Clone(word), lang, right, ok})
	}
	return right, ok
}
