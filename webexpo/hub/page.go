package hub

import (
	"maps"
	"net/url"
	"unicode"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// deskPage is what the pages of the desk have in common.
type deskPage struct {
	frame.Base
	frame.Again
	Tabs []tab // of what stands beside it; none where there is one page
}

// tab leads to one of several pages.
type tab struct {
	frame.Link
	Current bool
}

// entry is a page of the desk that others lead to.
type entry struct {
	key, path  string
	permission access.Permission
}

// group is pages that stand beside each other.
type group []entry

// The groups of the desk.
var (
	reviewing = group{
		{"hub.listing.queue", listingsPath, access.ListingReview},
		{"hub.need.queue", needsPath, access.NeedReview},
	}
	organising = group{
		{"hub.organisations.title", organisationsPath, access.PeopleRead},
		{"hub.people.title", peoplePath, access.PeopleRead},
	}
	running = group{
		{"hub.jobs.title", jobsPath, access.JobRead},
		{"hub.messages.title", messagesPath, access.OutboxRead},
	}
)

// desk starts a page of a group.
func (a *Area) desk(c *fiber.Ctx, g group, title string, pairs ...any) deskPage {
	v := deskPage{Base: a.frame.Base(c, title, pairs...)}
	v.Tabs = g.tabs(&v.Base, web.ActorOf(c))
	return v
}

// tabs are the group's pages that an actor may see.
func (g group) tabs(b *frame.Base, a access.Actor) (tabs []tab) {
	for _, e := range g {
		if a.MayAnywhere(e.permission) {
			tabs = append(tabs, tab{frame.Link{Text: b.T(e.key), Href: e.path}, b.Path == e.path})
		}
	}
	if len(tabs) < 2 {
		return nil
	}
	return tabs
}

// otherQueue leads on from a queue that is empty.
func (v *queuePage) otherQueue(c *fiber.Ctx, path string) *frame.Link {
	for _, k := range v.Tabs {
		if k.Href != path {
			return &k.Link
		}
	}
	if web.ActorOf(c).MayAnywhere(access.PeopleRead) {
		return &frame.Link{Text: v.T("hub.organisations.title"), Href: organisationsPath}
	}
	return nil
}

// afterParameter is where in a list a page begins.
const afterParameter = "efter"

// pagerOf leads to the first and the next part of a list. Query is what chooses the
// list.
func pagerOf(b *frame.Base, path string, query url.Values, after, next string) frame.Pager {
	return pagerBy(b, path, afterParameter, query, after, next)
}

// pagerBy is pagerOf a list that begins by a parameter of its own.
func pagerBy(b *frame.Base, path, parameter string, query url.Values, after, next string) frame.Pager {
	p := frame.Pager{Label: b.T("hub.pager.label")}
	link := func(key, after string) *frame.Link {
		q := url.Values{}
		maps.Copy(q, query)
		if after != "" {
			q.Set(parameter, after)
		}
		href := path
		if len(q) > 0 {
			href += "?" + q.Encode()
		}
		return &frame.Link{Text: b.T(key), Href: href}
	}
	if after != "" {
		p.Previous = link("hub.pager.first", "")
	}
	if next != "" {
		p.Next = link("hub.pager.next", next)
	}
	return p
}

func isGone(err error) bool { return fault.Is(err, fault.NotFound) }

// capital begins words with a capital letter, for where they stand alone.
func capital(words string) string {
	first, size := utf8.DecodeRuneInString(words)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + words[size:]
}
