package hub

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// organisationPage is an organisation with its people and invitations.
type organisationPage struct {
	deskPage
	Closed      *frame.Tag
	Facts       []frame.Fact
	About       []string // lines
	Edit        string   // addresses of what can be done; empty for whoever may not
	Close, Open string
	Invite      string
	Trail       string
	Version     int64
	Members     []memberRow
	Pager       frame.Pager
	Invitations []invitationRow
	Invited     bool // whether invitations are shown at all
	Later       frame.Pager
}

// memberRow is a member.
type memberRow struct {
	Name, Href, Email, Roles, Since string
	Off                             *frame.Tag
}

// invitationRow is an invitation.
type invitationRow struct {
	Email, Roles, Made, Expires string
	State                       frame.Tag
	Send, Revoke                string // addresses; empty when it is of no use
}

// ownOrganisation is an organisation whose people the actor may see.
func (a *Area) ownOrganisation(c *fiber.Ctx, p access.Permission) (accounts.Organisation, error) {
	id, err := web.PathID(c, "id")
	if err != nil {
		return accounts.Organisation{}, err
	}
	if err := web.ActorOf(c).Check(p, id); err != nil {
		return accounts.Organisation{}, err
	}
	return a.s.Accounts.Organisation(c.UserContext(), id)
}

// invitationsParameter is where in the list of invitations a page begins.
const invitationsParameter = "inbjudningar"

func (a *Area) showOrganisation(c *fiber.Ctx) error {
	in := frame.Query(c)
	after, later := in.Text(afterParameter), in.Text(invitationsParameter)
	if err := in.Err(); err != nil {
		return err
	}
	return a.answerOrganisation(c, after, later, nil)
}

// answerOrganisation shows the organisation, and what was wrong with what was done
// from its page.
func (a *Area) answerOrganisation(c *fiber.Ctx, after, later string, failed error) error {
	status, err := frame.StatusAgain(failed)
	if err != nil {
		return err
	}
	o, err := a.ownOrganisation(c, access.PeopleRead)
	if err != nil {
		return err
	}
	actor := web.ActorOf(c)
	members, err := a.s.Accounts.Members(c.UserContext(), actor, o.ID, after, rowsPerPage)
	if err != nil {
		return err
	}
	v := &organisationPage{deskPage: a.desk(c, nil, "hub.organisation.title", "name", o.Name), Version: o.Version}
	v.Wide = true
	v.crumbs(actor)
	v.Again = v.Base.Again(failed, nil)
	v.describe(o)
	v.offer(actor, o)
	path := organisationsPath + "/" + o.ID
	v.Pager = pagerOf(&v.Base, path, nil, after, members.Next)
	for _, m := range members.Items {
		v.Members = append(v.Members, memberRowOf(&v.Base, path, m))
	}
	if v.Invite == "" {
		return unkept(c, a.organisation.RenderStatus(c, status, v))
	}
	invitations, err := a.s.Accounts.Invitations(c.UserContext(), actor, o.ID, later, rowsPerPage)
	if err != nil {
		return err
	}
	v.Invited = true
	v.Later = pagerBy(&v.Base, path, invitationsParameter, nil, later, invitations.Next)
	v.Later.Label = v.T("hub.invitation.pager")
	for _, i := range invitations.Items {
		v.Invitations = append(v.Invitations, invitationRowOf(&v.Base, path, i, a.s.Now()))
	}
	return unkept(c, a.organisation.RenderStatus(c, status, v))
}

// crumbs lead to the list, for those who have one.
func (v *deskPage) crumbs(actor access.Actor, more ...frame.Link) {
	if own, all := actor.OrganisationsFor(access.PeopleRead); all || len(own) > 1 {
		v.Crumbs = []frame.Link{{Text: v.T("hub.organisations.title"), Href: organisationsPath}}
	}
	v.Crumbs = append(v.Crumbs, more...)
}

func (v *organisationPage) describe(o accounts.Organisation) {
	v.Closed = closedTag(&v.Base, o.Active)
	v.Facts = append([]frame.Fact{{Name: v.T("hub.organisation.side"), Value: v.T("hub.side." + string(o.Side))}}, profileFacts(&v.Base, o.Profile, "orgNumber", "country", "website")...)
	v.Facts = append(v.Facts, frame.Fact{Name: v.T("hub.organisation.made"), Value: v.Date(o.Made.Time)})
	v.About = lines(o.About)
}

// profileFacts tell members of a profile that are told.
func profileFacts(b *frame.Base, p accounts.Profile, members ...string) (facts []frame.Fact) {
	for _, m := range members {
		if value := *profileValue(&p, m); value != "" {
			f := frame.Fact{Name: b.T("hub.organisation." + m), Value: value}
			if m == "website" {
				f.Href = value
			}
			facts = append(facts, f)
		}
	}
	return facts
}

// offer decides what the actor can do here.
func (v *organisationPage) offer(actor access.Actor, o accounts.Organisation) {
	path := organisationsPath + "/" + o.ID
	if actor.May(access.OrganisationWrite, o.ID) {
		v.Edit = path + "/uppgifter"
	}
	if actor.May(access.PeopleWrite, o.ID) {
		v.Invite = path + "/bjud-in"
	}
	if actor.May(access.AuditRead, o.ID) {
		v.Trail = at(url.Values{organisationParameter: {o.ID}})
	}
	switch {
	case !actor.May(access.OrganisationCreate, "") || o.Side == access.Hub:
	case o.Active:
		v.Close = path + "/stang"
	default:
		v.Open = path + "/oppna"
	}
}

func memberRowOf(b *frame.Base, path string, m accounts.Member) memberRow {
	row := memberRow{
		Name: m.Person.Name, Href: path + "/personer/" + m.Person.ID, Email: m.Person.Email, Roles: rolesIn(b, m.Roles), Since: b.Date(m.Since.Time),
	}
	if !m.Person.Active {
		row.Off = &frame.Tag{Kind: "bad", Text: b.T("hub.person.off")}
	}
	return row
}

// rolesIn are roles in words.
func rolesIn(b *frame.Base, roles []access.Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = b.T("role." + string(r))
	}
	return capital(b.List(names))
}

func invitationRowOf(b *frame.Base, path string, i accounts.Invitation, now time.Time) invitationRow {
	row := invitationRow{
		Email: i.Email, Roles: rolesIn(b, i.Roles), Made: b.Date(i.Made.Time), Expires: b.Time(i.Expires.Time), State: invitationTag(b, i, now),
	}
	if i.State == accounts.Open || i.State == accounts.Accepting {
		row.Send, row.Revoke = path+"/inbjudningar/"+i.ID+"/skicka", path+"/inbjudningar/"+i.ID+"/aterkalla"
	}
	return row
}

// invitationTag is where an invitation is. One past its time is open in the store.
func invitationTag(b *frame.Base, i accounts.Invitation, now time.Time) frame.Tag {
	state := string(i.State)
	kind := map[accounts.InvitationState]string{accounts.Open: "waiting", accounts.Accepting: "waiting", accounts.Accepted: "good"}[i.State]
	switch {
	case kind == "waiting" && !now.Before(i.Expires.Time):
		kind, state = "bad", "expired"
	case kind == "":
		kind = "neutral"
	}
	return frame.Tag{Kind: kind, Text: b.T("hub.invitation." + state)}
}

func (a *Area) showProfile(c *fiber.Ctx) error {
	o, err := a.ownOrganisation(c, access.OrganisationWrite)
	if err != nil {
		return err
	}
	return a.answerProfile(c, o, o.Profile, nil)
}

// answerProfile shows the profile with what has been typed. When somebody else has
// changed it meanwhile, it shows both, and the next try is on what there is now.
func (a *Area) answerProfile(c *fiber.Ctx, o accounts.Organisation, p accounts.Profile, failed error) error {
	status, err := frame.StatusAgain(failed)
	if err != nil {
		return err
	}
	path := organisationsPath + "/" + o.ID
	v := &profilePage{deskPage: a.desk(c, nil, "hub.organisation.edit"), Action: path + "/uppgifter", Version: o.Version}
	v.crumbs(web.ActorOf(c), frame.Link{Text: o.Name, Href: path})
	v.Button = v.T("hub.organisation.save")
	v.Again = v.Base.Again(failed, frame.Named(v.label))
	if errors.Is(failed, store.ErrVersion) {
		v.Mistakes.Errors = []frame.ErrorLink{{Href: "#" + frame.FieldID("name"), Text: v.T("hub.organisation.changed")}}
		v.Now = profileFacts(&v.Base, o.Profile, profileMembers...)
	}
	v.fields(p)
	return unkept(c, a.profile.RenderStatus(c, status, v))
}

func (a *Area) saveProfile(c *fiber.Ctx) error {
	form, version, err := versionedForm(c)
	if err != nil {
		return err
	}
	o, err := a.ownOrganisation(c, access.OrganisationWrite)
	if err != nil {
		return err
	}
	p := profileIn(form)
	if _, err := a.s.Accounts.UpdateOrganisation(c.UserContext(), web.ActorOf(c), o.ID, version, p); err != nil {
		return a.answerProfile(c, o, p, err)
	}
	return c.Redirect(frame.Done(organisationsPath+"/"+o.ID, "hubOrganisationSaved"), http.StatusSeeOther)
}

// versionedForm is a form with the version that it was made from.
func versionedForm(c *fiber.Ctx) (url.Values, int64, error) {
	form, err := web.Form(c)
	if err != nil {
		return nil, 0, err
	}
	version, err := frame.VersionIn(form)
	return form, version, err
}

func (a *Area) closeOrganisation(c *fiber.Ctx) error { return a.activate(c, false) }
func (a *Area) openOrganisation(c *fiber.Ctx) error  { return a.activate(c, true) }

func (a *Area) activate(c *fiber.Ctx, active bool) error {
	_, version, err := versionedForm(c)
	if err != nil {
		return err
	}
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	if _, err := a.s.Accounts.SetOrganisationActive(c.UserContext(), web.ActorOf(c), id, version, active); err != nil {
		return a.answerOrganisation(c, "", "", err)
	}
	if active {
		return c.Redirect(frame.Done(organisationsPath+"/"+id, "hubOrganisationOpened"), http.StatusSeeOther)
	}
	return c.Redirect(frame.Done(organisationsPath+"/"+id, "hubOrganisationClosed"), http.StatusSeeOther)
}
