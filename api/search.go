package api

import (
	"errors"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/matching/live"
)

// Sizes of a search.
const (
	hitsStandard    = 20
	hitsMost        = 100
	suggestStandard = 8
)

// orders are how hits can be sorted.
var orders = map[string]fulltext.Order{
	"relevance":  {},
	"name":       {Field: live.FieldName},
	"price":      {Field: live.FieldMonthlyPrice},
	"-price":     {Field: live.FieldMonthlyPrice, Descending: true},
	"-published": {Field: live.FieldPublished, Descending: true},
	"-readiness": {Field: live.FieldTRL, Descending: true},
}

var orderNames = []string{"relevance", "name", "price", "-price", "-published", "-readiness"}

// searchView is what a search found.
type searchView struct {
	Total     int                    `json:"total"`
	Items     []hitView              `json:"items"`
	Facets    map[string][]facetView `json:"facets"`           // by field; the counts are of what choosing the value would give
	Meant     string                 `json:"meant,omitzero"`   // the text with its words corrected
	Relaxed   bool                   `json:"relaxed,omitzero"` // no product has all the words
	Truncated bool                   `json:"truncated,omitzero"`
}

// hitView is a product that was found, with the words that were looked for.
type hitView struct {
	productView
	Marks map[string][]markView `json:"marks,omitzero"` // by member: name, summary
}

// markView is a stretch of a text, in bytes.
type markView struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

type facetView struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

type suggestionView struct {
	Text    string `json:"text"`
	Count   int    `json:"count,omitzero"`   // products that have the word
	Product string `json:"product,omitzero"` // ID of the product that is called so
}

func (s *Services) searchOperations() []operation {
	query := []parameter{
		{Name: "q", Summary: "Words to look for, in Swedish or English. Typing errors, inflections and compounds are seen through.", Type: "string"},
		{Name: "sort", Summary: "Order of the products.", Type: "string", Values: orderNames},
		{Name: "from", Summary: "How many products to pass over, at most 9,900.", Type: "integer"},
		{Name: "size", Summary: "How many products to give, 0–100; 20 when it is not given.", Type: "integer"},
		{Name: "minPrice", Summary: "Least monthly cost, SEK.", Type: "integer"},
		{Name: "maxPrice", Summary: "Greatest monthly cost, SEK.", Type: "integer"},
	}
	for _, field := range live.Facets() {
		query = append(query, parameter{Name: field, Summary: "Only products with one of these values.", Type: "string", Many: true})
	}
	return []operation{
		{
			Method: http.MethodGet, Path: "/search", ID: "search", Tag: "products",
			Summary: "Find published products.", Query: query, Result: searchView{}, Handle: s.search,
		},
		{
			Method: http.MethodGet, Path: "/search/suggestions", ID: "suggest", Tag: "products",
			Summary: "What somebody may be about to type.",
			Query:   []parameter{{Name: "q", Summary: "What has been typed so far.", Type: "string", Required: true}},
			Result:  listOf[suggestionView]{}, Handle: s.suggest,
		},
	}
}

func (s *Services) search(c *fiber.Ctx) error {
	q, err := searchQuery(c)
	if err != nil {
		return err
	}
	found, err := s.Live.Search(c.UserContext(), q)
	if errors.Is(err, fulltext.ErrBadQuery) {
		return fault.New(fault.Invalid, "api.badSearch", nil).Because(err)
	}
	if err != nil {
		return err
	}
	view := searchView{
		Total: found.Total, Meant: found.Meant, Relaxed: found.Relaxed, Truncated: found.Truncated,
		Facets: facetViews(found.Facets),
	}
	view.Items, err = s.hits(c, &found)
	if err != nil {
		return err
	}
	return c.JSON(view)
}

// searchQuery reads the parameters of a search.
func searchQuery(c *fiber.Ctx) (fulltext.Query, error) {
	in := web.Query(c)
	q := fulltext.Query{
		Text: in.Text("q"), Filters: make(map[string][]string), Facets: live.Facets(),
		Size: in.Whole("size", hitsStandard, 0, hitsMost), From: in.Whole("from", 0, 0, fulltext.MaxWindow-hitsMost),
		Sort: orders[in.Choice("sort", orderNames...)],
	}
	for _, field := range live.Facets() {
		q.Filters[field] = in.Texts(field)
	}
	const most = 10_000_000
	least, greatest := float64(in.Whole("minPrice", -1, 0, most)), float64(in.Whole("maxPrice", -1, 0, most))
	var price fulltext.Range
	if least >= 0 {
		price.Min = &least
	}
	if greatest >= 0 {
		price.Max = &greatest
	}
	q.Ranges = map[string]fulltext.Range{live.FieldMonthlyPrice: price}
	return q, in.Err()
}

// hits reads the products that were found. One that has been taken away since is
// left out.
func (s *Services) hits(c *fiber.Ctx, found *fulltext.Result) ([]hitView, error) {
	ids := make([]string, len(found.Hits))
	for i, h := range found.Hits {
		ids[i] = h.ID
	}
	products, err := s.publicProducts(c.UserContext(), ids)
	if err != nil {
		return nil, err
	}
	views := make([]hitView, 0, len(products))
	for _, p := range products {
		v := hitView{productView: p, Marks: make(map[string][]markView)}
		for member, text := range map[string]string{"name": p.Product.Name, "summary": p.Product.Summary} {
			for _, lang := range []fulltext.Language{fulltext.Swedish, fulltext.English} {
				if p.Product.Language != "" && p.Product.Language != lang.String() {
					continue
				}
				if marks := markViews(found.Marker.Spans(text, lang)); len(marks) > 0 {
					v.Marks[member] = marks
					break
				}
			}
		}
		views = append(views, v)
	}
	return views, nil
}

func markViews(spans []fulltext.Span) []markView {
	views := make([]markView, len(spans))
	for i, s := range spans {
		views[i] = markView(s)
	}
	return views
}

func facetViews(facets map[string][]fulltext.FacetValue) map[string][]facetView {
	views := make(map[string][]facetView, len(facets))
	for field, values := range facets {
		views[field] = make([]facetView, len(values))
		for i, v := range values {
			views[field][i] = facetView{v.Value, v.Count}
		}
	}
	return views
}

func (s *Services) suggest(c *fiber.Ctx) error {
	in := web.Query(c)
	typed := required(in, "q")
	if err := in.Err(); err != nil {
		return err
	}
	found, err := s.Live.Suggest(c.UserContext(), typed, suggestStandard)
	if err != nil {
		return err
	}
	views := make([]suggestionView, len(found))
	for i, f := range found {
		views[i] = suggestionView{f.Text, f.Count, f.ID}
	}
	return list(c, views, "")
}
