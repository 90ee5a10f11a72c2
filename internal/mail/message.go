package mail

import (
	"fmt"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
)

// message is the letter as it goes over the wire.
func message(l Letter, from, fromName string, now time.Time) (*mail.Msg, error) {
	to, err := Address(l.To)
	if err != nil {
		return nil, err
	}
	m := mail.NewMsg(mail.WithCharset(mail.CharsetUTF8), mail.WithEncoding(mail.EncodingQP), mail.WithNoDefaultUserAgent())
	if fromName = line(fromName); fromName != "" {
		err = m.FromFormat(fromName, from)
	} else {
		err = m.From(from)
	}
	if err != nil {
		return nil, fmt.Errorf("sender of mail: %w", err)
	}
	if err := m.To(to); err != nil {
		return nil, fmt.Errorf("receiver of mail: %w", err)
	}
	m.Subject(line(l.Subject))
	m.SetDateWithValue(now)
	m.SetMessageIDWithValue(l.ID + "@" + domain(from))
	// RFC 3834: no automatic answers, please; the second is for older Exchange.
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetGenHeader("X-Auto-Response-Suppress", "All")
	if l.Language != "" {
		m.SetGenHeader("Content-Language", line(l.Language))
	}
	m.SetBodyString(mail.TypeTextPlain, text(l.Body))
	return m, nil
}

// domain is what follows the @ of an address.
func domain(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }
