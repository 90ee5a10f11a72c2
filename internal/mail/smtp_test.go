package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"maps"
	"net"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/outbox"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/storetest"
)

// sender is a sender by a running server.
func sender(t *testing.T, s *server, change func(*SMTPConfig)) *SMTP {
	t.Helper()
	c := SMTPConfig{
		Host: s.host, Port: s.port, Security: Plain, From: "no-reply@matcharenan.se", FromName: "Matcharenan", Hello: "test.matcharenan.se",
		Timeout: 5 * time.Second, TLS: &tls.Config{RootCAs: s.roots, ServerName: s.host, MinVersion: tls.VersionTLS12}, Now: at,
	}
	if change != nil {
		change(&c)
	}
	smtp, err := NewSMTP(c)
	if err != nil {
		t.Fatal(err)
	}
	return smtp
}

func letterTo(to string) Letter {
	return Letter{To: to, Language: "sv", Subject: "Hej på dig", Body: "Hej Åsa.\n.\n..två\n", ID: "0123456789abcdef", Made: at()}
}

func TestALetterArrives(t *testing.T) {
	modes := map[string]smtpMode{
		"plain": {}, "starttls": {StartTLS: true}, "tls": {TLS: true},
		"starttls with a password": {StartTLS: true, User: "u", Password: "p"},
		"tls with a password":      {TLS: true, User: "u", Password: "p"},
		"opportunistic":            {StartTLS: true},
		"opportunistic without":    {},
	}
	for name, mode := range modes {
		t.Run(name, func(t *testing.T) {
			s := startServer(t, mode)
			security, _, _ := strings.Cut(name, " ")
			smtp := sender(t, s, func(c *SMTPConfig) {
				c.Security, c.User, c.Password = Security(security), mode.User, mode.Password
			})
			if err := smtp.Send(t.Context(), letterTo("asa@kommun.se")); err != nil {
				t.Fatal(err)
			}
			got := s.letters(1)[0]
			if got.From != "no-reply@matcharenan.se" || got.To != "asa@kommun.se" || got.Secure != (mode.TLS || mode.StartTLS) || got.User != mode.User {
				t.Errorf("got %+v", got)
			}
			m, subject, body := wire(t, got.Data)
			if subject != "Hej på dig" || body != "Hej Åsa.\n.\n..två\n" || m.Header.Get("Message-Id") != "<0123456789abcdef@matcharenan.se>" ||
				m.Header.Get("From") != `"Matcharenan" <no-reply@matcharenan.se>` {
				t.Errorf("got %s %s %v", subject, body, m.Header)
			}
		})
	}
}

func TestAPasswordIsNotGivenInTheClear(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux has a second loopback address")
	}
	// The client trusts 127.0.0.1, which nobody else listens on, and no other address.
	s := startServer(t, smtpMode{Address: "127.0.0.2:0", User: "u", Password: "p"})
	for _, security := range []Security{StartTLS, Opportunistic, Plain} {
		smtp := sender(t, s, func(c *SMTPConfig) { c.Security, c.User, c.Password = security, "u", "p" })
		if err := smtp.Send(t.Context(), letterTo("asa@kommun.se")); err == nil || outbox.IsPermanent(err) {
			t.Errorf("%s: %v", security, err)
		}
	}
	if n := len(s.letters(0)); n != 0 {
		t.Errorf("%d letters were sent", n)
	}
}

func TestWhatIsForGood(t *testing.T) {
	plain := startServer(t, smtpMode{})
	closed := startServer(t, smtpMode{StartTLS: true, User: "u", Password: "p"})
	unknownRoots := func(c *SMTPConfig) { c.Security, c.TLS = StartTLS, nil }
	tests := []struct {
		name, to  string
		server    *server
		change    func(*SMTPConfig)
		permanent bool
	}{
		{name: "a receiver that is refused", to: "perm-1@x.se", server: plain, permanent: true},
		{name: "a text that is refused", to: "full-1@x.se", server: plain, permanent: true},
		{name: "a receiver for later", to: "temp9-1@x.se", server: plain},
		{name: "a server that hangs up", to: "drop-1@x.se", server: plain},
		{name: "a server that does not answer", to: "slow-1@x.se", server: plain, change: func(c *SMTPConfig) { c.Timeout = 200 * time.Millisecond }},
		{name: "no password", to: "a@x.se", server: closed, change: func(c *SMTPConfig) { c.Security = StartTLS }},
		{name: "a wrong password", to: "a@x.se", server: closed, change: func(c *SMTPConfig) { c.Security, c.User, c.Password = StartTLS, "u", "q" }},
		{name: "an unknown certificate", to: "a@x.se", server: closed, change: unknownRoots},
		{name: "no STARTTLS", to: "a@x.se", server: plain, change: func(c *SMTPConfig) { c.Security = StartTLS }},
		{name: "TLS to a server that has none", to: "a@x.se", server: plain, change: func(c *SMTPConfig) { c.Security, c.Timeout = TLS, time.Second }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			began := time.Now()
			err := sender(t, test.server, test.change).Send(t.Context(), letterTo(test.to))
			if err == nil || outbox.IsPermanent(err) != test.permanent {
				t.Errorf("permanent %t: %v", outbox.IsPermanent(err), err)
			}
			if took := time.Since(began); took > 4*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
	if n := len(plain.letters(0)) + len(closed.letters(0)); n != 0 {
		t.Errorf("%d letters were sent", n)
	}
}

func TestAServerThatSaysNoGoodbye(t *testing.T) {
	s := startServer(t, smtpMode{})
	if err := sender(t, s, nil).Send(t.Context(), letterTo("bye-1@x.se")); err != nil {
		t.Errorf("it has the letter: %v", err)
	}
}

func TestSendingIsCutOff(t *testing.T) {
	s := startServer(t, smtpMode{})
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(200*time.Millisecond, cancel)
	began := time.Now()
	err := sender(t, s, nil).Send(ctx, letterTo("slow-1@x.se"))
	if !errors.Is(err, context.Canceled) || time.Since(began) > 2*time.Second {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
}

// box is an outbox with a clock that is moved by hand.
type box struct {
	*outbox.Outbox
	ms *atomic.Int64
}

func (b box) now() time.Time { return time.UnixMilli(b.ms.Load()) }

func (b box) deliver(t *testing.T, want map[string]int) {
	t.Helper()
	got, err := b.Deliver(t.Context(), b.now())
	if err != nil || !maps.Equal(got, want) {
		t.Fatalf("got %v %v, want %v", got, err, want)
	}
}

func (b box) mail(t *testing.T, to, key string) {
	t.Helper()
	m := outbox.Message{Kind: outbox.Mail, To: to, Template: "welcome", Language: "sv", Subject: "Hej", Body: "Hej\n"}
	if err := b.Put(t.Context(), m, key); err != nil {
		t.Fatal(err)
	}
}

func newBox(t *testing.T, e store.Engine, ms *atomic.Int64, s Sender) box {
	t.Helper()
	b := box{ms: ms}
	b.Outbox = outbox.New(outbox.Config{Engine: e, Senders: map[outbox.Kind]outbox.Sender{outbox.Mail: Deliver(s)}, Now: b.now})
	return b
}

func engine(t *testing.T) store.Engine {
	t.Helper()
	e := storetest.Open(t)
	if err := e.Declare(t.Context(), append(outbox.Declarations(), store.Declaration{Name: audit.Inbox})); err != nil {
		t.Fatal(err)
	}
	return e
}

func newMillis() *atomic.Int64 {
	ms := &atomic.Int64{}
	ms.Store(at().UnixMilli())
	return ms
}

func TestTheOutboxAndAServer(t *testing.T) {
	s := startServer(t, smtpMode{})
	ms := newMillis()
	b := newBox(t, engine(t), ms, sender(t, s, nil))
	b.mail(t, "good-1@x.se", "1")
	b.mail(t, "temp2-1@x.se", "2")
	b.mail(t, "perm-1@x.se", "3")
	b.deliver(t, map[string]int{"sent": 1, "failed": 1, "dead": 1})
	ms.Add((2 * time.Minute).Milliseconds())
	b.deliver(t, map[string]int{"failed": 1})
	ms.Add((5 * time.Minute).Milliseconds())
	b.deliver(t, map[string]int{"sent": 1})
	var receivers []string
	for _, l := range s.letters(2) {
		receivers = append(receivers, l.To)
	}
	if !slices.Equal(receivers, []string{"good-1@x.se", "temp2-1@x.se"}) {
		t.Errorf("got %v", receivers)
	}
}

func TestAServerThatIsDownAndUp(t *testing.T) {
	s := startServer(t, smtpMode{})
	ms := newMillis()
	b := newBox(t, engine(t), ms, sender(t, s, nil))
	s.stop()
	b.mail(t, "good-1@x.se", "1")
	b.deliver(t, map[string]int{"failed": 1})
	ms.Add((2 * time.Minute).Milliseconds())
	b.deliver(t, map[string]int{"failed": 1})
	again := startServer(t, smtpMode{Address: s.address()})
	ms.Add((5 * time.Minute).Milliseconds())
	b.deliver(t, map[string]int{"sent": 1})
	if n := len(again.letters(1)); n != 1 {
		t.Errorf("%d letters", n)
	}
}

// TestTwoDeliverersSendOnce has two instances send a hundred letters by one server, of
// which each fifth is refused once.
func TestTwoDeliverersSendOnce(t *testing.T) {
	s := startServer(t, smtpMode{})
	e, ms := engine(t), newMillis()
	boxes := []box{newBox(t, e, ms, sender(t, s, nil)), newBox(t, e, ms, sender(t, s, nil))}
	for i := range 100 {
		to := fmt.Sprintf("good-%d@x.se", i)
		if i%5 == 0 {
			to = fmt.Sprintf("temp1-%d@x.se", i)
		}
		boxes[0].mail(t, to, fmt.Sprint("key-", i))
	}
	for range 2 {
		var all sync.WaitGroup
		for _, b := range boxes {
			all.Go(func() {
				if _, err := b.Deliver(t.Context(), b.now()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		ms.Add((2 * time.Minute).Milliseconds())
	}
	got := map[string]int{}
	for _, l := range s.letters(100) {
		m, _, _ := wire(t, l.Data)
		got[m.Header.Get("Message-Id")]++
	}
	if len(got) != 100 {
		t.Errorf("%d letters arrived", len(got))
	}
	for id, n := range got {
		if n != 1 {
			t.Errorf("%s arrived %d times", id, n)
		}
	}
}

func TestNoServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	_ = l.Close()
	smtp, err := NewSMTP(SMTPConfig{Host: "127.0.0.1", Port: port, Security: TLS, From: "a@b.se", Now: at})
	if err != nil {
		t.Fatal(err)
	}
	if err := smtp.Send(t.Context(), letterTo("a@x.se")); err == nil || outbox.IsPermanent(err) {
		t.Errorf("got %v", err)
	}
}
