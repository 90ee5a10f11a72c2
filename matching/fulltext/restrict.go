package fulltext

import (
	"context"
	"slices"
)

// maxVerified bounds how many documents a search looks into for phrases in
// quotes; those beyond are taken not to have them.
const maxVerified = 10_000

// restriction says which rows quotes and excluded words leave.
type restriction struct {
	with    []bitset // a row must be in all of these
	without []bitset // and in none of these
}

func (r *restriction) has(row uint32) bool {
	for _, set := range r.with {
		if !set.has(row) {
			return false
		}
	}
	for _, set := range r.without {
		if set.has(row) {
			return false
		}
	}
	return true
}

func (r *reading) allowed(ctx context.Context, p *plan) (*restriction, error) {
	out := &restriction{}
	for _, words := range p.quoted {
		set, err := r.phrase(ctx, words)
		if err != nil {
			return nil, err
		}
		out.with = append(out.with, set)
	}
	for _, words := range p.excluded {
		set, err := r.without(ctx, words)
		if err != nil {
			return nil, err
		}
		out.without = append(out.without, set)
	}
	return out, nil
}

// without finds what to leave out: for one word all that have it, in any
// inflection and in compounds; for several, those where they stand in a row.
func (r *reading) without(ctx context.Context, words []string) (bitset, error) {
	if len(words) > 1 {
		return r.phrase(ctx, words)
	}
	set := bitset(nil).grown(r.view.columns.len())
	for _, lang := range r.index.fields.spoken {
		for _, t := range r.index.options.Analyzer.Word(words[0], lang) {
			if t.Part {
				continue
			}
			lists, err := r.term(lang, t.Text)
			if err != nil {
				return nil, err
			}
			for i := range lists.lists {
				l := &lists.lists[i]
				postings, err := r.postings(l, t.Text)
				if err != nil {
					return nil, err
				}
				r.view.segments[l.segment].mark(set, postings.places)
			}
		}
	}
	return set, nil
}

// mark adds the rows of places to a set.
func (s *segmentView) mark(set bitset, places []uint32) {
	for _, place := range places {
		if row := s.rows[place]; row != noRow {
			set.set(row)
		}
	}
}

// phrase finds the rows in one text of which the words stand in a row, as they
// are written. Stop words are not looked up, but must stand there too.
func (r *reading) phrase(ctx context.Context, words []string) (bitset, error) {
	set := bitset(nil).grown(r.view.columns.len())
	run := make([][sequenceWord]byte, len(words))
	for i, w := range words {
		run[i] = wordHash(w)
	}
	lookedUp := r.lookedUp(words)
	for s := range r.view.segments {
		places, err := r.placesWithAll(s, lookedUp)
		if err != nil {
			return nil, err
		}
		segment := &r.view.segments[s]
		if len(words) == 1 {
			segment.mark(set, places)
			continue
		}
		for _, place := range places {
			row := segment.rows[place]
			if row == noRow || r.view.isDead(row) {
				continue
			}
			if r.verified++; r.verified > maxVerified {
				r.truncated = true
				return set, nil
			}
			if r.verified%256 == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			has, err := segment.hasRun(place, run)
			if err != nil {
				return nil, err
			}
			if has {
				set.set(row)
			}
		}
	}
	return set, nil
}

// lookedUp are the words of a phrase that lists are read for: not stop words of
// any language, as texts in that one do not have them in their lists, unless
// nothing would be left.
func (r *reading) lookedUp(words []string) []string {
	spoken := r.index.fields.spoken
	var kept, rest []string
	for _, w := range words {
		stop := 0
		for _, lang := range spoken {
			if isStopWord(w, lang) {
				stop++
			}
		}
		switch {
		case !isIndexedWord(w):
		case stop == 0:
			kept = append(kept, w)
		case stop < len(spoken):
			rest = append(rest, w)
		}
	}
	if len(kept) > 0 {
		return kept
	}
	return rest
}

// placesWithAll finds the places in a segment that have all words.
func (r *reading) placesWithAll(segment int, words []string) ([]uint32, error) {
	var places []uint32
	for i, w := range words {
		list, n, err := r.list(segment, r.ownField(), w)
		if err != nil || n == 0 {
			return nil, err
		}
		read := &r.scratch.list
		if err := readPostings(list, read); err != nil {
			return nil, err
		}
		if i == 0 {
			places = slices.Clone(read.places)
		} else {
			places = intersect(places, read.places)
		}
	}
	return places, nil
}

// intersect keeps in a what is in b as well; both are sorted.
func intersect(a, b []uint32) []uint32 {
	kept := a[:0]
	for _, x := range a {
		for len(b) > 0 && b[0] < x {
			b = b[1:]
		}
		if len(b) > 0 && b[0] == x {
			kept = append(kept, x)
		}
	}
	return kept
}

// hasRun reports whether words with these hashes stand in a row in a document.
func (s *segmentView) hasRun(place uint32, run [][sequenceWord]byte) (bool, error) {
	found := false
	err := s.VisitDocument(uint64(place), func(field string, _ byte, value []byte, _ []uint64) bool {
		if field == sequenceField {
			found = hasRun(value, run)
		}
		return field != sequenceField
	})
	return found, err
}
