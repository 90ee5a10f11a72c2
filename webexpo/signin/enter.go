package signin

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/internal/web/session"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// enterPage is where people sign in.
type enterPage struct {
	frame.Base
	frame.Again
	Fields    []frame.Field
	Back      string // path to go to in the end
	Over      bool   // whether a session that is over led here
	Failed    string // what went wrong at a provider
	Providers []frame.Link
	Forgot    string
	Password  string // of the demo's accounts
	Demo      []demoRow
}

// demoRow is an account of the demo, with the way to fill it in.
type demoRow struct{ Role, Name, Email, Fill string }

// Parameters of the sign-in page.
const (
	backParameter  = "sida"
	emailParameter = "epost"
	failParameter  = "fel"
)

// way is what somebody comes to the sign-in page with.
type way struct{ back, email, done, fail string }

// wayOf reads the parameters, all of which somebody else may have written. What is
// unknown is passed over: links to this page come from far and wide.
func wayOf(c *fiber.Ctx) way {
	return way{
		back: backTo(c.Query(backParameter)), email: short(c.Query(emailParameter)), done: c.Query(frame.DoneParameter), fail: short(c.Query(failParameter)),
	}
}

// mostFilled is how long an address that a link fills in may be.
const mostFilled = 254

func short(s string) string {
	if s = strings.ToValidUTF8(s, ""); len(s) > mostFilled {
		return ""
	}
	return s
}

// backTo is the path to go to after signing in: one of ours, and not one that would
// sign out again.
func backTo(path string) string {
	path = frame.LocalPath(path)
	bare, _, _ := strings.Cut(path, "?")
	if bare == enterPath || bare == leavePath || strings.HasPrefix(bare, enterPath+"/") {
		return "/"
	}
	return path
}

// enterAt is the sign-in page that leads to a path in the end.
func enterAt(path string) string {
	return enterPath + "?" + url.Values{backParameter: {path}}.Encode()
}

func (a *Area) showEnter(c *fiber.Ctx) error {
	w := wayOf(c)
	if web.ActorOf(c).Kind == access.Person {
		return c.Redirect(w.back, http.StatusSeeOther)
	}
	v := a.newEnterPage(a.frame.Base(c, "signin.enter.title"), w, nil)
	return unkept(c, a.entering.Render(c, v))
}

// newEnterPage decides what the page says; failed is what was wrong with the last
// try.
func (a *Area) newEnterPage(b frame.Base, w way, failed error) *enterPage {
	v := &enterPage{Base: b, Back: w.back, Forgot: forgotPath, Over: w.done == "sessionOver"}
	v.Again = b.Again(failed, called(&b))
	if w.fail != "" {
		v.Failed = v.T("signin.fail.other")
		if key := "signin.fail." + w.fail; v.Printer().Has(key) {
			v.Failed = v.T(key)
		}
	}
	v.Fields = []frame.Field{emailField(&b, v.Again, w.email), presentPassword(v.Again, "password", v.T("signin.password"))}
	for _, p := range a.s.Accounts.Providers() {
		q := url.Values{backParameter: {w.back}}
		v.Providers = append(v.Providers, frame.Link{Text: v.T("signin.enter.with", "provider", p.Name), Href: enterPath + "/" + p.ID + "?" + q.Encode()})
	}
	for _, d := range a.s.Demo.Accounts {
		q := url.Values{backParameter: {w.back}, emailParameter: {d.Email}}
		v.Demo = append(v.Demo, demoRow{frame.Sentence(v.T("role." + string(d.Role))), d.Name, d.Email, enterPath + "?" + q.Encode()})
	}
	v.Password = a.s.Demo.Password
	return v
}

func (a *Area) enter(c *fiber.Ctx) error {
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	w := way{back: backTo(form.Get(backParameter)), email: short(form.Get("email"))}
	in, failed := a.s.Accounts.SignIn(c.UserContext(), form.Get("email"), form.Get("password"), web.SessionToken(c), session.Client(c))
	if failed == nil {
		session.Begin(c, in, a.s.Now())
		return c.Redirect(w.back, http.StatusSeeOther)
	}
	status, err := statusAgain(c, failed)
	if err != nil {
		return err
	}
	v := a.newEnterPage(a.frame.Base(c, "signin.enter.title"), w, failed)
	return unkept(c, a.entering.RenderStatus(c, status, v))
}

func (a *Area) leave(c *fiber.Ctx) error {
	if err := a.end(c); err != nil {
		return err
	}
	return c.Redirect(frame.Done(enterPath, "signedOut"), http.StatusSeeOther)
}

// end ends the session, if there is one still.
func (a *Area) end(c *fiber.Ctx) error {
	if actor := web.ActorOf(c); actor.Session != "" {
		if err := a.s.Accounts.SignOut(c.UserContext(), actor); err != nil && !errors.Is(err, accounts.ErrSessionOver) {
			return err
		}
	}
	web.ClearSession(c)
	return nil
}

func (a *Area) beginProvider(c *fiber.Ctx) error { return a.begin(c, wayOf(c).back, "") }

// begin sends the browser to a provider. The provider sends it back to the API, which
// ends the sign-in and leads to the path. The secret is that of an invitation, or
// empty.
func (a *Area) begin(c *fiber.Ctx, path, secret string) error {
	login, err := a.s.Accounts.BeginLogin(c.UserContext(), c.Params("provider"), path, secret)
	if fault.Is(err, fault.Unavailable) {
		q := url.Values{backParameter: {path}, failParameter: {"providerAway"}}
		return c.Redirect(enterPath+"?"+q.Encode(), http.StatusSeeOther)
	}
	if err != nil {
		return err
	}
	session.SetLogin(c, login.Browser)
	return unkept(c, c.Redirect(login.URL, http.StatusSeeOther))
}
