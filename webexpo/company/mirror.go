package company

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/matching/wording"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// mirrorPage shows a company's published products against the published needs.
type mirrorPage struct {
	frame.Base
	Company   string
	Companies []Tab
	Summary   string
	Products  []reflection
	Pager     frame.Pager
	Empty     *frame.Empty
}

// reflection is a product in short: how many needs it fits, and what would open most.
type reflection struct {
	Name, Href     string
	Fits, Stopped  string
	Opens, Answers string // empty for nothing
	admits, clears int    // needs, by which products are ordered
}

// Bounds of the mirror.
const (
	mostProducts = 50  // products on a page
	mostNeeds    = 500 // needs that are compared
)

func (a *Area) showMirror(c *fiber.Ctx) error {
	q := frame.Query(c)
	company, from := q.Text(companyParameter), q.Whole(fromParameter, 0, 0, 1_000_000)
	after := q.Text(afterParameter) // of the companies to choose from
	if err := q.Err(); err != nil {
		return err
	}
	ctx, actor := c.UserContext(), web.ActorOf(c)
	at, err := a.place(ctx, actor, access.MirrorRead, company)
	if errors.Is(err, errChoose) {
		return a.choose(c, mirrorPath, after)
	}
	if err != nil {
		return err
	}
	products, err := a.s.Listings.PublishedOf(ctx, a.s.Now(), at.Company.ID, nil)
	if err != nil {
		return err
	}
	shown := products[min(from, len(products)):min(from+mostProducts, len(products))]
	image, err := a.reflect(ctx, shown)
	if err != nil {
		return err
	}
	v := newMirrorPage(a.frame.Base(c, "desk.mirror.title"), &at, image, len(products), from)
	return a.mirror.Render(c, v)
}

// reflect compares products with the published needs.
func (a *Area) reflect(ctx context.Context, products []string) (*matching.Mirror, error) {
	needs, err := a.needs(ctx)
	if err != nil {
		return nil, err
	}
	return a.s.Live.Mirror(ctx, products, needs, a.s.Listings.Day(a.s.Now()))
}

// needs are the published needs, the first so many.
func (a *Area) needs(ctx context.Context) (needs []*testbeds.Need, err error) {
	for after, more := "", true; more && len(needs) < mostNeeds; more = after != "" {
		var page []testbeds.PublicNeed
		if page, after, err = a.s.Needs.PublishedPage(ctx, after, web.MaxLimit); err != nil {
			return nil, err
		}
		for i := range page {
			needs = append(needs, &page[i].Need)
		}
	}
	return needs, nil
}

func newMirrorPage(b frame.Base, at *place, image *matching.Mirror, all, from int) *mirrorPage {
	v := &mirrorPage{Base: b, Company: at.Company.Name, Companies: at.companies(mirrorPath)}
	v.Wide = true
	v.Summary = b.T("desk.mirror.compared", "products", b.Number(all), "needs", b.Number(image.Needs))
	for i := range image.Products {
		v.Products = append(v.Products, reflected(&b, &image.Products[i]))
	}
	slices.SortStableFunc(v.Products, func(x, y reflection) int {
		if x.admits != y.admits {
			return y.admits - x.admits
		}
		return y.clears - x.clears
	})
	if all == 0 {
		v.Empty = &frame.Empty{
			Title: b.T("desk.mirror.none"), Text: b.T("desk.mirror.noneText"),
			Link: &frame.Link{Text: b.T("desk.mirror.toProducts"), Href: at.at(listPath)},
		}
	}
	v.Pager = frame.Pager{Label: b.T("desk.pager")}
	if from > 0 {
		v.Pager.Previous = &frame.Link{Text: b.T("desk.pagerFirst"), Href: at.at(mirrorPath)}
	}
	if from+mostProducts < all {
		v.Pager.Next = &frame.Link{Text: b.T("desk.pagerNext"), Href: at.at(mirrorPath, fromParameter, strconv.Itoa(from+mostProducts))}
	}
	return v
}

// reflected tells of a product in short. The changes come with the one that opens
// most at the beginning.
func reflected(b *frame.Base, m *matching.ProductMirror) reflection {
	w := wording.Words{Printer: b.Printer()}
	r := reflection{
		Name: m.Product.Name, Href: mirrorPath + "/" + m.Product.ID,
		Fits: plural(b, "desk.mirror.fits", len(m.Fits)), Stopped: plural(b, "desk.mirror.stopped", len(m.Stopped)),
	}
	for _, c := range m.Changes {
		if c.Admits > r.admits {
			r.admits, r.Opens = c.Admits, plural(b, "desk.mirror.opens", c.Admits, "rule", w.Rule(c.Name))
		}
		if c.Clears > r.clears {
			r.clears, r.Answers = c.Clears, plural(b, "desk.mirror.answers", c.Clears, "rule", w.Rule(c.Name))
		}
	}
	return r
}

// plural is a text about a number of things: the text of the key with "One" after it
// for one of them.
func plural(b *frame.Base, key string, n int, pairs ...any) string {
	if n == 1 {
		return b.T(key+"One", pairs...)
	}
	return b.T(key, append([]any{"count", b.Number(n)}, pairs...)...)
}
