package expo

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// comparePage is products beside each other.
type comparePage struct {
	frame.Base
	Notices []frame.Notice
	Columns []column
	Groups  []group
	Only    *frame.Link // leads to the differences alone, or back to all
	Differ  string      // how many facts differ
	Add     string      // leads to the search for more; empty when there are enough
	Next    string      // what to do when there are too few
}

// column is a product.
type column struct {
	Name, Href, Company, Remove string
}

// group is the facts of a theme.
type group struct {
	ID, Title string
	Rows      []row
}

// row is a fact of each product.
type row struct {
	Name    string
	Cells   []cell
	Differs bool
	Word    string // says whether the products differ
}

// cell is what is told of one product.
type cell struct {
	Label, Text string // of the column, and what stands there
	Missing     bool   // whether the company has not told
}

// Names and values of the choice of what is shown.
const (
	showName        = "visa"
	showDifferences = "olika"
)

func (a *Area) compare(c *fiber.Ctx) error {
	in := web.Query(c)
	ids, more := compared(in)
	only := in.Choice(showName, showDifferences) != ""
	wrong := misread(in)
	listings, err := a.listings(c.UserContext(), ids)
	if err != nil {
		return err
	}
	v := comparePage{Base: a.frame.Base(c, "expo.compare.title")}
	v.Wide = true
	v.Crumbs = []frame.Link{{Text: v.T("expo.results.title"), Href: searchPath}}
	if n := misunderstood(&v.Base, wrong); n != nil {
		v.Notices = append(v.Notices, *n)
	}
	if more {
		v.Notices = append(v.Notices, frame.Notice{Kind: "warning", Text: v.T("expo.compare.tooMany")})
	}
	if len(listings) < len(ids) {
		v.Notices = append(v.Notices, frame.Notice{Kind: "warning", Text: v.T("expo.compare.missing")})
	}
	a.beside(&v, listings, only)
	return a.p.compare.Render(c, &v)
}

// beside puts the products beside each other.
func (a *Area) beside(v *comparePage, listings []catalog.PublicListing, only bool) {
	var ids []string
	for i := range listings {
		ids = append(ids, listings[i].ID)
	}
	all := make([][]theme, len(listings))
	for i := range listings {
		p := &listings[i].Content.Product
		all[i] = a.themes(&v.Base, p)
		v.Columns = append(v.Columns, column{
			Name: p.Name, Href: productPath + p.ID, Company: p.Vendor.Name,
			Remove: comparing(slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == p.ID }), only),
		})
	}
	if len(ids) < mostCompare {
		v.Add = address(searchPath, comparedAs(ids))
	}
	switch len(ids) {
	case 0:
		v.Next = v.T("expo.compare.none")
		return
	case 1:
		v.Next = v.T("expo.compare.one")
	}
	differ := 0
	for i := range all[0] {
		g := a.group(v, all, i)
		for _, r := range g.Rows {
			if r.Differs {
				differ++
			}
		}
		if only {
			g.Rows = slices.DeleteFunc(g.Rows, func(r row) bool { return !r.Differs })
		}
		if len(g.Rows) > 0 {
			v.Groups = append(v.Groups, g)
		}
	}
	if len(ids) > 1 {
		v.Differ = counted(&v.Base, "expo.compare.differ", differ)
		v.Only = &frame.Link{Text: v.T("expo.compare.only"), Href: comparing(ids, true)}
		if only {
			v.Only = &frame.Link{Text: v.T("expo.compare.all"), Href: comparing(ids, false)}
		}
	}
}

// group is the theme of a number, of all products.
func (a *Area) group(v *comparePage, all [][]theme, number int) group {
	t := teller{a, &v.Base}
	first := all[0][number]
	g := group{ID: first.Name, Title: v.T("expo.theme." + first.Name)}
	for i, f := range first.Facts {
		r := row{Name: t.name(f.Member), Word: v.T("expo.compare.same")}
		told := false
		for n := range all {
			fact := all[n][number].Facts[i]
			c := cell{Label: v.Columns[n].Name, Text: fact.Value}
			told = told || fact.Value != "" || !fact.Silent
			r.Differs = r.Differs || fact.Value != f.Value
			if fact.Value == "" {
				c.Text, c.Missing = v.T("form.unset"), true
			}
			r.Cells = append(r.Cells, c)
		}
		if r.Differs {
			r.Word = v.T("expo.compare.different")
		}
		if told {
			g.Rows = append(g.Rows, r)
		}
	}
	return g
}

// comparedAs are the parameters that name products to compare.
func comparedAs(ids []string) (list []parameter) {
	for _, id := range ids {
		list = append(list, parameter{comparedName, id})
	}
	return list
}

// comparing is the address of a comparison.
func comparing(ids []string, only bool) string {
	list := comparedAs(ids)
	if only {
		list = append(list, parameter{showName, showDifferences})
	}
	return address(comparePath, list)
}
