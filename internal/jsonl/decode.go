package jsonl

import (
	"bytes"
	"reflect"

	"github.com/go-json-experiment/json"

	"github.com/allagehub/matcharenan/internal/fault"
)

// Decode decodes one line into value, a pointer to a struct. If the line has
// problems, value holds what could be read, and whole says whether the line
// could be read to its end, so that checking the rest of it makes sense.
func Decode(line []byte, value any) (problems []fault.Problem, whole bool) {
	if tooDeep(line) {
		return []fault.Problem{{Key: "read.tooDeep", Args: fault.Args{"limit": MaxDepth}}}, false
	}
	// A doubled escape such as \\u0000 is harmless, but rare enough to look twice at.
	err := json.Unmarshal(line, value, json.RejectUnknownMembers(true))
	if err == nil && firstByte(line) == '{' && !bytes.Contains(line, []byte(`\u0000`)) {
		return nil, true
	}
	v := reflect.ValueOf(value).Elem()
	v.SetZero() // forget what the fast decoder got through before it stopped
	problems, whole = explain(line, v)
	if err != nil && len(problems) == 0 { // never let pass what either of the two refuses
		return []fault.Problem{{Key: "read.syntax"}}, false
	}
	return problems, whole
}

// tooDeep reports whether objects and lists stand more than [MaxDepth] inside
// each other. It needs no valid JSON.
func tooDeep(line []byte) bool {
	depth, inString := 0, false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			if depth++; depth > MaxDepth {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}

// space is what JSON counts as white space, which is less than Unicode does.
const space = " \t\r\n"

func firstByte(line []byte) byte {
	if b := bytes.TrimLeft(line, space); len(b) > 0 {
		return b[0]
	}
	return 0
}
