package expo

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/matching/live"
)

// Names in addresses that are not of filters.
const (
	wordsName    = "q"
	orderName    = "sortera"
	pageName     = "sida"
	comparedName = "p"
)

const (
	hitsOnPage  = 20
	lastPage    = fulltext.MaxWindow / hitsOnPage
	mostChosen  = 20 // values of one filter; all filters together stay below the limit of the search
	mostCompare = 4
)

// orders are how hits can be sorted, the standard first.
var orders = []struct {
	name  string
	order fulltext.Order
}{
	{"", fulltext.Order{}},
	{"nyast", fulltext.Order{Field: live.FieldPublished, Descending: true}},
	{"billigast", fulltext.Order{Field: live.FieldMonthlyPrice}},
	{"mognast", fulltext.Order{Field: live.FieldTRL, Descending: true}},
	{"namn", fulltext.Order{Field: live.FieldName}},
}

func orderNames() (names []string) {
	for _, o := range orders {
		names = append(names, o.name)
	}
	return names
}

// asked is what somebody asks the search for.
type asked struct {
	words    string
	chosen   map[string][]string // values by the name of the filter
	order    string
	page     int      // from 1
	compared []string // products that have been chosen for comparing
}

// read reads what is asked for, and names the parameters whose values had to be
// passed over.
func (a *Area) read(in *web.Parameters) (asked, []string) {
	q := asked{
		words: strings.TrimSpace(in.Text(wordsName)), order: in.Choice(orderName, orderNames()...),
		page: in.Whole(pageName, 1, 1, lastPage), chosen: make(map[string][]string),
	}
	var wrong []string
	for i := range filters {
		f := &filters[i]
		for _, v := range in.Texts(f.name) {
			switch {
			case slices.Contains(q.chosen[f.name], v):
			case !a.sound(f, v) || len(q.chosen[f.name]) == mostChosen:
				wrong = append(wrong, f.name)
			default:
				q.chosen[f.name] = append(q.chosen[f.name], v)
			}
		}
	}
	var more bool
	if q.compared, more = compared(in); more {
		wrong = append(wrong, comparedName)
	}
	wrong = append(wrong, misread(in)...)
	slices.Sort(wrong)
	return q, slices.Compact(wrong)
}

// compared are the products that are compared, and whether there were more than can be.
func compared(in *web.Parameters) (ids []string, more bool) {
	for _, id := range in.Texts(comparedName) {
		switch {
		case slices.Contains(ids, id):
		case len(ids) == mostCompare:
			more = true
		default:
			ids = append(ids, id)
		}
	}
	return ids, more
}

// misread names the parameters that were asked for and could not be read. That there
// are others is no fault on a public page: links come with marks of where they stood.
func misread(in *web.Parameters) (names []string) {
	e, ok := errors.AsType[*fault.Error](in.Err())
	if !ok {
		return nil
	}
	for _, p := range e.Problems {
		if p.Key != "web.parameterUnknown" {
			names = append(names, p.Member)
		}
	}
	return names
}

// query is the search.
func (q *asked) query() fulltext.Query {
	s := fulltext.Query{
		Text: q.words, Filters: make(map[string][]string), Facets: facets(), Size: hitsOnPage, From: (q.page - 1) * hitsOnPage,
	}
	for _, f := range filters {
		if v := q.chosen[f.name]; len(v) > 0 {
			s.Filters[f.field] = v
		}
	}
	for _, o := range orders {
		if o.name == q.order {
			s.Sort = o.order
		}
	}
	return s
}

// parameter is one of an address.
type parameter struct{ Name, Value string }

// parameters are what is asked for as it stands in an address, without the page.
func (q *asked) parameters() (list []parameter) {
	if q.words != "" {
		list = append(list, parameter{wordsName, q.words})
	}
	for _, f := range filters {
		for _, v := range q.chosen[f.name] {
			list = append(list, parameter{f.name, v})
		}
	}
	if q.order != "" {
		list = append(list, parameter{orderName, q.order})
	}
	for _, id := range q.compared {
		list = append(list, parameter{comparedName, id})
	}
	return list
}

// path is the address of what is asked for.
func (q *asked) path() string {
	list := q.parameters()
	if q.page > 1 {
		list = append(list, parameter{pageName, strconv.Itoa(q.page)})
	}
	return address(searchPath, list)
}

// address is a path with parameters, in their order.
func address(path string, list []parameter) string {
	var pairs []string
	for _, p := range list {
		pairs = append(pairs, url.QueryEscape(p.Name)+"="+url.QueryEscape(p.Value))
	}
	if len(pairs) == 0 {
		return path
	}
	return path + "?" + strings.Join(pairs, "&")
}

// without is what is asked for without a value of a filter, from the first page.
func (q *asked) without(name, value string) *asked {
	next := q.at(1)
	next.chosen = make(map[string][]string, len(q.chosen))
	for n, values := range q.chosen {
		next.chosen[n] = slices.DeleteFunc(slices.Clone(values), func(v string) bool { return n == name && v == value })
	}
	return next
}

// at is the same on another page.
func (q *asked) at(page int) *asked {
	next := *q
	next.page = page
	return &next
}

// narrowed reports whether a filter is chosen.
func (q *asked) narrowed() bool {
	for _, values := range q.chosen {
		if len(values) > 0 {
			return true
		}
	}
	return false
}

// chosenAs is the search for one value of a filter and nothing else.
func chosenAs(name, value string) string {
	return address(searchPath, []parameter{{name, value}})
}

// atPage is a path at one of its pages.
func atPage(path string, page int) string {
	if page == 1 {
		return path
	}
	return address(path, []parameter{{pageName, strconv.Itoa(page)}})
}
