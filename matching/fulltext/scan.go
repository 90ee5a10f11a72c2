package fulltext

import (
	"unicode/utf8"

	"github.com/blevesearch/segment"
)

// class is what a byte of plain text means for word boundaries.
type class uint8

const (
	hard  class = iota // needs the full rules of Unicode
	space              // ends a chunk: the rules never look across it
	plain              // other, never part of a word
	alnum              // an ASCII letter or digit
	joint              // joins two letters or two digits: the full rules decide
)

// classes gives the class of each ASCII byte.
var classes = func() (table [utf8.RuneSelf]class) {
	for b := range table {
		switch {
		case b == ' ' || b >= '\t' && b <= '\r':
			table[b] = space
		case b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z':
			table[b] = alnum
		case b == '\'' || b == '.' || b == ',' || b == ':' || b == ';':
			table[b] = joint
		case b == '_':
			table[b] = hard
		default: // a quotation mark too: it joins Hebrew letters only
			table[b] = plain
		}
	}
	return table
}()

// scanWords calls yield with the offsets of every word of text, by the same
// rules as bleve's tokenizer "unicode" (UAX #29). Text in plain Swedish or
// English takes a fast path, chunk by chunk between spaces; a chunk with
// anything else in it goes through the full rules.
func scanWords(text string, yield func(start, end int)) {
	for i := 0; i < len(text); {
		end, ok := plainEnd(text, i)
		if ok {
			reportPlain(text, i, end, yield)
		} else {
			end = chunkEnd(text, i)
			scanFull(text[i:end], i, yield)
		}
		i = end + 1 // over the space
	}
}

// plainEnd returns the end of the chunk that starts at i, and whether the fast
// path may read it.
func plainEnd(text string, i int) (int, bool) {
	start := i
	for i < len(text) {
		b := text[i]
		if b >= utf8.RuneSelf {
			_, n := wide(text, i)
			if n == 0 {
				return i, false
			}
			i += n
			continue
		}
		switch classes[b] {
		case space:
			return i, true
		case hard:
			return i, false
		case joint:
			if i > start && isWordByte(text[i-1]) && i+1 < len(text) && isWordByte(text[i+1]) {
				return i, false
			}
		default:
		}
		i++
	}
	return i, true
}

// isWordByte reports whether a byte may belong to a word. Bytes of wide runes
// count, which at worst sends a chunk the slow way.
func isWordByte(b byte) bool { return b >= utf8.RuneSelf || classes[b] == alnum }

// reportPlain yields the words of a plain chunk.
func reportPlain(text string, i, end int, yield func(start, end int)) {
	start := -1
	for i < end {
		var inWord bool
		n := 1
		if b := text[i]; b < utf8.RuneSelf {
			inWord = classes[b] == alnum
		} else {
			inWord, n = wide(text, i)
		}
		if inWord && start < 0 {
			start = i
		} else if !inWord && start >= 0 {
			yield(start, i)
			start = -1
		}
		i += n
	}
	if start >= 0 {
		yield(start, end)
	}
}

// wide classifies the rune above ASCII at i and returns its length, 0 when only
// the full rules will do. Known are the letters of Latin-1, and the dashes,
// quotation marks, bullet and ellipsis that word processors put in.
func wide(text string, i int) (letter bool, n int) {
	rest := text[i:]
	if len(rest) >= 2 && rest[0] == 0xC3 && rest[1]&0xC0 == 0x80 {
		sign := rest[1] == 0x97 || rest[1] == 0xB7 // × and ÷
		return !sign, 2
	}
	if len(rest) >= 3 && rest[0] == 0xE2 && rest[1] == 0x80 {
		switch rest[2] {
		case 0x93, 0x94, 0x9C, 0x9D, 0xA2, 0xA6:
			return false, 3
		}
	}
	return false, 0
}

func chunkEnd(text string, i int) int {
	for i < len(text) && (text[i] >= utf8.RuneSelf || classes[text[i]] != space) {
		i++
	}
	return i
}

// scanFull segments one chunk by the full rules.
func scanFull(chunk string, offset int, yield func(start, end int)) {
	buf := []byte(chunk)
	blankInvalid(buf)
	segmenter := segment.NewWordSegmenterDirect(buf)
	at := offset
	for segmenter.Segment() {
		end := at + len(segmenter.Bytes())
		if segmenter.Type() != segment.None {
			yield(at, end)
		}
		at = end
	}
}

// blankInvalid overwrites bytes that are not UTF-8 with spaces, which keeps all
// offsets right.
func blankInvalid(buf []byte) {
	for i := 0; i < len(buf); {
		r, n := utf8.DecodeRune(buf[i:])
		if r == utf8.RuneError && n == 1 {
			buf[i] = ' '
		}
		i += n
	}
}
