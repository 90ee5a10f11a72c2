package company

import (
	"embed"
	"io/fs"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/matching/live"
	"github.com/allagehub/matcharenan/matching/thesaurus"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/webexpo/form"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

//go:embed templates/*.html
var templates embed.FS

// Services are what the pages call.
type Services struct {
	Now       func() time.Time
	Accounts  *accounts.Service
	Listings  *catalog.Listings
	Products  *catalog.Checker
	Needs     *testbeds.Needs
	Live      *live.Service
	Ruleset   *matching.Ruleset
	Thesaurus *thesaurus.Thesaurus

	Continue func(importID string) // goes on with an import beside the request
}

// Area is a company's desk.
type Area struct {
	frame *frame.Frame
	s     Services
	form  *form.Form[catalog.Product]

	choosing   *frame.Page[choicePage]
	list       *frame.Page[listPage]
	creating   *frame.Page[createPage]
	preview    *frame.Page[previewPage]
	confirming *frame.Page[confirmPage]
	versions   *frame.Page[versionsPage]
	importing  *frame.Page[importPage]
	progress   *frame.Page[progressPage]
	editing    *frame.Page[editPage]
	media      *frame.Page[mediaPage]
	mirror     *frame.Page[mirrorPage]
	reflection *frame.Page[reflectionPage]
}

// New reads the pages.
func New(f *frame.Frame, s Services) (*Area, error) {
	files, err := fs.Sub(templates, "templates")
	if err != nil {
		return nil, err
	}
	questions, err := form.Product(s.Thesaurus)
	if err != nil {
		return nil, err
	}
	set := f.NewSet("company", files)
	a := &Area{
		frame: f, s: s, form: questions,
		choosing:   frame.Declare[choicePage](set, "choose.html"),
		list:       frame.Declare[listPage](set, "list.html"),
		creating:   frame.Declare[createPage](set, "create.html"),
		preview:    frame.Declare[previewPage](set, "preview.html"),
		confirming: frame.Declare[confirmPage](set, "confirm.html"),
		versions:   frame.Declare[versionsPage](set, "versions.html"),
		importing:  frame.Declare[importPage](set, "import.html"),
		progress:   frame.Declare[progressPage](set, "progress.html"),
		editing:    frame.Declare[editPage](set, "edit.html"),
		media:      frame.Declare[mediaPage](set, "media.html"),
		mirror:     frame.Declare[mirrorPage](set, "mirror.html"),
		reflection: frame.Declare[reflectionPage](set, "reflection.html"),
	}
	return a, set.Done()
}

// Paths of the pages.
const (
	listPath   = "/mina-produkter"
	createPath = listPath + "/ny"
	importPath = listPath + "/import"
	onePath    = listPath + "/:id"
	mirrorPath = "/spegling"
)

// Mount adds the routes. Paths with a name of their own stand before those with the
// ID of a listing.
func (a *Area) Mount(app *web.App) {
	read, write := web.Limit(web.Read), web.Limit(web.Write)
	see, change := web.RequirePermission(access.ListingRead), web.RequirePermission(access.ListingWrite)
	app.Get(listPath, read, see, unkept, a.showList)
	app.Get(createPath, read, change, unkept, a.showCreate)
	app.Post(createPath, write, change, unkept, a.create)

	app.Get(importPath, read, change, unkept, a.showImport)
	app.Post(importPath, web.Limit(web.Expensive), change, unkept, a.startImport)
	app.Get(templateCSV, read, change, sendTemplate("text/csv; charset=utf-8", "mall.csv", catalog.WriteProductsCSV))
	app.Get(templateXLSX, read, change, sendTemplate(typeXLSX, "mall.xlsx", catalog.WriteProductsXLSX))
	app.Get(importPath+"/:id", read, see, unkept, a.showProgress)

	mirror, look := web.Limit(web.Expensive), web.RequirePermission(access.MirrorRead)
	app.Get(mirrorPath, mirror, look, unkept, a.showMirror)
	app.Get(mirrorPath+"/:id", mirror, look, unkept, a.showReflection)

	app.Get(onePath, read, see, unkept, a.showPreview)
	app.Get(onePath+"/"+formTab, read, change, unkept, a.showEdit)
	app.Post(onePath+"/"+formTab, write, change, unkept, a.save)
	a.mountMedia(app)
	app.Get(onePath+"/"+versionsTab, read, see, unkept, a.showVersions)
	app.Get(onePath+"/"+versionsTab+"/:number", read, see, unkept, a.showVersion)
	for _, s := range steps {
		app.Post(onePath+"/"+s.path, write, change, unkept, a.take(s))
		if s.asks {
			app.Get(onePath+"/"+s.path, read, change, unkept, a.ask(s))
		}
	}
}

// unkept keeps what is for a company's own people out of caches.
func unkept(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Next()
}

// onePage is how many entries a page of a list shows.
const onePage = 25

// Parameters of the pages.
const (
	companyParameter = "foretag"
	stateParameter   = "lage"
	afterParameter   = "efter"
	fromParameter    = "fran"
)
