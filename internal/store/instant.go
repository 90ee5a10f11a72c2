package store

import (
	"fmt"
	"time"
)

// Instant is a time in a document. Its written form, UTC with milliseconds, has
// always the same length, so that an index orders it rightly.
type Instant struct{ time.Time }

const instantForm = "2006-01-02T15:04:05.000Z"

// At returns the instant of a time, to the millisecond.
func At(t time.Time) Instant { return Instant{t.UTC().Truncate(time.Millisecond)} }

// Key is the instant as a value for a [Query].
func (i Instant) Key() string { return i.UTC().Format(instantForm) }

// MarshalJSON writes the instant, or null for none.
func (i Instant) MarshalJSON() ([]byte, error) {
	if i.IsZero() {
		return []byte("null"), nil
	}
	return []byte(`"` + i.Key() + `"`), nil
}

// UnmarshalJSON reads what MarshalJSON wrote, and any time of RFC 3339.
func (i *Instant) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*i = Instant{}
		return nil
	}
	t, err := time.Parse(`"`+time.RFC3339Nano+`"`, string(data))
	if err != nil {
		return fmt.Errorf("store: reading an instant: %w", err)
	}
	*i = At(t)
	return nil
}
