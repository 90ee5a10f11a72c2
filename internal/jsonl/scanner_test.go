package jsonl

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/allagehub/matcharenan/internal/fault"
)

func scan(r io.Reader) (lines []string, tooLong []int, err error) {
	s := NewScanner(r, "f")
	for s.Scan() {
		if s.TooLong() {
			tooLong = append(tooLong, s.Line())
			continue
		}
		lines = append(lines, string(s.Bytes()))
	}
	return lines, tooLong, s.Err()
}

func TestLineLimit(t *testing.T) {
	full := strings.Repeat("x", MaxLine)
	for _, end := range []string{"\n", "\r\n"} {
		file := full + end + full + "x" + end + "last"
		lines, tooLong, err := scan(strings.NewReader(file))
		if err != nil || len(lines) != 2 || lines[0] != full || lines[1] != "last" || len(tooLong) != 1 || tooLong[0] != 2 {
			t.Errorf("%q: %d lines, too long %v, %v", end, len(lines), tooLong, err)
		}
	}
}

// repeat yields n times the same byte, without holding them.
type repeat struct{ n int }

func (r *repeat) Read(p []byte) (int, error) {
	if r.n == 0 {
		return 0, io.EOF
	}
	n := min(r.n, len(p))
	for i := range n {
		p[i] = 'x'
	}
	r.n -= n
	return n, nil
}

// TestALongLineIsNotHeld reads a line of 100 MiB; the bytes that the scanner
// allocates stay near the limit of a line.
func TestALongLineIsNotHeld(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	s := NewScanner(io.MultiReader(&repeat{100 << 20}, strings.NewReader("\nlast")), "f")
	if !s.Scan() || !s.TooLong() || !s.Scan() || string(s.Bytes()) != "last" || s.Line() != 2 || s.Offset() != 100<<20+1 {
		t.Errorf("line %d at %d: %.20q", s.Line(), s.Offset(), s.Bytes())
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 10*MaxLine {
		t.Errorf("%d bytes were allocated", used)
	}
}

func TestLinesLimit(t *testing.T) {
	within := bytes.Repeat([]byte("x\n"), MaxLines)
	lines, _, err := scan(bytes.NewReader(within))
	if err != nil || len(lines) != MaxLines {
		t.Errorf("%d lines, %v", len(lines), err)
	}
	_, _, err = scan(io.MultiReader(bytes.NewReader(within), strings.NewReader("x")))
	if e, ok := fault.As(err); !ok || e.Kind != fault.TooLarge || e.Key != "read.tooManyLines" {
		t.Errorf("one line more gave %v", err)
	}
}

func TestUTF16IsNamed(t *testing.T) {
	for _, start := range []string{"\xff\xfe{\x00", "\xfe\xff\x00{"} {
		_, _, err := scan(strings.NewReader(start))
		if e, ok := fault.As(err); !ok || e.Key != "read.utf16" {
			t.Errorf("%q gave %v", start, err)
		}
	}
}

func TestReadersErrorsComeThrough(t *testing.T) {
	broken := errors.New("broken")
	lines, _, err := scan(io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(broken)))
	if !errors.Is(err, broken) || len(lines) != 1 {
		t.Errorf("%v %v", lines, err)
	}
}

func TestSmallReadsGiveTheSameLines(t *testing.T) {
	file := "\xef\xbb\xbfå\r\n\r\n b \n\nc"
	whole, _, err1 := scan(strings.NewReader(file))
	bytewise, _, err2 := scan(iotest.OneByteReader(strings.NewReader(file)))
	if err1 != nil || err2 != nil || strings.Join(whole, "|") != "å| b |c" || strings.Join(bytewise, "|") != strings.Join(whole, "|") {
		t.Errorf("%q %q %v %v", whole, bytewise, err1, err2)
	}
}
