package spreadsheet

import (
	"strings"
	"unicode"
)

// splitList takes a list cell apart. Empty values between semicolons are left out.
func splitList(cell string) []string {
	values := []string{}
	var value strings.Builder
	kept, escaped := 0, false // bytes that trimming at the end must keep
	flush := func() {
		s := value.String()
		s = s[:kept] + strings.TrimRightFunc(s[kept:], unicode.IsSpace)
		if s != "" {
			values = append(values, s)
		}
		value.Reset()
		kept = 0
	}
	for _, r := range cell {
		switch {
		case escaped:
			value.WriteRune(r)
			kept, escaped = value.Len(), false
		case r == '\\':
			escaped = true
		case r == ';':
			flush()
		case value.Len() == 0 && unicode.IsSpace(r):
		default:
			value.WriteRune(r)
		}
	}
	if escaped {
		value.WriteByte('\\') // a lone backslash at the end means itself
		kept = value.Len()
	}
	flush()
	return values
}

// joinList writes a list cell.
func joinList(values []string) string {
	if len(values) == 0 {
		return none
	}
	escaped := make([]string, len(values))
	for i, v := range values {
		escaped[i] = escapeValue(v)
	}
	return strings.Join(escaped, ";")
}

func escapeValue(v string) string {
	var b strings.Builder
	runes := []rune(v)
	for i, r := range runes {
		edge := i == 0 || i == len(runes)-1
		if r == ';' || r == '\\' || edge && unicode.IsSpace(r) || v == none {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
