package web

import (
	"context"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
)

// Authenticator knows sessions and tokens. Errors of the kinds Invalid, NotFound
// and Forbidden say that a session or token is not good; others that it could not
// be told.
type Authenticator interface {
	// Session returns who a session belongs to, and the secret that its forms carry.
	Session(ctx context.Context, token string) (actor access.Actor, csrf string, err error)
	// Token returns who an API token belongs to.
	Token(ctx context.Context, bearer string) (access.Actor, error)
}

// Speaker is what an [Authenticator] may also be: it knows the language that an
// account has chosen, empty for none.
type Speaker interface {
	Language(ctx context.Context, actor access.Actor) i18n.Language
}

// maxToken is how many bytes a session's or API's token may have.
const maxToken = 512

// sessionCookie is the name of the session's cookie.
const sessionCookie = "matcharenan"

func (r *request) secureCookies() bool { return r.app.o.Secure || r.client.Secure }

// cookieName has the __Host- prefix where the browser holds us to it: by TLS only,
// for the whole host and no other.
func (r *request) cookieName() string {
	if r.secureCookies() {
		return "__Host-" + sessionCookie
	}
	return sessionCookie
}

// SetSession gives the browser a session's token, for the time or, if it is zero,
// until the browser is closed.
func SetSession(c *fiber.Ctx, token string, age time.Duration) {
	r := known(c)
	c.Cookie(&fiber.Cookie{
		Name: r.cookieName(), Value: token, Path: "/", MaxAge: int(age.Seconds()), SessionOnly: age == 0,
		Secure: r.secureCookies(), HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode,
	})
}

// ClearSession takes the session's token from the browser.
func ClearSession(c *fiber.Ctx) {
	r := known(c)
	c.Cookie(&fiber.Cookie{
		Name: r.cookieName(), Path: "/", Expires: time.Unix(1, 0),
		Secure: r.secureCookies(), HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode,
	})
}

// SessionToken returns the session's token that the browser sent, if any.
func SessionToken(c *fiber.Ctx) string { return c.Cookies(known(c).cookieName()) }

// authenticate finds out who asks. A bearer token goes before a session; one that
// is not good is refused, while a session that is over leaves a guest.
func (a *App) authenticate(c *fiber.Ctx) error {
	r := known(c)
	c.Vary(fiber.HeaderAuthorization, fiber.HeaderCookie)
	header, cookie := c.Get(fiber.HeaderAuthorization), SessionToken(c)
	if a.o.Auth == nil || header == "" && cookie == "" {
		return c.Next()
	}
	// Whoever guesses tokens is stopped before the store is asked again.
	if wait := a.limiter.peek(guesses, r.address()); wait > 0 {
		return ErrTooMany.Retry(wait)
	}
	err := a.identify(c, r, header, cookie)
	if err != nil {
		return err
	}
	r.actor.Request = r.id
	if s, ok := a.o.Auth.(Speaker); ok && r.actor.Kind == access.Person {
		if l := s.Language(c.UserContext(), r.actor); l != "" {
			SetLanguage(c, l)
		}
	}
	return c.Next()
}

func (a *App) identify(c *fiber.Ctx, r *request, header, cookie string) (err error) {
	if header != "" {
		scheme, bearer, _ := strings.Cut(header, " ")
		if !strings.EqualFold(scheme, "Bearer") || bearer == "" || len(bearer) > maxToken {
			return ErrBadToken
		}
		r.actor, err = a.o.Auth.Token(c.UserContext(), bearer)
		if refused(err) {
			// The refusal of too many comes with the next one.
			_ = a.count(c, guesses)
			return ErrBadToken.Because(err)
		}
		return err
	}
	if len(cookie) > maxToken {
		ClearSession(c)
		return nil
	}
	actor, csrf, err := a.o.Auth.Session(c.UserContext(), cookie)
	if refused(err) {
		_ = a.count(c, guesses)
		ClearSession(c)
		return nil
	}
	if err != nil {
		return err
	}
	r.actor, r.csrf, r.byCookie = actor, csrf, true
	return nil
}

func refused(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden)
}

// RequireSignIn is a guard that answers a guest with 401.
func RequireSignIn(c *fiber.Ctx) error {
	if ActorOf(c).Kind == access.Guest {
		return ErrSignIn
	}
	return c.Next()
}

// RequirePermission is a guard that answers 401 to a guest, and 403 to whoever has
// the permission nowhere. The domain checks once more, for the owner.
func RequirePermission(p access.Permission) fiber.Handler {
	return func(c *fiber.Ctx) error {
		actor := ActorOf(c)
		if actor.Kind == access.Guest {
			return ErrSignIn
		}
		if !actor.MayAnywhere(p) {
			return fault.New(fault.Forbidden, "access.forbidden", fault.Args{"permission": string(p)})
		}
		return c.Next()
	}
}
