package validate

import "strings"

// NormalISO9999 returns an ISO 9999 code with its pairs of digits apart, as in
// "22 27 18", and whether it is one to four pairs of digits. Pairs may be
// separated by spaces or not at all.
func NormalISO9999(code string) (string, bool) {
	digits := strings.ReplaceAll(code, " ", "")
	if len(digits) == 0 || len(digits) > 8 || len(digits)%2 != 0 || !allDigits(digits) {
		return code, false
	}
	pairs := make([]string, 0, 4)
	for i := 0; i < len(digits); i += 2 {
		pairs = append(pairs, digits[i:i+2])
	}
	spaced := strings.Join(pairs, " ")
	if given := strings.Join(strings.Fields(code), " "); given != digits && given != spaced {
		return code, false // spaces inside a pair: perhaps a digit is missing
	}
	return spaced, true
}

// NormalOrgNumber returns a Swedish organisation number as NNNNNN-NNNN, and
// whether it is one: ten digits with a valid check digit (Luhn), with or
// without hyphen, or twelve that begin with 16.
func NormalOrgNumber(number string) (string, bool) {
	digits := strings.Replace(strings.TrimSpace(number), "-", "", 1)
	if len(digits) == 12 {
		digits = strings.TrimPrefix(digits, "16")
	}
	if len(digits) != 10 || !allDigits(digits) || !luhn(digits) {
		return number, false
	}
	if i := strings.IndexByte(number, '-'); i >= 0 && len(strings.TrimSpace(number[i+1:])) != 4 {
		return number, false
	}
	return digits[:6] + "-" + digits[6:], true
}

func allDigits(s string) bool {
	for _, c := range []byte(s) {
		if !isDigit(c) {
			return false
		}
	}
	return s != ""
}

// luhn reports whether the last digit is the check digit of the others
// (ISO/IEC 7812-1 annex B).
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return sum%10 == 0
}
