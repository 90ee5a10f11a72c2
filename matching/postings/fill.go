package postings

import (
	"errors"
	"fmt"
)

// ErrDouble says that a fill was given two documents with one ID.
var ErrDouble = errors.New("postings: two documents with the same ID")

// Filler fills an index from nothing, or anew, beside what is there: nothing of
// it is seen before [Filler.Finish].
type Filler struct {
	index    *Index
	layout   layout
	b        *builder
	segments []*Segment
	lengths  [][]uint32
	places   map[string]place
	total    float64
	recorder *Recorder // nil for none
}

// Fill begins a fill. Documents that are put or removed while it goes on are
// lost at Finish; the owner holds changes back, or fills again.
func (x *Index) Fill() *Filler {
	x.mu.Lock()
	defer x.mu.Unlock()
	l := layout{terms: newDictionary(), attributes: newDictionary(), numbers: x.numbers}
	return &Filler{index: x, layout: l, b: newBuilder(l), places: make(map[string]place)}
}

// Record has all documents that are added from now on recorded. It must come before
// the first, and a recorder is for one fill.
func (f *Filler) Record(r *Recorder) { f.recorder = r }

// Add adds a document.
func (f *Filler) Add(d *Document) error {
	if err := f.layout.fits(d); err != nil {
		return err
	}
	if _, ok := f.places[d.ID]; ok {
		return fmt.Errorf("%w: %q", ErrDouble, d.ID)
	}
	f.places[d.ID] = place{int32(len(f.segments)), int32(len(f.b.ids))} //nolint:gosec // G115: small
	before := len(f.b.entries)
	f.b.add(d)
	if f.recorder != nil {
		f.recorder.add(d, f.b.entries[before:], f.layout.attributes)
	}
	f.total += float64(d.Length)
	if f.b.full() {
		f.seal()
	}
	return nil
}

func (f *Filler) seal() {
	f.segments = append(f.segments, f.b.freeze())
	f.lengths = append(f.lengths, f.b.lengths)
	entries := f.b.entries[:0]
	f.b = newBuilder(f.layout)
	f.b.entries = entries
}

// Finish weighs all postings with the average length and makes the new content
// the index's.
func (f *Filler) Finish() {
	if len(f.b.ids) > 0 {
		f.seal()
	}
	f.b = nil
	n := len(f.places)
	s := &Snapshot{terms: f.layout.terms, attributes: f.layout.attributes, segments: f.segments, live: n}
	s.statistics.Documents = n
	if n > 0 {
		s.statistics.AverageLength = f.total / float64(n)
	}
	s.frequency = make([]uint32, f.layout.terms.len())
	for i, seg := range f.segments {
		weigh(seg, f.lengths[i], s.statistics.AverageLength)
		seg.frequencies(s.frequency)
	}
	f.index.install(s, f.places, f.layout)
}

func (x *Index) install(s *Snapshot, places map[string]place, l layout) {
	x.mu.Lock()
	defer x.mu.Unlock()
	s.generation = x.current.Load().generation + 1
	x.layout, x.places, x.delta, x.open = l, places, nil, false
	x.current.Store(s)
}
