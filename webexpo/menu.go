package webexpo

import (
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/webexpo/company"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// entries are the menu, in the order that people see. A desk stands here before its
// pages do, and is not shown until they are ready.
var entries = []struct {
	frame.MenuItem
	ready bool
}{
	{frame.MenuItem{Key: "menu.search", Href: "/sok"}, true},
	{frame.MenuItem{Key: "menu.browse", Href: "/bladdra"}, true},
	{frame.MenuItem{Key: "menu.needs", Href: "/behov"}, true},
	{frame.MenuItem{Key: "menu.ownNeeds", Href: "/mina-behov", Permission: access.NeedRead}, false},
	{company.Menu()[0], true},
	{frame.MenuItem{Key: "menu.mirror", Href: "/spegling", Permission: access.MirrorRead}, false},
	{frame.MenuItem{Key: "menu.review", Href: "/granska", Permission: access.ListingReview}, true},
	{frame.MenuItem{Key: "menu.review", Href: "/granska", Permission: access.NeedReview}, true},
	{frame.MenuItem{Key: "menu.organisations", Href: "/organisationer", Permission: access.PeopleRead}, true},
	{frame.MenuItem{Key: "menu.jobs", Href: "/jobb", Permission: access.JobRead}, true},
	{frame.MenuItem{Key: "menu.audit", Href: "/revision", Permission: access.AuditRead}, true},
	{frame.MenuItem{Key: "menu.about", Href: "/om"}, true},
}

// menu is the entries whose pages there are.
func menu() (items []frame.MenuItem) {
	for _, e := range entries {
		if e.ready {
			items = append(items, e.MenuItem)
		}
	}
	return items
}
