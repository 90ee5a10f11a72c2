package match

import (
	"context"
	"embed"
	"io/fs"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

//go:embed templates/*.html
var templates embed.FS

// Services are what the pages call.
type Services struct {
	Now      func() time.Time
	Needs    Needs
	Listings Listings
	Matcher  Matcher
}

// Needs gives the need that somebody matches.
type Needs interface {
	ToMatch(ctx context.Context, a access.Actor, id string) (testbeds.Need, error)
	Get(ctx context.Context, a access.Actor, id string) (testbeds.Item, error)
}

// Listings gives the texts of the products that are shown.
type Listings interface {
	Published(ctx context.Context, now time.Time, id string) (catalog.PublicListing, error)
	Day(now time.Time) catalog.Date
}

// Matcher finds the products.
type Matcher interface {
	Match(ctx context.Context, n *testbeds.Need, o matching.Options) (*matching.Result, error)
}

// Area is the pages of a match.
type Area struct {
	frame *frame.Frame
	s     Services
	hits  *frame.Page[matchPage]
}

// New reads the pages.
func New(f *frame.Frame, s Services) (*Area, error) {
	files, err := fs.Sub(templates, "templates")
	if err != nil {
		return nil, err
	}
	set := f.NewSet("match", files)
	a := &Area{frame: f, s: s, hits: frame.Declare[matchPage](set, "hits.html")}
	return a, set.Done()
}

// Parameters of the page.
const (
	softenParameter = "mjuka" // a must that is softened, by its name; once for each
	topParameter    = "antal"
)

// Sizes of the page.
const (
	topStandard = 10
	topMost     = 100
	topStep     = 10
	nearMisses  = 5
)

// Mount adds the routes.
func (a *Area) Mount(app *web.App) {
	may := web.RequirePermission(access.MatchRun)
	app.Get("/mina-behov/:id/traffar", web.Limit(web.Expensive), may, a.show)
	app.Get("/mina-behov/:id/traffar.xlsx", web.Limit(web.Expensive), may, a.export)
}

// asked is what a request asks for.
type asked struct {
	id     string
	soften []string
	top    int
}

func readAsked(c *fiber.Ctx) (asked, error) {
	q := frame.Query(c)
	r := asked{soften: q.Texts(softenParameter), top: q.Whole(topParameter, topStandard, 1, topMost)}
	if err := q.Err(); err != nil {
		return r, err
	}
	slices.Sort(r.soften)
	r.soften = slices.Compact(r.soften)
	var err error
	r.id, err = web.PathID(c, "id")
	return r, err
}

// address is the page for what is asked, with a change.
func (r asked) address(page string) string {
	q := url.Values{softenParameter: r.soften}
	if r.top != topStandard {
		q.Set(topParameter, strconv.Itoa(r.top))
	}
	path := "/mina-behov/" + r.id + "/" + page
	if len(q) == 0 || len(q) == 1 && len(r.soften) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// with softens one more must, without one fewer.
func (r asked) with(name string) asked {
	r.soften = append(slices.Clone(r.soften), name)
	slices.Sort(r.soften)
	return r
}

func (r asked) without(name string) asked {
	r.soften = slices.DeleteFunc(slices.Clone(r.soften), func(s string) bool { return s == name })
	return r
}

// answer is a need with its matches.
type answer struct {
	need   testbeds.Need
	result *matching.Result
}

func (a *Area) match(c *fiber.Ctx, r asked) (answer, error) {
	need, err := a.s.Needs.ToMatch(c.UserContext(), web.ActorOf(c), r.id)
	if err != nil {
		return answer{}, err
	}
	// One more than is shown, to tell what puts the last one before the next.
	result, err := a.s.Matcher.Match(c.UserContext(), &need, matching.Options{
		Day: a.s.Listings.Day(a.s.Now()), Top: r.top + 1, Explain: r.top + 1, NearMisses: nearMisses, Soften: r.soften,
	})
	return answer{need, result}, err
}

func (a *Area) show(c *fiber.Ctx) error {
	r, err := readAsked(c)
	if err != nil {
		return err
	}
	found, err := a.match(c, r)
	if err != nil {
		return err
	}
	products, err := a.products(c.UserContext(), found.result, r.top)
	if err != nil {
		return err
	}
	_, unread := a.s.Needs.Get(c.UserContext(), web.ActorOf(c), r.id) // for who may not, the public page is the way back
	v := newMatchPage(a.frame.Base(c, "hits.title", "need", found.need.Title), r, found, products)
	v.place(r.id, unread == nil)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return a.hits.Render(c, v)
}
