package spreadsheet

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/go-json-experiment/json"

	"github.com/allagehub/matcharenan/internal/schema"
)

// none is the cell that says that a list is empty, and not unknown.
const none = "-"

// formulaStarts are the characters with which programs begin a formula.
const formulaStarts = "=+-@'\t\r\n"

// cellJSON turns a cell that is not empty into the JSON of a member's value.
// It returns false if the cell does not hold the kind.
func cellJSON(cell string, kind schema.Kind, dates dateSystem) ([]byte, bool) {
	switch kind {
	case schema.Text:
		return quote(unguard(strings.TrimSpace(cell)))
	case schema.Texts:
		return list(cell)
	case schema.YesNo:
		return yesNo(strings.TrimSpace(cell))
	case schema.Whole:
		f, ok := number(cell)
		if !ok || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
			return nil, false
		}
		return strconv.AppendInt(nil, int64(f), 10), true
	case schema.Number:
		f, ok := number(cell)
		return strconv.AppendFloat(nil, f, 'g', -1, 64), ok
	case schema.Day:
		return quote(dates.day(strings.TrimSpace(cell)))
	case schema.Time, schema.Objects, schema.Object, schema.Other:
	}
	return []byte("[]"), kind == schema.Objects && strings.TrimSpace(cell) == none
}

func quote(s string) ([]byte, bool) {
	b, err := json.Marshal(s)
	return b, err == nil
}

func list(cell string) ([]byte, bool) {
	values := []string{}
	if strings.TrimSpace(cell) != none {
		values = splitList(unguard(strings.TrimLeft(cell, " ")))
	}
	b, err := json.Marshal(values)
	return b, err == nil
}

func yesNo(cell string) ([]byte, bool) {
	switch strings.ToLower(cell) {
	case "true", "ja", "yes", "sant", "1":
		return []byte("true"), true
	case "false", "nej", "no", "falskt", "0":
		return []byte("false"), true
	}
	return nil, false
}

// number reads a number as people and programs write it: decimal comma or
// point, spaces between thousands.
func number(cell string) (float64, bool) {
	s := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case r == ',':
			return '.'
		case r == '−':
			return '-'
		}
		return r
	}, cell)
	if strings.Trim(s, "0123456789.+-eE") != "" || strings.ContainsAny(s[:min(1, len(s))], "eE") {
		return 0, false // words that ParseFloat knows, such as inf and 0x1p4
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil
}

// dateSystem says how numbers in date cells count days.
type dateSystem uint8

const (
	noDateNumbers dateSystem = iota // CSV: a number is no date
	since1900                       // day 1 is 1900-01-01, with a 29 February 1900 that never was
	since1904                       // day 0 is 1904-01-01: files from older Macs
)

// day returns the date of a cell as YYYY-MM-DD, as far as it can tell; what it
// cannot read it returns unchanged, for the date type to refuse.
func (d dateSystem) day(cell string) string {
	if d == noDateNumbers {
		return cell
	}
	if before, _, ok := strings.Cut(cell, "T"); ok {
		return before // an ISO 8601 cell with time of day
	}
	serial, ok := number(cell)
	base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if d == since1904 {
		base = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	// Before day 61 the 1900 system is off by one; nobody has dates there.
	if !ok || serial < 61 || serial > 200_000 {
		return cell
	}
	return base.AddDate(0, 0, int(serial)).Format(time.DateOnly)
}

func unguard(s string) string {
	if len(s) > 1 && s[0] == '\'' && strings.IndexByte(formulaStarts, s[1]) >= 0 {
		return s[1:]
	}
	return s
}

func guard(s string) string {
	if s != "" && strings.IndexByte(formulaStarts, s[0]) >= 0 {
		return "'" + s
	}
	return s
}
