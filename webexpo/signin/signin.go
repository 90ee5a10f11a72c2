package signin

import (
	"embed"
	"errors"
	"io/fs"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

//go:embed templates/*.html
var templates embed.FS

// Services are what the pages call.
type Services struct {
	Now      func() time.Time
	Accounts *accounts.Service
	Demo     Demo
}

// Demo is accounts that everybody may try. There are none but in a demo.
type Demo struct {
	Password string // of all of them
	Accounts []DemoAccount
}

// DemoAccount is one of them.
type DemoAccount struct {
	Name, Email string
	Role        access.Role
}

// Area is the pages of accounts.
type Area struct {
	frame *frame.Frame
	s     Services

	entering   *frame.Page[enterPage]
	gone       *frame.Page[gonePage]
	offering   *frame.Page[offerPage]
	forgetting *frame.Page[forgotPage]
	resetting  *frame.Page[resetPage]
	account    *frame.Page[accountPage]
	password   *frame.Page[passwordPage]
	sessions   *frame.Page[sessionsPage]
	keys       *frame.Page[keysPage]
	made       *frame.Page[madeKeyPage]
	erasing    *frame.Page[erasePage]
}

// New reads the pages.
func New(f *frame.Frame, s Services) (*Area, error) {
	files, err := fs.Sub(templates, "templates")
	if err != nil {
		return nil, err
	}
	set := f.NewSet("signin", files)
	a := &Area{
		frame: f, s: s,
		entering:   frame.Declare[enterPage](set, "enter.html"),
		gone:       frame.Declare[gonePage](set, "gone.html"),
		offering:   frame.Declare[offerPage](set, "offer.html"),
		forgetting: frame.Declare[forgotPage](set, "forgot.html"),
		resetting:  frame.Declare[resetPage](set, "reset.html"),
		account:    frame.Declare[accountPage](set, "account.html"),
		password:   frame.Declare[passwordPage](set, "password.html"),
		sessions:   frame.Declare[sessionsPage](set, "sessions.html"),
		keys:       frame.Declare[keysPage](set, "keys.html"),
		made:       frame.Declare[madeKeyPage](set, "made.html"),
		erasing:    frame.Declare[erasePage](set, "erase.html"),
	}
	return a, set.Done()
}

// Paths of the pages.
const (
	enterPath      = "/logga-in"
	leavePath      = "/logga-ut"
	invitationPath = "/inbjudan"
	forgotPath     = "/glomt-losenord"
	resetPath      = "/aterstall"
	accountPath    = "/konto"
	passwordPath   = accountPath + "/losenord"
	sessionsPath   = accountPath + "/sessioner"
	keysPath       = accountPath + "/nycklar"
	erasePath      = accountPath + "/radera"
)

// LinkPath is where the link of a mail leads to, without a slash before it. The secret
// stands in the path and not in the fragment, which no browser sends, so that the page
// works without scripts. It is kept out of our log by the name of its parameter.
func LinkPath(page accounts.Page, secret string) string {
	path := invitationPath
	if page == accounts.ResetPage {
		path = resetPath
	}
	return strings.TrimPrefix(path, "/") + "/" + url.PathEscape(secret)
}

// Mount adds the routes. A secret of a link is too long to be guessed, so that only
// trying passwords and sending mails is slowed down more than other changes.
func (a *Area) Mount(app *web.App) {
	read, write, try := web.Limit(web.Read), web.Limit(web.Write), web.Limit(web.SignIn)
	app.Get(enterPath, read, a.showEnter)
	app.Post(enterPath, try, web.SameOrigin, a.enter)
	app.Get(enterPath+"/:provider", try, a.beginProvider)
	app.Post(leavePath, write, web.SameOrigin, a.leave)
	app.Get(invitationPath+"/:secret", read, a.showOffer)
	app.Post(invitationPath+"/:secret", try, web.SameOrigin, a.accept)
	app.Get(invitationPath+"/:secret/:provider", try, a.acceptByProvider)
	app.Get(forgotPath, read, a.showForgot)
	app.Post(forgotPath, try, web.SameOrigin, a.requestReset)
	app.Get(resetPath+"/:secret", read, a.showReset)
	app.Post(resetPath+"/:secret", try, web.SameOrigin, a.finishReset)

	ours := web.RequireSignIn
	app.Get(accountPath, read, ours, a.showAccount)
	app.Post(accountPath, write, ours, a.changeAccount)
	app.Get(passwordPath, read, ours, a.showPassword)
	app.Post(passwordPath, try, ours, a.changePassword)
	app.Get(sessionsPath, read, ours, a.showSessions)
	app.Post(sessionsPath+"/avsluta-andra", write, ours, a.endOthers)
	app.Post(sessionsPath+"/:id/avsluta", write, ours, a.endSession)
	app.Get(erasePath, read, ours, a.showErase)
	app.Post(erasePath, write, ours, a.erase)

	keys := web.RequirePermission(access.TokenWrite)
	app.Get(keysPath, read, keys, a.showKeys)
	app.Post(keysPath, write, keys, a.createKey)
	app.Post(keysPath+"/:id/aterkalla", write, keys, a.revokeKey)
}

// unkept answers with a page that no cache keeps: its address or text is for one
// person.
func unkept(c *fiber.Ctx, err error) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Response().Header.Del(fiber.HeaderETag)
	return err
}

// self returns the person who has signed in. A key of the API is none.
func (a *Area) self(c *fiber.Ctx) (accounts.Person, error) {
	actor := web.ActorOf(c)
	if actor.Kind != access.Person {
		return accounts.Person{}, web.ErrSignIn
	}
	p, err := a.s.Accounts.Person(c.UserContext(), actor, actor.Person)
	return p, err
}

// secretOf is the secret of a link, or [accounts.ErrLink] for what cannot be one.
func secretOf(c *fiber.Ctx) (string, error) {
	secret, err := web.PathID(c, "secret")
	if err != nil {
		return "", accounts.ErrLink
	}
	return secret, nil
}

func isGone(err error) bool { return errors.Is(err, accounts.ErrLink) }
