package matching

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching/postings"
	"github.com/allagehub/matcharenan/testbeds"
)

// Catalogue gives the full product with the ID that stands at an origin, as it was
// when the matcher read it. The matcher keeps only what it needs to score; the
// texts of the few products that are shown are read again.
type Catalogue interface {
	Product(ctx context.Context, id string, at postings.Origin) (*catalog.Product, error)
}

// Matcher pairs needs with the products it was filled with. Products can be put
// and removed while others match.
type Matcher struct {
	reader  *Reader
	ruleset *Ruleset
	index   *postings.Index

	mu     sync.RWMutex // held for writing while index and source are changed for others
	source *source

	pool sync.Pool // of *work
}

// ErrNotFound says that there is no such product.
var ErrNotFound = errors.New("matching: no such product")

// New returns an empty matcher.
func New(r *Reader, rs *Ruleset) *Matcher {
	m := &Matcher{reader: r, ruleset: rs, index: postings.New(numbers), source: new(source)}
	m.pool.New = func() any { return new(work) }
	return m
}

// work is the space in which a match is worked out.
type work struct {
	text     postings.Accumulator
	concepts postings.PairAccumulator // functions first, then effects

	bitmaps []postings.Bitmap
	used    int
	sieve   sieve
	sieved  []sieved
	ordered []sieved
}

// bitmap is one for a whole segment, with anything in it.
func (w *work) bitmap() postings.Bitmap {
	if w.used == len(w.bitmaps) {
		w.bitmaps = append(w.bitmaps, postings.NewBitmap(postings.SegmentSize))
	}
	w.used++
	return w.bitmaps[w.used-1]
}

// Options say what a match shall give.
type Options struct {
	Day        catalog.Date // on which listings, claims and rules are judged
	Top        int          // how many products
	Explain    int          // how many of them with reasons
	NearMisses int          // how many products that fail one rule
	Soften     []string     // names of rules that the need asks for and that shall not exclude this time
}

// Limits of [Options].
const (
	MaxTop        = 1000
	MaxNearMisses = 50
)

// Match finds the products that may solve the need.
func (m *Matcher) Match(ctx context.Context, n *testbeds.Need, o Options) (*Result, error) {
	if o.Top < 0 || o.Top > MaxTop || o.NearMisses < 0 || o.NearMisses > MaxNearMisses {
		return nil, fmt.Errorf("matching: asked for %d products and %d near misses; the most are %d and %d", o.Top, o.NearMisses, MaxTop, MaxNearMisses)
	}
	snap, from := m.view()
	p := m.plan(snap, n, o.Day)
	p.soften(o.Soften)
	best := &top{n: o.Top, hash: newTieHash(m.ruleset.TieSeed, n.ID)}
	near := &top{n: o.NearMisses, hash: best.hash}
	counted, err := m.scan(ctx, snap, p, best, near)
	if err != nil {
		return nil, err
	}
	return m.result(newExplainer(ctx, m, snap, from, p), o, best, near, counted)
}

// QuerySize is how many distinct words a need has that are not stop words, and of
// how many terms of the index its query consists.
func (m *Matcher) QuerySize(n *testbeds.Need, day catalog.Date) (words, terms int) {
	p := m.plan(m.index.Snapshot(), n, day)
	seen := make(map[string]bool)
	for _, w := range p.reading.terms.words {
		seen[w] = true
	}
	return len(seen), len(p.text)
}
