package webexpo

import (
	"slices"

	"github.com/allagehub/matcharenan/webexpo/company"
	"github.com/allagehub/matcharenan/webexpo/frame"
	"github.com/allagehub/matcharenan/webexpo/hub"
	"github.com/allagehub/matcharenan/webexpo/needs"
)

// menu is what people go to, in the order in which they see it: what everybody may
// see, the desks of those who have one, and what the service is.
func menu() []frame.MenuItem {
	public := []frame.MenuItem{
		{Key: "menu.search", Href: "/sok"},
		{Key: "menu.browse", Href: "/bladdra"},
		{Key: "menu.needs", Href: "/behov"},
	}
	return slices.Concat(public, needs.Menu(), company.Menu(), hub.Menu(), []frame.MenuItem{{Key: "menu.about", Href: "/om"}})
}
