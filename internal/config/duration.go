package config

import (
	"fmt"
	"time"

	"github.com/allagehub/matcharenan/internal/schema"
)

// Duration is a time span, written like 90s, 30m or 2h.
type Duration time.Duration

// UnmarshalText reads a time span.
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf("reading a time span: %w", err)
	}
	*d = Duration(v)
	return nil
}

// MarshalText writes a time span.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// SchemaKind says that a time span is written as a text.
func (Duration) SchemaKind() schema.Kind { return schema.Text }
