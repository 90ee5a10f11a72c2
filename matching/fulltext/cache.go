package fulltext

import (
	"hash/maphash"
	"sync/atomic"
)

const (
	cacheSets      = 1 << 16 // of cacheWays words each
	cacheWays      = 4
	maxCachedBytes = 64 // longer words are rare, and hostile texts are full of them
)

// cachedWord is one analysed word; it is never changed once stored.
type cachedWord struct {
	hash  uint64
	lang  Language
	word  string
	terms []Term
}

// wordCache remembers analysed words. It has a fixed number of slots, so it is
// bounded; a full set loses its entries in an order that the hash decides. It
// needs no locks: a slot is one pointer.
type wordCache struct {
	seed  maphash.Seed
	slots []atomic.Pointer[cachedWord]
}

func newWordCache() *wordCache {
	return &wordCache{
		seed:  maphash.MakeSeed(),
		slots: make([]atomic.Pointer[cachedWord], cacheSets*cacheWays),
	}
}

func (c *wordCache) set(hash uint64) []atomic.Pointer[cachedWord] {
	at := hash % cacheSets * cacheWays
	return c.slots[at : at+cacheWays]
}

// get returns the entry of a word, nil when there is none, and the word's hash.
func (c *wordCache) get(word []byte, lang Language) (*cachedWord, uint64) {
	hash := maphash.Bytes(c.seed, word)
	set := c.set(hash)
	for i := range set {
		if e := set[i].Load(); e != nil && e.hash == hash && e.lang == lang && e.word == string(word) {
			return e, hash
		}
	}
	return nil, hash
}

// put stores an entry in a free slot of its set, or over another one.
func (c *wordCache) put(e *cachedWord) {
	set := c.set(e.hash)
	for i := range set {
		if set[i].CompareAndSwap(nil, e) {
			return
		}
	}
	set[(e.hash>>32)%cacheWays].Store(e)
}
