package matching

import (
	"github.com/allagehub/matcharenan/matching/postings"
)

// gate finds the products of a segment that break a need's demands. Breaches are
// bitmaps, so that their number for each product can be counted a word at a time.
type gate struct {
	demands  []demand          // those whose breach excludes
	breaches []postings.Bitmap // of each demand, in the segment at hand
	eligible postings.Bitmap   // live and without a breach
	single   postings.Bitmap   // live and with exactly one
	proposed []demand          // those that only lower
	lowered  postings.Bitmap   // with a breach of a proposed demand
	wishes   []postings.Bitmap // of each wished integration
	tell     postings.Bitmap   // tell of their integrations
	one, two postings.Bitmap   // working space
}

func newGate(p *plan, w *work) *gate {
	g := &gate{
		demands: p.excluding, proposed: p.proposed,
		eligible: w.bitmap(), single: w.bitmap(), lowered: w.bitmap(), tell: w.bitmap(), one: w.bitmap(), two: w.bitmap(),
	}
	for range g.demands {
		g.breaches = append(g.breaches, w.bitmap())
	}
	for range p.wish.integrations {
		g.wishes = append(g.wishes, w.bitmap())
	}
	return g
}

// open works out the bitmaps for a segment, cut to its length.
func (g *gate) open(snap *postings.Snapshot, s *postings.Segment, w *wish) {
	words := (s.Len() + 63) / 64
	live := g.eligible[:words]
	s.Live(live)
	once, twice := g.single[:words], g.two[:words]
	once.Clear()
	twice.Clear()
	for i := range g.demands {
		b := g.breaches[i][:words]
		g.demands[i].breaches(snap, s, b, g.one[:words])
		b.And(live)
		for j, x := range b {
			twice[j] |= once[j] & x
			once[j] |= x
		}
	}
	live.AndNot(once)
	once.AndNot(twice)
	g.lower(snap, s, words)
	g.grant(snap, s, w, words)
}

func (g *gate) lower(snap *postings.Snapshot, s *postings.Segment, words int) {
	lowered := g.lowered[:words]
	lowered.Clear()
	for i := range g.proposed {
		b := g.two[:words]
		g.proposed[i].breaches(snap, s, b, g.one[:words])
		lowered.Or(b)
	}
}

func (g *gate) grant(snap *postings.Snapshot, s *postings.Segment, w *wish, words int) {
	if len(g.wishes) == 0 {
		return
	}
	tell := g.tell[:words]
	tell.Clear()
	snap.AddAttribute(s, tell, knownAttribute("integrations"))
	for i, name := range w.integrations {
		b := g.wishes[i][:words]
		b.Clear()
		snap.AddAttribute(s, b, valueAttribute("integrations", name))
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
// demand. Space is for working.
func (d *demand) breaches(snap *postings.Snapshot, s *postings.Segment, b, space postings.Bitmap) {
	b.Clear()
	if column, ok := numberColumns[d.rule.Product]; ok {
		if d.rule.Test == testAtLeast {
			s.Below(b, column, float64(d.limit))
		} else {
			s.Above(b, column, float64(d.limit))
		}
	} else if column, ok := periodColumns[d.rule.Product]; ok {
		d.periodBreaches(s, column, b)
	} else {
		d.wordBreaches(snap, s, b, space)
	}
	for fact, accepted := range d.rule.When {
		space.Clear()
		for _, v := range accepted {
			name := valueAttribute(fact, v)
			if v == anyValue {
				name = knownAttribute(fact)
			}
			snap.AddAttribute(s, space, name)
		}
		b.And(space)
	}
}

// periodBreaches: who begins too late or has ended.
func (d *demand) periodBreaches(s *postings.Segment, column int, b postings.Bitmap) {
	if d.period.to != noDay {
		s.Above(b, column, float64(d.period.to))
	}
	if d.period.from != noDay {
		s.Below(b, column+1, float64(d.period.from))
	}
}

// wordBreaches: who tells, but not what is accepted.
func (d *demand) wordBreaches(snap *postings.Snapshot, s *postings.Segment, b, space postings.Bitmap) {
	snap.AddAttribute(s, b, knownAttribute(d.rule.Product))
	if !d.all {
		space.Clear()
		for _, v := range d.accepted {
			snap.AddAttribute(s, space, valueAttribute(d.rule.Product, v))
		}
		b.AndNot(space)
		return
	}
	space.Fill(len(space) * 64)
	have := postings.NewBitmap(len(space) * 64)
	for _, v := range d.accepted {
		have.Clear()
		snap.AddAttribute(s, have, valueAttribute(d.rule.Product, v))
		space.And(have)
	}
	b.AndNot(space)
}
