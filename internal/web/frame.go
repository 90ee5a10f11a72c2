package web

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
)

// unmatched stands for the pattern of a request that no route serves.
const unmatched = "-"

// frame stands around everything else: it begins and ends what is known about a
// request, answers errors and panics, compresses, counts and logs.
func (a *App) frame(c *fiber.Ctx) error {
	r := a.of(c)
	ctx, cancel := context.WithTimeout(a.base, a.o.Limits.Request)
	r.cancel = cancel
	defer func() { r.cancel() }()
	c.SetUserContext(ctx)
	r.body = a.bodyOf(c)
	if a.o.Metrics != nil {
		defer a.o.Metrics.Begin()()
	}
	a.secure(c, r)
	c.Set(fiber.HeaderXRequestID, r.id)

	err := next(c)
	route := pattern(c, r, err)
	if err != nil {
		a.answer(c, r, err)
	}
	r.body.end(c)
	a.compress(c)
	a.finish(c, r, route)
	return nil
}

// next runs what comes after, and makes an error of a panic.
func next(c *fiber.Ctx) error { return safely(c.Next) }

func safely(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	return f()
}

// pattern is the route that served the request. Fiber's own errors come when none
// did.
func pattern(c *fiber.Ctx, r *request, err error) string {
	_, refused := err.(*fiber.Error) //nolint:errorlint // fiber returns it bare; a wrapped one is a handler's
	route := c.Route().Path
	if refused || !r.routed && route != healthPath && route != readyPath {
		return unmatched
	}
	return route
}

// finish counts and logs a request.
func (a *App) finish(c *fiber.Ctx, r *request, route string) {
	status, took := c.Response().StatusCode(), a.o.Now().Sub(r.began)
	if a.o.Metrics != nil {
		a.o.Metrics.Request(c.Method(), route, status, took)
	}
	bytes := -1 // of a stream nobody knows yet
	if !c.Response().IsBodyStream() {
		bytes = len(c.Response().Body())
	}
	level := slog.LevelInfo
	if route == healthPath || route == readyPath {
		level = slog.LevelDebug
	}
	a.o.Log.LogAttrs(c.UserContext(), level, "request",
		slog.String("request", r.id), slog.String("method", clean(c.Method())), slog.String("route", clean(route)),
		slog.String("path", clean(loggedPath(c, route))), slog.Int("status", status),
		slog.Int64("ms", took.Milliseconds()), slog.Int("bytes", bytes),
		slog.String("network", r.client.Network()), slog.String("actor", string(r.actor.Kind)))
}

// loggedPath is the path without its query. What a route calls a token or secret
// opens something, and an address that no route knows may hold anything: they stay
// out of the log.
func loggedPath(c *fiber.Ctx, route string) string {
	if route == unmatched {
		return unmatched
	}
	for _, name := range c.Route().Params {
		if name == "token" || name == "secret" || name == "code" || name == "key" {
			return route
		}
	}
	return c.Path()
}

// maxLogged is how many bytes of what somebody sent stand in a line of the log.
const maxLogged = 200

// clean makes what somebody sent fit for any log: no control characters, not long.
func clean(s string) string {
	if len(s) > maxLogged {
		s = s[:maxLogged] + "…"
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '\u2028' || r == '\u2029' {
			return '?'
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
}

// seconds rounds up to whole seconds, at least one.
func seconds(d time.Duration) int {
	return max(1, int((d+time.Second-1)/time.Second))
}
