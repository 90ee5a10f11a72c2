package hub

import (
	"errors"
	"net/http"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// memberPage is what a person is in an organisation.
type memberPage struct {
	deskPage
	Facts   []frame.Fact
	Action  string // addresses; empty for whoever may not
	Remove  string
	Version int64
	Roles   frame.Field
	Now     string // the roles that somebody else has given meanwhile
}

// member finds the membership that a page is about.
func (a *Area) member(c *fiber.Ctx, organisation string) (accounts.Member, error) {
	person, err := web.PathID(c, "person")
	if err != nil {
		return accounts.Member{}, err
	}
	all, err := a.s.Accounts.MembershipsOf(c.UserContext(), web.ActorOf(c), person)
	if err != nil {
		return accounts.Member{}, err
	}
	for _, m := range all {
		if m.Organisation == organisation {
			return m, nil
		}
	}
	return accounts.Member{}, store.ErrNotFound
}

func (a *Area) showMember(c *fiber.Ctx) error { return a.answerMember(c, nil, nil) }

// answerMember shows the member, with the roles that have been chosen.
func (a *Area) answerMember(c *fiber.Ctx, chosen []access.Role, failed error) error {
	status, err := frame.StatusAgain(failed)
	if err != nil {
		return err
	}
	o, err := a.ownOrganisation(c, access.PeopleRead)
	if err != nil {
		return err
	}
	m, err := a.member(c, o.ID)
	if err != nil {
		return err
	}
	if failed == nil {
		chosen = m.Roles
	}
	actor, path := web.ActorOf(c), organisationsPath+"/"+o.ID
	v := &memberPage{deskPage: a.desk(c, nil, "hub.membership.title", "name", m.Person.Name, "organisation", o.Name), Version: m.Version}
	v.crumbs(actor, frame.Link{Text: o.Name, Href: path})
	v.Again = v.Base.Again(failed, frame.Named(v.label))
	if errors.Is(failed, store.ErrVersion) {
		v.Mistakes.Errors = []frame.ErrorLink{{Href: "#" + frame.FieldID("roles"), Text: v.T("hub.membership.changed")}}
		v.Now = rolesIn(&v.Base, m.Roles)
	}
	v.Facts = []frame.Fact{
		{Name: v.T("hub.person.name"), Value: m.Person.Name, Href: peoplePath + "/" + m.Person.ID},
		{Name: v.T("hub.person.email"), Value: m.Person.Email},
		{Name: v.T("hub.membership.roles"), Value: rolesIn(&v.Base, m.Roles)},
		{Name: v.T("hub.membership.since"), Value: v.Date(m.Since.Time)},
	}
	if mayChange(actor, o, m.Roles) {
		v.Action = path + "/personer/" + m.Person.ID
		v.Remove = v.Action + "/ta-bort"
		v.Roles = rolesField(&v.Base, actor, o.Side, chosen, v.Errors["roles"])
	}
	return unkept(c, a.memberPage.RenderStatus(c, status, v))
}

func (v *deskPage) label(member string) string {
	if key := "hub.invitation." + member; v.Printer().Has(key) {
		return v.T(key)
	}
	return member
}

// mayChange reports whether the actor may change the roles of somebody: only a system
// administrator those of one.
func mayChange(actor access.Actor, o accounts.Organisation, roles []access.Role) bool {
	return actor.May(access.PeopleWrite, o.ID) && (isSystemAdmin(actor) || !slices.Contains(roles, access.SystemAdmin))
}

func isSystemAdmin(actor access.Actor) bool {
	return slices.ContainsFunc(actor.Memberships, func(m access.Membership) bool { return slices.Contains(m.Roles, access.SystemAdmin) })
}

// rolesField asks for the roles of a side that the actor may give.
func rolesField(b *frame.Base, actor access.Actor, side access.Side, chosen []access.Role, problem string) frame.Field {
	f := frame.Field{Name: "roles", Type: frame.Checkboxes, Label: b.T("hub.membership.roles"), Hint: b.T("hub.membership.rolesHint"), Error: problem}
	for _, r := range access.RolesOf(side) {
		if r == access.SystemAdmin && !isSystemAdmin(actor) {
			continue
		}
		f.Options = append(f.Options, frame.Option{
			ID: frame.FieldID("roles." + string(r)), Value: string(r), Label: capital(b.T("role." + string(r))), Chosen: slices.Contains(chosen, r),
		})
	}
	return f
}

func rolesOf(values []string) []access.Role {
	var roles []access.Role
	for _, v := range values {
		roles = append(roles, access.Role(v))
	}
	return roles
}

func (a *Area) saveMember(c *fiber.Ctx) error {
	form, version, err := versionedForm(c)
	if err != nil {
		return err
	}
	id, person, err := memberIDs(c)
	if err != nil {
		return err
	}
	roles := rolesOf(form["roles"])
	if _, err := a.s.Accounts.SetRoles(c.UserContext(), web.ActorOf(c), id, person, version, roles); err != nil {
		return a.answerMember(c, roles, err)
	}
	return c.Redirect(frame.Done(organisationsPath+"/"+id, "hubRolesSaved"), http.StatusSeeOther)
}

func (a *Area) removeMember(c *fiber.Ctx) error {
	id, person, err := memberIDs(c)
	if err != nil {
		return err
	}
	if err := a.s.Accounts.RemoveMember(c.UserContext(), web.ActorOf(c), id, person); err != nil {
		return a.answerMember(c, nil, err)
	}
	return c.Redirect(frame.Done(organisationsPath+"/"+id, "hubMemberRemoved"), http.StatusSeeOther)
}

func memberIDs(c *fiber.Ctx) (organisation, person string, err error) {
	organisation, err = web.PathID(c, "id")
	if err != nil {
		return "", "", err
	}
	person, err = web.PathID(c, "person")
	return organisation, person, err
}

// invitePage invites somebody.
type invitePage struct {
	deskPage
	Action string
	Fields []frame.Field
}

func (a *Area) showInvite(c *fiber.Ctx) error {
	return a.answerInvite(c, accounts.Invitee{Language: i18n.Swedish}, nil)
}

// answerInvite shows the form, with what has been typed.
func (a *Area) answerInvite(c *fiber.Ctx, who accounts.Invitee, failed error) error {
	status, err := frame.StatusAgain(failed)
	if err != nil {
		return err
	}
	o, err := a.ownOrganisation(c, access.PeopleWrite)
	if err != nil {
		return err
	}
	path := organisationsPath + "/" + o.ID
	v := &invitePage{deskPage: a.desk(c, nil, "hub.invitation.title", "organisation", o.Name), Action: path + "/bjud-in"}
	v.crumbs(web.ActorOf(c), frame.Link{Text: o.Name, Href: path})
	v.Again = v.Base.Again(failed, frame.Named(v.label))
	language := frame.Field{Name: "language", Type: frame.Radios, Label: v.T("hub.invitation.language"), Compact: true}
	for _, l := range i18n.Languages() {
		language.Options = append(language.Options, frame.Option{
			ID: frame.FieldID("language." + string(l)), Value: string(l), Label: v.T("form.value.language." + string(l)), Chosen: l == who.Language,
		})
	}
	v.Fields = []frame.Field{
		{Name: "email", Type: frame.Email, Label: v.T("hub.invitation.email"), Hint: v.T("hub.invitation.emailHint"), Value: who.Email, Error: v.Errors["email"], Required: true},
		rolesField(&v.Base, web.ActorOf(c), o.Side, who.Roles, v.Errors["roles"]),
		language,
	}
	return unkept(c, a.invitePage.RenderStatus(c, status, v))
}

func (a *Area) invite(c *fiber.Ctx) error {
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	who := accounts.Invitee{Organisation: id, Email: form.Get("email"), Language: i18n.Language(form.Get("language")), Roles: rolesOf(form["roles"])}
	if _, err := a.s.Accounts.Invite(c.UserContext(), web.ActorOf(c), who); err != nil {
		return a.answerInvite(c, who, err)
	}
	return c.Redirect(frame.Done(organisationsPath+"/"+id, "hubInvited"), http.StatusSeeOther)
}

func (a *Area) sendInvitation(c *fiber.Ctx) error {
	id, invitation, err := invitationIDs(c)
	if err != nil {
		return err
	}
	if _, err := a.s.Accounts.SendInvitation(c.UserContext(), web.ActorOf(c), invitation); err != nil {
		return a.answerOrganisation(c, "", "", err)
	}
	return c.Redirect(frame.Done(organisationsPath+"/"+id, "hubInvited"), http.StatusSeeOther)
}

func (a *Area) revokeInvitation(c *fiber.Ctx) error {
	id, invitation, err := invitationIDs(c)
	if err != nil {
		return err
	}
	if err := a.s.Accounts.RevokeInvitation(c.UserContext(), web.ActorOf(c), invitation); err != nil {
		return a.answerOrganisation(c, "", "", err)
	}
	return c.Redirect(frame.Done(organisationsPath+"/"+id, "hubInvitationRevoked"), http.StatusSeeOther)
}

func invitationIDs(c *fiber.Ctx) (organisation, invitation string, err error) {
	organisation, err = web.PathID(c, "id")
	if err != nil {
		return "", "", err
	}
	invitation, err = web.PathID(c, "invitation")
	return organisation, invitation, err
}
