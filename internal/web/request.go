package web

import (
	"context"
	"log/slog"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/id"
)

// request is what is known about a request.
type request struct {
	app      *App
	id       string
	began    time.Time
	client   Client
	actor    access.Actor
	csrf     string // the session's secret
	byCookie bool   // whether a cookie told who asks
	language i18n.Language
	body     *body
	routed   bool   // whether everything that stands before the routes was passed
	newID    string // reserved with an idempotency key
	cancel   context.CancelFunc
}

type requestKey struct{}

// of returns what is known about the request, which there is as soon as anything
// of ours has seen it.
func (a *App) of(c *fiber.Ctx) *request {
	if r, ok := c.Locals(requestKey{}).(*request); ok {
		return r
	}
	r := &request{app: a, began: a.o.Now(), cancel: func() {}}
	r.client = a.client(c)
	r.id = a.requestID(c, r.client)
	r.actor.Request = r.id
	c.Locals(requestKey{}, r)
	return r
}

// known returns what is known about a request that an [App] has seen.
func known(c *fiber.Ctx) *request {
	r, ok := c.Locals(requestKey{}).(*request)
	if !ok {
		panic("web: a handler outside of an App")
	}
	return r
}

// requestID takes over the ID that a trusted proxy gave, or makes one.
func (a *App) requestID(c *fiber.Ctx, from Client) string {
	if given := c.Get(fiber.HeaderXRequestID); from.trusted && wellFormedID(given) {
		return given
	}
	return id.New(a.o.Now())
}

func wellFormedID(s string) bool {
	if len(s) < 8 || len(s) > 64 {
		return false
	}
	for _, b := range []byte(s) {
		if !isWord(b) && b != '-' && b != '.' && b != '_' {
			return false
		}
	}
	return true
}

func isWord(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z'
}

// ActorOf returns who asks; a guest when nobody has signed in.
func ActorOf(c *fiber.Ctx) access.Actor { return known(c).actor }

// RequestIDOf returns the ID of the request, for logs and the audit trail.
func RequestIDOf(c *fiber.Ctx) string { return known(c).id }

// ClientOf returns where the request comes from.
func ClientOf(c *fiber.Ctx) Client { return known(c).client }

// CSRFOf returns the secret that forms carry in the field [CSRFField]; empty
// without a session.
func CSRFOf(c *fiber.Ctx) string { return known(c).csrf }

// LogOf returns the log with the request's ID.
func LogOf(c *fiber.Ctx) *slog.Logger {
	r := known(c)
	return r.app.o.Log.With(slog.String("request", r.id))
}

// NewID returns the ID for what the request creates. With an idempotency key it is
// the same one when a request that was cut off is made again.
func NewID(c *fiber.Ctx) string {
	r := known(c)
	if r.newID == "" {
		r.newID = id.New(r.app.o.Now())
	}
	return r.newID
}

// Extend gives the handler's context until the limit of streams, for work that
// takes long by its nature.
func Extend(c *fiber.Ctx) {
	r := known(c)
	r.cancel()
	ctx, cancel := context.WithTimeout(r.app.base, r.app.o.Limits.Stream)
	r.cancel = cancel
	c.SetUserContext(ctx)
}
