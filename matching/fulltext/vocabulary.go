package fulltext

import (
	"maps"
	"math/bits"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// vocabulary is the words of an index as people write them, with how many
// documents have each. It is immutable.
type vocabulary struct {
	words   []string // sorted
	counts  []uint32
	letters []uint32 // which letters each has, see lettersOf
	runes   []uint8
}

func newVocabulary(counts map[string]uint32) *vocabulary {
	v := &vocabulary{words: slices.Sorted(maps.Keys(counts))}
	v.counts = make([]uint32, len(v.words))
	v.letters = make([]uint32, len(v.words))
	v.runes = make([]uint8, len(v.words))
	for i, w := range v.words {
		v.counts[i], v.letters[i] = counts[w], lettersOf(w)
		v.runes[i] = uint8(utf8.RuneCountInString(w)) //nolint:gosec // G115: at most maxWordRunes
	}
	return v
}

// count returns how many documents have a word.
func (v *vocabulary) count(word string) uint32 {
	if i, ok := slices.BinarySearch(v.words, word); ok {
		return v.counts[i]
	}
	return 0
}

// prefixed yields the words that begin with prefix.
func (v *vocabulary) prefixed(prefix string, yield func(word string, count uint32)) {
	from := sort.SearchStrings(v.words, prefix)
	for i := from; i < len(v.words) && strings.HasPrefix(v.words[i], prefix); i++ {
		yield(v.words[i], v.counts[i])
	}
}

// similar yields the words that at most so many edits make of word, with the
// number of edits. A word that differs by n edits differs by at most 2n letters
// in kind and n in number, which leaves few words to compare.
func (v *vocabulary) similar(word string, most int, yield func(word string, count uint32, edits int)) {
	letters, runes := lettersOf(word), utf8.RuneCountInString(word)
	var d distance
	d.from(word)
	for i, l := range v.letters {
		if bits.OnesCount32(l^letters) > 2*most {
			continue
		}
		if n := int(v.runes[i]) - runes; n > most || -n > most {
			continue
		}
		if edits := d.to(v.words[i], most); edits <= most {
			yield(v.words[i], v.counts[i], edits)
		}
	}
}

// lettersOf has a bit for each kind of letter in a word; rare letters share.
func lettersOf(word string) uint32 {
	var set uint32
	for _, r := range word {
		set |= 1 << (uint32(r) % 32) //nolint:gosec // G115: only the lowest bits count
	}
	return set
}

// wordCounts grows by the words of each batch and gives vocabularies of them.
// The bulk is made anew when what came since is more than a few.
type wordCounts struct {
	bulk    *vocabulary
	recent  map[string]uint32 // words that the bulk does not have
	changed bool
	lately  *vocabulary // of recent, unless changed
}

const maxRecentWords = 4096

func newWordCounts() *wordCounts {
	none := newVocabulary(nil)
	return &wordCounts{bulk: none, lately: none, recent: make(map[string]uint32)}
}

func (c *wordCounts) add(words []string) {
	for _, w := range words {
		if !isSuggestible(w) || c.bulk.count(w) > 0 {
			continue
		}
		if n := c.recent[w]; n > 0 {
			c.recent[w] = n + 1
		} else {
			c.recent[strings.Clone(w)] = 1
		}
		c.changed = true
	}
}

// isSuggestible leaves out what nobody is to be offered: fragments, numbers.
func isSuggestible(word string) bool {
	return utf8.RuneCountInString(word) >= 3 && !strings.ContainsAny(word, "0123456789")
}

func (c *wordCounts) vocabularies() [2]*vocabulary {
	if len(c.recent) > maxRecentWords {
		for i, w := range c.bulk.words {
			c.recent[w] = c.bulk.counts[i]
		}
		c.bulk, c.recent, c.changed = newVocabulary(c.recent), make(map[string]uint32), true
	}
	if c.changed {
		c.lately, c.changed = newVocabulary(c.recent), false
	}
	return [2]*vocabulary{c.bulk, c.lately}
}
