package web

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"go.uber.org/goleak"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		// fasthttp keeps the time of the Date header for the whole process.
		goleak.IgnoreAnyFunction("github.com/valyala/fasthttp.updateServerDate.func1"),
		// It notices the end of its server within ten seconds.
		goleak.IgnoreAnyFunction("github.com/valyala/fasthttp.(*workerPool).Start.func2"))
}

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

var noon = time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)

// clock is a time that a test moves.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// journal is a log that a test reads.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.String()
}

// people are sessions and tokens by their name: "anna" has the session and token
// "anna", and the secret "secret-anna".
type people map[string]access.Actor

func (p people) Session(_ context.Context, token string) (access.Actor, string, error) {
	a, err := p.Token(context.Background(), token)
	return a, "secret-" + token, err
}

func (p people) Token(_ context.Context, token string) (access.Actor, error) {
	switch a, ok := p[token]; {
	case token == "down":
		return access.Actor{}, fault.New(fault.Unavailable, "", nil)
	case !ok:
		return access.Actor{}, fault.New(fault.NotFound, "", nil)
	default:
		return a, nil
	}
}

var everybody = people{
	"anna": {Kind: access.Person, ID: "p1", Memberships: []access.Membership{{Organisation: "o1", Side: access.Company, Roles: []access.Role{access.VendorAdmin}}}},
	"bo":   {Kind: access.Person, ID: "p2"},
}

// site is an app under test.
type site struct {
	*App
	clock *clock
	log   *journal
}

func newSite(t *testing.T, change func(o *Options), routes func(a *App)) *site {
	t.Helper()
	s := &site{clock: &clock{t: noon}, log: &journal{}}
	o := Options{
		Log: slog.New(slog.NewJSONHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Now: s.clock.now, Auth: everybody, Hosts: []string{"example.com", "127.0.0.1"},
	}
	if change != nil {
		change(&o)
	}
	var err error
	if s.App, err = NewApp(o); err != nil {
		t.Fatal(err)
	}
	if routes != nil {
		routes(s.App)
	}
	return s
}

// ok is a handler that answers.
func ok(c *fiber.Ctx) error { return c.SendString("ok") }

// conn is a connection on which a client has said everything already.
type conn struct {
	in     io.Reader
	out    bytes.Buffer
	from   string
	closed bool
	end    bool
}

func (c *conn) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.end = c.end || err != nil
	return n, err
}

func (c *conn) sawEnd() bool                     { return c.end }
func (c *conn) Write(p []byte) (int, error)      { return c.out.Write(p) }
func (c *conn) Close() error                     { c.closed = true; return nil }
func (c *conn) LocalAddr() net.Addr              { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }
func (c *conn) SetDeadline(time.Time) error      { return nil }
func (c *conn) SetReadDeadline(time.Time) error  { return nil }
func (c *conn) SetWriteDeadline(time.Time) error { return nil }
func (c *conn) RemoteAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(c.from))
}

// answer is a response that has been read.
type answer struct {
	*http.Response
	status int
	body   string
}

// raw sends bytes from an address and returns what came back.
func (s *site) raw(t *testing.T, from, text string) *conn {
	t.Helper()
	s.Handler() // builds the routes
	c := &conn{in: strings.NewReader(text), from: from}
	_ = s.Server().ServeConn(c) // what it thinks of the request stands in the answer
	return c
}

// answers reads the answers on a connection.
func (c *conn) answers(t *testing.T, methods ...string) []answer {
	t.Helper()
	var all []answer
	r := bufio.NewReader(&c.out)
	for _, m := range methods {
		res, err := http.ReadResponse(r, &http.Request{Method: m})
		if err != nil {
			t.Fatalf("answer %d: %v", len(all), err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, answer{res, res.StatusCode, string(b)})
	}
	return all
}

// text is a request as it goes over the wire. Headers are "Name: value".
func text(method, path, body string, headers ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\n", method, path)
	if !slices.ContainsFunc(headers, func(h string) bool { return strings.HasPrefix(h, "Host:") }) {
		b.WriteString("Host: example.com\r\n")
	}
	for _, h := range headers {
		b.WriteString(h + "\r\n")
	}
	if body != "" && !slices.ContainsFunc(headers, func(h string) bool { return strings.HasPrefix(h, "Transfer-Encoding:") }) {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(body))
	}
	b.WriteString("\r\n" + body)
	return b.String()
}

const somewhere = "192.0.2.7:4711"

// do makes one request.
func (s *site) do(t *testing.T, method, path, body string, headers ...string) answer {
	t.Helper()
	return s.from(t, somewhere, method, path, body, headers...)
}

func (s *site) from(t *testing.T, from, method, path, body string, headers ...string) answer {
	t.Helper()
	return s.raw(t, from, text(method, path, body, headers...)).answers(t, method)[0]
}

func (a answer) problem(t *testing.T) Problem {
	t.Helper()
	var p Problem
	if err := json.Unmarshal([]byte(a.body), &p); err != nil || a.Header.Get("Content-Type") != ProblemType {
		t.Fatalf("no problem: %d %s %q", a.status, a.Header.Get("Content-Type"), a.body)
	}
	return p
}

// wants checks the status and key of a refusal.
func (a answer) wants(t *testing.T, name string, status int, key string) {
	t.Helper()
	if a.status != status {
		t.Errorf("%s: status %d, want %d: %s", name, a.status, status, a.body)
		return
	}
	if p := a.problem(t); key != "" && p.Key != key {
		t.Errorf("%s: key %s, want %s", name, p.Key, key)
	}
}
