package expo

import (
	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/matching/live"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// companyPage is a company with its products.
type companyPage struct {
	frame.Base
	Misread    *frame.Notice
	Paragraphs []string
	Facts      []frame.Fact
	Website    string
	Lead       string // how many products it has
	Cards      []card
	Pager      frame.Pager
	Search     string // leads to its products in the search
	Empty      *frame.Empty
}

func (a *Area) companyProducts(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	o, err := a.company(c.UserContext(), id)
	if err != nil {
		return err
	}
	in := web.Query(c)
	page := in.Whole(pageName, 1, 1, lastPage)
	wrong := misread(in)
	found, err := a.s.Search.Search(c.UserContext(), fulltext.Query{
		Filters: map[string][]string{live.FieldVendor: {id}}, Sort: fulltext.Order{Field: live.FieldName},
		Size: hitsOnPage, From: (page - 1) * hitsOnPage,
	})
	if err != nil {
		return err
	}
	listings, err := a.hits(c.UserContext(), &found)
	if err != nil {
		return err
	}
	v := companyPage{Base: a.frame.Base(c, "expo.part.title", "name", o.Name), Paragraphs: paragraphs(o.About), Website: o.Website}
	v.Wide = true
	v.Description = clip(o.About, 160)
	v.Misread = misunderstood(&v.Base, wrong)
	if o.OrgNumber != "" {
		v.Facts = append(v.Facts, frame.Fact{Name: v.T("expo.company.number"), Value: o.OrgNumber})
	}
	if key := "expo.country." + o.Country; v.Printer().Has(key) {
		v.Facts = append(v.Facts, frame.Fact{Name: v.T("expo.company.country"), Value: v.T(key)})
	} else {
		v.Facts = append(v.Facts, frame.Fact{Name: v.T("expo.company.country"), Value: o.Country})
	}
	v.Cards = a.cards(&v.Base, listings, nil)
	v.Lead = counted(&v.Base, "expo.company.count", found.Total)
	v.Search = chosenAs(filterCompany, id)
	v.Pager = pager(&v.Base, page, pagesOf(found.Total), func(n int) string { return atPage(companyPath+id, n) })
	if len(v.Cards) == 0 {
		v.Empty = &frame.Empty{
			Title: v.T("expo.company.none"), Text: v.T("expo.company.noneText"), Link: &frame.Link{Text: v.T("expo.gone.search"), Href: searchPath},
		}
	}
	return a.p.company.Render(c, &v)
}
