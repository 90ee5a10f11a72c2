package expo

import (
	"fmt"

	"github.com/gofiber/fiber/v2"
	"rsc.io/qr"

	"github.com/allagehub/matcharenan/internal/web"
)

// codeFor is how long others may keep a code: it changes with the address of the
// service alone.
const codeFor = "public, max-age=86400"

// code answers the QR code of a product's public address, for signs and print.
func (a *Area) code(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	if _, err := a.s.Listings.Published(c.UserContext(), a.s.Now(), id); err != nil {
		return err
	}
	code, err := qr.Encode(a.public(c, productPath+id), qr.M)
	if err != nil {
		return fmt.Errorf("making a QR code: %w", err)
	}
	return a.kept(c, "image/png", codeFor, code.PNG())
}
