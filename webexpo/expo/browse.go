package expo

import (
	"context"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/matching/live"
	"github.com/allagehub/matcharenan/matching/thesaurus"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// Paths of browsing.
const (
	browsePath    = "/bladdra"
	functionsPath = "/bladdra/funktioner"
	functionPath  = functionsPath + "/"
	lifeAreaPath  = "/bladdra/livsomraden/"
)

// number is a link with how many products it leads to.
type number struct {
	frame.Link
	Count string
}

// shelf is a part of the thesaurus with what products there do.
type shelf struct {
	ID, Title string
	Functions []number
}

// browsePage is the ways into the catalogue.
type browsePage struct {
	frame.Base
	Total     string
	LifeAreas []number
	Shelves   []shelf
}

// functionsPage is all that products do, by the areas of the thesaurus.
type functionsPage struct {
	frame.Base
	Shelves []shelf
}

// partPage is the products of a function or a life area.
type partPage struct {
	frame.Base
	Text    string // what it means
	Lead    string // how many products there are
	Cards   []card
	All     *frame.Link // leads to all of them, where there are more
	Kinds   []number    // of products that do it
	Does    []number    // what products of a life area do
	Related []frame.Link
	Phrases []frame.Link // how people tell such a problem
	Empty   *frame.Empty
}

func (a *Area) browse(c *fiber.Ctx) error {
	counts, total, err := a.counts(c.UserContext(), nil, live.FieldFunction, live.FieldLifeArea)
	if err != nil {
		return err
	}
	v := browsePage{Base: a.frame.Base(c, "expo.browse.title")}
	v.Wide = true
	v.Description = v.T("expo.browse.lead")
	v.Total = counted(&v.Base, "expo.results.all", total)
	v.Shelves = a.shelves(&v.Base, counts[live.FieldFunction])
	for _, id := range catalog.LifeAreas() {
		v.LifeAreas = append(v.LifeAreas, number{
			frame.Link{Text: a.value(&v.Base, "life_area", id), Href: lifeAreaPath + id}, v.Number(counts[live.FieldLifeArea][id]),
		})
	}
	return a.p.browse.Render(c, &v)
}

func (a *Area) allFunctions(c *fiber.Ctx) error {
	counts, _, err := a.counts(c.UserContext(), nil, live.FieldFunction)
	if err != nil {
		return err
	}
	v := functionsPage{Base: a.frame.Base(c, "expo.functions.title")}
	v.Wide = true
	v.Description = v.T("expo.functions.lead")
	v.Crumbs = []frame.Link{{Text: v.T("expo.browse.title"), Href: browsePath}}
	v.Shelves = a.shelves(&v.Base, counts[live.FieldFunction])
	return a.p.functions.Render(c, &v)
}

// shelves are the functions by area.
func (a *Area) shelves(b *frame.Base, counts map[string]int) (list []shelf) {
	for _, area := range a.s.Thesaurus.Areas {
		s := shelf{ID: area.ID, Title: capital(area.Swedish)}
		if english(b) {
			s.Title = capital(area.English)
		}
		for _, id := range a.s.Thesaurus.IDs(thesaurus.Function) {
			if x, ok := a.s.Thesaurus.Concept(id); ok && x.Area == area.ID {
				s.Functions = append(s.Functions, number{frame.Link{Text: a.value(b, functions, id), Href: functionPath + id}, b.Number(counts[id])})
			}
		}
		if len(s.Functions) > 0 {
			list = append(list, s)
		}
	}
	return list
}

// counts are how many products have each value of fields, and how many there are, of
// those that the filters leave.
func (a *Area) counts(ctx context.Context, filters map[string][]string, fields ...string) (map[string]map[string]int, int, error) {
	found, err := a.s.Search.Search(ctx, fulltext.Query{Filters: filters, Facets: fields})
	if err != nil {
		return nil, 0, err
	}
	counts := make(map[string]map[string]int)
	for field, values := range found.Facets {
		counts[field] = make(map[string]int)
		for _, v := range values {
			counts[field][v.Value] = v.Count
		}
	}
	return counts, found.Total, nil
}

const (
	productsOfPart = 9
	phrasesOfPart  = 6
)

func (a *Area) function(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	x, ok := a.s.Thesaurus.Concept(id)
	if !ok || x.Kind != thesaurus.Function {
		return fault.New(fault.NotFound, "", nil)
	}
	v := partPage{Base: a.frame.Base(c, "expo.part.title", "name", capital(x.Label(web.LanguageOf(c) == i18n.English)))}
	v.Crumbs = []frame.Link{{Text: v.T("expo.browse.title"), Href: browsePath}, {Text: v.T("expo.functions.title"), Href: functionsPath}}
	v.Text = x.Definition.Swedish
	if english(&v.Base) {
		v.Text = x.Definition.English
	}
	found, err := a.part(c.UserContext(), &v, filterFunction, id, live.FieldType)
	if err != nil {
		return err
	}
	v.Kinds = a.kinds(&v.Base, id, found.Facets[live.FieldType])
	for _, r := range x.Related {
		v.Related = append(v.Related, a.conceptLink(&v.Base, r))
	}
	for _, p := range a.s.Thesaurus.Phrases {
		if len(v.Phrases) < phrasesOfPart && p.English == english(&v.Base) && p.Means[0] == id {
			v.Phrases = append(v.Phrases, frame.Link{Text: capital(p.Text), Href: address(searchPath, []parameter{{wordsName, p.Text}})})
		}
	}
	return a.p.part.Render(c, &v)
}

func (a *Area) lifeArea(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	if !slices.Contains(catalog.LifeAreas(), id) {
		return fault.New(fault.NotFound, "", nil)
	}
	v := partPage{Base: a.frame.Base(c, "form.value.life_area."+id)}
	v.Crumbs = []frame.Link{{Text: v.T("expo.browse.title"), Href: browsePath}}
	found, err := a.part(c.UserContext(), &v, filterLifeArea, id, live.FieldFunction)
	if err != nil {
		return err
	}
	for _, f := range found.Facets[live.FieldFunction] {
		v.Does = append(v.Does, number{
			frame.Link{Text: a.value(&v.Base, functions, f.Value), Href: address(searchPath, []parameter{{filterFunction, f.Value}, {filterLifeArea, id}})},
			v.Number(f.Count),
		})
	}
	return a.p.part.Render(c, &v)
}

// part fills in the products that have a value of a filter.
func (a *Area) part(ctx context.Context, v *partPage, name, value, facet string) (fulltext.Result, error) {
	v.Wide = true
	q := asked{chosen: map[string][]string{name: {value}}, page: 1}
	s := q.query()
	s.Facets, s.Size = []string{facet}, productsOfPart
	result, err := a.s.Search.Search(ctx, s)
	if err != nil {
		return result, err
	}
	listings, err := a.hits(ctx, &result)
	if err != nil {
		return result, err
	}
	v.Description = clip(v.Text, 160)
	v.Cards = a.cards(&v.Base, listings, nil)
	v.Lead = counted(&v.Base, "expo.part.count", result.Total)
	if result.Total == 0 {
		v.Lead = ""
		v.Empty = &frame.Empty{
			Title: v.T("expo.part.none"), Text: v.T("expo.part.noneText"), Link: &frame.Link{Text: v.T("expo.gone.search"), Href: searchPath},
		}
		return result, nil
	}
	v.All = &frame.Link{Text: v.T("expo.part.all"), Href: chosenAs(name, value)}
	return result, nil
}

// kinds are the kinds of products that have a function, with how many of the
// products found are of each.
func (a *Area) kinds(b *frame.Base, function string, counts []fulltext.FacetValue) (list []number) {
	for _, f := range counts {
		if x, ok := a.s.Thesaurus.Concept(f.Value); ok && slices.Contains(x.Functions, function) {
			list = append(list, number{
				frame.Link{Text: a.value(b, types, f.Value), Href: address(searchPath, []parameter{{filterFunction, function}, {filterType, f.Value}})},
				b.Number(f.Count),
			})
		}
	}
	return list
}

// conceptLink leads to a function, or to the search for a kind of product.
func (a *Area) conceptLink(b *frame.Base, id string) frame.Link {
	if x, ok := a.s.Thesaurus.Concept(id); ok && x.Kind == thesaurus.ProductType {
		return frame.Link{Text: a.value(b, types, id), Href: chosenAs(filterType, id)}
	}
	return frame.Link{Text: a.value(b, functions, id), Href: functionPath + id}
}
