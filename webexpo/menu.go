package webexpo

import (
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// menu is what people go to, in the order in which they see it: what everybody may
// see, the desks of those who have one, and what the service is. A page that several
// permissions lead to stands here once for each.
func menu() []frame.MenuItem {
	return []frame.MenuItem{
		{Key: "menu.search", Href: "/sok"},
		{Key: "menu.browse", Href: "/bladdra"},
		{Key: "menu.needs", Href: "/behov"},
		{Key: "menu.ownNeeds", Href: "/mina-behov", Permission: access.NeedRead},
		{Key: "menu.ownProducts", Href: "/mina-produkter", Permission: access.ListingWrite},
		{Key: "menu.mirror", Href: "/spegling", Permission: access.ListingWrite},
		{Key: "menu.review", Href: "/granska", Permission: access.ListingReview},
		{Key: "menu.review", Href: "/granska", Permission: access.NeedReview},
		{Key: "menu.organisations", Href: "/organisationer", Permission: access.PeopleRead},
		{Key: "menu.operations", Href: "/jobb", Permission: access.JobRead},
		{Key: "menu.audit", Href: "/revision", Permission: access.AuditRead},
		{Key: "menu.about", Href: "/om"},
	}
}
