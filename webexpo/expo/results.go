package expo

import (
	"context"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// resultsPage is what a search found.
type resultsPage struct {
	frame.Base
	Words    string
	Asked    bool // whether it is more than all products: there is no end of such pages
	Sentence string
	Meant    *frame.Link
	Notices  []frame.Notice
	Active   []frame.Link // each leads to the page without it
	Clear    string       // leads to the page without any
	Filters  []frame.Field
	Kept     []parameter // what the search box carries along
	Carried  []parameter // what the form of the filters carries along
	Orders   []order
	Cards    []card
	Compared []string // products that are compared and are not among the cards
	Adding   string   // says that products are being compared
	Back     string   // leads to the comparison
	Pager    frame.Pager
	Empty    *frame.Empty
}

// order is a way to sort the hits.
type order struct {
	frame.Link
	Current bool
}

func (a *Area) search(c *fiber.Ctx) error {
	q, wrong := a.read(web.Query(c))
	found, err := a.s.Search.Search(c.UserContext(), q.query())
	if err != nil {
		return err
	}
	if pages := pagesOf(found.Total); q.page > max(pages, 1) {
		q.page = 1
		wrong = append(wrong, pageName)
		if found, err = a.s.Search.Search(c.UserContext(), q.query()); err != nil {
			return err
		}
	}
	listings, err := a.hits(c.UserContext(), &found)
	if err != nil {
		return err
	}
	v := resultsPage{Base: a.frame.Base(c, "expo.results.title"), Words: q.words}
	v.Wide = true
	v.Description, v.Asked = v.T("expo.start.lead"), q.path() != searchPath
	if q.words != "" {
		v.Title = v.T("expo.results.titleWords", "words", q.words)
	}
	v.Cards = a.cards(&v.Base, listings, found.Marker)
	v.tell(&q, &found, wrong)
	names, err := a.companyNames(c.UserContext(), &v.Base, q.chosen[filterCompany])
	if err != nil {
		return err
	}
	a.active(&v, &q, names)
	a.offer(&v, &q, &found)
	v.compare(&q)
	return a.p.results.Render(c, &v)
}

func pagesOf(total int) int { return min((total+hitsOnPage-1)/hitsOnPage, lastPage) }

// tell says what was found, and what was not understood.
func (v *resultsPage) tell(q *asked, found *fulltext.Result, wrong []string) {
	key := "expo.results.all"
	switch {
	case q.words != "" && q.narrowed():
		key = "expo.results.both"
	case q.words != "":
		key = "expo.results.words"
	case q.narrowed():
		key = "expo.results.chosen"
	}
	if found.Total == 1 {
		key += "One"
	}
	v.Sentence = v.T(key, "n", v.Number(found.Total), "words", q.words)
	v.passedOver(wrong)
	note := func(key string) {
		v.Notices = append(v.Notices, frame.Notice{Kind: "info", Text: v.T(key)})
	}
	if found.Meant != "" && found.Total > 0 {
		next := *q
		next.words, next.page = found.Meant, 1
		v.Meant = &frame.Link{Text: found.Meant, Href: next.path()}
	}
	if found.Relaxed && found.Total > 0 {
		note("expo.results.relaxed")
	}
	if found.Truncated {
		note("expo.results.truncated")
	}
	if found.Total == 0 {
		v.Empty = v.nothing(q)
	}
	pages := pagesOf(found.Total)
	v.Pager = pager(&v.Base, q.page, pages, func(n int) string { return q.at(n).path() })
	if q.page == pages && found.Total > fulltext.MaxWindow {
		note("expo.results.tooMany")
	}
}

// passedOver names the parameters that could not be understood.
func (v *resultsPage) passedOver(wrong []string) {
	if n := misunderstood(&v.Base, wrong); n != nil {
		v.Notices = append(v.Notices, *n)
	}
}

// misunderstood says which parts of an address were passed over, nil when none were.
func misunderstood(b *frame.Base, wrong []string) *frame.Notice {
	if len(wrong) == 0 {
		return nil
	}
	var names []string
	for _, w := range wrong {
		key := "expo.parameter." + w
		if w == "" {
			key = "expo.parameter.address"
		}
		names = append(names, b.T(key))
	}
	return &frame.Notice{Kind: "warning", Title: b.T("expo.wrong.title"), Text: b.T("expo.wrong.text", "what", b.List(names))}
}

// nothing says what to do when no product was found.
func (v *resultsPage) nothing(q *asked) *frame.Empty {
	e := &frame.Empty{
		Title: v.T("expo.empty.title"), Text: v.T("expo.empty.text"),
		Link: &frame.Link{Text: v.T("expo.empty.browse"), Href: browsePath},
	}
	if q.narrowed() {
		next := q.at(1)
		next.chosen = nil
		e.Text, e.Link = v.T("expo.empty.narrowedText"), &frame.Link{Text: v.T("expo.results.clear"), Href: next.path()}
	}
	return e
}

// pager leads to the pages before and after.
func pager(b *frame.Base, page, pages int, path func(page int) string) frame.Pager {
	p := frame.Pager{Label: b.T("expo.pager.label")}
	if pages > 1 {
		p.Position = b.T("expo.pager.position", "page", b.Number(page), "pages", b.Number(pages))
	}
	if page > 1 {
		p.Previous = &frame.Link{Text: b.T("expo.pager.previous"), Href: path(page - 1)}
	}
	if page < pages {
		p.Next = &frame.Link{Text: b.T("expo.pager.next"), Href: path(page + 1)}
	}
	return p
}

// active are the filters that are chosen, each as a link that takes it away.
func (a *Area) active(v *resultsPage, q *asked, names map[string]string) {
	for i := range filters {
		f := &filters[i]
		for _, value := range q.chosen[f.name] {
			label := names[value]
			if f.vocabulary != companies {
				label = small(a.label(&v.Base, f, value))
			}
			text := v.T("expo.parameter."+f.name) + ": " + label
			v.Active = append(v.Active, frame.Link{Text: capital(text), Href: q.without(f.name, value).path()})
		}
	}
	if len(v.Active) > 0 {
		next := q.at(1)
		next.chosen = nil
		v.Clear = next.path()
	}
}

// companyNames are the names of companies by ID.
func (a *Area) companyNames(ctx context.Context, b *frame.Base, ids []string) (map[string]string, error) {
	names := make(map[string]string, len(ids))
	for _, id := range ids {
		o, err := a.company(ctx, id)
		switch {
		case gone(err):
			names[id] = b.T("expo.company.unknown")
		case err != nil:
			return nil, err
		default:
			names[id] = o.Name
		}
	}
	return names, nil
}

// offer is what can be chosen: filters with their counts, and orders.
func (a *Area) offer(v *resultsPage, q *asked, found *fulltext.Result) {
	for i := range filters {
		f := &filters[i]
		if f.shown {
			if field := a.field(&v.Base, f, q.chosen[f.name], found.Facets[f.field]); len(field.Options) > 0 {
				v.Filters = append(v.Filters, field)
			}
		}
	}
	for _, o := range orders {
		next := q.at(1)
		next.order = o.name
		v.Orders = append(v.Orders, order{frame.Link{Text: v.T("expo.order." + orderKey(o.name)), Href: next.path()}, o.name == q.order})
	}
	for _, p := range q.parameters() {
		if p.Name != wordsName {
			v.Kept = append(v.Kept, p)
		}
		if !shownFilter(p.Name) {
			v.Carried = append(v.Carried, p)
		}
	}
}

func orderKey(name string) string {
	if name == "" {
		return "best"
	}
	return name
}

func shownFilter(name string) bool {
	for _, f := range filters {
		if f.name == name {
			return f.shown
		}
	}
	return false
}

// field is a filter with the counts of its values.
func (a *Area) field(b *frame.Base, f *filter, chosen []string, counts []fulltext.FacetValue) frame.Field {
	field := frame.Field{Name: f.name, Label: capital(b.T("expo.parameter." + f.name)), Type: frame.Checkboxes}
	for _, v := range inOrder(bands[f.name], counts) {
		option := frame.Option{
			ID: frame.FieldID(f.name + "-" + v.Value), Value: v.Value, Label: a.label(b, f, v.Value), Count: b.Number(v.Count),
		}
		for _, c := range chosen {
			option.Chosen = option.Chosen || c == v.Value
		}
		field.Options = append(field.Options, option)
	}
	return field
}

// inOrder puts the counts of bands in the order of the bands; others keep theirs, the
// commonest first.
func inOrder(band []string, counts []fulltext.FacetValue) []fulltext.FacetValue {
	if band == nil {
		return counts
	}
	var sorted []fulltext.FacetValue
	for _, value := range band {
		for _, c := range counts {
			if c.Value == value {
				sorted = append(sorted, c)
			}
		}
	}
	return sorted
}

// compare brings what has been chosen for comparing along.
func (v *resultsPage) compare(q *asked) {
	choose(v.Cards, q.compared)
	var list []parameter
	for _, id := range q.compared {
		list = append(list, parameter{comparedName, id})
		here := false
		for i := range v.Cards {
			here = here || v.Cards[i].ID == id
		}
		if !here {
			v.Compared = append(v.Compared, id)
		}
	}
	if len(list) > 0 {
		v.Adding = counted(&v.Base, "expo.compare.adding", len(list))
		v.Back = address(comparePath, list)
	}
}

// suggestions are at most this many.
const suggestions = 8

// suggestion is what somebody may be about to type, as the page's script reads it.
type suggestion struct {
	Text string `json:"text"`
	Href string `json:"href,omitempty"` // of the product that is called so
}

func (a *Area) suggest(c *fiber.Ctx) error {
	typed := web.Query(c).Text(wordsName)
	list := []suggestion{}
	if strings.TrimSpace(typed) != "" {
		found, err := a.s.Search.Suggest(c.UserContext(), typed, suggestions)
		if err != nil {
			return err
		}
		for _, s := range found {
			next := suggestion{Text: s.Text}
			if s.ID != "" {
				next.Href = productPath + s.ID
			}
			list = append(list, next)
		}
	}
	c.Set(fiber.HeaderCacheControl, "public, max-age=60")
	return c.JSON(list)
}
