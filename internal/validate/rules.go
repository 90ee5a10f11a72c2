package validate

import (
	"net/url"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/go-playground/validator/v10"
)

// maxURL is the length of the longest web address, in characters.
const maxURL = 2000

func (v *Validator) rules() map[string]validator.Func {
	return map[string]validator.Func{
		"vocab": func(fl validator.FieldLevel) bool {
			_, ok := v.vocabs[fl.Param()].known[fl.Field().String()]
			return ok
		},
		"id":       text(isID),
		"weburl":   text(isWebURL),
		"iso9999":  text(isISO9999),
		"langcode": text(isLangCode),
		// The library's own unique builds a map by reflection.
		"distinct":  func(fl validator.FieldLevel) bool { return repeated(fl.Field()) == "" },
		"orgnr":     orgNumber,
		"notbefore": notBefore,
	}
}

func text(ok func(string) bool) validator.Func {
	return func(fl validator.FieldLevel) bool { return ok(fl.Field().String()) }
}

func isID(s string) bool {
	if s == "" || len(s) > 128 || strings.IndexByte("-_.:", s[0]) >= 0 {
		return false
	}
	for _, c := range []byte(s) {
		if !isDigit(c) && (c|0x20 < 'a' || c|0x20 > 'z') && strings.IndexByte("-_.:", c) < 0 {
			return false
		}
	}
	return true
}

func isWebURL(s string) bool {
	if utf8.RuneCountInString(s) > maxURL {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != ""
}

func isISO9999(s string) bool {
	n, ok := NormalISO9999(s)
	return ok && n == s
}

func isLangCode(s string) bool {
	if len(s) < 2 || len(s) > 3 {
		return false
	}
	for _, c := range []byte(s) {
		if c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}

func orgNumber(fl validator.FieldLevel) bool {
	country := sibling(fl)
	if country.Kind() == reflect.String && country.String() != "" && country.String() != "SE" {
		return true
	}
	_, ok := NormalOrgNumber(fl.Field().String())
	return ok
}

func notBefore(fl validator.FieldLevel) bool {
	first := sibling(fl)
	return !first.CanInt() || first.IsZero() || fl.Field().Int() >= first.Int()
}

// sibling returns the field of the same struct that the rule's parameter names.
func sibling(fl validator.FieldLevel) reflect.Value {
	return fl.Parent().FieldByName(fl.Param())
}

// repeated returns the first value of a list of strings that stands twice. The
// lists are short, so comparing each pair beats building a map.
func repeated(list reflect.Value) string {
	for i := range list.Len() {
		s := list.Index(i).String()
		for j := range i {
			if list.Index(j).String() == s {
				return s
			}
		}
	}
	return ""
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
