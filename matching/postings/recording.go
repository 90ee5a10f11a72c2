package postings

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// ErrRecording says that a recording is damaged, unfinished, or of another key.
var ErrRecording = errors.New("postings: the recording cannot be used")

// Recording reads what a [Recorder] has written.
type Recording struct {
	r                 *bufio.Reader
	sum               [32]byte
	note              string
	block, rest       []byte // of a block that is right: whole, and what has not been read
	ended             bool
	terms, attributes []string
	document          Document
}

// OpenRecording begins to read a recording with the key. The error is
// [ErrRecording] unless reading failed.
func OpenRecording(r io.Reader, key string) (*Recording, error) {
	c := &Recording{r: bufio.NewReaderSize(r, recordingBlock), sum: firstSum(key)}
	if err := c.nextBlock(); err != nil {
		return nil, err
	}
	c.note, c.rest = string(c.block), nil
	return c, nil
}

// Note is the recorder's note.
func (c *Recording) Note() string { return c.note }

// nextBlock reads a block and holds it to its sum.
func (c *Recording) nextBlock() error {
	var head [4 + len(c.sum)]byte
	if _, err := io.ReadFull(c.r, head[:]); err != nil {
		return unreadable(err)
	}
	size := binary.LittleEndian.Uint32(head[:])
	if size > maxBlock {
		return fmt.Errorf("%w: a block of %d bytes", ErrRecording, size)
	}
	if uint32(cap(c.block)) < size { //nolint:gosec // G115: at most maxBlock
		c.block = make([]byte, size)
	}
	c.block = c.block[:size]
	if _, err := io.ReadFull(c.r, c.block); err != nil {
		return unreadable(err)
	}
	c.sum = nextSum(c.sum, c.block)
	if !bytes.Equal(c.sum[:], head[4:]) {
		return fmt.Errorf("%w: a sum is wrong", ErrRecording)
	}
	c.rest = c.block
	return nil
}

// unreadable is the error of a read: an end that comes too soon is damage.
func unreadable(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: it ends too soon", ErrRecording)
	}
	return err
}

// Next returns the next document, nil after the last. It is good until the next
// call.
func (c *Recording) Next() (*Document, error) {
	if len(c.rest) == 0 && !c.ended {
		if err := c.nextBlock(); err != nil {
			return nil, err
		}
		c.ended = len(c.block) == 0
	}
	if c.ended {
		return nil, nil //nolint:nilnil // the end is no error
	}
	return c.read()
}

func (c *Recording) read() (*Document, error) {
	f := fields{rest: c.rest}
	d := &c.document
	c.terms = f.texts(c.terms)
	c.attributes = f.texts(c.attributes)
	d.ID = f.text()
	d.Origin = Origin{Offset: f.number(), Length: int32(f.number()), Source: int32(f.number())} //nolint:gosec // G115: as written
	d.Length = int(f.number())
	d.Text, d.Channel, d.Attributes = d.Text[:0], d.Channel[:0], d.Attributes[:0]
	for range f.many() {
		d.Text = append(d.Text, Count{f.name(c.terms), uint16(f.count())}) //nolint:gosec // G115: as written
	}
	for range f.many() {
		d.Channel = append(d.Channel, Impact{f.name(c.terms), uint16(f.count())}) //nolint:gosec // G115: as written
	}
	for range f.many() {
		d.Attributes = append(d.Attributes, f.name(c.attributes))
	}
	d.Bits = f.word()
	d.Numbers, d.Payload = d.Numbers[:0], d.Payload[:0]
	for range f.many() {
		d.Numbers = append(d.Numbers, math.Float64frombits(f.word()))
	}
	for range f.many() {
		d.Payload = append(d.Payload, f.word())
	}
	if f.wrong {
		return nil, fmt.Errorf("%w: a document that is none", ErrRecording)
	}
	c.rest = f.rest
	return d, nil
}

// fields takes a document apart. What is not there is nothing, and wrong.
type fields struct {
	rest  []byte
	wrong bool
}

func (f *fields) take(n int) []byte {
	if n < 0 || n > len(f.rest) {
		f.wrong, f.rest = true, nil
		return nil
	}
	taken := f.rest[:n]
	f.rest = f.rest[n:]
	return taken
}

func (f *fields) number() int64 {
	v, n := binary.Varint(f.rest)
	f.take(max(n, 0))
	f.wrong = f.wrong || n <= 0
	return v
}

// count is a whole number that is not negative.
func (f *fields) count() uint64 {
	v, n := binary.Uvarint(f.rest)
	f.take(max(n, 0))
	f.wrong = f.wrong || n <= 0
	return v
}

// many is how many things follow; each takes a byte at least.
func (f *fields) many() int {
	n := f.count()
	if n > uint64(len(f.rest)) {
		f.wrong, f.rest = true, nil
		return 0
	}
	return int(n) //nolint:gosec // G115: of bytes in memory
}

func (f *fields) word() uint64 {
	if b := f.take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

func (f *fields) text() string { return string(f.take(f.many())) }

func (f *fields) texts(list []string) []string {
	for range f.many() {
		list = append(list, f.text())
	}
	return list
}

// name is one of the names that came before.
func (f *fields) name(of []string) string {
	n := f.count()
	if n >= uint64(len(of)) {
		f.wrong = true
		return ""
	}
	return of[n]
}
