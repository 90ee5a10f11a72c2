package hub

import (
	"context"
	"net/http"
	"reflect"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/testbeds"
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
	public   string   // path before the ID of the page that everybody sees
	ours     []string // members that are not the writer's, and so are not told
	themes   []theme
	own      string // see speaker
	meanings meanings
	more     func(v *reviewPage, d *D) // shows what only the kind has; nil for nothing
	old      func(d *D) int            // how many claims are past their time; nil for none
}

func (a *Area) listingDesk() *desk[catalog.Listing, catalog.Content] {
	return &desk[catalog.Listing, catalog.Content]{
		area: a, name: "listing", path: listingsPath, review: access.ListingReview,
		commands: func() *lifecycle.Commands[catalog.Listing, catalog.Content] { return a.s.Listings.Commands },
		record:   func(l *catalog.Listing) *lifecycle.Record[catalog.Content] { return &l.Record },
		title:    func(c *catalog.Content) string { return c.Name },
		public:   "/produkter/", ours: []string{"id", "vendor", "status", "validUntil"},
		themes:   listingThemes,
		meanings: meaningsOf(reflect.TypeFor[catalog.Product](), reflect.TypeFor[catalog.Content]()),
		more:     a.showListing,
		old: func(l *catalog.Listing) int {
			o := a.s.Listings.Overview(l, a.s.Now())
			return o.Count(catalog.Overdue)
		},
	}
}

func (a *Area) needDesk() *desk[testbeds.NeedRecord, testbeds.Need] {
	return &desk[testbeds.NeedRecord, testbeds.Need]{
		area: a, name: "need", path: needsPath, review: access.NeedReview,
		commands: func() *lifecycle.Commands[testbeds.NeedRecord, testbeds.Need] { return a.s.Needs.Commands },
		record:   func(n *testbeds.NeedRecord) *lifecycle.Record[testbeds.Need] { return &n.Record },
		title:    func(n *testbeds.Need) string { return n.Title },
		public:   "/behov/", ours: []string{"id", "municipality"},
		themes: needThemes, own: "need.",
		meanings: meaningsOf(reflect.TypeFor[testbeds.Need]()),
	}
}

// The themes are those of the forms, without what is shown in a form of its own.
var (
	listingThemes = []theme{
		{"form.theme.about", []string{"name", "summary", "description", "keywords", "language"}},
		{"form.theme.use", []string{"productTypes", "functions", "iso9999", "targetGroups", "settings", "lifeAreas", "careActs"}},
		{"form.theme.approval", []string{"trl", "medical", "radio", "accessibility"}},
		{"form.theme.data", []string{"data", "security"}},
		{"form.theme.technology", []string{"connectivity", "worksWithout", "requiresActiveUse", "integrations", "login", "languages"}},
		{"form.theme.price", []string{"price", "trialOffer"}},
	}
	needThemes = []theme{
		{"form.theme.story", []string{"title", "background", "description", "goal", "language"}},
		{"form.theme.statements", []string{"statements"}},
		{"form.theme.people", []string{"targetGroups", "settings", "lifeAreas", "careActs"}},
		{"form.theme.demands", []string{"requires"}},
		{"form.theme.environment", []string{"environment"}},
		{"form.theme.effects", []string{"effectGoals"}},
		{"form.theme.video", []string{"video"}},
	}
)

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

func (d *desk[D, T]) speaker(b *frame.Base) *speaker {
	return &speaker{Base: b, own: d.own, meanings: d.meanings, thesaurus: d.area.s.Thesaurus}
}

// told drops the members that are not the writer's.
func (d *desk[D, T]) told(all []lifecycle.Difference) []lifecycle.Difference {
	return slices.DeleteFunc(all, func(it lifecycle.Difference) bool { return theme{members: d.ours}.has(it.Member) })
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
