package company

import (
	"context"
	"errors"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// listPage is a company's listings, with those that wait for it on top.
type listPage struct {
	frame.Base
	Company    string
	Companies  []Tab
	States     []Tab
	Returned   []returned
	Due        []due
	DueMore    bool // whether there are more that should be confirmed
	Entries    []entry
	Pager      frame.Pager
	Empty      *frame.Empty
	New        string // address of the page; empty for those who may not
	Import     string
	Mirror     string
	MayConfirm bool
}

// entry is a listing in the table.
type entry struct {
	Name, Href, Number string // the number is the company's own
	Tags               []frame.Tag
	Until              string
	Answered           frame.Bar
}

// returned is a listing that the reviewer has written about.
type returned struct{ Name, Href, Text, At string }

// due is a published listing that the company should confirm.
type due struct {
	ID, Name, Href, Until, Left string
	Version                     int64
}

// How many listings that wait for the company stand on top.
const (
	mostReturned = 10
	mostDue      = 10
)

// states are those that the list can be narrowed to, in the order of a listing's life.
var states = []lifecycle.State{lifecycle.Draft, lifecycle.Submitted, lifecycle.Published, catalog.Expired, lifecycle.Withdrawn}

func stateNames() (names []string) {
	for _, s := range states {
		names = append(names, string(s))
	}
	return names
}

// known is a listing with what the pages say of it.
type known struct {
	catalog.Item
	overview catalog.Overview
	message  *lifecycle.Message // of the reviewer, when it is not dealt with yet
}

func (a *Area) showList(c *fiber.Ctx) error {
	q := frame.Query(c)
	id, state, after := q.Text(companyParameter), q.Choice(stateParameter, stateNames()...), q.Text(afterParameter)
	if err := q.Err(); err != nil {
		return err
	}
	ctx, actor := c.UserContext(), web.ActorOf(c)
	at, err := a.place(ctx, actor, access.ListingRead, id)
	if errors.Is(err, errChoose) {
		return a.choose(c, listPath, after)
	}
	if err != nil {
		return err
	}
	found, err := a.s.Listings.List(ctx, actor, lifecycle.Filter{
		Owner: at.Company.ID, State: lifecycle.State(state), After: after, Limit: onePage,
	})
	if err != nil {
		return err
	}
	v := &listPage{Base: a.frame.Base(c, "desk.list.title")}
	v.arrange(&at, state, after, found.Next, actor.May(access.ListingWrite, at.Company.ID))
	if after == "" && state == "" {
		if err := v.waiting(ctx, a, actor, at.Company.ID); err != nil {
			return err
		}
	}
	for _, it := range found.Items {
		k, err := a.know(ctx, actor, it)
		if err != nil {
			return err
		}
		v.Entries = append(v.Entries, v.entry(&k))
	}
	return a.list.Render(c, v)
}

// waiting finds what stands on top: what the reviewer has returned, and what should be
// confirmed.
func (v *listPage) waiting(ctx context.Context, a *Area, actor access.Actor, company string) error {
	now := a.s.Now()
	back, err := a.s.Listings.Returned(ctx, actor, company, mostReturned)
	if err != nil {
		return err
	}
	for i := range back {
		m, err := a.s.Listings.Message(ctx, actor, &back[i])
		if err != nil {
			return err
		}
		v.Returned = append(v.Returned, returned{
			Name: back[i].Value.Draft.Name, Href: tabPath(back[i].ID, previewTab), Text: m.Text, At: v.Time(m.At.Time),
		})
	}
	due, more, err := a.s.Listings.ToConfirm(ctx, actor, now, company, mostDue)
	v.DueMore = more
	for _, it := range due {
		v.Due = append(v.Due, v.due(it, a.s.Listings.Overview(&it.Value, now)))
	}
	return err
}

// know finds out what the pages say of a listing.
func (a *Area) know(ctx context.Context, actor access.Actor, it catalog.Item) (known, error) {
	message, err := a.s.Listings.Message(ctx, actor, &it)
	return known{Item: it, overview: a.s.Listings.Overview(&it.Value, a.s.Now()), message: message}, err
}

// arrange sets what stands round the table.
func (v *listPage) arrange(at *place, state, after, next string, writes bool) {
	v.Wide = true
	v.Company, v.MayConfirm = at.Company.Name, writes
	v.Companies = at.companies(listPath)
	v.States = []Tab{{frame.Link{Text: v.T("desk.list.all"), Href: at.at(listPath)}, state == ""}}
	for _, s := range states {
		v.States = append(v.States, Tab{
			frame.Link{Text: v.T("desk.states." + string(s)), Href: at.at(listPath, stateParameter, string(s))}, state == string(s),
		})
	}
	if writes {
		v.New, v.Import = at.at(createPath), at.at(importPath)
	}
	v.Mirror = at.at(mirrorPath)
	v.Pager = pager(&v.Base, after, next, func(after string) string {
		return at.at(listPath, stateParameter, state, afterParameter, after)
	})
	switch {
	case state != "" || after != "":
		v.Empty = &frame.Empty{
			Title: v.T("desk.list.noneSuch"), Text: v.T("desk.list.noneSuchText"),
			Link: &frame.Link{Text: v.T("desk.list.showAll"), Href: at.at(listPath)},
		}
	case writes:
		v.Empty = &frame.Empty{
			Title: v.T("desk.list.none"), Text: v.T("desk.list.noneText"), Link: &frame.Link{Text: v.T("desk.list.new"), Href: v.New},
		}
	default:
		v.Empty = &frame.Empty{Title: v.T("desk.list.none"), Text: v.T("desk.list.noneYetText")}
	}
}

func (v *listPage) entry(k *known) entry {
	p := &k.Value.Draft.Product
	e := entry{
		Name: p.Name, Number: k.Value.ExternalID, Href: tabPath(k.ID, previewTab), Tags: tags(&v.Base, k),
		Answered: answered(&v.Base, p),
	}
	if k.overview.Public {
		e.Until = v.Day(k.overview.ValidUntil)
	}
	return e
}

func (v *listPage) due(it catalog.Item, o catalog.Overview) due {
	d := due{
		ID: it.ID, Version: it.Version, Name: it.Value.Draft.Name, Href: tabPath(it.ID, previewTab), Until: v.Day(o.ValidUntil),
		Left: v.T("desk.daysLeft", "days", o.DaysLeft),
	}
	switch o.DaysLeft {
	case 0:
		d.Left = v.T("desk.lastDay")
	case 1:
		d.Left = v.T("desk.dayLeft")
	}
	return d
}

// tags say in words where a listing stands: what the public sees, and where the
// working copy is.
func tags(b *frame.Base, k *known) (all []frame.Tag) {
	add := func(kind, name string) { all = append(all, frame.Tag{Kind: kind, Text: b.T("desk.tag." + name)}) }
	if k.overview.Public {
		add("good", "public")
	}
	switch {
	case k.message != nil:
		add("bad", "returned")
	case k.overview.State == lifecycle.Draft && k.overview.Public:
		add("waiting", "changes")
	case k.overview.State == lifecycle.Draft:
		add("neutral", "draft")
	case k.overview.State == lifecycle.Submitted:
		add("waiting", "submitted")
	case k.overview.State == lifecycle.Withdrawn:
		add("neutral", "withdrawn")
	case !k.overview.Public: // expired, whether or not it has been marked yet
		add("bad", "expired")
	}
	return all
}

// answered is how much of what buyers ask about a product tells.
func answered(b *frame.Base, p *catalog.Product) frame.Bar {
	share := matching.Completeness(p)
	return frame.Bar{Name: b.T("desk.answered"), Value: share, Max: 1, Words: b.Percent(share)}
}
