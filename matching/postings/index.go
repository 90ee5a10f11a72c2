package postings

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
)

// deltaSize is how many changed documents are collected before their segment is
// left as it is and a new one begun. A change freezes its segment again, so this
// bounds the cost of a change.
const deltaSize = 512

// Errors that an index returns.
var (
	ErrNotFound = errors.New("postings: no such document")
	ErrShape    = errors.New("postings: a document does not have the index's columns")
)

// Index is a set of documents that can be searched while it changes. One writer
// at a time; readers never wait.
type Index struct {
	layout
	current atomic.Pointer[Snapshot]

	mu     sync.Mutex // guards all below and every change of current
	places map[string]place
	delta  []Document // of the last segment, when open
	open   bool       // the last segment is the delta's
}

// place is where a document stands.
type place struct {
	segment int32
	doc     int32
}

// Snapshot is the index at one moment. It never changes.
type Snapshot struct {
	terms      *dictionary
	attributes *dictionary
	segments   []*Segment
	statistics Statistics
	frequency  []uint32 // of terms, at the last fill
	live       int
	generation uint64
}

// New returns an empty index with so many number columns.
func New(numbers int) *Index {
	x := &Index{
		layout: layout{terms: newDictionary(), attributes: newDictionary(), numbers: numbers},
		places: make(map[string]place),
	}
	x.current.Store(&Snapshot{terms: x.terms, attributes: x.attributes})
	return x
}

// Snapshot returns the index as it is now.
func (x *Index) Snapshot() *Snapshot { return x.current.Load() }

// Segments are the parts of the snapshot, in order of filling.
func (s *Snapshot) Segments() []*Segment { return s.segments }

// Len is the number of live documents.
func (s *Snapshot) Len() int { return s.live }

// Generation counts the changes since the index was made.
func (s *Snapshot) Generation() uint64 { return s.generation }

// Statistics are those of the last fill.
func (s *Snapshot) Statistics() Statistics { return s.statistics }

// Put adds a document, or replaces the one with the same ID.
func (x *Index) Put(d Document) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if err := x.fits(&d); err != nil {
		return err
	}
	next := x.change()
	x.bury(next, d.ID)
	x.extendDelta(next, keep(d))
	x.current.Store(next)
	return nil
}

// Remove takes a document away. The error is [ErrNotFound] when there is none.
func (x *Index) Remove(id string) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if _, ok := x.places[id]; !ok {
		return fmt.Errorf("%w: %q", ErrNotFound, id)
	}
	next := x.change()
	x.bury(next, id)
	x.current.Store(next)
	return nil
}

// change returns a copy of the current snapshot that may be changed until it is
// stored.
func (x *Index) change() *Snapshot {
	next := *x.current.Load()
	next.segments = slices.Clone(next.segments)
	next.generation++
	return &next
}

// bury marks the document dead where it stands, if it stands anywhere.
func (x *Index) bury(next *Snapshot, id string) {
	at, ok := x.places[id]
	if !ok {
		return
	}
	delete(x.places, id)
	next.segments[at.segment] = next.segments[at.segment].without(int(at.doc))
	next.live--
}

// extendDelta adds d to the open segment and freezes that again. Documents that
// have died in it keep their numbers, so that no place moves.
func (x *Index) extendDelta(next *Snapshot, d Document) {
	if !x.open || len(x.delta) >= deltaSize {
		x.delta, x.open = nil, true
		next.segments = append(next.segments, &Segment{})
	}
	x.delta = append(x.delta, d)
	last := len(next.segments) - 1
	b := newBuilder(x.layout)
	for i := range x.delta {
		b.add(&x.delta[i])
	}
	s := b.freeze()
	weigh(s, b.lengths, next.statistics.AverageLength)
	if old := next.segments[last]; old.dead != nil {
		s.dead, s.deadCount = NewBitmap(s.Len()), old.deadCount
		copy(s.dead, old.dead)
	}
	next.segments[last] = s
	next.live++
	x.places[d.ID] = place{int32(last), int32(len(x.delta) - 1)} //nolint:gosec // G115: small
}

// keep copies what the caller may use again.
func keep(d Document) Document {
	d.Text, d.Channel = slices.Clone(d.Text), slices.Clone(d.Channel)
	d.Attributes = slices.Clone(d.Attributes)
	d.Numbers, d.Payload = slices.Clone(d.Numbers), slices.Clone(d.Payload)
	return d
}
