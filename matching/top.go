package matching

import (
	"cmp"
	"slices"
	"sort"

	"github.com/allagehub/matcharenan/matching/postings"
)

// candidate is a scored product.
type candidate struct {
	score   Score
	hash    uint64 // orders equal scores; see top.tie
	hashed  bool
	segment *postings.Segment
	doc     int
	breaks  bool // breaks a proposed prohibition
	rule    int  // of a near miss: the demand it fails
}

// top keeps the best candidates, in order.
type top struct {
	n    int
	list []candidate
	hash tieHash
}

// before orders candidates: the higher score first, then the lower hash, then,
// should two hashes ever be equal, the lower ID.
func (t *top) before(c, d *candidate) int {
	if c.score != d.score {
		return cmp.Compare(d.score, c.score)
	}
	return cmp.Or(cmp.Compare(t.tie(c), t.tie(d)), cmp.Compare(c.segment.ID(c.doc), d.segment.ID(d.doc)))
}

// tie is the hash of a candidate, worked out when it is first needed.
func (t *top) tie(c *candidate) uint64 {
	if !c.hashed {
		c.hash, c.hashed = t.hash.of(c.segment.ID(c.doc)), true
	}
	return c.hash
}

// least is the score below which a candidate cannot enter; an equal score may.
func (t *top) least() Score {
	if len(t.list) < t.n {
		return -1
	}
	if t.n == 0 {
		return 1 << 30
	}
	return t.list[len(t.list)-1].score
}

func (t *top) offer(c candidate) {
	if t.n == 0 || c.score < t.least() {
		return
	}
	at := sort.Search(len(t.list), func(i int) bool { return t.before(&t.list[i], &c) > 0 })
	if at == t.n {
		return
	}
	if len(t.list) == t.n {
		t.list = t.list[:t.n-1]
	}
	t.list = slices.Insert(t.list, at, c)
}

// tieHash orders products with equal scores: FNV-1a in 64 bits over seed, need
// and product, with a zero byte after the first two, and the finalizer of
// MurmurHash3 so that IDs that differ only at the end spread. Everybody can
// compute it again; it favours nobody.
type tieHash uint64

func newTieHash(seed, need string) tieHash {
	return tieHash(fnv1a(fnv1a(14695981039346656037, seed+"\x00"), need+"\x00"))
}

func (h tieHash) of(product string) uint64 {
	x := fnv1a(uint64(h), product)
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

func fnv1a(h uint64, s string) uint64 {
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}
