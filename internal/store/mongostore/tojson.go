package mongostore

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/allagehub/matcharenan/internal/store"
)

// toJSON turns BSON that toBSON made into JSON. Types that JSON does not have are
// refused: something else has then written into the database.
func toJSON(doc bson.Raw) ([]byte, error) {
	if len(doc) == 0 {
		return nil, because(store.ErrDamaged, errors.New("a record without a body"))
	}
	return appendDocument(make([]byte, 0, len(doc)), doc)
}

func appendDocument(out []byte, doc bson.Raw) ([]byte, error) {
	elements, err := doc.Elements()
	if err != nil {
		return out, because(store.ErrDamaged, err)
	}
	out = append(out, '{')
	for i, e := range elements {
		if i > 0 {
			out = append(out, ',')
		}
		if out, err = jsontext.AppendQuote(out, e.Key()); err != nil {
			return out, because(store.ErrDamaged, err)
		}
		out = append(out, ':')
		if out, err = appendValue(out, e.Value()); err != nil {
			return out, err
		}
	}
	return append(out, '}'), nil
}

func appendArray(out []byte, array bson.RawArray) ([]byte, error) {
	values, err := array.Values()
	if err != nil {
		return out, because(store.ErrDamaged, err)
	}
	out = append(out, '[')
	for i, v := range values {
		if i > 0 {
			out = append(out, ',')
		}
		if out, err = appendValue(out, v); err != nil {
			return out, err
		}
	}
	return append(out, ']'), nil
}

func appendValue(out []byte, v bson.RawValue) ([]byte, error) {
	switch v.Type {
	case bson.TypeEmbeddedDocument:
		return appendDocument(out, v.Document())
	case bson.TypeArray:
		return appendArray(out, v.Array())
	case bson.TypeString:
		out, err := jsontext.AppendQuote(out, v.StringValue())
		if err != nil {
			return out, because(store.ErrDamaged, err)
		}
		return out, nil
	case bson.TypeInt64:
		return strconv.AppendInt(out, v.Int64(), 10), nil
	case bson.TypeInt32: // written by hand
		return strconv.AppendInt(out, int64(v.Int32()), 10), nil
	case bson.TypeDouble:
		return appendDouble(out, v.Double())
	case bson.TypeBoolean:
		return strconv.AppendBool(out, v.Boolean()), nil
	case bson.TypeNull:
		return append(out, "null"...), nil
	default:
		return out, errNotOurs(v.Type.String(), "")
	}
}

func errNotOurs(what string, value any) error {
	return because(store.ErrDamaged, fmt.Errorf("the database holds a %s %v, which JSON does not have", what, value))
}
