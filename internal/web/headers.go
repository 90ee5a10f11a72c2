package web

import (
	"github.com/gofiber/fiber/v2"
)

// apiPolicy is the content security policy of everything that sets no other: what
// is not a page loads nothing and stands in no frame.
const apiPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

// hsts tells browsers to come by TLS for two years.
const hsts = "max-age=63072000; includeSubDomains"

// secure sets the headers that keep browsers from harm. A page sets its own
// Content-Security-Policy after them with [Policy].
func (a *App) secure(c *fiber.Ctx, r *request) {
	set := func(name, value string) {
		if len(c.Response().Header.Peek(name)) == 0 {
			c.Set(name, value)
		}
	}
	set(fiber.HeaderContentSecurityPolicy, apiPolicy)
	set(fiber.HeaderXContentTypeOptions, "nosniff")
	set(fiber.HeaderXFrameOptions, "DENY")
	set(fiber.HeaderReferrerPolicy, "same-origin")
	set(fiber.HeaderPermissionsPolicy, "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	set("Cross-Origin-Opener-Policy", "same-origin")
	set("Cross-Origin-Resource-Policy", "same-origin")
	set(fiber.HeaderCacheControl, "private, no-cache")
	set(fiber.HeaderXRequestID, r.id)
	if a.o.Secure || r.client.Secure {
		set(fiber.HeaderStrictTransportSecurity, hsts)
	}
}

// Policy is a guard that gives the routes after it a content security policy of
// their own. It should still say default-src 'none' and frame-ancestors 'none'.
func Policy(csp string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentSecurityPolicy, csp)
		return c.Next()
	}
}
