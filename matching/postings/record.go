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

// Recorder writes the documents of a fill (see [Filler.Record]), so that another
// one can take them again (see [Recording]) without whoever made them.
//
// A recording is a run of blocks, and a block is its length in four bytes, its sum
// and its content. The sum is the SHA-256 of the sum before and of the content, and
// the first follows the key: whoever reads with another key, or what has been
// changed, cut or put together, finds no sum right. An empty block ends it. The
// first block is the note, the others hold documents, each after the terms and
// attributes that have not been in one before. Those have their numbers from the
// index that is filled, which gives them in the order in which they come.
type Recorder struct {
	w                 *bufio.Writer
	sum               [sha256.Size]byte
	block             []byte
	terms, attributes uint32 // how many have been written
	err               error  // the first; nothing is written afterwards
}

// NewRecorder returns a recorder that writes to w. Key is what the documents depend
// on: a recording is of no use under another one. The note is for the reader.
func NewRecorder(w io.Writer, key, note string) *Recorder {
	r := &Recorder{w: bufio.NewWriterSize(w, recordingBlock), sum: firstSum(key)}
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

// add adds a document. Terms are the numbers of its text's terms and then of its
// channel's. What goes wrong is told by Finish.
func (r *Recorder) add(d *Document, terms []entry, attributes *dictionary) {
	if r.err != nil {
		return
	}
	b := r.names(d, terms, attributes)
	b = appendText(b, d.ID)
	b = binary.AppendVarint(b, d.Origin.Offset)
	b = binary.AppendVarint(b, int64(d.Origin.Length))
	b = binary.AppendVarint(b, int64(d.Origin.Source))
	b = binary.AppendVarint(b, int64(d.Length))
	b = binary.AppendUvarint(b, uint64(len(d.Text)))
	for i, c := range d.Text {
		b = binary.AppendUvarint(b, uint64(terms[i].term))
		b = binary.AppendUvarint(b, uint64(c.N))
	}
	b = binary.AppendUvarint(b, uint64(len(d.Channel)))
	for i, c := range d.Channel {
		b = binary.AppendUvarint(b, uint64(terms[len(d.Text)+i].term))
		b = binary.AppendUvarint(b, uint64(c.Weight))
	}
	b = binary.AppendUvarint(b, uint64(len(d.Attributes)))
	for _, a := range d.Attributes {
		b = binary.AppendUvarint(b, uint64(attributes.number(a)))
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

// names writes how many terms and attributes are new with the document, and these.
func (r *Recorder) names(d *Document, terms []entry, attributes *dictionary) []byte {
	newTerms, newAttributes := r.terms, r.attributes
	for _, t := range terms {
		newTerms = max(newTerms, t.term+1)
	}
	for _, a := range d.Attributes {
		newAttributes = max(newAttributes, attributes.number(a)+1)
	}
	b := binary.AppendUvarint(r.block, uint64(newTerms-r.terms))
	for i, t := range terms {
		if t.term != r.terms {
			continue
		}
		r.terms++
		if i < len(d.Text) {
			b = appendText(b, d.Text[i].Term)
		} else {
			b = appendText(b, d.Channel[i-len(d.Text)].Term)
		}
	}
	b = binary.AppendUvarint(b, uint64(newAttributes-r.attributes))
	for _, a := range d.Attributes {
		if attributes.number(a) == r.attributes {
			r.attributes++
			b = appendText(b, a)
		}
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
