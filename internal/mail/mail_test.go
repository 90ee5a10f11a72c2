package mail

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/outbox"
)

func TestMain(m *testing.M) {
	if mode := os.Getenv(serverMode); mode != "" {
		os.Exit(smtpChild(mode))
	}
	goleak.VerifyTestMain(m)
}

func at() time.Time { return time.Date(2026, 5, 5, 7, 0, 0, 0, time.UTC) }

var templates = i18n.Catalogue{
	i18n.Swedish: {"mail.welcome.subject": "Välkommen, {name}", "mail.welcome.body": "Hej {name}.\n\nKlicka här: {link}\n"},
	i18n.English: {"mail.welcome.subject": "Welcome, {name}", "mail.welcome.body": "Hello {name}.\n\nClick here: {link}\n"},
}

func composer() *Composer { return &Composer{now: at, catalogue: templates} }

// composed is the message of an effect.
func composed(t *testing.T, to, language, template string, data map[string]string) outbox.Message {
	t.Helper()
	e, err := composer().Mail(to, language, template, data, "key")
	if err != nil {
		t.Fatal(err)
	}
	if e.Collection != outbox.Collection || e.ID != "key" {
		t.Errorf("got %+v", e)
	}
	var m outbox.Message
	if err := json.Unmarshal(e.Body, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestComposing(t *testing.T) {
	data := map[string]string{"name": "Åsa", "link": "https://x.se/?a=b&c=d"}
	m := composed(t, " asa@kommun.se ", "sv", "welcome", data)
	if m.To != "asa@kommun.se" || m.Kind != outbox.Mail || m.Template != "welcome" || m.Subject != "Välkommen, Åsa" ||
		m.Body != "Hej Åsa.\n\nKlicka här: https://x.se/?a=b&c=d\n" || m.State != outbox.Pending || !m.Due.Equal(at()) {
		t.Errorf("got %+v", m)
	}
	if m := composed(t, "asa@kommun.se", "en", "welcome", data); m.Subject != "Welcome, Åsa" {
		t.Errorf("got %+v", m)
	}
	if m := composed(t, "asa@kommun.se", "fi", "welcome", data); m.Subject != "Välkommen, Åsa" {
		t.Errorf("got %+v", m)
	}
	if _, err := composer().Mail("asa@kommun.se", "sv", "farewell", nil, "k"); err == nil {
		t.Error("a template that there is none of")
	}
	if _, err := NewComposer(at).Mail("asa@kommun.se", "sv", "webhookOff", nil, "k"); err != nil {
		t.Error(err)
	}
}

func TestAddresses(t *testing.T) {
	for _, good := range []string{"a@b.se", " eva.svensson+x@kommun.se ", "o'neill@b.se", "åsa@kommun.se"} {
		if got, err := Address(good); err != nil || got != strings.TrimSpace(good) {
			t.Errorf("%q: %q %v", good, got, err)
		}
	}
	for _, bad := range []string{
		"", "eva", "@b.se", "a@", "a@b.se, c@d.se", "Eva <a@b.se>", "<a@b.se>", "a@b.se\r\nBcc: c@d.se", "a@b.se\x00",
		`"a b"@b.se`, "a@b.se (eva)", "a b@b.se", strings.Repeat("a", 250) + "@b.se", "a@b.se;c@d.se", "\"a\r\nBcc: x\"@b.se",
	} {
		if got, err := Address(bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q was taken for %q", bad, got)
		}
	}
}

// wire is a letter as a receiver's program reads it.
func wire(t *testing.T, raw string) (*mail.Message, string, string) {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatalf("%v in\n%s", err, raw)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Header.Get("Content-Transfer-Encoding"); got != "quoted-printable" {
		t.Fatalf("encoding %q in\n%s", got, raw)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil {
		t.Fatal(err)
	}
	return m, subject, strings.ReplaceAll(string(body), "\r\n", "\n")
}

func TestALetterOnTheWire(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "mail")
	f, err := NewFolder(folder, "no-reply@matcharenan.se", at)
	if err != nil {
		t.Fatal(err)
	}
	evil := "Eva\r\nBcc: all@kommun.se\u2028X: y\r\n\r\n<html>"
	m := composed(t, "eva@kommun.se", "sv", "welcome", map[string]string{"name": evil, "link": ".\n.\r\nFrom x\n" + strings.Repeat("å", 500)})
	for range 2 { // the second replaces the first
		if err := Deliver(f).Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	files, err := os.ReadDir(folder)
	if err != nil || len(files) != 1 {
		t.Fatalf("%v %v", files, err)
	}
	name := files[0].Name()
	if !strings.HasPrefix(name, "20260505T070000.000Z-") || !strings.HasSuffix(name, m.Reference()+".eml") {
		t.Errorf("the file is %s", name)
	}
	raw, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	got, subject, body := wire(t, string(raw))
	if body != m.Body || !strings.Contains(body, "<html>") {
		t.Errorf("body\n%q\nwant\n%q", body, m.Body)
	}
	if subject != "Välkommen, Eva Bcc: all@kommun.se X: y <html>" {
		t.Errorf("subject %q", subject)
	}
	want := map[string]string{
		"To": "<eva@kommun.se>", "From": "<no-reply@matcharenan.se>", "Bcc": "", "X": "", "Auto-Submitted": "auto-generated",
		"Message-Id": "<" + m.Reference() + "@matcharenan.se>", "Content-Type": "text/plain; charset=UTF-8", "Content-Language": "sv",
		"Date": "Tue, 05 May 2026 07:00:00 +0000", "User-Agent": "", "X-Mailer": "",
	}
	for header, value := range want {
		if got.Header.Get(header) != value {
			t.Errorf("%s: %q, want %q", header, got.Header.Get(header), value)
		}
	}
	for line := range strings.SplitSeq(string(raw), "\r\n") {
		if len(line) > 78 || strings.ContainsFunc(line, func(r rune) bool { return r > 126 || r < ' ' && r != '\t' }) {
			t.Errorf("line %q", line)
		}
	}
}

// TestNothingBecomesAHeader fills a template with whatever, and finds the same headers
// and one receiver.
func TestNothingBecomesAHeader(t *testing.T) {
	want := []string{
		"Auto-Submitted", "Content-Language", "Content-Transfer-Encoding", "Content-Type", "Date", "From", "Message-Id", "Mime-Version",
		"Subject", "To", "X-Auto-Response-Suppress",
	}
	some := rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune("\r\n\t :.=?\u2028\u0085\x00<>,@"))))
	rapid.Check(t, func(t *rapid.T) {
		data := map[string]string{"name": some.Draw(t, "name"), "link": some.Draw(t, "link")}
		e, err := composer().Mail("eva@kommun.se", some.Draw(t, "language"), "welcome", data, "key")
		if err != nil {
			t.Fatal(err)
		}
		var m outbox.Message
		if err := json.Unmarshal(e.Body, &m); err != nil {
			t.Fatal(err)
		}
		msg, err := message(Letter{To: m.To, Language: m.Language + "x", Subject: m.Subject, Body: m.Body, ID: "1"}, "a@b.se", data["name"], at())
		if err != nil {
			t.Skip(err) // a name that no sender may have is refused
		}
		var raw bytes.Buffer
		if _, err := msg.WriteTo(&raw); err != nil {
			t.Fatal(err)
		}
		got, err := mail.ReadMessage(&raw)
		if err != nil {
			t.Fatal(err)
		}
		if names := slices.Sorted(maps.Keys(got.Header)); !slices.Equal(names, want) || got.Header.Get("To") != "<eva@kommun.se>" {
			t.Fatalf("headers %v", got.Header)
		}
	})
}

func TestSettingsThatAreRefused(t *testing.T) {
	if _, err := NewSMTP(SMTPConfig{Host: "h", From: "nobody", Now: at}); err == nil {
		t.Error("a bad sender was accepted")
	}
	if _, err := NewSMTP(SMTPConfig{Host: "h", From: "a@b.se", Security: "some", Now: at}); err == nil {
		t.Error("an unknown security was accepted")
	}
	if _, err := NewSMTP(SMTPConfig{Host: "h", Port: 70000, From: "a@b.se", Now: at}); err == nil {
		t.Error("a bad port was accepted")
	}
	if _, err := NewSMTP(SMTPConfig{From: "a@b.se", Now: at}); err == nil {
		t.Error("no host was accepted")
	}
	if _, err := NewFolder(t.TempDir(), "nobody", at); err == nil {
		t.Error("a bad sender was accepted")
	}
	file := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := NewFolder(file, "a@b.se", at); err == nil {
		t.Error("a file was accepted for a folder")
	}
}

func TestAFolderThatIsGone(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "mail")
	f, err := NewFolder(folder, "a@b.se", at)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(folder); err != nil {
		t.Fatal(err)
	}
	err = f.Send(t.Context(), Letter{To: "a@b.se", ID: "x"})
	if !errors.Is(err, os.ErrNotExist) || outbox.IsPermanent(err) {
		t.Errorf("got %v", err)
	}
	if err := f.Send(t.Context(), Letter{To: "a", ID: "x"}); !outbox.IsPermanent(err) {
		t.Errorf("got %v", err)
	}
}
