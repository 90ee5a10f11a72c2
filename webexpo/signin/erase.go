package signin

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// erasePage erases the account, when one has written its address once more.
type erasePage struct {
	own
	Email string
	Field frame.Field
}

func (a *Area) showErase(c *fiber.Ctx) error { return a.answerErase(c, "", nil) }

func (a *Area) answerErase(c *fiber.Ctx, typed string, failed error) error {
	p, err := a.self(c)
	if err != nil {
		return err
	}
	status, err := statusAgain(c, failed)
	if err != nil {
		return err
	}
	v := &erasePage{own: a.own(c, "erase"), Email: p.Email}
	v.Again = v.Base.Again(failed, called(&v.Base))
	v.Field = frame.Field{
		Name: "email", Type: frame.Email, Label: v.T("signin.erase.email"), Hint: v.T("signin.erase.emailHint", "email", p.Email),
		Value: typed, Error: v.Errors["email"], Autocomplete: "off", Required: true,
	}
	return unkept(c, a.erasing.RenderStatus(c, status, v))
}

func (a *Area) erase(c *fiber.Ctx) error {
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	p, err := a.self(c)
	if err != nil {
		return err
	}
	typed := form.Get("email")
	if normal, _ := accounts.Normal(typed); normal != p.Email {
		return a.answerErase(c, short(typed), fault.Bad([]fault.Problem{{Member: "email", Key: "signin.erase.otherEmail"}}))
	}
	if err := a.s.Accounts.Erase(c.UserContext(), web.ActorOf(c), p.ID); err != nil {
		return a.answerErase(c, typed, err)
	}
	web.ClearSession(c)
	return c.Redirect(frame.Done(enterPath, "accountErased"), http.StatusSeeOther)
}
