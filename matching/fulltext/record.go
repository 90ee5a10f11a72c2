package fulltext

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"
)

// recordVersion is part of an index's schema: raise it when records or the
// fields in bleve change.
const recordVersion = "2"

// record is what an index keeps of a document beside its terms: everything that
// filters, counts, sorting and suggestions need. It lies in bleve as one stored
// field, and in memory as columns. Slices are by field, in the order of the
// names.
type record struct {
	id       string
	version  string
	keywords [][]string // sorted, none twice
	numbers  []float64  // NaN: unknown
	sorts    []string   // "" when there is none
	keys     []string   // of sorts, see sortKeys; in memory only
	labels   []string
	lengths  []uint32 // words of each text field that are not stop words
}

var errRecord = errors.New("a stored record cannot be read")

// encode returns the record, without its ID, as bytes.
func (r *record) encode() []byte {
	dst := appendString(nil, r.version)
	for _, values := range r.keywords {
		dst = appendStrings(dst, values)
	}
	for _, n := range r.numbers {
		dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(n))
	}
	for _, s := range r.sorts {
		dst = appendString(dst, s)
	}
	dst = appendStrings(dst, r.labels)
	for _, n := range r.lengths {
		dst = binary.AppendUvarint(dst, uint64(n))
	}
	return dst
}

func appendString(dst []byte, s string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(s))), s...)
}

func appendStrings(dst []byte, list []string) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(list)))
	for _, s := range list {
		dst = appendString(dst, s)
	}
	return dst
}

// decode reads what encode wrote, into a record whose slices have as many places
// as there are fields. Strings are copies.
func (r *record) decode(data []byte) error {
	in := recordReader{data: data}
	r.version = in.string()
	for i := range r.keywords {
		r.keywords[i] = in.strings(r.keywords[i][:0], MaxValues)
	}
	for i := range r.numbers {
		r.numbers[i] = math.Float64frombits(in.uint64())
	}
	for i := range r.sorts {
		r.sorts[i] = in.string()
	}
	r.labels = in.strings(r.labels[:0], MaxLabels)
	for i := range r.lengths {
		r.lengths[i] = uint32(in.uvarint()) //nolint:gosec // G115: at most as many words as MaxTextBytes
	}
	if in.failed || len(in.data) > 0 {
		return errRecord
	}
	return nil
}

// recordReader reads from bytes that may be anything; after a failure it
// returns zeros.
type recordReader struct {
	data   []byte
	failed bool
}

func (in *recordReader) fail() {
	in.data, in.failed = nil, true
}

func (in *recordReader) uvarint() uint64 {
	n, size := binary.Uvarint(in.data)
	if size <= 0 {
		in.fail()
		return 0
	}
	in.data = in.data[size:]
	return n
}

func (in *recordReader) uint64() uint64 {
	if len(in.data) < 8 {
		in.fail()
		return 0
	}
	n := binary.LittleEndian.Uint64(in.data)
	in.data = in.data[8:]
	return n
}

func (in *recordReader) string() string {
	n := in.uvarint()
	if n > uint64(len(in.data)) {
		in.fail()
		return ""
	}
	s := string(in.data[:n])
	in.data = in.data[n:]
	return s
}

func (in *recordReader) strings(dst []string, most uint64) []string {
	n := in.uvarint()
	if n > most {
		in.fail()
		return dst
	}
	for range n {
		dst = append(dst, in.string())
	}
	return dst
}

// newRecord returns an empty record with a place for each field.
func (f *fields) newRecord() record {
	return record{
		keywords: make([][]string, len(f.keywords)),
		numbers:  make([]float64, len(f.numbers)),
		sorts:    make([]string, len(f.sorts)),
		keys:     make([]string, len(f.sorts)),
		lengths:  make([]uint32, len(f.texts)),
	}
}

// makeKeys makes the keys of the texts to sort by.
func (r *record) makeKeys(k *sortKeys) {
	for i, text := range r.sorts {
		r.keys[i] = k.key(text)
	}
}

// record takes from a document what is kept of it, except for text lengths.
func (f *fields) record(d *Document) record {
	r := f.newRecord()
	r.id, r.version, r.labels = d.ID, d.Version, d.Labels
	for i, name := range f.keywords {
		r.keywords[i] = slices.Compact(slices.Sorted(slices.Values(d.Keywords[name])))
	}
	for i, name := range f.numbers {
		r.numbers[i] = math.NaN()
		if n, ok := d.Numbers[name]; ok {
			r.numbers[i] = n
		}
	}
	for i, name := range f.sorts {
		s := d.Sort[name]
		r.sorts[i] = s[:cutRunes(s, MaxSortBytes)]
	}
	return r
}
