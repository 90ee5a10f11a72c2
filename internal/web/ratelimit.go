package web

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
)

// address is the key of whoever has not signed in. The 64 bits that one home or
// office gives itself as it likes count as one in IPv6.
func (r *request) address() string {
	bits := 64
	if r.client.Address.Is4() {
		bits = 32
	}
	p, err := r.client.Address.Prefix(bits)
	if err != nil {
		return "address"
	}
	return p.String()
}

// rateKey is who a request is counted for.
func (r *request) rateKey(class Class) string {
	if class == SignIn || class == guesses || r.actor.Kind == access.Guest {
		return r.address()
	}
	return string(r.actor.Kind) + ":" + r.actor.ID
}

// limitMethod counts every request by what its method may do.
func (a *App) limitMethod(c *fiber.Ctx) error {
	class := Read
	if changing(c.Method()) {
		class = Write
	}
	if err := a.count(c, class); err != nil {
		return err
	}
	known(c).routed = true
	return c.Next()
}

// Limit is a guard that counts the requests of its routes once more, by the class.
// Sign-in counts by address, whoever asks.
func Limit(class Class) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if err := known(c).app.count(c, class); err != nil {
			return err
		}
		return c.Next()
	}
}

// count takes one request of the class and says what is left.
func (a *App) count(c *fiber.Ctx, class Class) error {
	r := known(c)
	st := a.limiter.take(class, r.rateKey(class))
	c.Set("RateLimit-Limit", strconv.Itoa(st.limit))
	c.Set("RateLimit-Remaining", strconv.Itoa(st.remaining))
	c.Set("RateLimit-Reset", strconv.Itoa(seconds(st.reset)))
	if st.wait > 0 {
		return ErrTooMany.Retry(st.wait)
	}
	return nil
}
