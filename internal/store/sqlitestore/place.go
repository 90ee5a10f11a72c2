package sqlitestore

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/allagehub/matcharenan/internal/store"
)

// place is where a page ended: the query that it is of, as a hash, and the values
// that decide the order, with the ID last. It is not secret and not trusted; with
// any values in it, a query finds nothing beyond its own bounds.
type place struct {
	Query  string `json:"q"`
	Values []any  `json:"v"`
}

const maxPlace = 16 << 10 // bytes

func writePlace(q store.Query, a store.Asked, values []any) (string, error) {
	for i, v := range values {
		if b, ok := v.([]byte); ok { // as key wrote it
			values[i] = len(b) == 1 && b[0] == 1
		}
	}
	digest, err := digestOf(q, a)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(place{Query: digest, Values: values})
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(text), nil
}

func digestOf(q store.Query, a store.Asked) (string, error) {
	text, err := json.Marshal([]any{a.Index.Name, a.Index.Fields, a.Equal, a.From, a.Before, q.Descending})
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8]), nil
}

func readPlace(cursor string, q store.Query, a store.Asked) ([]any, error) {
	bad := fmt.Errorf("%w: not a page of this query", store.ErrInvalid)
	if len(cursor) > maxPlace {
		return nil, bad
	}
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return nil, bad
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	decoder.DisallowUnknownFields()
	var p place
	if decoder.Decode(&p) != nil || decoder.More() || len(p.Values) != len(a.Order())+1 {
		return nil, bad
	}
	if digest, err := digestOf(q, a); err != nil || digest != p.Query {
		return nil, bad
	}
	for i, v := range p.Values {
		switch v := v.(type) {
		case string, bool:
		case json.Number:
			n, err := v.Int64()
			if err != nil {
				return nil, bad
			}
			p.Values[i] = n
		default:
			return nil, bad
		}
	}
	if _, ok := p.Values[len(p.Values)-1].(string); !ok {
		return nil, bad
	}
	return p.Values, nil
}
