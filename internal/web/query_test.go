package web

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
)

func lists(a *App) {
	a.Get("/list", func(c *fiber.Ctx) error {
		q := Query(c)
		limit, after := q.Page()
		line := fmt.Sprintln(limit, after, q.Text("q"), q.Choice("sort", "name", "age"), q.Texts("tag"), q.Yes("open"),
			q.Whole("level", 3, 1, 5), q.Time("since").Unix())
		if err := q.Err(); err != nil {
			return err
		}
		LinkNext(c, c.Get("X-Next"))
		return c.SendString(line)
	})
}

func TestQuery(t *testing.T) {
	s := newSite(t, nil, lists)
	for query, want := range map[string]string{
		"":                                     "50   [] false 3 -62135596800",
		"?limit=200&after=x&q=%C3%A5&sort=age": "200 x å age [] false 3 -62135596800",
		"?tag=a&tag=b&open=true&level=5":       "50   [a b] true 5 -62135596800",
		"?since=2026-03-31T12:00:00Z&language=en": "50   [] false 3 1774958400",
		"?limit=&open=false":                      "50   [] false 3 -62135596800",
	} {
		a := s.do(t, "GET", "/list"+query, "")
		if a.status != 200 || strings.Join(strings.Fields(a.body), " ") != strings.Join(strings.Fields(want), " ") {
			t.Errorf("%s: %d %q, want %q", query, a.status, a.body, want)
		}
	}
	for query, want := range map[string][]string{
		"?limit=0":                         {"limit web.parameterWhole"},
		"?limit=201":                       {"limit web.parameterWhole"},
		"?limit=x&sort=size&open=yes":      {"limit web.parameterWhole", "open web.parameterYesNo", "sort web.parameterChoice"},
		"?q=a&q=b":                         {"q web.parameterTwice"},
		"?q[$gt]=":                         {"q[$gt] web.parameterUnknown"},
		"?Limit=1&x=2":                     {"Limit web.parameterUnknown", "x web.parameterUnknown"},
		"?q=%ff":                           {"q web.parameterText"},
		"?q=%00":                           {"q web.parameterText"},
		"?q=" + strings.Repeat("x", 1001):  {"q web.parameterText"},
		"?" + strings.Repeat("tag=a&", 51): {"tag web.parameterMany"},
		"?since=yesterday":                 {"since web.parameterTime"},
		"?q=%zz":                           {" web.badQuery"},
		"?level=99999999999999999999":      {"level web.parameterWhole"},
	} {
		a := s.do(t, "GET", "/list"+query, "")
		a.wants(t, query, 422, "web.parameters")
		var got []string
		for _, e := range a.problem(t).Errors {
			got = append(got, e.Member+" "+e.Key)
			if e.Pointer != "" {
				t.Errorf("%s: a parameter has the pointer %s", query, e.Pointer)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}

func TestLinkNext(t *testing.T) {
	s := newSite(t, nil, lists)
	a := s.do(t, "GET", "/list?q=a%3Eb&after=old&limit=2", "", `X-Next: n"x>; rel="evil`)
	if got := a.Header.Get("Link"); got != `</list?after=n%22x%3E%3B+rel%3D%22evil&limit=2&q=a%3Eb>; rel="next"` {
		t.Errorf("Link: %s", got)
	}
	if got := s.do(t, "GET", "/list", "").Header.Get("Link"); got != "" {
		t.Errorf("the last page has the link %s", got)
	}
}
