package catalog

import (
	"cmp"
	"fmt"
	"strconv"
	"time"

	"github.com/allagehub/matcharenan/internal/schema"
)

// Date is a calendar day from 1900-01-01 to 2200-12-31, without time zone. The
// zero Date is no date. Dates compare with ==, < and >.
type Date int32 // days since 1899-12-31, so that the zero value is before the first day

// The years that a date may have.
const (
	MinYear = 1900
	MaxYear = 2200
)

const (
	secondsPerDay = 24 * 60 * 60
	// Epoch is 1970-01-01 as a Date.
	epoch Date = 25568
)

// NewDate returns the date, or an error if there is no such day or its year is
// out of range.
func NewDate(year int, month time.Month, day int) (Date, error) {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if t.Year() != year || t.Month() != month || t.Day() != day {
		return 0, fmt.Errorf("no such day: %d-%d-%d", year, month, day)
	}
	if year < MinYear || year > MaxYear {
		return 0, fmt.Errorf("year %d is not between %d and %d", year, MinYear, MaxYear)
	}
	return Date(t.Unix()/secondsPerDay) + epoch, nil //nolint:gosec // G115: 300 years of days
}

// ParseDate reads YYYY-MM-DD.
func ParseDate(s string) (Date, error) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return 0, fmt.Errorf("no date of the form YYYY-MM-DD: %.20q", s)
	}
	year, errY := strconv.ParseUint(s[:4], 10, 16)
	month, errM := strconv.ParseUint(s[5:7], 10, 8)
	day, errD := strconv.ParseUint(s[8:], 10, 8)
	if errY != nil || errM != nil || errD != nil {
		return 0, fmt.Errorf("no date of the form YYYY-MM-DD: %.20q", s)
	}
	return NewDate(int(year), time.Month(month), int(day))
}

// MustParseDate is ParseDate for constants in code; it panics on an error.
func MustParseDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// DateOf returns the calendar day of t in t's own location, or no date if its
// year is out of range.
func DateOf(t time.Time) Date {
	d, err := NewDate(t.Date())
	if err != nil {
		return 0
	}
	return d
}

// IsZero reports whether there is no date.
func (d Date) IsZero() bool { return d == 0 }

// Days returns the days since 1970-01-01, negative before it.
func (d Date) Days() int { return int(d - epoch) }

// Before reports whether d is an earlier day than other.
func (d Date) Before(other Date) bool { return d < other }

// After reports whether d is a later day than other.
func (d Date) After(other Date) bool { return d > other }

// Compare returns -1, 0 or 1 as d is before, the same as, or after other.
func (d Date) Compare(other Date) int { return cmp.Compare(d, other) }

// AddDays returns the day n days later.
func (d Date) AddDays(n int) Date { return d + Date(n) } //nolint:gosec // 300 years of days fit in 32 bits many times over

// Time returns the midnight, UTC, that begins the day, or the zero time.
func (d Date) Time() time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return time.Unix(int64(d.Days())*secondsPerDay, 0).UTC()
}

// String returns YYYY-MM-DD, or nothing for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// MarshalJSON writes the date as a string, or null for no date.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	return []byte(`"` + d.String() + `"`), nil
}

// UnmarshalJSON reads a string of the form YYYY-MM-DD, or null.
func (d *Date) UnmarshalJSON(data []byte) error {
	s := string(data)
	if s == "null" {
		*d = 0
		return nil
	}
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return fmt.Errorf("no date: %.20q", s)
	}
	var err error
	*d, err = ParseDate(s[1 : len(s)-1])
	return err
}

// SchemaKind says that a date is a day.
func (Date) SchemaKind() schema.Kind { return schema.Day }
