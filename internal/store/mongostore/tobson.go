package mongostore

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"go.mongodb.org/mongo-driver/v2/bson"
)

// maxDepth is how deep a body may be nested. MongoDB promises 100 levels, of which
// the record and its pending effects need some.
const maxDepth = 90

// toBSON turns a JSON object into BSON that says the same: whole numbers that fit
// are int64, other numbers double, the order of members is kept. What would not
// come back as it was is refused: a number that no double is equal to, members
// with the same name or with a name that MongoDB reads as a path or an operator.
func toBSON(body []byte) (bson.Raw, error) {
	d := jsontext.NewDecoder(bytes.NewReader(body))
	if d.PeekKind() != '{' {
		return nil, errors.New("the body is not a JSON object")
	}
	w := bsonWriter{in: d, out: make([]byte, 0, len(body)+len(body)/4)}
	if err := w.container(1); err != nil {
		return nil, err
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is something after the JSON object")
	}
	return w.out, nil
}

type bsonWriter struct {
	in  *jsontext.Decoder
	out []byte
}

// container writes an object, or an array, which is in BSON a document whose
// members are named 0, 1, 2 and so on.
func (w *bsonWriter) container(depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("the body is nested deeper than %d levels", maxDepth)
	}
	open, err := w.in.ReadToken()
	if err != nil {
		return notJSON(err)
	}
	start := w.begin()
	for i := 0; ; i++ {
		if kind := w.in.PeekKind(); kind == '}' || kind == ']' {
			break
		}
		if err := w.element(open.Kind() == '{', i, depth); err != nil {
			return err
		}
	}
	if _, err := w.in.ReadToken(); err != nil {
		return notJSON(err)
	}
	return w.end(start)
}

// begin leaves room for the length of a document, which end fills in.
func (w *bsonWriter) begin() (start int) {
	start = len(w.out)
	w.out = append(w.out, 0, 0, 0, 0)
	return start
}

func (w *bsonWriter) end(start int) error {
	w.out = append(w.out, 0)
	if len(w.out) > math.MaxInt32 {
		return errors.New("the body is over 2 GiB")
	}
	binary.LittleEndian.PutUint32(w.out[start:], uint32(len(w.out)-start)) //nolint:gosec // checked above
	return nil
}

// element writes a member of an object, or the i-th of an array.
func (w *bsonWriter) element(named bool, i, depth int) error {
	at := len(w.out)
	w.out = append(w.out, 0) // the type, when it is known
	if named {
		name, err := w.in.ReadToken()
		if err != nil {
			return notJSON(err)
		}
		if err := checkName(name.String()); err != nil {
			return err
		}
		w.out = append(w.out, name.String()...)
	} else {
		w.out = appendIndex(w.out, i)
	}
	w.out = append(w.out, 0)
	t, err := w.value(depth)
	w.out[at] = byte(t)
	return err
}

func (w *bsonWriter) value(depth int) (bson.Type, error) {
	switch w.in.PeekKind() {
	case '{':
		return bson.TypeEmbeddedDocument, w.container(depth + 1)
	case '[':
		return bson.TypeArray, w.container(depth + 1)
	}
	token, err := w.in.ReadToken()
	if err != nil {
		return 0, notJSON(err)
	}
	switch token.Kind() {
	case 'n':
		return bson.TypeNull, nil
	case 't', 'f':
		w.truth(token.Bool())
		return bson.TypeBoolean, nil
	case '"':
		return bson.TypeString, w.text(token.String())
	default:
		n, err := parseNumber(token.String())
		return w.number(n), err
	}
}

func (w *bsonWriter) text(s string) error {
	if len(s) >= math.MaxInt32 {
		return errors.New("a text is over 2 GiB")
	}
	w.out = binary.LittleEndian.AppendUint32(w.out, uint32(len(s)+1)) //nolint:gosec // checked above
	w.out = append(w.out, s...)
	w.out = append(w.out, 0)
	return nil
}

func (w *bsonWriter) truth(yes bool) {
	if yes {
		w.out = append(w.out, 1)
	} else {
		w.out = append(w.out, 0)
	}
}

func (w *bsonWriter) number(n number) bson.Type {
	if n.whole {
		w.out = binary.LittleEndian.AppendUint64(w.out, uint64(n.integer)) //nolint:gosec // the same bits
		return bson.TypeInt64
	}
	w.out = binary.LittleEndian.AppendUint64(w.out, math.Float64bits(n.float))
	return bson.TypeDouble
}

// checkName refuses names that updates and queries would read in another way.
func checkName(name string) error {
	if strings.HasPrefix(name, "$") || strings.ContainsAny(name, ".\x00") {
		return fmt.Errorf("a member may not be named %q: no $ first, no dot, no NUL", name)
	}
	return nil
}

// notJSON is what the reader says, which includes names that come twice and text
// that is not UTF-8.
func notJSON(err error) error { return fmt.Errorf("the body: %w", err) }

func appendIndex(out []byte, i int) []byte {
	start := len(out)
	for {
		out = append(out, byte('0'+i%10))
		if i /= 10; i == 0 {
			break
		}
	}
	slices.Reverse(out[start:])
	return out
}
