package matching

import (
	"github.com/allagehub/matcharenan/matching/postings"
)

// gate finds the products of a segment that break a need's demands. Breaches are
// bitmaps, so that their number for each product can be counted a word at a time.
type gate struct {
	demands  []check           // those whose breach excludes
	breaches []postings.Bitmap // of each demand, in the segment at hand
	eligible postings.Bitmap   // live and without a breach
	single   postings.Bitmap   // live and with exactly one
	proposed []check           // those that only lower
	lowered  postings.Bitmap   // with a breach of a proposed demand
	wished   []uint32          // integrations, as attributes
	tells    uint32            // of integrations
	wishes   []postings.Bitmap // of each wished integration
	tell     postings.Bitmap   // tell of their integrations
	one, two postings.Bitmap   // working space
	three    postings.Bitmap
}

// check is a demand with the numbers of the attributes that it looks at.
type check struct {
	*demand
	known    uint32
	accepted []uint32
	when     [][]uint32 // of each condition: one of these
}

func newCheck(snap *postings.Snapshot, d *demand) check {
	c := check{demand: d, known: snap.Attribute(knownAttribute(d.rule.Product))}
	for _, v := range d.accepted {
		c.accepted = append(c.accepted, snap.Attribute(valueAttribute(d.rule.Product, v)))
	}
	for fact, accepted := range d.rule.When {
		var numbers []uint32
		for _, v := range accepted {
			name := valueAttribute(fact, v)
			if v == anyValue {
				name = knownAttribute(fact)
			}
			numbers = append(numbers, snap.Attribute(name))
		}
		c.when = append(c.when, numbers)
	}
	return c
}

func newGate(snap *postings.Snapshot, p *plan, w *work) *gate {
	g := &gate{
		eligible: w.bitmap(), single: w.bitmap(), lowered: w.bitmap(), tell: w.bitmap(),
		one: w.bitmap(), two: w.bitmap(), three: w.bitmap(), tells: snap.Attribute(knownAttribute("integrations")),
	}
	for i := range p.excluding {
		g.demands = append(g.demands, newCheck(snap, &p.excluding[i]))
		g.breaches = append(g.breaches, w.bitmap())
	}
	for i := range p.proposed {
		g.proposed = append(g.proposed, newCheck(snap, &p.proposed[i]))
	}
	for _, name := range p.wish.integrations {
		g.wished = append(g.wished, snap.Attribute(valueAttribute("integrations", name)))
		g.wishes = append(g.wishes, w.bitmap())
	}
	return g
}

// open works out the bitmaps for a segment, cut to its length.
func (g *gate) open(s *postings.Segment) {
	words := (s.Len() + 63) / 64
	live := g.eligible[:words]
	s.Live(live)
	once, twice := g.single[:words], g.two[:words]
	once.Clear()
	twice.Clear()
	for i := range g.demands {
		b := g.breaches[i][:words]
		g.demands[i].breaches(s, b, g.one[:words], g.three[:words])
		b.And(live)
		for j, x := range b {
			twice[j] |= once[j] & x
			once[j] |= x
		}
	}
	live.AndNot(once)
	once.AndNot(twice)
	g.lower(s, words)
	g.grant(s, words)
}

func (g *gate) lower(s *postings.Segment, words int) {
	lowered := g.lowered[:words]
	lowered.Clear()
	for i := range g.proposed {
		b := g.two[:words]
		g.proposed[i].breaches(s, b, g.one[:words], g.three[:words])
		lowered.Or(b)
	}
}

func (g *gate) grant(s *postings.Segment, words int) {
	if len(g.wishes) == 0 {
		return
	}
	tell := g.tell[:words]
	tell.Clear()
	s.AddAttribute(tell, g.tells)
	for i, n := range g.wished {
		b := g.wishes[i][:words]
		b.Clear()
		s.AddAttribute(b, n)
	}
}

// granted is how many of the wished integrations a product of the segment has,
// and whether it tells of any.
func (g *gate) granted(doc int) (has int, told bool) {
	for _, b := range g.wishes {
		if b.Has(doc) {
			has++
		}
	}
	return has, g.tell.Has(doc)
}

// breaches sets b to the products of the segment that are known to break the
// demand. Space and more are for working.
func (c *check) breaches(s *postings.Segment, b, space, more postings.Bitmap) {
	b.Clear()
	if column, ok := numberColumns[c.rule.Product]; ok {
		if c.rule.Test == testAtLeast {
			s.Below(b, column, float64(c.limit))
		} else {
			s.Above(b, column, float64(c.limit))
		}
	} else if column, ok := periodColumns[c.rule.Product]; ok {
		c.periodBreaches(s, column, b)
	} else {
		c.wordBreaches(s, b, space, more)
	}
	for _, numbers := range c.when {
		space.Clear()
		for _, n := range numbers {
			s.AddAttribute(space, n)
		}
		b.And(space)
	}
}

// periodBreaches: who begins too late or has ended.
func (c *check) periodBreaches(s *postings.Segment, column int, b postings.Bitmap) {
	if c.period.to != noDay {
		s.Above(b, column, float64(c.period.to))
	}
	if c.period.from != noDay {
		s.Below(b, column+1, float64(c.period.from))
	}
}

// wordBreaches: who tells, but not what is accepted.
func (c *check) wordBreaches(s *postings.Segment, b, space, have postings.Bitmap) {
	s.AddAttribute(b, c.known)
	if !c.all {
		space.Clear()
		for _, n := range c.accepted {
			s.AddAttribute(space, n)
		}
		b.AndNot(space)
		return
	}
	space.Fill(len(space) * 64)
	for _, n := range c.accepted {
		have.Clear()
		s.AddAttribute(have, n)
		space.And(have)
	}
	b.AndNot(space)
}
