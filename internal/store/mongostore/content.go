package mongostore

import (
	"bytes"
	"fmt"
	"regexp"

	"github.com/go-json-experiment/json/jsontext"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/allagehub/matcharenan/internal/store"
)

// content is a body as a record has it: as BSON, or, if BSON cannot say the same,
// as the text that was given, with what an index could have of it as BSON beside
// it. Most bodies are of the first sort. Of the second are those with a member
// named like "a.b" or "$a", a number that no double is equal to, more than ninety
// levels, many small numbers (a BSON array writes the place of each), or an array
// where an index has a value.
type content struct {
	doc  bson.Raw
	text string
}

// maxRecord is less than the 16 MiB that MongoDB allows for a document, by what a
// record has beside its body and effects.
const maxRecord = 16<<20 - 64<<10

func (c content) size() int { return len(c.doc) + len(c.text) }

// body returns the JSON object.
func (c content) body() ([]byte, error) {
	if c.text != "" {
		return []byte(c.text), nil
	}
	return toJSON(c.doc)
}

// contentOf turns a body that has been checked into content.
func contentOf(k *kind, body []byte) (content, error) {
	doc, err := toBSON(body)
	if err == nil && k.keeps(doc) {
		return content{doc: doc}, nil
	}
	w := bsonWriter{in: jsontext.NewDecoder(bytes.NewReader(body))}
	if err := w.lean(1); err != nil {
		return content{}, because(store.ErrInvalid, err)
	}
	c := content{doc: w.out, text: string(body)}
	if c.size() > maxRecord {
		return content{}, because(store.ErrTooLarge, fmt.Errorf("%d bytes of BSON", c.size()))
	}
	return c, nil
}

// keeps reports whether a record can have the document as it is.
func (k *kind) keeps(doc bson.Raw) bool {
	if k.imitated && beyondImitation(k, doc) {
		return false
	}
	return len(doc) <= maxRecord && !k.has(doc, bson.TypeArray)
}

// plainName is what a declared field consists of.
var plainName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,59}$`)

// maxLevels is how many names a declared field has at most.
const maxLevels = 8

// lean writes of an object what any index could have, also one that is declared
// later: members with plain names, and of their values texts that are not too long,
// whole numbers, yes and no.
func (w *bsonWriter) lean(level int) error {
	if _, err := w.in.ReadToken(); err != nil {
		return notJSON(err)
	}
	start := w.begin()
	for w.in.PeekKind() == '"' {
		name, err := w.in.ReadToken()
		if err != nil {
			return notJSON(err)
		}
		if err := w.leanMember(name.String(), level); err != nil {
			return err
		}
	}
	if _, err := w.in.ReadToken(); err != nil {
		return notJSON(err)
	}
	return w.end(start)
}

func (w *bsonWriter) leanMember(name string, level int) error {
	next := w.in.PeekKind()
	if !plainName.MatchString(name) || next == '[' || next == 'n' || next == '{' && level == maxLevels {
		if err := w.in.SkipValue(); err != nil {
			return notJSON(err)
		}
		return nil
	}
	before := len(w.out)
	w.out = append(append(append(w.out, 0), name...), 0)
	var t bson.Type
	var err error
	kept := true
	if next == '{' {
		t, err = bson.TypeEmbeddedDocument, w.lean(level+1)
	} else {
		t, kept, err = w.leanValue()
	}
	if err != nil {
		return err
	}
	w.out[before] = byte(t)
	if !kept {
		w.out = w.out[:before]
	}
	return nil
}

// leanValue writes a single value and says whether an index could have it.
func (w *bsonWriter) leanValue() (bson.Type, bool, error) {
	token, err := w.in.ReadToken()
	if err != nil {
		return 0, false, notJSON(err)
	}
	switch token.Kind() {
	case '"':
		text := token.String()
		return bson.TypeString, len(text) <= store.MaxKey, w.text(text)
	case '0':
		n, err := parseNumber(token.String())
		if err != nil || !n.whole {
			return 0, false, nil //nolint:nilerr // it is not what an index could have
		}
		w.number(n)
		return bson.TypeInt64, true, nil
	default:
		w.truth(token.Bool())
		return bson.TypeBoolean, true, nil
	}
}
