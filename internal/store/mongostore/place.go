package mongostore

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/allagehub/matcharenan/internal/store"
)

// place is where a page ends: the values that its last document has in the index,
// and its ID. It is the document's place even when the document has gone.
type place struct {
	values []any
	id     string
}

func placeOf(x store.Index, r record) (place, error) {
	p := place{id: r.ID}
	for _, field := range x.Fields {
		v, err := valueOf(r.Doc, field)
		if err != nil {
			// It was written before the index was declared, and has an array there.
			return place{}, because(store.ErrDamaged, fmt.Errorf("%s must be written again for index %s: %w", r.ID, x.Name, err))
		}
		p.values = append(p.values, v)
	}
	return p, nil
}

// maxPlace is how long a place can be, in bytes, with room to spare.
const maxPlace = 32 << 10

// next is the place for [store.Page.Next]. It begins with a sum of the query, so
// that it is refused with another. It is not secret, and not trusted: whatever is
// in it, a query finds nothing beyond its own bounds.
func (p place) next(q store.Query, a store.Asked) string {
	all := append([]any{digest(q, a)}, p.values...)
	text, err := json.Marshal(append(all, p.id))
	if err != nil {
		return "" // texts, whole numbers and yes or no can always be written
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

func digest(q store.Query, a store.Asked) string {
	text, err := json.Marshal([]any{a.Index, a.Equal, a.From, a.Before, q.Descending})
	if err != nil {
		return "" // as above
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// parsePlace reads the place that a query goes on behind.
func parsePlace(q store.Query, a store.Asked) (place, error) {
	refused := invalid("not a page of this query")
	var all []any
	if len(q.After) > maxPlace || decode(q.After, &all) != nil ||
		len(all) != len(a.Index.Fields)+2 || all[0] != digest(q, a) {
		return place{}, refused
	}
	values := all[1 : len(all)-1]
	id, ok := all[len(all)-1].(string)
	if !ok {
		return place{}, refused
	}
	for i, v := range values {
		switch v := v.(type) {
		case json.Number:
			whole, err := v.Int64()
			if err != nil {
				return place{}, refused
			}
			values[i] = whole
		case string, bool:
		default:
			return place{}, refused
		}
	}
	return place{values: values, id: id}, nil
}

// decode reads what a place or a spot was written as.
func decode(s string, v any) error {
	text, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return err
	}
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.UseNumber()
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows")
	}
	return nil
}
