package signin

import (
	"errors"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/internal/web/session"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// forgotPage asks for the address that a link for a new password is sent to.
type forgotPage struct {
	frame.Base
	frame.Again
	Field frame.Field
	Sent  bool   // whether it has been asked for
	Anew  string // address that asks once more
}

// resetPage asks for the new password.
type resetPage struct {
	frame.Base
	frame.Again
	Action string
	Field  frame.Field
}

// resetSent is the word that the address carries when a link has been asked for.
const resetSent = "resetSent"

func (a *Area) showForgot(c *fiber.Ctx) error {
	v := newForgotPage(a.frame.Base(c, "signin.forgot.title"), short(c.Query(emailParameter)), nil)
	v.Sent = c.Query(frame.DoneParameter) == resetSent
	return unkept(c, a.forgetting.Render(c, v))
}

func newForgotPage(b frame.Base, email string, failed error) *forgotPage {
	v := &forgotPage{Base: b, Anew: forgotPath}
	v.Again = b.Again(failed, called(&b))
	v.Field = emailField(&b, v.Again, email)
	return v
}

// requestReset answers the same whether the address has an account.
func (a *Area) requestReset(c *fiber.Ctx) error {
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	failed := a.s.Accounts.RequestReset(c.UserContext(), form.Get("email"), session.Client(c))
	if failed == nil {
		return c.Redirect(frame.Done(forgotPath, resetSent), http.StatusSeeOther)
	}
	status, err := statusAgain(c, failed)
	if err != nil {
		return err
	}
	v := newForgotPage(a.frame.Base(c, "signin.forgot.title"), short(form.Get("email")), failed)
	return unkept(c, a.forgetting.RenderStatus(c, status, v))
}

func (a *Area) showReset(c *fiber.Ctx) error { return a.answerReset(c, nil) }

func (a *Area) answerReset(c *fiber.Ctx, failed error) error {
	secret, err := secretOf(c)
	if err == nil {
		err = a.s.Accounts.ResetGood(c.UserContext(), secret)
	}
	if isGone(err) {
		return a.showGone(c, "reset", forgotPath)
	}
	if err != nil {
		return err
	}
	status, err := statusAgain(c, failed)
	if err != nil {
		return err
	}
	b := a.frame.Base(c, "signin.reset.title")
	v := &resetPage{Base: b, Action: resetPath + "/" + secret}
	v.Again = b.Again(failed, called(&b))
	v.Field = newPassword(&b, v.Again, b.T("signin.newPassword"))
	return unkept(c, a.resetting.RenderStatus(c, status, v))
}

func (a *Area) finishReset(c *fiber.Ctx) error {
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	secret, err := secretOf(c)
	if err == nil {
		err = a.s.Accounts.FinishReset(c.UserContext(), secret, form.Get("password"), session.Client(c))
	}
	switch {
	case err == nil:
		// Whoever has signed in here meanwhile wants to sign in by the new password next.
		if err := a.end(c); err != nil {
			return err
		}
		return c.Redirect(frame.Done(enterPath, "passwordReset"), http.StatusSeeOther)
	case isGone(err), errors.Is(err, accounts.ErrSignIn): // closed meanwhile
		return a.showGone(c, "reset", forgotPath)
	default:
		return a.answerReset(c, err)
	}
}
