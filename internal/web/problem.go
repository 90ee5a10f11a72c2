package web

import (
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
)

// ProblemType is the media type of a [Problem] (RFC 9457).
const ProblemType = "application/problem+json"

// Problem is an error as it is answered.
type Problem struct {
	Type      string         `json:"type"`     // urn:matcharenan:problem: and the kind
	Title     string         `json:"title"`    // of the status, in the request's language
	Status    int            `json:"status"`   // as in the status line
	Detail    string         `json:"detail"`   // what is wrong and how to mend it, in the request's language
	Key       string         `json:"key"`      // of the detail's message: what programs tell errors apart by
	Instance  string         `json:"instance"` // urn:matcharenan:request: and the request's ID
	RequestID string         `json:"requestId"`
	Errors    []ProblemError `json:"errors,omitempty"` // the bad places of what was given
}

// ProblemError is one bad place in what was given.
type ProblemError struct {
	Member  string `json:"member,omitempty"`  // path in the body, like claims[2].date, or name of a parameter
	Pointer string `json:"pointer,omitempty"` // the same place of the body as a JSON pointer (RFC 6901)
	Detail  string `json:"detail"`
	Key     string `json:"key"`
}

// problemOf puts an error into words.
func problemOf(err error, status int, printer i18n.Printer, requestID string) Problem {
	name := statusNames[status]
	if name.kind == "" {
		name = statusNames[http.StatusInternalServerError]
	}
	p := Problem{
		Type: "urn:matcharenan:problem:" + name.kind, Title: printer.Text(name.title, nil), Status: status,
		Key: kindKeys[fault.KindOf(err)], Instance: "urn:matcharenan:request:" + requestID, RequestID: requestID,
	}
	var args fault.Args
	if e, ok := fault.As(err); ok {
		if e.Key != "" {
			p.Key, args = e.Key, e.Args
		}
		for _, bad := range e.Problems {
			p.Errors = append(p.Errors, problemError(bad, e.Key != badParameters, printer))
		}
	}
	p.Detail = printer.Text(p.Key, args)
	return p
}

func problemError(bad fault.Problem, inBody bool, printer i18n.Printer) ProblemError {
	e := ProblemError{Member: bad.Member, Detail: printer.Problem(bad), Key: bad.Key}
	if inBody && bad.Member != "" {
		e.Pointer = pointer(bad.Member)
	}
	return e
}

// pointer writes claims[2].date as /claims/2/date.
func pointer(member string) string {
	member = strings.NewReplacer("~", "~0", "/", "~1", "[", "/", "]", "", ".", "/").Replace(member)
	return "/" + strings.TrimPrefix(member, "/")
}

// answerError is where every error ends: it is logged if it is ours, and answered.
// Fiber calls it for what is refused before any middleware runs.
func (a *App) answerError(c *fiber.Ctx, err error) error {
	_, seen := c.Locals(requestKey{}).(*request)
	r := a.of(c)
	a.answer(c, r, err)
	if !seen { // the frame will not log what it has not seen
		a.finish(c, r, unmatched)
	}
	return nil
}

// answer answers an error, and does not fail.
func (a *App) answer(c *fiber.Ctx, r *request, err error) {
	err = ours(err)
	status, after := statusOf(err, c.Get(fiber.HeaderIfMatch) != "")
	if status >= http.StatusInternalServerError {
		a.o.Log.LogAttrs(c.UserContext(), slog.LevelError, "request failed",
			slog.String("request", r.id), slog.Int("status", status), slog.String("error", err.Error()))
	}
	a.refuse(c, r, status, after)
	p := problemOf(err, status, i18n.Printer{Language: a.language(c, r)}, r.id)
	if a.errorPage(c, p) {
		return
	}
	b, err := encode(p)
	if err != nil { // it holds nothing that could fail
		b = []byte("{}")
	}
	c.Set(fiber.HeaderContentType, ProblemType)
	c.Response().SetBodyRaw(b)
}

// errorPage lets the pages answer, if they can.
func (a *App) errorPage(c *fiber.Ctx, p Problem) (done bool) {
	if a.o.ErrorPage == nil {
		return false
	}
	err := safely(func() (err error) {
		done, err = a.o.ErrorPage(c, p)
		return err
	})
	if err != nil {
		a.o.Log.LogAttrs(c.UserContext(), slog.LevelError, "error page failed",
			slog.String("request", p.RequestID), slog.String("error", err.Error()))
		c.Response().ResetBody()
		c.Status(p.Status)
		return false
	}
	return done
}

// refuse sets the status and headers of an error.
func (a *App) refuse(c *fiber.Ctx, r *request, status int, after time.Duration) {
	c.Response().ResetBody()
	a.secure(c, r)
	c.Status(status)
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Response().Header.Del(fiber.HeaderETag)
	if status == http.StatusUnauthorized {
		c.Set(fiber.HeaderWWWAuthenticate, "Bearer")
	}
	if after > 0 {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(seconds(after)))
	}
}
