package store

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// What engines check alike, so that both refuse the same things before they
// write or ask anything.

var (
	namePattern  = regexp.MustCompile(`^[a-z][a-z0-9_]{0,59}$`)
	fieldPattern = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,59}(\.[A-Za-z_][A-Za-z0-9_]{0,59}){0,7}$`)
	blobPattern  = regexp.MustCompile(`^[a-zA-Z0-9._-]+$`)
)

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrInvalid, fmt.Sprintf(format, args...))
}

// CheckDeclarations returns [ErrInvalid] for names and fields that are not well
// formed, that stand twice, or that are missing.
func CheckDeclarations(declarations []Declaration) error {
	collections := make(map[string]bool)
	for _, d := range declarations {
		if !namePattern.MatchString(d.Name) {
			return invalid("collection name %q", d.Name)
		}
		if collections[d.Name] {
			return invalid("collection %s is declared twice", d.Name)
		}
		collections[d.Name] = true
		if err := checkIndexes(d); err != nil {
			return err
		}
	}
	return nil
}

func checkIndexes(d Declaration) error {
	names := make(map[string]bool)
	for _, x := range d.Indexes {
		if !namePattern.MatchString(x.Name) {
			return invalid("index name %q of %s", x.Name, d.Name)
		}
		if names[x.Name] {
			return invalid("index %s of %s is declared twice", x.Name, d.Name)
		}
		names[x.Name] = true
		if len(x.Fields) == 0 || len(x.Fields) > MaxFields {
			return invalid("index %s of %s has %d fields", x.Name, d.Name, len(x.Fields))
		}
		for i, f := range x.Fields {
			if !fieldPattern.MatchString(f) || slices.Contains(x.Fields[:i], f) {
				return invalid("field %q of index %s of %s", f, x.Name, d.Name)
			}
		}
	}
	return nil
}

// CheckID returns [ErrInvalid] for an ID that is empty or not UTF-8, and
// [ErrTooLarge] for one that is too long.
func CheckID(id string) error {
	switch {
	case id == "" || !utf8.ValidString(id):
		return invalid("ID %q", id)
	case len(id) > MaxID:
		return fmt.Errorf("%w: ID of %d bytes", ErrTooLarge, len(id))
	}
	return nil
}

// CheckBlobID returns [ErrInvalid] for an ID that is not of letters, digits, ".",
// "_" and "-", and [ErrTooLarge] for one that is too long.
func CheckBlobID(id string) error {
	if len(id) <= MaxID && !blobPattern.MatchString(id) {
		return invalid("blob ID %q", id)
	}
	return CheckID(id)
}

// CheckBody returns [ErrTooLarge] for a body over its limit, and [ErrInvalid] for
// one that is not a JSON object of UTF-8 whose member names are unique.
func CheckBody(body []byte) error {
	if len(body) > MaxBody {
		return fmt.Errorf("%w: body of %d bytes", ErrTooLarge, len(body))
	}
	v := jsontext.Value(body)
	if v.Kind() != '{' || !v.IsValid() || tooDeep(body) {
		return invalid("body is not a JSON object")
	}
	return nil
}

// tooDeep reports whether values lie within each other deeper than an engine's
// own JSON reader follows.
func tooDeep(body []byte) bool {
	if bytes.Count(body, []byte("{"))+bytes.Count(body, []byte("[")) <= MaxDepth {
		return false
	}
	d := jsontext.NewDecoder(bytes.NewBuffer(body))
	for {
		if _, err := d.ReadToken(); err != nil {
			return false
		}
		if d.StackDepth() > MaxDepth {
			return true
		}
	}
}

// CheckWrite returns what is wrong with a write in itself: [ErrInvalid] or
// [ErrTooLarge]. The indexes are those of its collection.
func CheckWrite(w Write, indexes []Index) error {
	if err := CheckID(w.Document.ID); err != nil {
		return err
	}
	if w.Op > Delete {
		return invalid("write %d", w.Op)
	}
	if w.Op != Delete {
		if err := checkKept(w.Document.Body, indexes); err != nil {
			return err
		}
	}
	if len(w.Effects) > MaxEffects {
		return fmt.Errorf("%w: %d effects", ErrTooLarge, len(w.Effects))
	}
	return nil
}

// CheckEffect is CheckWrite for an effect; the indexes are those of the effect's
// collection.
func CheckEffect(e Effect, indexes []Index) error {
	if err := CheckID(e.ID); err != nil {
		return err
	}
	return checkKept(e.Body, indexes)
}

func checkKept(body []byte, indexes []Index) error {
	if err := CheckBody(body); err != nil {
		return err
	}
	if len(body) <= MaxKey {
		return nil
	}
	for _, x := range indexes {
		for _, f := range x.Fields {
			if text, ok := Key(body, f); ok {
				if s, ok := text.(string); ok && len(s) > MaxKey {
					return fmt.Errorf("%w: %s of %d bytes", ErrTooLarge, f, len(s))
				}
			}
		}
	}
	return nil
}

// Key returns the value that a body has for the field of an index: a string, an
// int64 or a bool. Anything else that the field may hold is not in an index: null,
// objects, arrays, and numbers that are written with a fraction or an exponent or
// that an int64 does not hold.
func Key(body []byte, field string) (any, bool) {
	d := jsontext.NewDecoder(bytes.NewBuffer(body))
	for name := range strings.SplitSeq(field, ".") {
		if !descend(d, name) {
			return nil, false
		}
	}
	switch d.PeekKind() {
	case '"', '0', 't', 'f':
	default:
		return nil, false
	}
	token, err := d.ReadToken()
	if err != nil {
		return nil, false
	}
	switch token.Kind() {
	case '"':
		return token.String(), true
	case '0':
		return wholeNumber(token.String())
	default:
		return token.Bool(), true
	}
}

// descend moves d to the value of the member of the object that comes next.
func descend(d *jsontext.Decoder, name string) bool {
	if d.PeekKind() != '{' {
		return false
	}
	if _, err := d.ReadToken(); err != nil {
		return false
	}
	for d.PeekKind() == '"' {
		token, err := d.ReadToken()
		if err != nil {
			return false
		}
		if token.String() == name {
			return true
		}
		if d.SkipValue() != nil {
			return false
		}
	}
	return false
}
