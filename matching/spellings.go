package matching

import (
	"hash/maphash"
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

// spellings remember words of needs: people use the same ones, and to look through
// the lexicon and all that they may have been meant to be takes long. Each word has
// one place, and the last one that came there keeps it.
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

func (s *spellings) place(word string) *atomic.Pointer[spelling] {
	return &s.places[maphash.String(s.seed, word)%spellingPlaces]
}
