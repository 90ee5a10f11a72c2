package matching

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"sync"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching/postings"
	"github.com/allagehub/matcharenan/testbeds"
)

// Catalogue gives the full product that stands at an origin. The matcher keeps
// only what it needs to score; the texts of the few products that are shown are
// read again.
type Catalogue interface {
	Product(at postings.Origin) (*catalog.Product, error)
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
	text, functions, effects postings.Accumulator

	bitmaps []postings.Bitmap
	used    int
	sieved  []sieved
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
}

// Limits of [Options].
const (
	MaxTop        = 1000
	MaxNearMisses = 50
)

// plan is a need made ready for a snapshot of the index.
type plan struct {
	need    *testbeds.Need
	reading *Reading
	day     catalog.Date
	wish    wish
	scorer  *scorer
	gate    *gate

	confirmed []demand // all, those that only ask too
	excluding []demand // of these, those whose breach excludes
	proposed  []demand

	text, functions, effects []postings.Coefficient
	terms                    []int32 // of the reading, for each text coefficient; −1 for a concept
}

// coefficientScale is how a weight of 1 stands in a query, in whole numbers.
const coefficientScale = 64

func (m *Matcher) plan(snap *postings.Snapshot, n *testbeds.Need, day catalog.Date) *plan {
	p := &plan{need: n, day: day, reading: m.reader.Need(n, &m.ruleset.Text), wish: newWish(n, day)}
	p.confirmed = m.ruleset.demands(n, day)
	p.proposed = m.proposedDemands(p)
	m.coefficients(snap, p)
	p.scorer = newScorer(m.ruleset, &p.wish)
	for _, d := range p.confirmed {
		if d.rule.OnBreach == breachExcludes {
			p.excluding = append(p.excluding, d)
		}
	}
	return p
}

// proposedDemands are the rules that prohibitions in the running text would set
// off, where the need does not require the same already.
func (m *Matcher) proposedDemands(p *plan) []demand {
	var list []demand
	for _, d := range m.ruleset.demands(&testbeds.Need{Requires: p.reading.proposed}, p.day) {
		if d.asked == nil {
			continue // the rule asks on its own
		}
		if !slices.ContainsFunc(p.confirmed, func(c demand) bool { return c.rule == d.rule && c.covers(&d) }) {
			d.proposed, d.sources = true, p.reading.sources[d.rule.Need]
			list = append(list, d)
		}
	}
	return list
}

// commonFrom is how many products there must be for a term that more than half
// of them hold to say nothing, and to be passed over like a stop word.
const commonFrom = 1000

// coefficients weighs the need's terms by how rare they are among the products.
func (m *Matcher) coefficients(snap *postings.Snapshot, p *plan) {
	n := snap.Statistics().Documents
	full := uint64(0)
	add := func(term string, weight float64, number int32) {
		t, ok := snap.Term(term)
		frequency := 0
		if ok {
			frequency = snap.Frequency(t)
		}
		if n >= commonFrom && 2*frequency > n {
			return
		}
		c := uint32(math.Round(weight * postings.IDF(n, frequency) * coefficientScale))
		full += uint64(c) // words that nobody uses are missing from all products
		if !ok || c == 0 {
			return
		}
		p.text = append(p.text, postings.Coefficient{Term: t, Weight: min(c, postings.MaxSum/(MaxTerms+maxNeedTypes))})
		p.terms = append(p.terms, number)
	}
	for i, term := range p.reading.terms.terms {
		if w := p.reading.terms.weights[i]; w > 0 {
			add(term, float64(w), int32(i))
		}
	}
	for _, s := range p.reading.types {
		add(conceptTerm(m.reader.recogniser.concepts[s.Concept].ID), float64(s.Value)*m.ruleset.Text.Types, -1)
	}
	p.wish.textFull = float64(full) * conceptScale
	p.functions, p.wish.functionsFull = m.conceptCoefficients(snap, p.reading.functions)
	p.effects, p.wish.effectsFull = m.conceptCoefficients(snap, p.reading.effects)
}

func (m *Matcher) conceptCoefficients(snap *postings.Snapshot, list []Strength) (query []postings.Coefficient, full float64) {
	if len(list) == 0 {
		return nil, 0
	}
	sum := uint32(0)
	for _, s := range list {
		c := uint32(math.Round(float64(s.Value) * conceptScale))
		sum += c
		if t, ok := snap.Term(conceptTerm(m.reader.recogniser.concepts[s.Concept].ID)); ok && c > 0 {
			query = append(query, postings.Coefficient{Term: t, Weight: c})
		}
	}
	return query, max(float64(sum), sureNeed*conceptScale) * conceptScale
}

// sureNeed is the sum of strengths from which a need is taken to be understood. A
// need that is only guessed at cannot be covered in full.
const sureNeed = 0.7

// tally is what a pass over all products counts.
type tally struct {
	eligible int
	shutsOut []int // by demand of the gate
	alone    []int // of these, with no other breach
	fitting  []int // of these, those that fit the need; only counted where near misses are asked for
}

// Match finds the products that may solve the need.
func (m *Matcher) Match(ctx context.Context, n *testbeds.Need, o Options) (*Result, error) {
	if o.Top < 0 || o.Top > MaxTop || o.NearMisses < 0 || o.NearMisses > MaxNearMisses {
		return nil, fmt.Errorf("matching: asked for %d products and %d near misses; the most are %d and %d", o.Top, o.NearMisses, MaxTop, MaxNearMisses)
	}
	snap, from := m.view()
	p := m.plan(snap, n, o.Day)
	best := &top{n: o.Top, hash: newTieHash(m.ruleset.TieSeed, n.ID)}
	near := &top{n: o.NearMisses, hash: best.hash}
	counted, err := m.scan(ctx, snap, p, best, near)
	if err != nil {
		return nil, err
	}
	return m.result(newExplainer(m, snap, from, p), o, best, near, counted)
}

func (m *Matcher) scan(ctx context.Context, snap *postings.Snapshot, p *plan, best, near *top) (*tally, error) {
	w := m.pool.Get().(*work)
	defer m.pool.Put(w)
	w.used = 0
	p.gate = newGate(p, w)
	n := len(p.excluding)
	t := &tally{shutsOut: make([]int, n), alone: make([]int, n), fitting: make([]int, n)}
	for _, s := range snap.Segments() {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("matching: %w", err)
		}
		p.gate.open(snap, s, &p.wish)
		s.Accumulate(&w.text, p.text)
		s.Accumulate(&w.functions, p.functions)
		s.Accumulate(&w.effects, p.effects)
		words := (s.Len() + 63) / 64
		for i := range p.excluding {
			t.shutsOut[i] += p.gate.breaches[i][:words].Len()
		}
		p.each(s, p.gate.eligible[:words], w, best)
		t.eligible += p.gate.eligible[:words].Len()
		p.nearMisses(s, words, w, near, t)
	}
	return t, nil
}

// each scores the products of a bitmap that can still enter the list. While the
// list is not full, those with the best fit come first: they make its least score
// high, and most of the others need not be looked at again.
func (p *plan) each(s *postings.Segment, set postings.Bitmap, w *work, list *top) {
	f := features{segment: s, wishes: p.gate.granted}
	sieve := newSieve(p.scorer)
	full := list.full()
	var steps [fitSteps]int
	w.sieved = w.sieved[:0]
	for j, word := range set {
		if word != 0 {
			sieve.tighten(list.least())
		}
		for ; word != 0; word &= word - 1 {
			i := j<<6 + bits.TrailingZeros64(word)
			most := sieve.most(w.text[i], w.functions[i], w.effects[i])
			switch {
			case !full:
				w.sieved = append(w.sieved, sieved{float32(most), int32(i)}) //nolint:gosec // G115: below SegmentSize
				steps[fitStep(most)]++
			case sieve.lets(most):
				p.consider(i, w, &f, list, allFit)
			}
		}
	}
	if !full {
		p.bestFirst(w, &f, list, sieve, &steps)
	}
}

// bestFirst scores the sieved products, those with the best fit first.
func (p *plan) bestFirst(w *work, f *features, list *top, sieve *sieve, steps *[fitSteps]int) {
	first, seen := fitSteps, 0
	for first > 0 && seen < list.n {
		first--
		seen += steps[first]
	}
	for _, best := range []bool{true, false} {
		for _, x := range w.sieved {
			if (fitStep(float64(x.most)) >= first) != best {
				continue
			}
			sieve.tighten(list.least())
			if sieve.lets(float64(x.most)) {
				p.consider(int(x.doc), w, f, list, allFit)
			}
		}
	}
}

// sieved is a product with the most points that its fit may give.
type sieved struct {
	most float32
	doc  int32
}

// fitSteps is how finely fits are told apart when the best are looked for.
const fitSteps = 128

func fitStep(most float64) int { return max(0, min(int(most), fitSteps-1)) }

// Rules that consider is given for products that fail none.
const allFit = -1

// fittingShare is the share of the full fit from which a product is said to fit
// a need. Near misses below it are nobody's concern.
const fittingShare = 0.5

// consider scores product i unless it cannot enter the list, and reports whether
// it fits the need. Rule is the one that a near miss fails.
func (p *plan) consider(i int, w *work, f *features, list *top, rule int) bool {
	f.doc, f.text, f.functions, f.effects = i, w.text[i], w.functions[i], w.effects[i]
	points, counts := p.scorer.fitPoints(f)
	fits := counts >= fittingShare
	if rule != allFit && !fits {
		return false
	}
	breaks := p.gate.lowered.Has(i)
	if score, ok := p.scorer.scoreFrom(list.least(), f, points, counts, breaks); ok {
		list.offer(candidate{score: score, segment: f.segment, doc: i, breaks: breaks, rule: rule})
	}
	return fits
}

// nearMisses scores the products that break one rule, and counts what each rule
// shuts out.
func (p *plan) nearMisses(s *postings.Segment, words int, w *work, near *top, t *tally) {
	f := features{segment: s, wishes: p.gate.granted}
	sieve := newSieve(p.scorer)
	sieve.least = fittingShare * p.scorer.fullFit * p.scorer.fitShare
	for rule := range p.excluding {
		breach := p.gate.breaches[rule][:words]
		for j, word := range p.gate.single[:words] {
			word &= breach[j]
			t.alone[rule] += bits.OnesCount64(word)
			if near.n == 0 {
				continue
			}
			for ; word != 0; word &= word - 1 {
				i := j<<6 + bits.TrailingZeros64(word)
				if sieve.lets(sieve.most(w.text[i], w.functions[i], w.effects[i])) && p.consider(i, w, &f, near, rule) {
					t.fitting[rule]++
				}
			}
		}
	}
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
