package hub

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// deskPage is what the pages of the desk have in common.
type deskPage struct {
	frame.Base
	again
	Tabs  []tab // of the desk
	Kinds []tab // of what is reviewed; none where there is one
}

// tab leads to one of several pages.
type tab struct {
	frame.Link
	Current bool
}

// desk starts a page below one of the desk's entries.
func (a *Area) desk(c *fiber.Ctx, name, title string, pairs ...any) deskPage {
	v := deskPage{Base: a.frame.Base(c, title, pairs...)}
	actor, last := web.ActorOf(c), ""
	for _, e := range entries {
		if e.path != last && actor.MayAnywhere(e.permission) {
			last = e.path
			v.Tabs = append(v.Tabs, tab{frame.Link{Text: v.T("hub.tab." + e.name), Href: e.path}, e.name == name})
		}
	}
	if name == "review" && actor.MayAnywhere(access.ListingReview) && actor.MayAnywhere(access.NeedReview) {
		for _, k := range []struct{ key, path string }{{"hub.listing.queue", listingsPath}, {"hub.need.queue", needsPath}} {
			v.Kinds = append(v.Kinds, tab{frame.Link{Text: v.T(k.key), Href: k.path}, v.Path == k.path})
		}
	}
	return v
}

// otherQueue leads on from a queue that is empty.
func (v *queuePage) otherQueue(c *fiber.Ctx, path string) *frame.Link {
	for _, k := range v.Kinds {
		if k.Href != path {
			return &k.Link
		}
	}
	if web.ActorOf(c).MayAnywhere(access.PeopleRead) {
		return &frame.Link{Text: v.T("hub.tab.organisations"), Href: organisationsPath}
	}
	return nil
}

// afterParameter is where in a list a page begins.
const afterParameter = "efter"

// pagerOf leads to the first and the next part of a list. Query is what chooses the
// list.
func pagerOf(b *frame.Base, path string, query url.Values, after, next string) frame.Pager {
	p := frame.Pager{Label: b.T("hub.pager.label")}
	link := func(key, after string) *frame.Link {
		q := url.Values{}
		for name, values := range query {
			q[name] = values
		}
		if after != "" {
			q.Set(afterParameter, after)
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
