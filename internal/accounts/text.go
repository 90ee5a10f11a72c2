package accounts

import (
	"net/mail"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
)

// line is a text of one line: spaces are single, and what cannot be seen is gone.
func line(s string) string {
	return strings.Join(strings.Fields(visible(s, false)), " ")
}

// lines is a text of several lines without anything that cannot be seen.
func lines(s string) string {
	return strings.TrimSpace(visible(strings.ReplaceAll(s, "\r\n", "\n"), true))
}

func visible(s string, newlines bool) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' && newlines:
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, norm.NFC.String(strings.ToValidUTF8(s, "")))
}

// maxEmail is the length of the longest address that mail can be sent to (RFC 5321).
const maxEmail = 254

// Normal returns an e-mail address as accounts keep it, in lower case, and whether it
// is one. Two addresses with the same normal form are the same account.
func Normal(email string) (string, bool) {
	email = strings.ToLower(norm.NFC.String(strings.TrimSpace(email)))
	if len(email) > maxEmail || strings.ContainsFunc(email, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }) {
		return email, false
	}
	parsed, err := mail.ParseAddress(email)
	if err != nil || parsed.Address != email {
		return email, false
	}
	_, domain, _ := strings.Cut(email, "@")
	return email, strings.Contains(strings.Trim(domain, "."), ".") && !strings.ContainsAny(domain, "@[]")
}

func checkedEmail(email string) (string, error) {
	normal, ok := Normal(email)
	if !ok {
		return "", bad("email", "accounts.email", fault.Args{"value": clip(normal)})
	}
	return normal, nil
}

// clip shortens a text that a message repeats.
func clip(s string) string {
	if r := []rune(strings.ToValidUTF8(s, "")); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// spoken is the language, or the default if it is none of ours.
func spoken(l i18n.Language) i18n.Language {
	if slices.Contains(i18n.Languages(), l) {
		return l
	}
	return i18n.Swedish
}
