package api

import (
	"context"
	"io"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/web"
)

// mediaPolicy lets a file be shown and do nothing: not even a document that a
// browser takes for a page can run or fetch anything.
const mediaPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox"

// mountMedia serves pictures and documents. They never change under their ID.
func (s *Services) mountMedia(app *web.App) {
	app.Get(MediaRoot+"/:id", web.Limit(web.Read), web.Policy(mediaPolicy), s.media)
}

func (s *Services) media(c *fiber.Ctx) error {
	in := web.Query(c)
	const widest = 10_000
	width := in.Whole("width", widest, 1, widest)
	if err := in.Err(); err != nil {
		return err
	}
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	m, err := s.Listings.OpenMedia(c.UserContext(), web.ActorOf(c), s.Now(), id, width)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderETag, `"`+m.ETag+`"`)
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	if m.Public {
		c.Set(fiber.HeaderCacheControl, "public, max-age=86400")
	} else {
		c.Set(fiber.HeaderCacheControl, "private, no-store")
	}
	if strings.Contains(c.Get(fiber.HeaderIfNoneMatch), `"`+m.ETag+`"`) {
		c.Status(fiber.StatusNotModified)
		return m.Close()
	}
	if m.Type == "application/pdf" {
		c.Set(fiber.HeaderContentDisposition, "attachment; filename=\""+id+".pdf\"")
	}
	return web.Stream(c, m.Type, func(_ context.Context, w io.Writer) error {
		_, err := io.Copy(w, m)
		if closed := m.Close(); err == nil {
			err = closed
		}
		return err
	})
}
