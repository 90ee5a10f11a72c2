package fulltext

import (
	"errors"
	"fmt"
	"math"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
)

// view is an index as it was at one moment: a snapshot of bleve with the columns
// that belong to it. It stays as it is while others are made, and is closed
// when nobody uses it any more.
type view struct {
	users    atomic.Int64
	reader   index.IndexReader
	segments []segmentView

	columns  columns
	dead     bitset
	live     int
	norms    []*[256]float32 // of each text field: what BM25 adds to a frequency, by length
	words    [2]*vocabulary  // the bulk, and what came lately
	labels   labelIndex
	position string
}

// segmentView is a segment of bleve's index with what was deleted in it.
type segmentView struct {
	*scorch.SegmentSnapshot

	rows []uint32 // of each place; noRow where no document lives
}

const noRow = math.MaxUint32

var errNoSnapshot = errors.New("bleve's index is not of the kind that this package reads")

// publish makes a view of the current state and shows it to searches. The
// caller holds x.write.
func (x *Index) publish() error {
	reader, err := x.store.Reader()
	if err != nil {
		return fmt.Errorf("opening a snapshot of the search index: %w", err)
	}
	snapshot, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return errors.Join(errNoSnapshot, reader.Close())
	}
	x.state.compact()
	v := &view{reader: reader, live: len(x.state.rows), position: x.state.position}
	known := make(map[uint64][]uint32, len(snapshot.Segments()))
	for _, s := range snapshot.Segments() {
		rows, seen := x.state.segments[s.Id()]
		if !seen {
			if rows, err = x.state.rowsOf(s); err != nil {
				return errors.Join(fmt.Errorf("reading a segment of the search index: %w", err), reader.Close())
			}
		}
		known[s.Id()] = rows
		v.segments = append(v.segments, segmentView{SegmentSnapshot: s, rows: rows})

	}
	x.state.segments = known
	x.cache.keep(known)
	x.state.labels = x.state.labels.extended(x.state.columns)
	v.columns, v.dead, v.norms = x.state.columns.snapshot(), x.state.dead.clone(), x.state.norms()
	v.words, v.labels = x.state.words.vocabularies(), x.state.labels
	v.users.Store(1)
	if old := x.current.Swap(v); old != nil {
		return old.leave()
	}
	return nil
}

// rowsOf finds the row of every document of a segment that was not seen before.
// Where a document was replaced since, its ID is that of another row, but then
// the place is deleted.
func (s *state) rowsOf(segment *scorch.SegmentSnapshot) ([]uint32, error) {
	deleted := segment.Deleted()
	rows := make([]uint32, segment.Segment().Count())
	for i := range rows {
		rows[i] = noRow
		if deleted != nil && deleted.Contains(uint32(i)) {
			continue
		}
		id, err := segment.DocID(uint64(i))
		if err != nil {
			return nil, err
		}
		if row, there := s.rows[string(id)]; there {
			rows[i] = row
		}
	}
	return rows, nil
}

// Constants of BM25, as in the matcher.
const (
	bm25K1 = 0.9
	bm25B  = 0.4
)

// norms tabulates the share of BM25 that depends on the length of a text.
func (s *state) norms() []*[256]float32 {
	norms := make([]*[256]float32, len(s.lengths))
	for i, total := range s.lengths {
		mean := max(1, total/max(1, float64(len(s.rows))))
		norms[i] = new([256]float32)
		for short, long := range longLengths {
			norms[i][short] = float32(bm25K1 * (1 - bm25B + bm25B*float64(long)/mean))
		}
	}
	return norms
}

// acquire returns the current view for use until it is given to release, nil
// when the index is closed.
func (x *Index) acquire() *view {
	x.gate.RLock()
	for {
		v := x.current.Load()
		if v == nil {
			x.gate.RUnlock()
			return nil
		}
		for n := v.users.Load(); n > 0; n = v.users.Load() {
			if v.users.CompareAndSwap(n, n+1) {
				return v
			}
		}
		// It was replaced between the two lines: there is a newer one.
	}
}

func (x *Index) release(v *view) {
	x.refresh(v)
	_ = v.leave() // all was read; what fails here fails again when the index is closed
	x.gate.RUnlock()
}

// leave ends a use of the view, and closes it after the last one.
func (v *view) leave() error {
	if v.users.Add(-1) > 0 {
		return nil
	}
	return v.reader.Close()
}

func (v *view) isDead(row uint32) bool { return v.dead.has(row) }

// refresh makes a new view when bleve has merged segments since, so that
// searches use the fewer ones and the files of the others can go. It runs beside
// the searches, one at a time.
func (x *Index) refresh(v *view) {
	reader, err := x.store.Reader()
	if err != nil {
		return // the next search tries again
	}
	merged := reader != v.reader
	if reader.Close() != nil || !merged || !x.refreshing.CompareAndSwap(false, true) {
		return
	}
	x.background.Go(func() {
		defer x.refreshing.Store(false)
		x.write.Lock()
		defer x.write.Unlock()
		if x.closed {
			return
		}
		if err := x.publish(); err != nil {
			return // searches go on with the view that there is
		}
	})
}
