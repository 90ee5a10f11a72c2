package web

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
)

// running is an app that serves on this machine.
type running struct {
	*site
	at   Addresses
	stop context.CancelFunc
	done chan error
}

func serve(t *testing.T, l Listen, change func(o *Options), routes func(a *App)) *running {
	t.Helper()
	r := &running{done: make(chan error, 1)}
	r.site = newSite(t, func(o *Options) {
		o.Now = time.Now
		if change != nil {
			change(o)
		}
	}, routes)
	ctx, cancel := context.WithCancel(t.Context())
	r.stop = cancel
	ready := make(chan Addresses, 1)
	l.Address, l.Ready = "127.0.0.1:0", func(at Addresses) { ready <- at }
	go func() { r.done <- r.Serve(ctx, l) }()
	select {
	case r.at = <-ready:
	case err := <-r.done:
		t.Fatal(err)
	}
	t.Cleanup(cancel)
	return r
}

// ends stops the app and returns what Serve returned.
func (r *running) ends(t *testing.T) error {
	t.Helper()
	r.stop()
	return await(t, r.done)
}

func await[T any](t *testing.T, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

func (r *running) dial(t *testing.T) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", r.at.Service.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	return c
}

func read(t *testing.T, c net.Conn) answer {
	t.Helper()
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{res, res.StatusCode, string(b)}
}

func TestSlowClientsAreCutOff(t *testing.T) {
	r := serve(t, Listen{}, func(o *Options) {
		o.Limits = Limits{Read: time.Second, BodyGrace: time.Second, Idle: time.Second}
	}, bodies)
	closes := func(name string, c net.Conn) {
		// Whatever is answered, the connection ends before the test's patience does.
		if _, err := io.Copy(io.Discard, c); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("%s: the connection is kept", name)
		}
	}
	drip := func(c net.Conn, text string) {
		for i := range len(text) {
			if _, err := io.WriteString(c, text[i:i+1]); err != nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	c := r.dial(t)
	closes("says nothing", c)
	c = r.dial(t)
	go drip(c, "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "+strings.Repeat("x", 1000))
	closes("slow head", c)
	for name, head := range map[string]string{
		"slow body":    "Content-Length: 50000\r\n\r\n" + strings.Repeat("x", 10_000),
		"slow chunked": "Transfer-Encoding: chunked\r\n\r\nc350\r\n",
	} {
		c = r.dial(t)
		if _, err := io.WriteString(c, "POST /upload HTTP/1.1\r\nHost: 127.0.0.1\r\n"+head); err != nil {
			t.Fatal(err)
		}
		go drip(c, strings.Repeat("x", 1000))
		a := read(t, c)
		a.wants(t, name, 408, "web.timeout")
		closes(name, c)
	}
	c = r.dial(t)
	if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	closes("idle", c)
	if err := r.ends(t); err != nil {
		t.Error(err)
	}
}

func TestGracefulStop(t *testing.T) {
	entered, leave := make(chan struct{}), make(chan struct{})
	r := serve(t, Listen{Grace: patience}, nil, func(a *App) {
		a.Get("/slow", func(c *fiber.Ctx) error {
			close(entered)
			<-leave
			if err := c.UserContext().Err(); err != nil {
				return err
			}
			return ok(c)
		})
		a.Get("/", ok)
	})
	slow, idle := r.dial(t), r.dial(t)
	fmt.Fprint(slow, "GET /slow HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
	fmt.Fprint(idle, "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
	if a := read(t, idle); a.status != 200 {
		t.Errorf("before: %d", a.status)
	}
	<-entered
	r.stop()
	if _, err := io.Copy(io.Discard, idle); err != nil {
		t.Errorf("an idle connection: %v", err)
	}
	for until := time.Now().Add(patience); ; {
		c, err := net.Dial("tcp", r.at.Service.String())
		if err != nil {
			break // refused, as it should be
		}
		c.Close()
		if time.Now().After(until) {
			t.Fatal("connections are accepted while stopping")
		}
		time.Sleep(5 * time.Millisecond)
	}
	select {
	case err := <-r.done:
		t.Fatalf("it stopped with a request running: %v", err)
	default:
	}
	close(leave)
	if a := read(t, slow); a.status != 200 || a.body != "ok" || !a.Close {
		t.Errorf("the running request: %d %q, closes %t", a.status, a.body, a.Close)
	}
	if err := await(t, r.done); err != nil {
		t.Errorf("after a stop in good order: %v", err)
	}
}

func TestWhatDoesNotEndIsCutOff(t *testing.T) {
	entered := make(chan struct{})
	r := serve(t, Listen{Grace: 50 * time.Millisecond}, nil, func(a *App) {
		a.Get("/stuck", func(c *fiber.Ctx) error {
			close(entered)
			<-c.UserContext().Done() // it heeds its context, which ends with the service
			return c.UserContext().Err()
		})
	})
	c := r.dial(t)
	fmt.Fprint(c, "GET /stuck HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
	<-entered
	if err := r.ends(t); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("stopped with %v", err)
	}
	if !strings.Contains(r.log.String(), "connections cut off") {
		t.Error("nothing in the log")
	}
}

func TestServeRefuses(t *testing.T) {
	s := newSite(t, nil, nil)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for name, l := range map[string]Listen{
		"taken":          {Address: taken.Addr().String()},
		"taken, metrics": {Address: "127.0.0.1:0", Metrics: taken.Addr().String()},
		"no certificate": {Address: "127.0.0.1:0", CertFile: "missing.pem", KeyFile: "missing.pem"},
		"no key":         {Address: "127.0.0.1:0", CertFile: "missing.pem"},
	} {
		if err := s.Serve(t.Context(), l); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Serve(ended, Listen{Address: "127.0.0.1:0"}); err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("stopped before it began: %v", err)
	}
}

func TestOptions(t *testing.T) {
	log := slog.New(slog.DiscardHandler)
	for name, o := range map[string]Options{"no clock": {Log: log}, "no log": {Now: time.Now}} {
		if _, err := NewApp(o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	s := newSite(t, func(o *Options) { o.Hosts = nil }, echoes)
	for host, status := range map[string]int{"localhost:8080": 200, "127.0.0.1": 200, "[::1]:8080": 200, "example.com": 421} {
		if a := s.do(t, "GET", "/", "", "Host: "+host); a.status != status {
			t.Errorf("%s: %d, want %d", host, a.status, status)
		}
	}
	routes := strings.Join(s.Routes(), " ")
	if !strings.Contains(routes, "GET /things/:id") || strings.Contains(routes, "HEAD") {
		t.Errorf("routes: %s", routes)
	}
}

func TestConnectionLimit(t *testing.T) {
	r := serve(t, Listen{}, func(o *Options) { o.Limits.Connections = 1 }, bodies)
	first := r.dial(t)
	fmt.Fprint(first, text("GET", "/", "", "Host: 127.0.0.1"))
	if a := read(t, first); a.status != 200 {
		t.Errorf("first: %d", a.status)
	}
	second := r.dial(t)
	fmt.Fprint(second, text("GET", "/", "", "Host: 127.0.0.1"))
	if a := read(t, second); a.status != 503 {
		t.Errorf("second: %d", a.status)
	}
}

func TestARequestHasADeadline(t *testing.T) {
	s := newSite(t, func(o *Options) { o.Limits.Request = time.Millisecond }, func(a *App) {
		a.Get("/slow", func(c *fiber.Ctx) error {
			<-c.UserContext().Done()
			return fmt.Errorf("asking the store: %w", c.UserContext().Err())
		})
		a.Get("/export", func(c *fiber.Ctx) error {
			<-c.UserContext().Done()
			Extend(c)
			if err := c.UserContext().Err(); err != nil {
				return err
			}
			return ok(c)
		})
	})
	s.do(t, "GET", "/slow", "").wants(t, "slow", 503, "error.unavailable")
	if a := s.do(t, "GET", "/export", ""); a.status != 200 {
		t.Errorf("with more time: %d", a.status)
	}
}
