package web

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
)

func TestStream(t *testing.T) {
	failed := make(chan error, 1)
	chunk := []byte(strings.Repeat("x", 64<<10))
	r := serve(t, Listen{}, func(o *Options) { o.Limits.Write = time.Second }, func(a *App) {
		a.Get("/lines", func(c *fiber.Ctx) error {
			return Stream(c, "application/jsonl", func(_ context.Context, w io.Writer) error {
				for i := range 1000 {
					if _, err := fmt.Fprintf(w, "{\"n\":%d}\n", i); err != nil {
						return err
					}
				}
				return nil
			})
		})
		a.Get("/endless", func(c *fiber.Ctx) error {
			return Stream(c, "application/octet-stream", func(ctx context.Context, w io.Writer) error {
				for {
					if _, err := w.Write(chunk); err != nil {
						failed <- err
						return err
					}
				}
			})
		})
		a.Get("/broken", func(c *fiber.Ctx) error {
			return Stream(c, "text/csv", func(_ context.Context, w io.Writer) error {
				_, _ = w.Write(chunk)
				return errors.New("row 7 hunter2")
			})
		})
		a.Get("/panics", func(c *fiber.Ctx) error {
			return Stream(c, "text/csv", func(context.Context, io.Writer) error { panic("row 8") })
		})
		a.Get("/events", func(c *fiber.Ctx) error {
			return Stream(c, "text/event-stream", func(ctx context.Context, w io.Writer) error {
				if _, err := io.WriteString(w, "data: 1\n\n"); err != nil {
					return err
				}
				<-ctx.Done()
				return ctx.Err()
			})
		})
	})
	get := func(path string, headers ...string) net.Conn {
		c := r.dial(t)
		fmt.Fprint(c, text("GET", path, "", append(headers, "Host: 127.0.0.1")...))
		return c
	}
	a := read(t, get("/lines"))
	if strings.Count(a.body, "\n") != 1000 || a.Header.Get("Content-Type") != "application/jsonl" || a.TransferEncoding[0] != "chunked" {
		t.Errorf("lines: %d bytes, %v", len(a.body), a.Header)
	}
	if zipped := read(t, get("/lines", "Accept-Encoding: gzip")); zipped.Header.Get("Content-Encoding") != "gzip" || unzip(t, zipped.body) != a.body {
		t.Error("the compressed stream is another")
	}
	for _, path := range []string{"/broken", "/panics"} {
		res, err := http.ReadResponse(bufio.NewReader(get(path)), nil)
		if err == nil {
			_, err = io.ReadAll(res.Body)
			res.Body.Close()
		}
		if err == nil {
			t.Errorf("%s: half an answer is taken for a whole one", path)
		}
	}
	c := get("/endless")
	if _, err := io.ReadFull(c, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	if err := await(t, failed); err == nil { // the client takes no more
		t.Error("a client that does not read holds the stream")
	}
	c = get("/endless")
	if _, err := io.ReadFull(c, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	c.Close()
	if err := await(t, failed); err == nil {
		t.Error("a client that went away holds the stream")
	}
	events := get("/events", "Accept-Encoding: gzip")
	res, err := http.ReadResponse(bufio.NewReader(events), nil)
	if err != nil || res.Header.Get("Content-Encoding") != "" {
		t.Fatalf("events: %v", err)
	}
	defer res.Body.Close()
	first := make([]byte, 9)
	if _, err := io.ReadFull(res.Body, first); err != nil || string(first) != "data: 1\n\n" {
		t.Errorf("the first event: %q, %v", first, err)
	}
	events.Close()
	r.stop()
	if err := await(t, r.done); err != nil {
		t.Errorf("events hold up the end: %v", err)
	}
	if !strings.Contains(r.log.String(), "hunter2") {
		t.Error("why a stream broke is not in the log")
	}
}
