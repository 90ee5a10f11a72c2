package hub

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// peoplePage finds a person by the address, and leads to the people of the own
// organisations.
type peoplePage struct {
	deskPage
	Find  frame.Field
	None  *frame.Notice // nobody has the address
	Found *frame.Link
	Own   []frame.Link // the own organisations
}

func (a *Area) showPeople(c *fiber.Ctx) error {
	in := frame.Query(c)
	email := in.Text("epost")
	if err := in.Err(); err != nil {
		return err
	}
	actor := web.ActorOf(c)
	v := &peoplePage{deskPage: a.desk(c, organising, "hub.people.title")}
	v.Find = frame.Field{Name: "epost", Type: frame.Email, Label: v.T("hub.people.email"), Hint: v.T("hub.people.emailHint"), Value: email}
	if email != "" {
		p, err := a.s.Accounts.PersonByEmail(c.UserContext(), actor, email)
		switch {
		case isGone(err) || frame.Mendable(err):
			v.None = &frame.Notice{Kind: "info", Text: v.T("hub.people.none")}
		case err != nil:
			return err
		default:
			v.Found = &frame.Link{Text: p.Name, Href: peoplePath + "/" + p.ID}
		}
	}
	var ids []string
	for _, m := range actor.Memberships {
		if actor.May(access.PeopleRead, m.Organisation) {
			ids = append(ids, m.Organisation)
		}
	}
	own, err := a.s.Accounts.Organisations(c.UserContext(), ids)
	if err != nil {
		return err
	}
	for _, o := range own {
		v.Own = append(v.Own, frame.Link{Text: o.Name, Href: organisationsPath + "/" + o.ID})
	}
	return unkept(c, a.people.Render(c, v))
}

// personPage is a person.
type personPage struct {
	deskPage
	Off         *frame.Tag
	Facts       []frame.Fact
	Memberships []frame.Fact
	ShutOut     string // addresses; empty for whoever may not
	LetIn       string
	Version     int64
}

func (a *Area) showPerson(c *fiber.Ctx) error { return a.answerPerson(c, nil) }

func (a *Area) answerPerson(c *fiber.Ctx, failed error) error {
	status, err := frame.StatusAgain(failed)
	if err != nil {
		return err
	}
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	actor := web.ActorOf(c)
	p, err := a.s.Accounts.Person(c.UserContext(), actor, id)
	if err != nil {
		return err
	}
	members, err := a.s.Accounts.MembershipsOf(c.UserContext(), actor, id)
	if err != nil {
		return err
	}
	v := &personPage{deskPage: a.desk(c, nil, "hub.person.title", "name", p.Name), Version: p.Version}
	v.Crumbs = []frame.Link{{Text: v.T("hub.people.title"), Href: peoplePath}}
	v.Again = v.Base.Again(failed, frame.Named(v.label))
	v.describe(p)
	if err := a.tellMemberships(c, v, members); err != nil {
		return err
	}
	v.offer(actor, p, members)
	return unkept(c, a.person.RenderStatus(c, status, v))
}

func (v *personPage) describe(p accounts.Person) {
	if !p.Active {
		v.Off = &frame.Tag{Kind: "bad", Text: v.T("hub.person.off")}
	}
	v.Facts = []frame.Fact{
		{Name: v.T("hub.person.email"), Value: p.Email},
		{Name: v.T("hub.person.language"), Value: v.T("form.value.language." + string(p.Language))},
		{Name: v.T("hub.person.made"), Value: v.Date(p.Made.Time)},
	}
}

func (a *Area) tellMemberships(c *fiber.Ctx, v *personPage, members []accounts.Member) error {
	ids := make([]string, len(members))
	for i, m := range members {
		ids[i] = m.Organisation
	}
	names, err := a.owners(c.UserContext(), ids)
	if err != nil {
		return err
	}
	for _, m := range members {
		v.Memberships = append(v.Memberships, frame.Fact{
			Name: names[m.Organisation], Value: rolesIn(&v.Base, m.Roles), Href: organisationsPath + "/" + m.Organisation + "/personer/" + m.Person.ID,
		})
	}
	return nil
}

// offer decides what the actor may do with the account: somebody else's, of whose
// every organisation the actor manages the people. The service asks again.
func (v *personPage) offer(actor access.Actor, p accounts.Person, members []accounts.Member) {
	if actor.Person == p.ID || !p.Erased.IsZero() || len(members) == 0 && !actor.May(access.PeopleWrite, "") {
		return
	}
	for _, m := range members {
		if !mayChange(actor, accounts.Organisation{ID: m.Organisation}, m.Roles) {
			return
		}
	}
	if p.Active {
		v.ShutOut = peoplePath + "/" + p.ID + "/stang-av"
	} else {
		v.LetIn = peoplePath + "/" + p.ID + "/slapp-in"
	}
}

func (a *Area) shutOut(c *fiber.Ctx) error { return a.let(c, false) }
func (a *Area) letIn(c *fiber.Ctx) error   { return a.let(c, true) }

func (a *Area) let(c *fiber.Ctx, in bool) error {
	_, version, err := versionedForm(c)
	if err != nil {
		return err
	}
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	if _, err := a.s.Accounts.SetPersonActive(c.UserContext(), web.ActorOf(c), id, version, in); err != nil {
		return a.answerPerson(c, err)
	}
	if in {
		return c.Redirect(frame.Done(peoplePath+"/"+id, "hubLetIn"), http.StatusSeeOther)
	}
	return c.Redirect(frame.Done(peoplePath+"/"+id, "hubShutOut"), http.StatusSeeOther)
}
