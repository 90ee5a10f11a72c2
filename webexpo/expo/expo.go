package expo

import (
	"context"
	"embed"
	"io/fs"
	"iter"
	"time"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/matching/thesaurus"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

//go:embed templates/*.html
var templates embed.FS

// Listings are the published products.
type Listings interface {
	Day(now time.Time) catalog.Date
	// Published gives store.ErrNotFound for what is not, or no longer, published.
	Published(ctx context.Context, now time.Time, id string) (catalog.PublicListing, error)
	PublishedMany(ctx context.Context, now time.Time, ids []string) ([]catalog.PublicListing, error)
	PublishedPage(ctx context.Context, now time.Time, after string, limit int) ([]catalog.PublicListing, string, error)
	AllPublished(ctx context.Context, now time.Time) iter.Seq2[catalog.Product, error]
	WasPublished(ctx context.Context, id string) (bool, error)
}

// Needs are the published needs.
type Needs interface {
	Published(ctx context.Context, id string) (testbeds.PublicNeed, error)
	PublishedNewest(ctx context.Context, after string, limit int) ([]testbeds.PublicNeed, string, error)
	AllPublished(ctx context.Context) iter.Seq2[testbeds.PublicNeed, error]
	WasPublished(ctx context.Context, id string) (bool, error)
}

// Search finds products by what people type.
type Search interface {
	Search(ctx context.Context, q fulltext.Query) (fulltext.Result, error)
	Suggest(ctx context.Context, typed string, n int) ([]fulltext.Suggestion, error)
	Len() int
}

// Organisations tell who companies are.
type Organisations interface {
	Organisation(ctx context.Context, key string) (accounts.Organisation, error)
	ListOrganisations(ctx context.Context, actor access.Actor, side access.Side, after string, limit int) (accounts.Results[accounts.Organisation], error)
}

// Services are what the pages call.
type Services struct {
	Now           func() time.Time
	Listings      Listings
	Needs         Needs
	Search        Search
	Organisations Organisations
	Thesaurus     *thesaurus.Thesaurus
}

// Area is WebbExpo.
type Area struct {
	frame *frame.Frame
	s     Services
	p     pages
}

// pages are the pages with a template.
type pages struct {
	start     *frame.Page[startPage]
	results   *frame.Page[resultsPage]
	gone      *frame.Page[gonePage]
	product   *frame.Page[productPage]
	compare   *frame.Page[comparePage]
	company   *frame.Page[companyPage]
	browse    *frame.Page[browsePage]
	functions *frame.Page[functionsPage]
	part      *frame.Page[partPage]
	needs     *frame.Page[needsPage]
	need      *frame.Page[needPage]
	data      *frame.Page[dataPage]
}

// New reads the pages.
func New(f *frame.Frame, s Services) (*Area, error) {
	files, err := fs.Sub(templates, "templates")
	if err != nil {
		return nil, err
	}
	set := f.NewSet("expo", files)
	a := &Area{frame: f, s: s, p: pages{
		start:     frame.Declare[startPage](set, "start.html"),
		results:   frame.Declare[resultsPage](set, "results.html"),
		gone:      frame.Declare[gonePage](set, "gone.html"),
		product:   frame.Declare[productPage](set, "product.html"),
		compare:   frame.Declare[comparePage](set, "compare.html"),
		company:   frame.Declare[companyPage](set, "company.html"),
		browse:    frame.Declare[browsePage](set, "browse.html"),
		functions: frame.Declare[functionsPage](set, "functions.html"),
		part:      frame.Declare[partPage](set, "part.html"),
		needs:     frame.Declare[needsPage](set, "needs.html"),
		need:      frame.Declare[needPage](set, "need.html"),
		data:      frame.Declare[dataPage](set, "data.html"),
	}}
	return a, set.Done()
}

// Mount adds the routes.
func (a *Area) Mount(app *web.App) {
	app.Get("/", a.start)
	app.Get(searchPath, a.search)
	app.Get(suggestPath, a.suggest)
	app.Get(productPath+":id", a.product)
	app.Get(productPath+":id/qr.png", a.code)
	app.Get(comparePath, a.compare)
	app.Get(companyPath+":id", a.companyProducts)
	app.Get(browsePath, a.browse)
	app.Get(functionsPath, a.allFunctions)
	app.Get(functionPath+":id", a.function)
	app.Get(lifeAreaPath+":id", a.lifeArea)
	app.Get(needsPath, a.needs)
	app.Get(needPath+":id", a.need)
	app.Get(dataPath, a.data)
	app.Get(csvPath, web.Limit(web.Expensive), a.csv)
	app.Get(jsonlPath, web.Limit(web.Expensive), a.jsonl)
	app.Get(cataloguePath, a.catalogue)
	app.Get(feedPath, a.atom)
	app.Get(robotsPath, a.robots)
	app.Get(sitemapPath, a.sitemap)
	app.Get(sitePagesPath, web.Limit(web.Expensive), a.sitePages)
	app.Get(siteProductsPath, web.Limit(web.Expensive), a.siteProducts)
}

// Paths of the pages.
const (
	searchPath  = "/sok"
	suggestPath = "/sok/forslag"
	productPath = "/produkter/"
	comparePath = "/jamfor"
	companyPath = "/foretag/"
	needsPath   = "/behov"
	needPath    = "/behov/"
)
