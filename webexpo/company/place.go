package company

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// place is the company whose desk is shown.
type place struct {
	Company accounts.Organisation
	Own     []accounts.Organisation // those that the actor belongs to
	actor   access.Actor
}

// Tab is a link that may be where one is.
type Tab struct {
	frame.Link
	Current bool
}

// errChoose says that the actor may see every company and belongs to none, and so has
// to choose.
var errChoose = errors.New("no company is chosen")

// place finds the company with the ID, or the first of the actor's own when there is
// none given. One that is not the actor's to see is NotFound.
func (a *Area) place(ctx context.Context, actor access.Actor, p access.Permission, id string) (place, error) {
	at := place{actor: actor}
	for _, m := range actor.Memberships {
		if m.Side != access.Company || !actor.May(p, m.Organisation) {
			continue
		}
		o, err := a.s.Accounts.Organisation(ctx, m.Organisation)
		if err != nil {
			return place{}, err
		}
		at.Own = append(at.Own, o)
	}
	for _, o := range at.Own {
		if id == "" || o.ID == id {
			at.Company = o
			return at, nil
		}
	}
	if !actor.May(p, "") {
		return place{}, fault.New(fault.NotFound, "", nil)
	}
	if id == "" {
		return place{}, errChoose
	}
	o, err := a.s.Accounts.Organisation(ctx, id)
	if err == nil && o.Side != access.Company {
		err = fault.New(fault.NotFound, "", nil)
	}
	at.Company = o
	return at, err
}

// deskPath is the address of a path for a company, with further parameters: names and
// values by turns, of which empty ones are left out. Who belongs to this company alone
// needs no name of it.
func deskPath(actor access.Actor, company, path string, pairs ...string) string {
	var own []string
	for _, m := range actor.Memberships {
		if m.Side == access.Company {
			own = append(own, m.Organisation)
		}
	}
	if len(own) != 1 || own[0] != company {
		pairs = append(pairs, companyParameter, company)
	}
	return withParameters(path, pairs...)
}

// withParameters adds parameters to a path: names and values by turns, of which empty
// ones are left out.
func withParameters(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// at is the address of a path for the company of the place.
func (at *place) at(path string, pairs ...string) string {
	return deskPath(at.actor, at.Company.ID, path, pairs...)
}

// companies are the ways to the desks of the actor's companies; none when there is
// one only.
func (at *place) companies(path string) (tabs []Tab) {
	if len(at.Own) < 2 {
		return nil
	}
	for _, o := range at.Own {
		tabs = append(tabs, Tab{frame.Link{Text: o.Name, Href: deskPath(at.actor, o.ID, path)}, o.ID == at.Company.ID})
	}
	return tabs
}

// choicePage lets the hub's people choose a company.
type choicePage struct {
	frame.Base
	Companies []frame.Link
	Pager     frame.Pager
}

// choose shows the companies, each leading to its desk at the path.
func (a *Area) choose(c *fiber.Ctx, path, after string) error {
	actor := web.ActorOf(c)
	found, err := a.s.Accounts.ListOrganisations(c.UserContext(), actor, access.Company, after, onePage)
	if err != nil {
		return err
	}
	v := &choicePage{Base: a.frame.Base(c, "desk.choose.title")}
	for _, o := range found.Items {
		v.Companies = append(v.Companies, frame.Link{Text: o.Name, Href: deskPath(actor, o.ID, path)})
	}
	v.Pager = pager(&v.Base, after, found.Next, func(after string) string {
		return withParameters(path, afterParameter, after)
	})
	return a.choosing.RenderStatus(c, http.StatusOK, v)
}

// pager leads on in a list whose parts are known by where they begin, and back to its
// beginning.
func pager(b *frame.Base, after, next string, at func(after string) string) frame.Pager {
	p := frame.Pager{Label: b.T("desk.pager")}
	if after != "" {
		p.Previous = &frame.Link{Text: b.T("desk.pagerFirst"), Href: at("")}
	}
	if next != "" {
		p.Next = &frame.Link{Text: b.T("desk.pagerNext"), Href: at(next)}
	}
	return p
}
