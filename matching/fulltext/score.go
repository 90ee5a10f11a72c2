package fulltext

import "context"

// scratch is memory that searches use again. Between searches scores and masks
// are zero.
type scratch struct {
	list       postingList
	scores     []float32 // of each row
	masks      []uint64  // of each row the bits of the clauses that it has
	covered    []uint8
	candidates []hitCandidate
	fails      []uint64
	counts     []uint32
}

// hitCandidate is a row that the text of a query finds.
type hitCandidate struct {
	row   uint32
	score float32
}

func (x *Index) getScratch(rows int) *scratch {
	s, _ := x.scratch.Get().(*scratch)
	if s == nil {
		s = &scratch{}
	}
	if len(s.scores) < rows {
		room := rows + rows/8
		s.scores, s.masks = make([]float32, room), make([]uint64, room)
	}
	return s
}

func (x *Index) putScratch(s *scratch, rows int) {
	clear(s.scores[:rows])
	clear(s.masks[:rows])
	x.scratch.Put(s)
}

// score adds up, for every row, what the clauses say: BM25 of the term in each
// field.
func (r *reading) score(ctx context.Context, p *plan) error {
	for i := range p.clauses {
		c := &p.clauses[i]
		rarity := r.rarity(c.lists.documents)
		for j := range c.lists.lists {
			if err := ctx.Err(); err != nil {
				return err
			}
			l := &c.lists.lists[j]
			postings, err := r.postings(l, c.term)
			if err != nil {
				return err
			}
			weight := float32(c.weight*rarity*(bm25K1+1)) * r.index.fields.weights[l.field]
			r.add(l, postings, weight, c.bits)
		}
	}
	return nil
}

// add is the innermost loop of a search.
func (r *reading) add(l *fieldList, postings *postingList, weight float32, bits uint64) {
	rows := r.view.segments[l.segment].rows
	lengths, norm := r.view.columns.lengths[l.field], r.view.norms[l.field]
	scores, masks := r.scratch.scores, r.scratch.masks
	frequencies := postings.frequencies[:len(postings.places)]
	for i, place := range postings.places {
		row := rows[place]
		if row == noRow {
			continue
		}
		f := float32(frequencies[i])
		scores[row] += weight * f / (f + norm[lengths[row]])
		masks[row] |= bits
	}
}

// candidates collects the rows that the text finds: those with all that is asked
// for; when there are none, those with most of it; when there are none of these
// either, those with anything, if only a part of a compound. Filters have no
// say in it, or choosing a value could find more than its facet counts.
func (r *reading) candidates(ctx context.Context, p *plan) (relaxed bool, err error) {
	s, v := r.scratch, r.view
	s.candidates = s.candidates[:0]
	if p.nothing {
		return false, nil
	}
	allowed, err := r.allowed(ctx, p)
	if err != nil {
		return false, err
	}
	need := r.cover(p, allowed)
	for row := range uint32(v.columns.len()) { //nolint:gosec // G115: a row
		if len(p.units) > 0 && (s.masks[row] == 0 || s.covered[row] < need) || v.isDead(row) || !allowed.has(row) {
			continue
		}
		s.candidates = append(s.candidates, hitCandidate{row, s.scores[row]})
	}
	return len(p.units) > 0 && int(need) < len(p.units), nil
}

// cover counts how many units each row has, and says how many it needs.
func (r *reading) cover(p *plan, allowed *restriction) uint8 {
	n := len(p.units)
	if n == 0 {
		return 0
	}
	s, v := r.scratch, r.view
	rows := v.columns.len()
	if cap(s.covered) < rows {
		s.covered = make([]uint8, rows+rows/8)
	}
	s.covered = s.covered[:rows]
	best := uint8(0)
	for row, mask := range s.masks[:rows] {
		covered := uint8(0)
		if mask != 0 {
			for i := range p.units {
				if p.units[i].has(mask) {
					covered++
				}
			}
		}
		s.covered[row] = covered
		if covered > best && !v.isDead(uint32(row)) && allowed.has(uint32(row)) {
			best = covered
		}
	}
	most := uint8((3*n + 4) / 5) //nolint:gosec // G115: at most MaxQueryWords units
	switch {
	case int(best) == n:
		return best
	case best >= most:
		return most
	}
	return min(best, 1)
}
