package hub

import (
	"context"
	"net/http"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/webexpo/form"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// desk is where one kind of document is reviewed: D is its type, T that of its
// content.
type desk[D, T any] struct {
	area     *Area
	name     string // in keys of texts: listing
	path     string
	review   access.Permission
	commands func() *lifecycle.Commands[D, T]
	record   func(*D) *lifecycle.Record[T]
	title    func(*T) string
	public   string // path before the ID of the page that everybody sees
	words    words[T]
	more     func(v *reviewPage, d *D) // shows what only the kind has; nil for nothing
	old      func(d *D) int            // how many claims are past their time; nil for none
}

func (a *Area) listingDesk(f *form.Form[catalog.Product]) *desk[catalog.Listing, catalog.Content] {
	return &desk[catalog.Listing, catalog.Content]{
		area: a, name: "listing", path: listingsPath, review: access.ListingReview,
		commands: func() *lifecycle.Commands[catalog.Listing, catalog.Content] { return a.s.Listings.Commands },
		record:   func(l *catalog.Listing) *lifecycle.Record[catalog.Content] { return &l.Record },
		title:    func(c *catalog.Content) string { return c.Name },
		public:   "/produkter/", words: listingWords(f),
		more: a.showListing,
		old: func(l *catalog.Listing) int {
			o := a.s.Listings.Overview(l, a.s.Now())
			return o.Count(catalog.Overdue)
		},
	}
}

func (a *Area) needDesk(f *form.Form[testbeds.Need]) *desk[testbeds.NeedRecord, testbeds.Need] {
	return &desk[testbeds.NeedRecord, testbeds.Need]{
		area: a, name: "need", path: needsPath, review: access.NeedReview,
		commands: func() *lifecycle.Commands[testbeds.NeedRecord, testbeds.Need] { return a.s.Needs.Commands },
		record:   func(n *testbeds.NeedRecord) *lifecycle.Record[testbeds.Need] { return &n.Record },
		title:    func(n *testbeds.Need) string { return n.Title },
		public:   "/behov/", words: needWords(f),
	}
}

func (d *desk[D, T]) mount(app *web.App) {
	read, write, ours := web.Limit(web.Read), web.Limit(web.Write), web.RequirePermission(d.review)
	app.Get(d.path, read, ours, d.showQueue)
	app.Get(d.path+"/:id", read, ours, d.show)
	app.Post(d.path+"/:id/publicera", write, ours, d.publish)
	app.Post(d.path+"/:id/skicka-tillbaka", write, ours, d.giveBack)
}

// showReview leads to the queue that the reviewer may work off.
func (a *Area) showReview(c *fiber.Ctx) error {
	actor, to := web.ActorOf(c), listingsPath
	if !actor.MayAnywhere(access.ListingReview) {
		to = needsPath
	}
	return c.Redirect(to, http.StatusSeeOther)
}

// owners are the names of organisations by ID.
func (a *Area) owners(ctx context.Context, ids []string) (map[string]string, error) {
	slices.Sort(ids)
	found, err := a.s.Accounts.Organisations(ctx, slices.Compact(ids))
	names := make(map[string]string, len(found))
	for _, o := range found {
		names[o.ID] = o.Name
	}
	return names, err
}

// who is somebody's name. One that has gone is told as such.
func (a *Area) who(c *fiber.Ctx, b *frame.Base, kind access.Kind, id string) (string, error) {
	if kind != access.Person {
		return b.T("hub.who." + string(kind)), nil
	}
	p, err := a.s.Accounts.Person(c.UserContext(), web.ActorOf(c), id)
	switch {
	case isGone(err), err == nil && p.Name == "":
		return b.T("hub.who.gone"), nil
	case err != nil:
		return "", err
	}
	return p.Name, nil
}
