package jsonl

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/allagehub/matcharenan/internal/fault"
)

// Limits of a file.
const (
	MaxLine  = 1 << 20   // bytes of a line, without its line break
	MaxLines = 1_000_000 // lines of a file, blank ones included
	MaxDepth = 16        // objects and lists inside each other
)

var (
	byteOrderMark = []byte("\xef\xbb\xbf")
	utf16Marks    = [][]byte{{0xff, 0xfe}, {0xfe, 0xff}}
)

// Scanner finds the lines of a file. Blank lines are skipped, a byte order mark
// and carriage returns are dropped, and a line over [MaxLine] is passed by
// without being held in memory.
type Scanner struct {
	r       *bufio.Reader
	name    string
	line    int   // number of the current line
	offset  int64 // of the current line's first byte in the file
	next    int64 // offset of the following line
	buf     []byte
	tooLong bool
	seen    bool // whether any line was not blank
	err     error
}

// NewScanner returns a scanner of r. The name is what people know the file by.
func NewScanner(r io.Reader, name string) *Scanner {
	return &Scanner{r: bufio.NewReaderSize(r, 64<<10), name: name}
}

// Scan moves to the next line that is not blank. It returns false at the end of
// the file and at an error; see [Scanner.Err].
func (s *Scanner) Scan() bool {
	for s.err == nil && s.readLine() {
		if s.line == 1 {
			s.dropMark()
		}
		if s.err == nil && (s.tooLong || len(bytes.TrimSpace(s.buf)) > 0) {
			s.seen = true
			return true
		}
	}
	if s.err == nil && !s.seen {
		s.err = fault.New(fault.Invalid, "read.empty", fault.Args{"file": s.name})
	}
	return false
}

// Bytes returns the line, without its line break. It is valid until the next Scan.
func (s *Scanner) Bytes() []byte { return s.buf }

// Line returns the number of the line, from 1.
func (s *Scanner) Line() int { return s.line }

// Offset returns where the line begins in the file, in bytes.
func (s *Scanner) Offset() int64 { return s.offset }

// TooLong reports whether the line is over [MaxLine]; Bytes is then empty.
func (s *Scanner) TooLong() bool { return s.tooLong }

// Err returns why the scanning ended early: the reader's error, or a
// [fault.Error] if the file is empty, has too many lines or is UTF-16.
func (s *Scanner) Err() error { return s.err }

// readLine reads one line into buf, and reports whether there was one.
func (s *Scanner) readLine() bool {
	s.buf, s.tooLong, s.offset = s.buf[:0], false, s.next
	for {
		part, err := s.r.ReadSlice('\n')
		s.next += int64(len(part))
		s.keep(part)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && s.next == s.offset:
			return false
		case err != nil && !errors.Is(err, io.EOF):
			s.err = err
			return false
		}
		return s.count()
	}
}

// keep appends part to the line, unless the line grows too long. Two bytes more
// than the limit leave room for the line break.
func (s *Scanner) keep(part []byte) {
	if s.tooLong || len(s.buf)+len(part) > MaxLine+2 {
		s.tooLong, s.buf = true, s.buf[:0]
		return
	}
	s.buf = append(s.buf, part...)
}

func (s *Scanner) count() bool {
	s.buf = bytes.TrimSuffix(s.buf, []byte("\n"))
	s.buf = bytes.TrimSuffix(s.buf, []byte("\r"))
	if len(s.buf) > MaxLine {
		s.tooLong, s.buf = true, s.buf[:0]
	}
	s.line++
	if s.line > MaxLines {
		s.err = fault.New(fault.TooLarge, "read.tooManyLines", fault.Args{"file": s.name, "limit": MaxLines})
	}
	return s.err == nil
}

// dropMark removes a byte order mark from the first line, and refuses UTF-16,
// in which every line would be reported.
func (s *Scanner) dropMark() {
	for _, mark := range utf16Marks {
		if bytes.HasPrefix(s.buf, mark) {
			s.err = fault.New(fault.Invalid, "read.utf16", fault.Args{"file": s.name})
			return
		}
	}
	if bytes.HasPrefix(s.buf, byteOrderMark) {
		s.buf = s.buf[len(byteOrderMark):]
		s.offset += int64(len(byteOrderMark))
	}
}
