package catalog

import (
	"fmt"

	"github.com/allagehub/matcharenan/internal/schema"
)

// Fact is what we know of a yes-or-no question. In JSON it is true, false, or
// null or absent for unknown.
type Fact uint8

// The facts.
const (
	Unknown Fact = iota
	Yes
	No
)

// FactOf returns Yes for true and No for false.
func FactOf(b bool) Fact {
	if b {
		return Yes
	}
	return No
}

// IsZero reports whether the fact is unknown, so that omitzero leaves it out.
func (f Fact) IsZero() bool { return f == Unknown }

// String returns unknown, yes or no.
func (f Fact) String() string {
	switch f {
	case Yes:
		return "yes"
	case No:
		return "no"
	case Unknown:
		return "unknown"
	}
	return "unknown"
}

// MarshalJSON writes true, false or null.
func (f Fact) MarshalJSON() ([]byte, error) {
	switch f {
	case Yes:
		return []byte("true"), nil
	case No:
		return []byte("false"), nil
	case Unknown:
		return []byte("null"), nil
	}
	return nil, fmt.Errorf("no such fact: %d", uint8(f))
}

// UnmarshalJSON reads true, false or null, and refuses anything else.
func (f *Fact) UnmarshalJSON(data []byte) error {
	switch string(data) {
	case "true":
		*f = Yes
	case "false":
		*f = No
	case "null":
		*f = Unknown
	default:
		return fmt.Errorf("no yes or no: %.20q", data)
	}
	return nil
}

// SchemaKind says that a fact is a yes or no.
func (Fact) SchemaKind() schema.Kind { return schema.YesNo }
