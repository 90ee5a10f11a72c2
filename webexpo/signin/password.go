package signin

import (
	"errors"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/internal/web/session"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// passwordPage changes the password.
type passwordPage struct {
	own
	Email  string
	None   *frame.Notice // for an account that has no password
	Fields []frame.Field
}

func (a *Area) showPassword(c *fiber.Ctx) error { return a.answerPassword(c, nil) }

func (a *Area) answerPassword(c *fiber.Ctx, failed error) error {
	p, err := a.self(c)
	if err != nil {
		return err
	}
	status, err := statusAgain(c, failed)
	if err != nil {
		return err
	}
	return unkept(c, a.password.RenderStatus(c, status, newPasswordPage(a.own(c, "change"), p, failed)))
}

func newPasswordPage(o own, p accounts.Person, failed error) *passwordPage {
	v := &passwordPage{own: o, Email: p.Email}
	v.Again = v.Base.Again(failed, called(&v.Base))
	if !p.HasPassword {
		v.None = &frame.Notice{Kind: "info", Text: v.T("signin.change.none"), Link: &frame.Link{Text: v.T("signin.enter.forgot"), Href: forgotPath}}
		return v
	}
	v.Fields = []frame.Field{
		presentPassword(v.Again, "present", v.T("signin.change.present")),
		newPassword(&v.Base, v.Again, v.T("signin.newPassword")),
	}
	return v
}

func (a *Area) changePassword(c *fiber.Ctx) error {
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	in, err := a.s.Accounts.ChangePassword(c.UserContext(), web.ActorOf(c), form.Get("present"), form.Get("password"), session.Client(c))
	if errors.Is(err, accounts.ErrSignIn) { // the address is not in question here
		err = fault.Bad([]fault.Problem{{Member: "present", Key: "signin.change.wrong"}})
	}
	if err != nil {
		return a.answerPassword(c, err)
	}
	session.Begin(c, in, a.s.Now())
	return c.Redirect(frame.Done(accountPath, "passwordChanged"), http.StatusSeeOther)
}
