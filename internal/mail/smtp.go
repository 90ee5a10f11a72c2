package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"time"

	"github.com/wneessen/go-mail"

	"github.com/allagehub/matcharenan/internal/outbox"
)

// Security is how the connection to the server is kept secret.
type Security string

// The ways. The zero Security is StartTLS.
const (
	StartTLS      Security = "starttls"      // or not at all
	TLS           Security = "tls"           // from the first byte
	Opportunistic Security = "opportunistic" // STARTTLS if the server has it; then without a password if it has not
	Plain         Security = "plain"         // for a server on the same machine
)

// SMTPConfig is what [SMTP] needs.
type SMTPConfig struct {
	Host     string
	Port     int // 0 for the security's own
	Security Security
	User     string // empty for no authentication
	Password string
	From     string        // a bare address
	FromName string        // who it is from, for people
	Hello    string        // what the service calls itself; empty for the machine's name
	Timeout  time.Duration // of a whole conversation; [DefaultTimeout] if zero
	TLS      *tls.Config   // nil for the system's roots
	Now      func() time.Time
}

// DefaultTimeout is how long a conversation with a server may take. It is well within
// the outbox's claim of a message.
const DefaultTimeout = 45 * time.Second

// SMTP sends letters by a server. Each has its own connection: the service sends few,
// and a server that has hung up on an idle connection is then no case of its own.
type SMTP struct {
	c       SMTPConfig
	options []mail.Option
}

// NewSMTP returns a sender by a server.
func NewSMTP(c SMTPConfig) (*SMTP, error) {
	if _, err := Address(c.From); err != nil {
		return nil, fmt.Errorf("sender of mail: %w", err)
	}
	if c.Timeout <= 0 {
		c.Timeout = DefaultTimeout
	}
	security, err := c.Security.options()
	if err != nil {
		return nil, err
	}
	s := &SMTP{c: c, options: append(security, mail.WithTimeout(c.Timeout))}
	if c.TLS != nil {
		s.options = append(s.options, mail.WithTLSConfig(c.TLS))
	}
	if c.Port != 0 {
		s.options = append(s.options, mail.WithPort(c.Port))
	}
	if c.Hello != "" {
		s.options = append(s.options, mail.WithHELO(c.Hello))
	}
	if c.User != "" {
		// None of these gives a password in the clear, unless to localhost.
		s.options = append(s.options, mail.WithUsername(c.User), mail.WithPassword(c.Password), mail.WithOpportunisticSMTPAuth(
			mail.SMTPAuthSCRAMSHA256, mail.SMTPAuthSCRAMSHA1, mail.SMTPAuthPlain, mail.SMTPAuthLogin))
	}
	// That the options are good is seen now and not with the first letter.
	if _, err := mail.NewClient(c.Host, s.options...); err != nil {
		return nil, fmt.Errorf("mail server %s: %w", c.Host, err)
	}
	return s, nil
}

func (s Security) options() ([]mail.Option, error) {
	switch s {
	case StartTLS, "":
		return []mail.Option{mail.WithTLSPortPolicy(mail.TLSMandatory)}, nil
	case TLS:
		return []mail.Option{mail.WithSSLPort(false)}, nil
	case Opportunistic:
		return []mail.Option{mail.WithTLSPolicy(mail.TLSOpportunistic)}, nil
	case Plain:
		return []mail.Option{mail.WithTLSPolicy(mail.NoTLS)}, nil
	}
	return nil, fmt.Errorf("mail: unknown security %q", s)
}

// Send implements [Sender].
func (s *SMTP) Send(ctx context.Context, l Letter) error {
	m, err := message(l, s.c.From, s.c.FromName, s.c.Now())
	if err != nil {
		return outbox.Permanent(err)
	}
	ctx, cancel := context.WithTimeout(ctx, s.c.Timeout)
	defer cancel()
	// The client looks at the context while it connects and no longer; what cuts a
	// conversation off in the middle is that its connection is closed.
	dial := func(dialCtx context.Context, network, address string) (net.Conn, error) {
		conn, err := s.dial(dialCtx, network, address)
		if err == nil {
			context.AfterFunc(ctx, func() { _ = conn.Close() })
		}
		return conn, err
	}
	client, err := mail.NewClient(s.c.Host, append(slices.Clone(s.options), mail.WithDialContextFunc(dial))...)
	if err != nil {
		return fmt.Errorf("mail server: %w", err)
	}
	err = client.DialAndSendWithContext(ctx, m)
	if m.IsDelivered() {
		return nil // the server has it, however it said goodbye
	}
	if cause := context.Cause(ctx); err != nil && cause != nil {
		return fmt.Errorf("mail server: %w: %w", cause, err)
	}
	return verdict(err)
}

// dial connects as the client would if nobody watched.
func (s *SMTP) dial(ctx context.Context, network, address string) (net.Conn, error) {
	var d net.Dialer
	if s.c.Security != TLS {
		return d.DialContext(ctx, network, address)
	}
	config := &tls.Config{ServerName: s.c.Host, MinVersion: tls.VersionTLS12}
	if s.c.TLS != nil {
		config = s.c.TLS
	}
	return (&tls.Dialer{NetDialer: &d, Config: config}).DialContext(ctx, network, address)
}

// verdict tells apart what a later try may mend. Only what the server says of the
// receiver or the text is for good: a refused password or sender is a fault of ours,
// and mended without writing the letter again.
func verdict(err error) error {
	refused, ok := errors.AsType[*mail.SendError](err)
	if !ok || refused.IsTemp() || refused.ErrorCode() < 500 {
		return err
	}
	switch refused.ErrorCode() {
	case 530, 534, 535, 538: // authentication (RFC 4954)
		return err
	}
	switch refused.Reason {
	case mail.ErrSMTPRcptTo, mail.ErrSMTPData, mail.ErrSMTPDataClose:
		return outbox.Permanent(err)
	default:
		return err
	}
}
