package mail

import (
	"context"
	"net/mail"
	"strings"
	"time"
	"unicode"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/outbox"
)

// Letter is a text for one receiver.
type Letter struct {
	To       string // a bare address
	Language string // of the text, "sv" or "en"
	Subject  string
	Body     string    // lines end with \n
	ID       string    // letters and digits, the same whenever the letter is sent
	Made     time.Time // the same whenever it is sent
}

// Sender sends letters. An error that [outbox.Permanent] made means that the letter
// can never be sent.
type Sender interface {
	Send(ctx context.Context, l Letter) error
}

// Deliver returns the outbox's sender of mail.
func Deliver(s Sender) outbox.Sender { return deliverer{s} }

type deliverer struct{ sender Sender }

// Send implements [outbox.Sender].
func (d deliverer) Send(ctx context.Context, m outbox.Message) error {
	return d.sender.Send(ctx, Letter{
		To: m.To, Language: m.Language, Subject: m.Subject, Body: m.Body, ID: m.Reference(), Made: m.Made.Time,
	})
}

// maxAddress is how long an address can be (RFC 5321, 4.5.3.1.3, without brackets).
const maxAddress = 254

// Address returns the bare address that a person gave, without blanks around it, or
// an Invalid error. It knows the form only, not whether anybody reads mail there.
func Address(given string) (string, error) {
	s := strings.TrimSpace(given)
	parsed, err := mail.ParseAddress(s)
	if err != nil || parsed.Address != s || parsed.Name != "" || len(s) > maxAddress || strings.ContainsFunc(s, odd) {
		return "", fault.New(fault.Invalid, "sending.address", fault.Args{"address": clip(given)}).Because(err)
	}
	return s, nil
}

// odd reports whether a character has no place in an address.
func odd(r rune) bool {
	return unicode.IsControl(r) || unicode.IsSpace(r) || strings.ContainsRune(`"<>,;:\`, r)
}

func clip(s string) string {
	r := []rune(s)
	return string(r[:min(len(r), 100)])
}

// line makes one line of a text, for a header: what could end the line, or is not
// seen, becomes a blank.
func line(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.Is(unicode.C, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r)
	}), " ")
}

// text makes lines that end with \n and hold no control characters.
func text(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(s, "\uFFFD"))
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
	return strings.TrimRight(s, "\n") + "\n"
}
