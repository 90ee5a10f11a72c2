package webexpo

import (
	"context"
	"time"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/jobs"
	"github.com/allagehub/matcharenan/internal/outbox"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/matching/live"
	"github.com/allagehub/matcharenan/matching/thesaurus"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/testbeds/needcheck"
	"github.com/allagehub/matcharenan/webexpo/about"
	"github.com/allagehub/matcharenan/webexpo/company"
	"github.com/allagehub/matcharenan/webexpo/expo"
	"github.com/allagehub/matcharenan/webexpo/frame"
	"github.com/allagehub/matcharenan/webexpo/hub"
	"github.com/allagehub/matcharenan/webexpo/match"
	"github.com/allagehub/matcharenan/webexpo/needs"
	"github.com/allagehub/matcharenan/webexpo/signin"
)

// Services are what the pages call.
type Services struct {
	Now       func() time.Time
	Zone      *time.Location // of all dates that people read
	Public    string         // address of the service without a slash at its end; may be empty
	Accounts  *accounts.Service
	Listings  *catalog.Listings
	Needs     *testbeds.Needs
	Checker   *testbeds.Checker
	NeedCheck *needcheck.Checker
	Live      *live.Service
	Thesaurus *thesaurus.Thesaurus
	Jobs      *jobs.Runner
	Outbox    *outbox.Outbox
	Trail     *audit.Trail
	Products  *catalog.Checker
	Ruleset   *matching.Ruleset
	Continue  func(importID string) // goes on with an import beside the request
	Demo      signin.Demo           // accounts that everybody may try; none but in a demo
}

// Pages are all pages, ready to be mounted.
type Pages struct {
	frame  *frame.Frame
	errors *frame.Page[errorPage]
	kept   *frame.Page[keptPage]
	back   *frame.Page[backPage]
	areas  []area
}

// area is a part of the site.
type area interface{ Mount(app *web.App) }

// New makes the pages. Its error says which template or asset is wrong.
func New(s *Services) (*Pages, error) {
	f, err := frame.New(frame.Options{Now: s.Now, Zone: s.Zone, People: people{s.Accounts}, Public: s.Public, Menu: menu()})
	if err != nil {
		return nil, err
	}
	p := &Pages{frame: f, areas: []area{f}}
	if err := p.declareErrors(); err != nil {
		return nil, err
	}
	for _, make := range parts(f, s) {
		a, err := make()
		if err != nil {
			return nil, err
		}
		p.areas = append(p.areas, a)
	}
	return p, nil
}

// parts make the areas of the site.
func parts(f *frame.Frame, s *Services) []func() (area, error) {
	return []func() (area, error){
		func() (area, error) { return about.New(f, about.Services{SessionSpans: s.Accounts.Spans}) },
		func() (area, error) {
			return signin.New(f, signin.Services{Now: s.Now, Accounts: s.Accounts, Demo: s.Demo})
		},
		func() (area, error) {
			return expo.New(f, expo.Services{
				Now: s.Now, Listings: s.Listings, Needs: s.Needs, Search: s.Live, Organisations: s.Accounts, Thesaurus: s.Thesaurus,
			})
		},
		func() (area, error) {
			return match.New(f, match.Services{Now: s.Now, Needs: s.Needs, Listings: s.Listings, Matcher: s.Live})
		},
		func() (area, error) {
			return needs.New(f, needs.Services{Now: s.Now, Needs: s.Needs, Checker: s.Checker, Check: s.NeedCheck, Organisations: s.Accounts, Thesaurus: s.Thesaurus})
		},
		func() (area, error) {
			return company.New(f, company.Services{
				Now: s.Now, Accounts: s.Accounts, Listings: s.Listings, Products: s.Products, Needs: s.Needs, Live: s.Live,
				Thesaurus: s.Thesaurus, Ruleset: s.Ruleset, Continue: s.Continue,
			})
		},
		func() (area, error) {
			return hub.New(f, hub.Services{
				Now: s.Now, Zone: s.Zone, Accounts: s.Accounts, Listings: s.Listings, Needs: s.Needs, Thesaurus: s.Thesaurus,
				Jobs: s.Jobs, Outbox: s.Outbox, Trail: s.Trail,
			})
		},
	}
}

// Mount adds the pages to the application.
func (p *Pages) Mount(app *web.App) {
	app.Get(backPath, web.Limit(web.Read), p.showBack)
	for _, a := range p.areas {
		a.Mount(app)
	}
}

// people finds the names that pages greet by.
type people struct{ accounts *accounts.Service }

func (p people) Named(ctx context.Context, a access.Actor) (string, error) {
	it, err := p.accounts.Person(ctx, a, a.Person)
	return it.Name, err
}
