package frame

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/web"
)

//go:embed templates/*.html
var templates embed.FS

// People knows who has signed in.
type People interface {
	// Named returns the name that the acting person is greeted by.
	Named(ctx context.Context, actor access.Actor) (string, error)
}

// Options are what a [Frame] is made of.
type Options struct {
	Now    func() time.Time
	Zone   *time.Location // of all dates that people read
	People People
	Menu   []MenuItem
	Public string // address of the service without a slash at its end, for links that leave it; may be empty
}

// Frame is what all pages share.
type Frame struct {
	o      Options
	assets *assets
	shared *template.Template
	pages  []Checked
}

// New reads the base page, the components and the assets.
func New(o Options) (*Frame, error) {
	f := &Frame{o: o}
	var err error
	if f.assets, err = loadAssets(); err != nil {
		return nil, err
	}
	if f.shared, err = template.New("frame").ParseFS(templates, "templates/*.html"); err != nil {
		return nil, fmt.Errorf("templates of the frame: %w", err)
	}
	return f, nil
}

// Pages are all pages that have been declared, for tests.
func (f *Frame) Pages() []Checked { return f.pages }

// policy lets a page load its own assets and pictures, send its forms to us, and
// nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; report-uri " + web.ReportPath

// sharedFor is how long others may keep a page that looks alike for every guest.
const sharedFor = "public, max-age=0, must-revalidate"

func (f *Frame) send(c *fiber.Ctx, status int, page []byte) error {
	c.Set(fiber.HeaderContentSecurityPolicy, policy)
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	if status == http.StatusOK && web.ActorOf(c).Kind == access.Guest {
		sum := sha256.Sum256(page)
		tag := `W/"` + hex.EncodeToString(sum[:12]) + `"`
		c.Set(fiber.HeaderCacheControl, sharedFor)
		c.Set(fiber.HeaderETag, tag)
		c.Vary(fiber.HeaderCookie, fiber.HeaderAcceptLanguage)
		if c.Get(fiber.HeaderIfNoneMatch) == tag {
			return c.SendStatus(http.StatusNotModified)
		}
	}
	return c.Status(status).Send(page)
}
