package webexpo

import (
	"embed"
	"io/fs"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/internal/web/session"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

//go:embed templates/*.html
var templates embed.FS

// errorPage is what somebody reads when a page could not be given.
type errorPage struct {
	frame.Base
	What    string   // has happened
	Details []string // of what was wrong in what was sent
	Next    string   // to do
	Again   string   // when to try again; empty when nobody knows
	Links   []frame.Link
	Request string // its ID, by which the log tells the cause
}

// declareErrors reads the pages for errors.
func (p *Pages) declareErrors() error {
	files, err := fs.Sub(templates, "templates")
	if err != nil {
		return err
	}
	set := p.frame.NewSet("errors", files)
	p.errors = frame.Declare[errorPage](set, "error.html")
	p.kept = frame.Declare[keptPage](set, "kept.html")
	p.back = frame.Declare[backPage](set, "back.html")
	return set.Done()
}

// ErrorPage answers an error as a page to those who want one: a browser that asks
// for a page. Who has to sign in is led there, and back afterwards.
func (p *Pages) ErrorPage(c *fiber.Ctx, problem web.Problem) (bool, error) {
	if wantsPage(c) && strings.HasPrefix(c.Path(), session.Providers+"/") {
		return true, c.Redirect(failedPath(problem), http.StatusSeeOther)
	}
	if !wantsPage(c) || strings.HasPrefix(c.Path(), "/api/") {
		return false, nil
	}
	if done, err := p.keep(c, &problem); done {
		return true, err
	}
	if problem.Status == http.StatusUnauthorized {
		c.Response().Header.Del(fiber.HeaderWWWAuthenticate) // the form is how a browser signs in
		return true, c.Redirect(signInPath(c), http.StatusSeeOther)
	}
	name := failureOf(problem)
	title := "fail." + name + ".title"
	v := errorPage{Request: problem.RequestID}
	if problem.Status >= http.StatusInternalServerError {
		v.Base = p.frame.Plain(c, title) // who knows the names may be what does not answer
	} else {
		v.Base = p.frame.Base(c, title)
	}
	v.explain(name, &problem, c.GetRespHeader(fiber.HeaderRetryAfter), pathAgain(c))
	return true, p.errors.RenderStatus(c, problem.Status, &v)
}

// wantsPage reports whether a request comes from somebody who reads pages, and not
// from a program that shows an API token.
func wantsPage(c *fiber.Ctx) bool {
	return strings.Contains(c.Get(fiber.HeaderAccept), fiber.MIMETextHTML) && c.Get(fiber.HeaderAuthorization) == ""
}

// failedPath leads to the sign-in page, which tells what went wrong at a provider. The
// provider has sent the browser to the API, whose form for errors is for programs.
func failedPath(p web.Problem) string {
	_, name, _ := strings.Cut(p.Key, ".")
	return "/logga-in?" + url.Values{"fel": {name}}.Encode()
}

// signInPath leads to the sign-in page, and from there to what was asked for.
func signInPath(c *fiber.Ctx) string {
	q := url.Values{"sida": {pathAgain(c)}}
	if changes(c) || web.SessionToken(c) != "" {
		q.Set(frame.DoneParameter, "sessionOver")
	}
	return "/logga-in?" + q.Encode()
}

// changes reports whether the request is that of a form that changes something.
func changes(c *fiber.Ctx) bool {
	return c.Method() != fiber.MethodGet && c.Method() != fiber.MethodHead
}

// pathAgain is where to try again: the page itself, or the one that a form was sent
// from, and the start page when that is not known.
func pathAgain(c *fiber.Ctx) string {
	if !changes(c) {
		return frame.LocalPath(c.OriginalURL())
	}
	u, err := url.Parse(c.Get(fiber.HeaderReferer))
	if err != nil || !strings.EqualFold(u.Host, web.ClientOf(c).Host) {
		return "/"
	}
	return frame.LocalPath(u.RequestURI())
}

// failures are the names of statuses in the texts about them.
var failures = map[int]string{
	http.StatusBadRequest:            "badRequest",
	http.StatusForbidden:             "forbidden",
	http.StatusNotFound:              "notFound",
	http.StatusMethodNotAllowed:      "notFound", // an address that is for forms only
	http.StatusConflict:              "conflict",
	http.StatusPreconditionFailed:    "conflict",
	http.StatusRequestEntityTooLarge: "tooLarge",
	http.StatusUnprocessableEntity:   "invalid",
	http.StatusTooManyRequests:       "tooMany",
	http.StatusServiceUnavailable:    "unavailable",
}

// failureOf names what has happened as the texts do.
func failureOf(p web.Problem) string {
	switch name, known := failures[p.Status]; {
	case p.Key == "web.csrf" || p.Key == "web.crossSite":
		return "stale"
	case p.Key == "web.parameters":
		return "badRequest"
	case known:
		return name
	case p.Status < http.StatusInternalServerError:
		return "badRequest"
	default:
		return "internal"
	}
}

// explain says what has happened and what can be done. Again is the path to try once
// more.
func (v *errorPage) explain(name string, p *web.Problem, retryAfter, again string) {
	v.What, v.Next = v.T("fail."+name+".what"), v.T("fail."+name+".next")
	if forPeople(p.Key) && p.Detail != "" {
		v.What = p.Detail
	}
	for _, e := range p.Errors {
		v.Details = append(v.Details, e.Detail)
	}
	if seconds, err := strconv.Atoi(retryAfter); err == nil && seconds > 0 {
		v.Again = v.T("fail.again", "wait", v.wait(seconds))
	}
	v.Links = v.ways(name, again)
}

// ways leads on from here.
func (v *errorPage) ways(name, again string) (links []frame.Link) {
	add := func(key, href string) { links = append(links, frame.Link{Text: v.T(key), Href: href}) }
	switch name {
	case "forbidden":
		if v.User != nil {
			add("fail.toAccount", "/konto")
		}
	case "notFound":
		add("fail.toSearch", "/sok")
	case "badRequest": // the start is the way
	default:
		if again != "/" {
			add("fail.toAgain", again)
		}
	}
	add("fail.toStart", "/")
	return links
}

// forPeople reports whether the message of an error says more than the page itself.
// Those of the transport speak to programs.
func forPeople(key string) bool {
	namespace, _, _ := strings.Cut(key, ".")
	switch namespace {
	case "", "access", "error", "store", "web":
		return false
	default:
		return true
	}
}

// wait writes how long to wait, in whole minutes from two minutes on.
func (v *errorPage) wait(seconds int) string {
	minutes := (seconds + 59) / 60
	switch {
	case seconds == 1:
		return v.T("fail.second")
	case seconds == 60:
		return v.T("fail.minute")
	case seconds < 120:
		return v.T("fail.seconds", "n", seconds)
	default:
		return v.T("fail.minutes", "n", minutes)
	}
}
