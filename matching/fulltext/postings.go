package fulltext

import (
	"sync"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// postingList says in which places of a segment a term stands, and how often in
// each. It is shared and never changed.
type postingList struct {
	places      []uint32
	frequencies []uint8 // at most 255
}

func (l *postingList) bytes() int { return 5*len(l.places) + 64 }

// readPostings decodes a list of bleve's, into buffers that are used again.
func readPostings(from segment.PostingsList, into *postingList) error {
	into.places, into.frequencies = into.places[:0], into.frequencies[:0]
	list := from.Iterator(true, false, false, nil)
	for {
		p, err := list.Next()
		if err != nil {
			return err
		}
		if p == nil {
			return nil
		}
		into.places = append(into.places, uint32(p.Number())) //nolint:gosec // G115: bleve's own limit
		into.frequencies = append(into.frequencies, uint8(min(255, p.Frequency())))
	}
}

const (
	postingCacheBytes = 32 << 20
	minCachedPostings = 256 // shorter lists are decoded as quickly as found
)

// postingCache keeps decoded lists of common terms: decoding is most of the work
// of a broad query. Segments never change, so neither do their lists. It is
// bounded: when the young half is full it becomes the old one, and what the old
// one held and nobody asked for since is gone.
type postingCache struct {
	mu         sync.Mutex
	young, old map[postingKey]*postingList
	size       int // bytes of young
}

type postingKey struct {
	segment uint64
	field   int
	term    string
}

func newPostingCache() *postingCache {
	return &postingCache{young: make(map[postingKey]*postingList), old: make(map[postingKey]*postingList)}
}

func (c *postingCache) get(key postingKey) *postingList {
	c.mu.Lock()
	defer c.mu.Unlock()
	if l := c.young[key]; l != nil {
		return l
	}
	l := c.old[key]
	if l != nil {
		delete(c.old, key)
		c.putLocked(key, l)
	}
	return l
}

// put keeps a copy of a list and returns it.
func (c *postingCache) put(key postingKey, l *postingList) *postingList {
	kept := &postingList{places: append([]uint32(nil), l.places...), frequencies: append([]uint8(nil), l.frequencies...)}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.putLocked(key, kept)
	return kept
}

func (c *postingCache) putLocked(key postingKey, l *postingList) {
	if c.size += l.bytes(); c.size > postingCacheBytes/2 {
		c.old, c.young, c.size = c.young, make(map[postingKey]*postingList), l.bytes()
	}
	c.young[key] = l
}

// keep forgets the lists of segments that are gone.
func (c *postingCache) keep(segments map[uint64][]uint32) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key, l := range c.young {
		if _, there := segments[key.segment]; !there {
			c.size -= l.bytes()
			delete(c.young, key)
		}
	}
	for key := range c.old {
		if _, there := segments[key.segment]; !there {
			delete(c.old, key)
		}
	}
}
