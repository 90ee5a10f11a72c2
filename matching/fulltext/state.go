package fulltext

import "slices"

// state is what the writer of an index keeps in memory. Views are made of it.
type state struct {
	fields   *fields
	columns  *columns
	rows     map[string]uint32 // of each document that there is
	dead     bitset            // rows of documents that were replaced or removed
	deaths   int
	lengths  []float64 // of each text field, all documents together
	words    *wordCounts
	labels   labelIndex
	segments map[uint64][]uint32 // of each segment of bleve the row of every document in it
	position string
}

func newState(f *fields) *state {
	return &state{
		fields: f, columns: newColumns(f), rows: make(map[string]uint32), lengths: make([]float64, len(f.texts)),
		words: newWordCounts(), segments: make(map[uint64][]uint32),
	}
}

// put adds a document, in place of one with the same ID.
func (s *state) put(r *record) {
	s.remove(r.id)
	row := uint32(s.columns.len()) //nolint:gosec // G115: fewer rows than memory
	s.columns.add(r)
	s.rows[r.id] = row
	for i := range s.lengths {
		s.lengths[i] += s.length(i, row)
	}
}

func (s *state) remove(id string) {
	row, there := s.rows[id]
	if !there {
		return
	}
	delete(s.rows, id)
	s.dead = s.dead.grown(s.columns.len())
	s.dead.set(row)
	s.deaths++
	for i := range s.lengths {
		s.lengths[i] -= s.length(i, row)
	}
}

// length is that of a text as it counts when ranking.
func (s *state) length(field int, row uint32) float64 {
	return float64(longLengths[s.columns.lengths[field][row]])
}

// minDeaths is how many dead rows are let lie in any case.
const minDeaths = 4096

// compact leaves out dead rows once they are the larger part. All rows change
// their numbers, so everything that knows them is made anew.
func (s *state) compact() {
	if s.deaths < minDeaths || s.deaths < len(s.rows) {
		return
	}
	old, dead := s.columns, s.dead
	s.columns, s.dead, s.deaths = newColumns(s.fields), nil, 0
	for row := range uint32(old.len()) { //nolint:gosec // G115: a row
		if dead.has(row) {
			continue
		}
		s.rows[old.ids[row]] = uint32(s.columns.len()) //nolint:gosec // G115: a row
		s.columns.copyRow(old, row)
	}
	clear(s.segments)
	s.labels = labelIndex{}
}

// bitset is a set of small numbers.
type bitset []uint64

func (b bitset) has(i uint32) bool { return int(i/64) < len(b) && b[i/64]&(1<<(i%64)) != 0 }
func (b bitset) set(i uint32)      { b[i/64] |= 1 << (i % 64) }

// grown returns the set with room for numbers below n.
func (b bitset) grown(n int) bitset {
	if need := (n + 63) / 64; need > len(b) {
		return append(b, make([]uint64, need-len(b))...)
	}
	return b
}

func (b bitset) clone() bitset { return slices.Clone(b) }
