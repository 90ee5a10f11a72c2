package fulltext

import (
	"math"
	"slices"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// columns hold the records of an index in memory, field by field, a row for each
// version of a document that was written. Rows are only ever added: whoever has
// a copy of the struct sees the rows that there were then, while more are added
// behind them.
type columns struct {
	ids      []string
	versions []string
	ties     []uint64 // what breaks ties
	keywords []keywordColumn
	numbers  [][]float64 // NaN: unknown
	sorts    []sortColumn
	lengths  [][]uint8 // of texts, see shortLength
	labels   labelColumn
}

// keywordColumn holds the values of a field as codes.
type keywordColumn struct {
	starts []uint32 // where the values of each row begin, and the end
	codes  []uint32
	names  []string // of each code
	dict   *dictionary
}

// dictionary gives the code of a value. It grows with its column, so a code may
// be of a value that the holder of an older column has not seen.
type dictionary struct {
	mu    sync.RWMutex
	codes map[string]uint32
}

// sortColumn holds keys in the order of the Swedish alphabet. Most are told
// apart by their beginning.
type sortColumn struct {
	heads []uint64 // the first eight bytes of each key
	keys  []string // "" for none
}

func newColumns(f *fields) *columns {
	c := &columns{
		keywords: make([]keywordColumn, len(f.keywords)),
		numbers:  make([][]float64, len(f.numbers)),
		sorts:    make([]sortColumn, len(f.sorts)),
		lengths:  make([][]uint8, len(f.texts)),
		labels:   labelColumn{starts: []uint32{0}},
	}
	for i := range c.keywords {
		c.keywords[i] = keywordColumn{starts: []uint32{0}, dict: &dictionary{codes: make(map[string]uint32)}}
	}
	return c
}

// snapshot returns the columns as they are now.
func (c *columns) snapshot() columns {
	now := *c
	now.keywords, now.numbers = slices.Clone(c.keywords), slices.Clone(c.numbers)
	now.sorts, now.lengths = slices.Clone(c.sorts), slices.Clone(c.lengths)
	return now
}

func (c *columns) len() int { return len(c.ids) }

// add adds a row.
func (c *columns) add(r *record) {
	c.ids = append(c.ids, r.id)
	c.versions = append(c.versions, r.version)
	c.ties = append(c.ties, tieHash(r.id))
	for i := range c.keywords {
		c.keywords[i].add(r.keywords[i])
	}
	for i := range c.numbers {
		c.numbers[i] = append(c.numbers[i], r.numbers[i])
	}
	for i := range c.sorts {
		c.sorts[i].add(r.keys[i])
	}
	for i := range c.lengths {
		c.lengths[i] = append(c.lengths[i], shortLength(r.lengths[i]))
	}
	c.labels.add(r.labels)
}

// copyRow adds a row of other columns.
func (c *columns) copyRow(from *columns, row uint32) {
	c.ids = append(c.ids, from.ids[row])
	c.versions = append(c.versions, from.versions[row])
	c.ties = append(c.ties, from.ties[row])
	for i := range c.keywords {
		k := &from.keywords[i]
		var values []string
		for _, code := range k.row(row) {
			values = append(values, k.names[code])
		}
		c.keywords[i].add(values)
	}
	for i := range c.numbers {
		c.numbers[i] = append(c.numbers[i], from.numbers[i][row])
	}
	for i := range c.sorts {
		c.sorts[i].add(from.sorts[i].keys[row])
	}
	for i := range c.lengths {
		c.lengths[i] = append(c.lengths[i], from.lengths[i][row])
	}
	c.labels.add(from.labels.row(row))
}

func (k *keywordColumn) add(values []string) {
	for _, v := range values {
		code, ok := k.dict.codes[v] // only the writer changes it
		if !ok {
			code = uint32(len(k.names)) //nolint:gosec // G115: fewer values than memory
			k.names = append(k.names, v)
			k.dict.mu.Lock()
			k.dict.codes[v] = code
			k.dict.mu.Unlock()
		}
		k.codes = append(k.codes, code)
	}
	k.starts = append(k.starts, uint32(len(k.codes))) //nolint:gosec // G115: fewer values than memory
}

// row returns the codes of a row.
func (k *keywordColumn) row(row uint32) []uint32 { return k.codes[k.starts[row]:k.starts[row+1]] }

// code returns the code of a value that the column has.
func (k *keywordColumn) code(value string) (uint32, bool) {
	k.dict.mu.RLock()
	code, ok := k.dict.codes[value]
	k.dict.mu.RUnlock()
	return code, ok && int(code) < len(k.names)
}

func (s *sortColumn) add(key string) {
	var head uint64
	for i := range 8 {
		head <<= 8
		if i < len(key) {
			head |= uint64(key[i])
		}
	}
	s.heads = append(s.heads, head)
	s.keys = append(s.keys, key)
}

// sortKeys makes keys that sort as Swedish does: å, ä, ö after z, capitals and
// accents only where all else is the same, numbers by their value.
type sortKeys struct {
	collator *collate.Collator
	buffer   collate.Buffer
}

func newSortKeys() *sortKeys {
	return &sortKeys{collator: collate.New(language.Swedish, collate.Numeric)}
}

func (k *sortKeys) key(text string) string {
	if text == "" {
		return ""
	}
	k.buffer.Reset()
	return string(k.collator.KeyFromString(&k.buffer, text))
}

// tieHash breaks ties: FNV-1a of the ID, finished as MurmurHash3 does, so that
// it follows neither name nor age.
func tieHash(id string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(id) {
		h = (h ^ uint64(id[i])) * 1099511628211
	}
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// exactLengths are told apart; longer texts are to one part in 23, which is as
// fine as ranking needs.
const exactLengths = 128

// shortLength puts the length of a text into a byte.
func shortLength(n uint32) uint8 {
	if n < exactLengths {
		return uint8(n)
	}
	steps := math.Floor(16 * math.Log2(float64(n)/exactLengths))
	return uint8(exactLengths + min(127, int(steps))) //nolint:gosec // G115: at most 255
}

// longLengths turns a byte of shortLength into a length again.
var longLengths = func() (table [256]float32) {
	for i := range table {
		table[i] = float32(i)
		if i >= exactLengths {
			table[i] = float32(exactLengths * math.Exp2(float64(i-exactLengths)/16))
		}
	}
	return table
}()
