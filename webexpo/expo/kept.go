package expo

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/gofiber/fiber/v2"
)

// sharedFor is how long others may keep what changes with the catalogue.
const sharedFor = "public, max-age=300"

// kept answers what others may keep, under a tag of its content.
func (*Area) kept(c *fiber.Ctx, kind, control string, data []byte) error {
	sum := sha256.Sum256(data)
	tag := `W/"` + hex.EncodeToString(sum[:12]) + `"`
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderCacheControl, control)
	c.Set(fiber.HeaderETag, tag)
	if c.Get(fiber.HeaderIfNoneMatch) == tag {
		return c.SendStatus(fiber.StatusNotModified)
	}
	return c.Send(data)
}
