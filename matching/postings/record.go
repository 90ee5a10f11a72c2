package postings

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"io"
	"math"
)

// Limits of a recording.
const (
	recordingBlock = 64 << 10 // bytes from which a block is ended
	maxBlock       = 32 << 20 // one document more may be in it
)

// recordingVersion is part of every sum: raise it when the form changes.
const recordingVersion = "postings 1\x00"

// Recorder writes documents as they are added to a fill, so that another one can
// take them again (see [Recording]) without whoever made them.
//
// A recording is a run of blocks, and a block is its length in four bytes, its sum
// and its content. The sum is the SHA-256 of the sum before and of the content, and
// the first follows the key: whoever reads with another key, or what has been
// changed, cut or put together, finds no sum right. An empty block ends it. The
// first block is the note, the others hold documents, each after the terms and
// attributes that have not been in one before.
type Recorder struct {
	w                 *bufio.Writer
	sum               [sha256.Size]byte
	block             []byte
	terms, attributes map[string]uint32
	err               error // the first; nothing is written afterwards

	// Of the document at hand:
	numbers                     []uint32 // of the terms of its text and its channel
	freshTerms, freshAttributes []string
}

// NewRecorder returns a recorder that writes to w. Key is what the documents depend
// on: a recording is of no use under another one. The note is for the reader.
func NewRecorder(w io.Writer, key, note string) *Recorder {
	r := &Recorder{
		w: bufio.NewWriterSize(w, recordingBlock), sum: firstSum(key),
		terms: make(map[string]uint32), attributes: make(map[string]uint32),
	}
	r.block = append(r.block, note...)
	r.endBlock()
	return r
}

func firstSum(key string) [sha256.Size]byte { return sha256.Sum256([]byte(recordingVersion + key)) }

func nextSum(before [sha256.Size]byte, content []byte) (next [sha256.Size]byte) {
	h := sha256.New()
	h.Write(before[:])
	h.Write(content)
	return [sha256.Size]byte(h.Sum(next[:0]))
}

// Add adds a document. What goes wrong is told by Finish.
func (r *Recorder) Add(d *Document) {
	if r.err != nil {
		return
	}
	r.number(d)
	b := appendTexts(r.block, r.freshTerms)
	b = appendTexts(b, r.freshAttributes)
	b = appendText(b, d.ID)
	b = binary.AppendVarint(b, d.Origin.Offset)
	b = binary.AppendVarint(b, int64(d.Origin.Length))
	b = binary.AppendVarint(b, int64(d.Origin.Source))
	b = binary.AppendVarint(b, int64(d.Length))
	b = binary.AppendUvarint(b, uint64(len(d.Text)))
	for i, c := range d.Text {
		b = binary.AppendUvarint(b, uint64(r.numbers[i]))
		b = binary.AppendUvarint(b, uint64(c.N))
	}
	b = binary.AppendUvarint(b, uint64(len(d.Channel)))
	for i, c := range d.Channel {
		b = binary.AppendUvarint(b, uint64(r.numbers[len(d.Text)+i]))
		b = binary.AppendUvarint(b, uint64(c.Weight))
	}
	b = binary.AppendUvarint(b, uint64(len(d.Attributes)))
	for _, a := range d.Attributes {
		b = binary.AppendUvarint(b, uint64(r.attributes[a]))
	}
	b = binary.LittleEndian.AppendUint64(b, d.Bits)
	b = binary.AppendUvarint(b, uint64(len(d.Numbers)))
	for _, n := range d.Numbers {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(n))
	}
	b = binary.AppendUvarint(b, uint64(len(d.Payload)))
	for _, w := range d.Payload {
		b = binary.LittleEndian.AppendUint64(b, w)
	}
	if r.block = b; len(b) >= recordingBlock {
		r.endBlock()
	}
}

// number gives the terms and attributes of the document their numbers.
func (r *Recorder) number(d *Document) {
	r.numbers, r.freshTerms, r.freshAttributes = r.numbers[:0], r.freshTerms[:0], r.freshAttributes[:0]
	term := func(s string) {
		n, ok := r.terms[s]
		if !ok {
			n = uint32(len(r.terms)) //nolint:gosec // G115: as in dictionary.number
			r.terms[s], r.freshTerms = n, append(r.freshTerms, s)
		}
		r.numbers = append(r.numbers, n)
	}
	for _, c := range d.Text {
		term(c.Term)
	}
	for _, c := range d.Channel {
		term(c.Term)
	}
	for _, a := range d.Attributes {
		if _, ok := r.attributes[a]; !ok {
			r.attributes[a] = uint32(len(r.attributes)) //nolint:gosec // G115: as above
			r.freshAttributes = append(r.freshAttributes, a)
		}
	}
}

func appendTexts(b []byte, list []string) []byte {
	b = binary.AppendUvarint(b, uint64(len(list)))
	for _, s := range list {
		b = appendText(b, s)
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func (r *Recorder) endBlock() {
	r.sum = nextSum(r.sum, r.block)
	var size [4]byte
	binary.LittleEndian.PutUint32(size[:], uint32(len(r.block))) //nolint:gosec // G115: a document is far smaller
	for _, part := range [][]byte{size[:], r.sum[:], r.block} {
		if _, err := r.w.Write(part); err != nil && r.err == nil {
			r.err = err
		}
	}
	r.block = r.block[:0]
}

// Finish writes the end and returns what has gone wrong. A recording that is not
// finished cannot be read.
func (r *Recorder) Finish() error {
	if len(r.block) > 0 {
		r.endBlock()
	}
	r.endBlock()
	if r.err != nil {
		return r.err
	}
	return r.w.Flush()
}
