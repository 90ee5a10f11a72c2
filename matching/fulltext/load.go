package fulltext

import (
	"errors"
	"fmt"
	"hash/crc32"
	"runtime"
	"strconv"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"
)

// load fills the memory from what lies in bleve, and checks that it is whole:
// bleve itself answers with less when it cannot read its files.
func (x *Index) load() error {
	reader, err := x.store.Reader()
	if err != nil {
		return err
	}
	snapshot, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return errors.Join(errNoSnapshot, reader.Close())
	}
	return errors.Join(x.loadSnapshot(snapshot), reader.Close())
}

func (x *Index) loadSnapshot(snapshot *scorch.IndexSnapshot) error {
	position, err := snapshot.GetInternal(positionKey)
	if err != nil {
		return err
	}
	count, err := snapshot.GetInternal(countKey)
	if err != nil {
		return err
	}
	for _, s := range snapshot.Segments() {
		if err := checkSum(s); err != nil {
			return err
		}
	}
	var words wordResult
	var group sync.WaitGroup
	group.Go(func() { words = countWords(snapshot) })
	err = x.loadRows(snapshot)
	group.Wait()
	if err := errors.Join(err, words.err); err != nil {
		return err
	}
	if n := strconv.Itoa(len(x.state.rows)); n != string(count) {
		return fmt.Errorf("%s documents where %q were written", n, count)
	}
	x.state.words.recent, x.state.words.changed = words.counts, true
	x.state.position = string(position)
	x.write.Lock()
	defer x.write.Unlock()
	return x.publish()
}

func (x *Index) loadRows(snapshot *scorch.IndexSnapshot) error {
	for _, s := range snapshot.Segments() {
		records, err := x.readRecords(s)
		if err != nil {
			return err
		}
		for i := range records {
			r := &records[i]
			if r.id == "" {
				continue
			}
			if _, twice := x.state.rows[r.id]; twice {
				return fmt.Errorf("document %q is there twice", r.id)
			}
			x.state.put(r)
		}
	}
	return nil
}

// readRecords reads the records of a segment on all cores; those of deleted
// documents have no ID.
func (x *Index) readRecords(s *scorch.SegmentSnapshot) ([]record, error) {
	n := int(s.Segment().Count()) //nolint:gosec // G115: bleve's own limit
	records := make([]record, n)
	workers := runtime.GOMAXPROCS(0)
	failed := make([]error, workers)
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			failed[w] = guarded(func() error {
				return x.readPart(s, records, w*n/workers, (w+1)*n/workers)
			})
		})
	}
	group.Wait()
	return records, errors.Join(failed...)
}

func (x *Index) readPart(s *scorch.SegmentSnapshot, into []record, from, to int) error {
	keys := newSortKeys()
	deleted := s.Deleted()
	for place := from; place < to; place++ {
		if deleted != nil && deleted.Contains(uint32(place)) { //nolint:gosec // G115: bleve's own limit
			continue
		}
		r := x.fields.newRecord()
		id := ""
		bad := errRecord                                                                                  // until the record has been read
		err := s.VisitDocument(uint64(place), func(field string, _ byte, value []byte, _ []uint64) bool { //nolint:gosec // G115: never negative
			switch field {
			case "_id":
				id = string(value)
			case recordField:
				bad = r.decode(value)
			}
			return field != recordField
		})
		if err := errors.Join(err, bad); err != nil {
			return err
		}
		r.id = id
		r.makeKeys(keys)
		into[place] = r
	}
	return nil
}

// wordResult is what countWords found.
type wordResult struct {
	counts map[string]uint32
	err    error
}

// countWords reads all words with how many documents have them; deleted ones
// count until bleve merges their segment.
func countWords(snapshot *scorch.IndexSnapshot) (result wordResult) {
	result.counts = make(map[string]uint32)
	result.err = guarded(func() error {
		for _, s := range snapshot.Segments() {
			dictionary, err := s.Segment().Dictionary(wordField)
			if err != nil {
				return err
			}
			words := dictionary.AutomatonIterator(nil, nil, nil)
			for {
				entry, err := words.Next()
				if err != nil {
					return err
				}
				if entry == nil {
					break
				}
				if isSuggestible(entry.Term) {
					result.counts[entry.Term] += uint32(entry.Count) //nolint:gosec // G115: documents
				}
			}
		}
		return nil
	})
	return result
}

// checkSum compares a segment's bytes with the sum that was written behind them.
func checkSum(s *scorch.SegmentSnapshot) error {
	file, ok := s.Segment().(interface {
		Data() []byte
		CRC() uint32
	})
	if !ok {
		return nil // it is not on disk yet
	}
	const sumBytes = 4
	data := file.Data()
	if len(data) < sumBytes || crc32.ChecksumIEEE(data[:len(data)-sumBytes]) != file.CRC() {
		return fmt.Errorf("segment %d is not what was written", s.Id())
	}
	return nil
}
