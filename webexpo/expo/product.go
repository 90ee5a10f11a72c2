package expo

import (
	"context"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// productPage is all that is told of a product.
type productPage struct {
	frame.Base
	ID         string
	Product    catalog.Product
	Foreign    string // language of the company's text where it is not the page's, else empty
	Paragraphs []string
	Pictures   []*picture
	Documents  []document
	Does       []frame.Link // its functions and kinds
	AtGlance   []frame.Fact
	Sections   []section
	Claims     []claim
	Company    contact
	Updated    string
	Until      string
	Others     []card
	OthersHref string
	Compare    string // leads to a comparison with this product
	QR         string
	Address    string // of this page, as others reach it
	Data       *thing
}

// document is a file about a product.
type document struct{ Title, Href, Size string }

// claim is what a company says of a product's effect.
type claim struct {
	Text, Source, Date, Until string
	Age                       *frame.Tag
	URL                       string
}

// contact is who to ask.
type contact struct {
	Name, Href, Website, Country string
}

func (a *Area) product(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	p, err := a.s.Listings.Published(c.UserContext(), a.s.Now(), id)
	if err != nil {
		return a.leave(c, err, "product", id, a.s.Listings.WasPublished)
	}
	v := productPage{Base: a.frame.Base(c, "expo.product.title", "name", p.Content.Name), ID: id, Product: p.Content.Product}
	v.Wide = true
	v.Description = clip(p.Content.Summary, 160)
	v.Crumbs = a.crumbs(&v.Base, &v.Product)
	a.describe(&v, &p)
	if v.Company, err = a.contact(c.UserContext(), &p.Content.Vendor); err != nil {
		return err
	}
	v.Claims = a.claims(&v.Base, v.Product.Claims)
	others, err := a.alternatives(c.UserContext(), &v.Product)
	if err != nil {
		return err
	}
	v.Others = a.cards(&v.Base, others, nil)
	v.Address = a.public(c, productPath+id)
	v.QR = productPath + id + "/qr.png"
	v.Data = thingOf(&v, func(path string) string { return a.public(c, path) })
	return a.p.product.Render(c, &v)
}

// describe fills in what the product itself tells.
func (a *Area) describe(v *productPage, p *catalog.PublicListing) {
	b := &v.Base
	v.Paragraphs = paragraphs(v.Product.Description)
	v.Foreign = foreign(b, v.Product.Language)
	for i := range p.Content.Pictures {
		v.Pictures = append(v.Pictures, pictureOf(&p.Content.Pictures[i]))
	}
	for _, d := range p.Content.Documents {
		v.Documents = append(v.Documents, document{d.Title, frame.Media(d.ID), b.T("expo.document.size", "n", b.Decimal(float64(d.Size)/1e6, 1))})
	}
	for _, f := range v.Product.Functions {
		v.Does = append(v.Does, frame.Link{Text: a.value(b, functions, f), Href: functionPath + f})
	}
	t := teller{a, b}
	v.AtGlance = []frame.Fact{
		{Name: t.name("price.perMonthSEK"), Value: a.price(b, &v.Product.Price)},
		{Name: b.T("expo.product.trial"), Value: a.trialLine(b, &v.Product.TrialOffer)},
		{Name: t.name("trl"), Value: a.readiness(b, v.Product.TRL)},
		{Name: b.T("expo.product.worksWith"), Value: b.List(v.Product.Integrations)},
	}
	if len(v.Product.Integrations) == 0 {
		v.AtGlance[3].Value = b.T("form.unset")
	}
	v.Sections = a.sections(b, &v.Product)
	v.Updated, v.Until = b.Date(p.Published), b.Day(p.ValidUntil)
	v.Compare = address(comparePath, []parameter{{comparedName, v.ID}})
}

// trialLine says in a line whether a product can be tested.
func (a *Area) trialLine(b *frame.Base, o *catalog.TrialOffer) string {
	if o.Available == catalog.Yes && o.Units != nil && o.Weeks != nil {
		return b.T("expo.product.trialOffer", "units", b.Number(*o.Units), "weeks", b.Number(*o.Weeks))
	}
	return b.T("expo.trial." + o.Available.String())
}

// paragraphs are the parts of a text between empty lines, or its lines.
func paragraphs(text string) (list []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}

// crumbs lead from the functions of the thesaurus to the product.
func (a *Area) crumbs(b *frame.Base, p *catalog.Product) []frame.Link {
	links := []frame.Link{{Text: b.T("expo.browse.title"), Href: browsePath}}
	if len(p.Functions) > 0 {
		links = append(links, frame.Link{Text: a.value(b, functions, p.Functions[0]), Href: functionPath + p.Functions[0]})
	}
	return links
}

func (a *Area) claims(b *frame.Base, claims []catalog.Claim) (list []claim) {
	day := a.s.Listings.Day(a.s.Now())
	tags := map[catalog.Age]frame.Tag{
		catalog.Fresh: {Kind: "good"}, catalog.Ageing: {Kind: "waiting"}, catalog.Overdue: {Kind: "bad"},
	}
	for i := range claims {
		c := &claims[i]
		age := catalog.ClaimAge(*c, day)
		tag := tags[age]
		tag.Text = b.T("expo.claim." + string(age))
		list = append(list, claim{
			Text: c.Text, Source: a.value(b, "claim_source", c.Source), Date: b.Day(c.Date), Until: b.Day(c.ValidUntil), Age: &tag, URL: c.URL,
		})
	}
	return list
}

// contact is the company. One that is closed is known by the name that the listing
// has.
func (a *Area) contact(ctx context.Context, vendor *catalog.Vendor) (contact, error) {
	o, err := a.company(ctx, vendor.ID)
	if gone(err) {
		return contact{Name: vendor.Name}, nil
	}
	if err != nil {
		return contact{}, err
	}
	return contactOf(&o), nil
}

func contactOf(o *accounts.Organisation) contact {
	return contact{Name: o.Name, Href: companyPath + o.ID, Website: o.Website, Country: o.Country}
}

const alternatives = 4

// alternatives are other products of the same kinds, and then those that do the same.
func (a *Area) alternatives(ctx context.Context, p *catalog.Product) ([]catalog.PublicListing, error) {
	var ids []string
	seen := map[string]bool{p.ID: true}
	for _, f := range []struct {
		name   string
		values []string
	}{{filterType, p.ProductTypes}, {filterFunction, p.Functions}} {
		if len(f.values) == 0 || len(ids) >= alternatives {
			continue
		}
		q := asked{chosen: map[string][]string{f.name: f.values[:min(len(f.values), mostChosen)]}, page: 1}
		s := q.query()
		s.Facets, s.Size = nil, alternatives+1
		found, err := a.s.Search.Search(ctx, s)
		if err != nil {
			return nil, err
		}
		ids = unseen(ids, seen, found.Hits)
	}
	return a.listings(ctx, ids)
}

// unseen adds the hits that have not been seen, until there are enough.
func unseen(ids []string, seen map[string]bool, hits []fulltext.Hit) []string {
	for _, h := range hits {
		if !seen[h.ID] && len(ids) < alternatives {
			seen[h.ID] = true
			ids = append(ids, h.ID)
		}
	}
	return ids
}

// public is the address of a path as others reach it: the configured one, or the one
// that this request came to.
func (a *Area) public(c *fiber.Ctx, path string) string {
	b := a.frame.Plain(c, "frame.name")
	if full := b.Public(path); full != path {
		return full
	}
	client := web.ClientOf(c)
	if client.Secure {
		return "https://" + client.Host + path
	}
	return "http://" + client.Host + path
}
