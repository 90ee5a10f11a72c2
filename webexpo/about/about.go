package about

import (
	"embed"
	"io/fs"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

//go:embed templates/*.html
var templates embed.FS

// Services are what the pages call.
type Services struct {
	// SessionSpans tells how long a session lasts unused, and at most.
	SessionSpans func() (idle, longest time.Duration)
}

// Area is the pages about the service.
type Area struct {
	frame *frame.Frame
	s     Services

	service       *frame.Page[servicePage]
	design        *frame.Page[designPage]
	accessibility *frame.Page[accessibilityPage]
	privacy       *frame.Page[privacyPage]
}

// New reads the pages.
func New(f *frame.Frame, s Services) (*Area, error) {
	files, err := fs.Sub(templates, "templates")
	if err != nil {
		return nil, err
	}
	set := f.NewSet("about", files)
	a := &Area{
		frame: f, s: s,
		service:       frame.Declare[servicePage](set, "service.html"),
		design:        frame.Declare[designPage](set, "design.html"),
		accessibility: frame.Declare[accessibilityPage](set, "accessibility.html"),
		privacy:       frame.Declare[privacyPage](set, "privacy.html"),
	}
	return a, set.Done()
}

// Paths of the pages.
const (
	servicePath       = "/om"
	accessibilityPath = "/om/tillganglighet"
	privacyPath       = "/om/integritet"
	designPath        = "/om/design"
)

// Mount adds the routes.
func (a *Area) Mount(app *web.App) {
	app.Get(servicePath, func(c *fiber.Ctx) error {
		return a.service.Render(c, &servicePage{a.tabbed(c, "service")})
	})
	app.Get(accessibilityPath, func(c *fiber.Ctx) error {
		return a.accessibility.Render(c, &accessibilityPage{a.tabbed(c, "accessibility")})
	})
	app.Get(privacyPath, func(c *fiber.Ctx) error {
		idle, longest := a.s.SessionSpans()
		return a.privacy.Render(c, newPrivacyPage(a.tabbed(c, "privacy"), idle, longest))
	})
	app.Get(designPath, func(c *fiber.Ctx) error {
		return a.design.Render(c, newDesignPage(a.tabbed(c, "design")))
	})
}

// tabbed is what the pages have in common.
type tabbed struct {
	frame.Base
	Tabs []tab
}

// tab leads to one of the pages.
type tab struct {
	frame.Link
	Current bool
}

type (
	servicePage       struct{ tabbed }
	accessibilityPage struct{ tabbed }
)

// tabbed starts the page of a name.
func (a *Area) tabbed(c *fiber.Ctx, name string) tabbed {
	t := tabbed{Base: a.frame.Base(c, "about."+name+".title")}
	t.Description = t.T("about." + name + ".description")
	for _, l := range []struct{ name, path string }{
		{"service", servicePath}, {"accessibility", accessibilityPath}, {"privacy", privacyPath}, {"design", designPath},
	} {
		t.Tabs = append(t.Tabs, tab{frame.Link{Text: t.T("about." + l.name + ".tab"), Href: l.path}, l.name == name})
	}
	return t
}
