package web

import (
	"crypto/subtle"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// How a form or script shows that it is ours: by the session's secret in the field
// or the header.
const (
	CSRFField  = "csrf"
	CSRFHeader = "X-CSRF-Token"
)

// ReportPath is where browsers report what the policy of a page made them refuse. They
// know no secret, and a report changes nothing.
const ReportPath = "/csp-rapport"

// changing reports whether a method may change something.
func changing(method string) bool {
	return method != fiber.MethodGet && method != fiber.MethodHead && method != fiber.MethodOptions && method != fiber.MethodTrace
}

// protect refuses requests that another site has made a browser send.
func (a *App) protect(c *fiber.Ctx) error {
	r := known(c)
	byToken := c.Get(fiber.HeaderAuthorization) != ""
	if !changing(c.Method()) || byToken && !r.byCookie {
		return c.Next()
	}
	if err := a.sameOrigin(c, r); err != nil {
		return err
	}
	if !r.byCookie || c.Path() == ReportPath {
		return c.Next()
	}
	given, err := givenCSRF(c, r)
	if err != nil {
		return err
	}
	if r.csrf == "" || subtle.ConstantTimeCompare([]byte(given), []byte(r.csrf)) != 1 {
		return errCSRF
	}
	return c.Next()
}

// sameOrigin refuses what a browser says comes from elsewhere.
func (a *App) sameOrigin(c *fiber.Ctx, r *request) error {
	origin := c.Get(fiber.HeaderOrigin)
	if !r.byCookie && slices.Contains(a.o.CORSOrigins, origin) {
		return nil
	}
	if site := c.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return errCrossSite
	}
	if origin != "" && !a.isOwn(origin, r.client) {
		return errCrossSite
	}
	return nil
}

// isOwn reports whether an origin is that of the request itself, or the public one.
func (a *App) isOwn(origin string, client Client) bool {
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" {
		return false // such as null
	}
	if p := a.o.PublicURL; p != nil && origin == p.Scheme+"://"+p.Host {
		return true
	}
	if client.Secure && u.Scheme != "https" {
		return false
	}
	return strings.EqualFold(u.Host, client.Host)
}

// SameOrigin is a guard for what nobody has signed in for yet, above all signing in:
// a browser must say that the request comes from our own page. A script or program
// that sends JSON is no form of another site's.
func SameOrigin(c *fiber.Ctx) error {
	said := c.Get(fiber.HeaderOrigin) != "" || c.Get("Sec-Fetch-Site") != ""
	if !said && mediaType(c) != fiber.MIMEApplicationJSON {
		return errCrossSite
	}
	return c.Next()
}

// givenCSRF finds the secret in the header or the form. A form with files must
// have it as its first field, since the files are not read here.
func givenCSRF(c *fiber.Ctx, r *request) (string, error) {
	if given := c.Get(CSRFHeader); given != "" {
		return given, nil
	}
	switch mediaType(c) {
	case fiber.MIMEApplicationForm:
		form, err := Form(c)
		return form.Get(CSRFField), err
	case fiber.MIMEMultipartForm:
		return r.body.firstField(c, CSRFField), nil
	}
	return "", nil
}
