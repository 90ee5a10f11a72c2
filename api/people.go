package api

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/web"
)

// newInvitation is who is invited.
type newInvitation struct {
	Email    string        `json:"email" validate:"required,max=254"`
	Language i18n.Language `json:"language"`
	Roles    []access.Role `json:"roles" validate:"required,max=20"`
}

// rolesBody is the roles that somebody is to have.
type rolesBody struct {
	Roles []access.Role `json:"roles" validate:"required,max=20"`
}

// personBody is what is changed of a person.
type personBody struct {
	Name     string        `json:"name" validate:"required,max=200"`
	Language i18n.Language `json:"language"`
}

func (s *Services) peopleOperations() []operation {
	const people, member, person = "/organisations/{id}/people", "/organisations/{id}/people/{person}", "/people/{id}"
	tagged := func(p access.Permission, o operation) operation {
		o.Tag, o.Who, o.Permission = "people", permitted, p
		return o
	}
	return []operation{
		tagged(access.PeopleRead, operation{
			Method: http.MethodGet, Path: people, ID: "listMembers", Summary: "The people of an organisation.",
			Query: page, Result: listOf[accounts.Member]{}, Handle: s.listMembers,
		}),
		tagged(access.PeopleWrite, operation{
			Method: http.MethodPut, Path: member, ID: "setRoles", Summary: "Give somebody other roles in an organisation.",
			Match: true, Body: rolesBody{}, Result: accounts.Member{}, Handle: s.setRoles,
		}),
		tagged(access.PeopleWrite, operation{
			Method: http.MethodDelete, Path: member, ID: "removeMember", Summary: "Take somebody out of an organisation.",
			Status: http.StatusNoContent, Handle: s.removeMember,
		}),
		tagged(access.PeopleWrite, operation{
			Method: http.MethodGet, Path: "/organisations/{id}/invitations", ID: "listInvitations", Summary: "An organisation's invitations.",
			Query: page, Result: listOf[accounts.Invitation]{}, Handle: s.listInvitations,
		}),
		tagged(access.PeopleWrite, operation{
			Method: http.MethodPost, Path: "/organisations/{id}/invitations", ID: "invite", Summary: "Invite somebody by mail.",
			Creates: true, Body: newInvitation{}, Status: http.StatusCreated, Result: accounts.Invitation{}, Handle: s.invite,
		}),
		tagged(access.PeopleWrite, operation{
			Method: http.MethodPost, Path: "/invitations/{id}/send", ID: "sendInvitation",
			Summary: "Send an invitation again, with a new link.", Result: accounts.Invitation{}, Handle: s.sendInvitation,
		}),
		tagged(access.PeopleWrite, operation{
			Method: http.MethodDelete, Path: "/invitations/{id}", ID: "revokeInvitation", Summary: "Take an invitation back.",
			Status: http.StatusNoContent, Handle: s.revokeInvitation,
		}),
		{
			Method: http.MethodGet, Path: person, ID: "getPerson", Tag: "people", Who: signedIn,
			Summary: "A person: oneself, or somebody whose organisation one may see the people of.",
			Result:  accounts.Person{}, Handle: s.getPerson,
		},
		{
			Method: http.MethodPut, Path: person, ID: "changePerson", Tag: "people", Who: signedIn,
			Summary: "Change a person's name and language.", Match: true, Body: personBody{}, Result: accounts.Person{}, Handle: s.changePerson,
		},
		tagged(access.PeopleWrite, operation{
			Method: http.MethodPut, Path: person + "/active", ID: "activatePerson",
			Summary: "Shut somebody out, which ends all sessions, or let them in again.",
			Match:   true, Body: activeBody{}, Result: accounts.Person{}, Handle: s.activatePerson,
		}),
		{
			Method: http.MethodDelete, Path: person, ID: "erasePerson", Tag: "people", Who: signedIn,
			Summary: "Erase a person's name and address. What the person did stays in the audit trail, by ID.",
			Status:  http.StatusNoContent, Handle: s.erasePerson,
		},
	}
}

func (s *Services) listMembers(c *fiber.Ctx) error {
	in := web.Query(c)
	limit, after := in.Page()
	if err := in.Err(); err != nil {
		return err
	}
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	found, err := s.Accounts.Members(c.UserContext(), web.ActorOf(c), id, after, limit)
	if err != nil {
		return err
	}
	return list(c, found.Items, found.Next)
}

func (s *Services) setRoles(c *fiber.Ctx) error {
	id, expected, err := target(c)
	if err != nil {
		return err
	}
	person, err := web.PathID(c, "person")
	if err != nil {
		return err
	}
	var body rolesBody
	if err := web.ReadJSON(c, &body); err != nil {
		return err
	}
	m, err := s.Accounts.SetRoles(c.UserContext(), web.ActorOf(c), id, person, expected, body.Roles)
	if err != nil {
		return err
	}
	return versioned(c, m.Version, m)
}

func (s *Services) removeMember(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	person, err := web.PathID(c, "person")
	if err != nil {
		return err
	}
	if err := s.Accounts.RemoveMember(c.UserContext(), web.ActorOf(c), id, person); err != nil {
		return err
	}
	return none(c)
}

func (s *Services) listInvitations(c *fiber.Ctx) error {
	in := web.Query(c)
	limit, after := in.Page()
	if err := in.Err(); err != nil {
		return err
	}
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	found, err := s.Accounts.Invitations(c.UserContext(), web.ActorOf(c), id, after, limit)
	if err != nil {
		return err
	}
	return list(c, found.Items, found.Next)
}

func (s *Services) invite(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	var body newInvitation
	if err := web.ReadJSON(c, &body); err != nil {
		return err
	}
	i, err := s.Accounts.Invite(c.UserContext(), web.ActorOf(c), accounts.Invitee{
		Organisation: id, Email: body.Email, Language: body.Language, Roles: body.Roles,
	})
	if err != nil {
		return err
	}
	return created(c, "/organisations/"+id+"/invitations", i.Version, i)
}

func (s *Services) sendInvitation(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	i, err := s.Accounts.SendInvitation(c.UserContext(), web.ActorOf(c), id)
	if err != nil {
		return err
	}
	return versioned(c, i.Version, i)
}

func (s *Services) revokeInvitation(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	if err := s.Accounts.RevokeInvitation(c.UserContext(), web.ActorOf(c), id); err != nil {
		return err
	}
	return none(c)
}

func (s *Services) getPerson(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	p, err := s.Accounts.Person(c.UserContext(), web.ActorOf(c), id)
	if err != nil {
		return err
	}
	return versioned(c, p.Version, p)
}

func (s *Services) changePerson(c *fiber.Ctx) error {
	id, expected, err := target(c)
	if err != nil {
		return err
	}
	var body personBody
	if err := web.ReadJSON(c, &body); err != nil {
		return err
	}
	p, err := s.Accounts.UpdatePerson(c.UserContext(), web.ActorOf(c), id, expected, body.Name, body.Language)
	if err != nil {
		return err
	}
	return versioned(c, p.Version, p)
}

func (s *Services) activatePerson(c *fiber.Ctx) error {
	id, expected, err := target(c)
	if err != nil {
		return err
	}
	var body activeBody
	if err := web.ReadJSON(c, &body); err != nil {
		return err
	}
	p, err := s.Accounts.SetPersonActive(c.UserContext(), web.ActorOf(c), id, expected, body.Active)
	if err != nil {
		return err
	}
	return versioned(c, p.Version, p)
}

func (s *Services) erasePerson(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	if err := s.Accounts.Erase(c.UserContext(), web.ActorOf(c), id); err != nil {
		return err
	}
	return none(c)
}
