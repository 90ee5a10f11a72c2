package web

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// What scripts of allowed origins may do. Cookies are never among it.
const (
	corsMethods = "GET, HEAD, POST, PUT, PATCH, DELETE"
	corsHeaders = "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Accept-Language"
	corsExposed = "ETag, Link, Location, Retry-After, X-Request-Id, Idempotency-Replayed, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset"
	corsMaxAge  = "600"
)

// cors lets scripts of listed origins use the API. Without a list it does nothing:
// a preflight finds no route.
func (a *App) cors(c *fiber.Ctx) error {
	origin := c.Get(fiber.HeaderOrigin)
	if len(a.o.CORSOrigins) == 0 {
		return c.Next()
	}
	c.Vary(fiber.HeaderOrigin)
	if !slices.Contains(a.o.CORSOrigins, origin) {
		return c.Next()
	}
	c.Set(fiber.HeaderAccessControlAllowOrigin, origin)
	c.Set(fiber.HeaderAccessControlExposeHeaders, corsExposed)
	c.Set("Cross-Origin-Resource-Policy", "cross-origin")
	if c.Method() != fiber.MethodOptions || c.Get(fiber.HeaderAccessControlRequestMethod) == "" {
		return c.Next()
	}
	if !slices.Contains(strings.Split(corsMethods, ", "), c.Get(fiber.HeaderAccessControlRequestMethod)) {
		return errMethod
	}
	c.Set(fiber.HeaderAccessControlAllowMethods, corsMethods)
	c.Set(fiber.HeaderAccessControlAllowHeaders, corsHeaders)
	c.Set(fiber.HeaderAccessControlMaxAge, corsMaxAge)
	return c.SendStatus(fiber.StatusNoContent)
}
