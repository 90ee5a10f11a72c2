package mongostore

import (
	"encoding/base64"
	"encoding/json"

	"github.com/allagehub/matcharenan/internal/store"
)

// spot is a place in a change feed: everything before (at, id) has been told. In
// an epoch there is always a record that has this time or a later one, except at
// the very beginning. If a read has not come to the end yet, hold is the time that
// it goes back to when it has; see feed.go.
type spot struct {
	Epoch string `json:"e"`
	At    int64  `json:"a"` // milliseconds since 1970
	ID    string `json:"i,omitempty"`
	Hold  *int64 `json:"h,omitempty"`
}

// beginning is before everything that a server stamps.
const beginning = -1 << 40

func (s spot) cursor() store.Cursor {
	text, err := json.Marshal(s)
	if err != nil {
		return "" // numbers and texts can always be written
	}
	return store.Cursor(base64.RawURLEncoding.EncodeToString(text))
}

func parseSpot(c store.Cursor, epoch string) (spot, error) {
	if c == "" {
		return spot{Epoch: epoch, At: beginning}, nil
	}
	var s spot
	if err := decode(string(c), &s); err != nil {
		return spot{}, invalid("not a cursor of this engine: %w", err)
	}
	if len(s.Epoch) != len(epoch) {
		return spot{}, invalid("not a cursor of this engine")
	}
	if s.Epoch != epoch {
		return spot{}, store.ErrCursorGone
	}
	return s, nil
}
