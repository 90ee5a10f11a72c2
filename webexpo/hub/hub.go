package hub

import (
	"embed"
	"io/fs"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/jobs"
	"github.com/allagehub/matcharenan/internal/outbox"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/matching/thesaurus"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

//go:embed templates/*.html
var templates embed.FS

// Services are what the pages call.
type Services struct {
	Now       func() time.Time
	Accounts  *accounts.Service
	Listings  *catalog.Listings
	Needs     *testbeds.Needs
	Thesaurus *thesaurus.Thesaurus
	Jobs      *jobs.Runner
	Outbox    *outbox.Outbox
	Trail     *audit.Trail
}

// Area is the pages of the desk.
type Area struct {
	frame *frame.Frame
	s     Services

	queue  *frame.Page[queuePage]
	review *frame.Page[reviewPage]

	listings *desk[catalog.Listing, catalog.Content]
	needs    *desk[testbeds.NeedRecord, testbeds.Need]
}

// New reads the pages.
func New(f *frame.Frame, s Services) (*Area, error) {
	files, err := fs.Sub(templates, "templates")
	if err != nil {
		return nil, err
	}
	set := f.NewSet("hub", files)
	a := &Area{
		frame: f, s: s,
		queue:  frame.Declare[queuePage](set, "queue.html"),
		review: frame.Declare[reviewPage](set, "review.html"),
	}
	a.listings, a.needs = a.listingDesk(), a.needDesk()
	return a, set.Done()
}

// Paths of the pages.
const (
	reviewPath        = "/granska"
	listingsPath      = reviewPath + "/produkter"
	needsPath         = reviewPath + "/behov"
	organisationsPath = "/organisationer"
	peoplePath        = "/personer"
	jobsPath          = "/jobb"
	messagesPath      = "/meddelanden"
	trailPath         = "/revision"
)

// Mount adds the routes.
func (a *Area) Mount(app *web.App) {
	read := web.Limit(web.Read)
	app.Get(reviewPath, read, web.RequireSignIn, a.showReview)
	a.listings.mount(app)
	a.needs.mount(app)
}

// entry is a page of the desk that others lead to.
type entry struct {
	name, path string
	permission access.Permission
}

// entries are the desk's pages, in the order of its tabs. Of two with the same path,
// whoever may see one sees it.
var entries = []entry{
	{"review", reviewPath, access.ListingReview},
	{"review", reviewPath, access.NeedReview},
	{"organisations", organisationsPath, access.PeopleRead},
}

// Menu is what the menu of the site leads to here.
func Menu() []frame.MenuItem {
	var items []frame.MenuItem
	for _, e := range entries {
		items = append(items, frame.MenuItem{Key: "hub.tab." + e.name, Href: e.path, Permission: e.permission})
	}
	return items
}

// unkept answers with a page that no cache keeps.
func unkept(c *fiber.Ctx, err error) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	return err
}
