// Package session is what the API and the pages both do when somebody signs in: who
// tries, what the browser keeps, and how a try that was refused is answered.
//
// Invariants: a session's secret leaves in a cookie alone; the secret that ties a
// sign-in by a provider to the browser is sent to the provider's addresses alone.
package session

import (
	"errors"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/web"
)

// Client is what is known of the program that asks.
func Client(c *fiber.Ctx) accounts.Client {
	return accounts.Client{
		Address: web.ClientOf(c).Address.String(), UserAgent: c.Get(fiber.HeaderUserAgent), Request: web.RequestIDOf(c),
	}
}

// Begin lets the browser keep a session that has begun.
func Begin(c *fiber.Ctx, in accounts.SignedIn, now time.Time) {
	web.SetSession(c, in.Token, in.Expires.Sub(now))
}

// Refused gives what accounts says of a try the status that HTTP has for it: 401 for
// a wrong password, 429 for too many tries.
func Refused(err error) error {
	if slow, ok := errors.AsType[*accounts.SlowDownError](err); ok {
		e, _ := fault.As(slow)
		return web.WithStatus(http.StatusTooManyRequests, e.Kind, e.Key, e.Args).Retry(slow.Wait).Because(err)
	}
	if errors.Is(err, accounts.ErrSignIn) {
		return web.WithStatus(http.StatusUnauthorized, accounts.ErrSignIn.Kind, accounts.ErrSignIn.Key, nil).Because(err)
	}
	return err
}

// LoginCookie holds the secret that ties a sign-in by a provider to the browser.
const LoginCookie = "matcharenan_login"

// Providers is the path that the addresses lie below which providers send the browser
// back to: {id}/callback.
const Providers = "/api/v1/providers"

// SetLogin keeps the secret of a sign-in by a provider in the browser. The provider
// sends the browser back by a link of another site, which lax allows.
func SetLogin(c *fiber.Ctx, secret string) { setLogin(c, secret, accounts.LoginLife) }

// ClearLogin takes it away.
func ClearLogin(c *fiber.Ctx) { setLogin(c, "", 0) }

func setLogin(c *fiber.Ctx, secret string, age time.Duration) {
	cookie := &fiber.Cookie{
		Name: LoginCookie, Value: secret, Path: Providers, HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode,
		Secure: web.ClientOf(c).Secure, MaxAge: int(age.Seconds()),
	}
	if age == 0 {
		cookie.MaxAge, cookie.Expires = -1, time.Unix(0, 0)
	}
	c.Cookie(cookie)
}

// Login is the secret that the browser kept, empty for none.
func Login(c *fiber.Ctx) string { return c.Cookies(LoginCookie) }
