package mongostore

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// number is a JSON number as BSON can hold it.
type number struct {
	whole   bool
	integer int64
	float   float64
}

// parseNumber reads a JSON number and refuses one that neither an int64 nor a
// double is equal to. As an index has it, a whole number is written without a
// fraction and an exponent.
func parseNumber(literal string) (number, error) {
	if i, err := strconv.ParseInt(literal, 10, 64); err == nil {
		return number{whole: true, integer: i}, nil
	}
	given, ok := parseDecimal(literal)
	if !ok {
		return number{}, errInexact(literal)
	}
	f, err := strconv.ParseFloat(literal, 64)
	if err != nil {
		return number{}, errInexact(literal)
	}
	// The shortest decimal of the double must be the decimal that was given.
	if kept, ok := parseDecimal(strconv.FormatFloat(f, 'e', -1, 64)); !ok || kept != given {
		return number{}, errInexact(literal)
	}
	return number{float: f}, nil
}

// decimal is ±0.digits × 10^exponent. Equal numbers have equal decimals: digits
// neither begins nor ends with a zero, and a zero has none.
type decimal struct {
	negative bool
	digits   string
	exponent int
}

// maxExponent is far beyond what a double has.
const maxExponent = 10_000

func parseDecimal(literal string) (decimal, bool) {
	var d decimal
	literal, d.negative = strings.CutPrefix(literal, "-")
	mantissa, power := literal, 0
	if i := strings.IndexAny(literal, "eE"); i >= 0 {
		var err error
		mantissa = literal[:i]
		if power, err = strconv.Atoi(literal[i+1:]); err != nil || power < -maxExponent || power > maxExponent {
			return decimal{}, false
		}
	}
	before, after, _ := strings.Cut(mantissa, ".")
	digits := strings.TrimLeft(before+after, "0")
	d.exponent = len(before) + power - (len(before) + len(after) - len(digits))
	if d.digits = strings.TrimRight(digits, "0"); d.digits == "" {
		d.exponent = 0
	}
	return d, true
}

func errInexact(literal string) error {
	return fmt.Errorf("no int64 and no double is equal to %.40s", literal)
}

// appendDouble writes a double as JSON. Like encoding/json, but one that is whole
// keeps a fraction, so that it is not taken for a whole number, which an index has.
func appendDouble(out []byte, f float64) ([]byte, error) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return out, errNotOurs("double", f)
	}
	size, format := math.Abs(f), byte('f')
	if size != 0 && (size < 1e-6 || size >= 1e21) {
		format = 'e'
	}
	out = strconv.AppendFloat(out, f, format, -1, 64)
	if size < 1<<63 && f == math.Trunc(f) {
		out = append(out, ".0"...)
	}
	return out, nil
}
