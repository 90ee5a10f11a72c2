package expo

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/matching/live"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// startPage is the door.
type startPage struct {
	frame.Base
	Words   string
	Kept    []parameter
	Total   string
	Popular []number
	Newest  []card
	Needs   []needCard
	Ways    []way
}

// way is one of the ways in, by who somebody is.
type way struct {
	Title, Text string
	Links       []frame.Link
}

const (
	popularOnStart = 10
	newestOnStart  = 3
	needsOnStart   = 3
)

func (a *Area) start(c *fiber.Ctx) error {
	found, err := a.s.Search.Search(c.UserContext(), fulltext.Query{
		Sort: fulltext.Order{Field: live.FieldPublished, Descending: true}, Size: newestOnStart, Facets: []string{live.FieldFunction},
	})
	if err != nil {
		return err
	}
	listings, err := a.hits(c.UserContext(), &found)
	if err != nil {
		return err
	}
	needs, err := a.newest(c.UserContext(), needsOnStart)
	if err != nil {
		return err
	}
	v := startPage{Base: a.frame.Base(c, "expo.start.title")}
	v.Wide = true
	v.Description = v.T("expo.start.lead")
	v.Total = counted(&v.Base, "expo.start.total", found.Total)
	counts := found.Facets[live.FieldFunction]
	for _, f := range counts[:min(len(counts), popularOnStart)] {
		v.Popular = append(v.Popular, number{frame.Link{Text: a.value(&v.Base, functions, f.Value), Href: functionPath + f.Value}, v.Number(f.Count)})
	}
	v.Newest = a.cards(&v.Base, listings, nil)
	v.Needs = a.needCards(&v.Base, needs)
	v.Ways = v.ways()
	return a.p.start.Render(c, &v)
}

// ways lead on, by who somebody is. Who has signed in finds the rest in the menu.
func (v *startPage) ways() []way {
	link := func(key, href string) frame.Link { return frame.Link{Text: v.T(key), Href: href} }
	ways := []way{
		{v.T("expo.start.municipality"), v.T("expo.start.municipalityText"), []frame.Link{link("expo.start.municipalityLink", "/om")}},
		{v.T("expo.start.company"), v.T("expo.start.companyText"), []frame.Link{link("expo.start.companyLink", needsPath)}},
		{v.T("expo.start.visitor"), v.T("expo.start.visitorText"), []frame.Link{link("expo.start.visitorLink", browsePath), link("expo.data.title", dataPath)}},
	}
	if v.User == nil {
		for i := range ways[:2] {
			ways[i].Links = slices.Insert(ways[i].Links, 0, link("frame.signIn", "/logga-in"))
		}
	}
	return ways
}
