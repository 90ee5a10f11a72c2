package api

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/web"
)

// newOrganisation is what an organisation is made of.
type newOrganisation struct {
	Side    access.Side      `json:"side" validate:"required"`
	Profile accounts.Profile `json:"profile"`
}

// activeBody switches something on or off.
type activeBody struct {
	Active bool `json:"active"`
}

func (s *Services) organisationOperations() []operation {
	const one = "/organisations/{id}"
	sides := make([]string, 0, len(access.Sides()))
	for _, side := range access.Sides() {
		sides = append(sides, string(side))
	}
	return []operation{
		{
			Method: http.MethodGet, Path: "/organisations", ID: "listOrganisations", Tag: "organisations",
			Summary: "Organisations of a side, by name.",
			Query:   append([]parameter{{Name: "side", Summary: "company, municipality or hub.", Type: "string", Values: sides, Required: true}}, page...),
			Result:  listOf[accounts.Organisation]{}, Handle: s.listOrganisations,
		},
		{
			Method: http.MethodPost, Path: "/organisations", ID: "createOrganisation", Tag: "organisations",
			Summary: "Make an organisation.", Who: permitted, Permission: access.OrganisationCreate,
			Creates: true, Body: newOrganisation{}, Status: http.StatusCreated, Result: accounts.Organisation{}, Handle: s.createOrganisation,
		},
		{
			Method: http.MethodGet, Path: one, ID: "getOrganisation", Tag: "organisations",
			Summary: "An organisation.", Result: accounts.Organisation{}, Handle: s.getOrganisation,
		},
		{
			Method: http.MethodPut, Path: one, ID: "changeOrganisation", Tag: "organisations",
			Summary: "Change what an organisation tells of itself.", Who: permitted, Permission: access.OrganisationWrite,
			Match: true, Body: accounts.Profile{}, Result: accounts.Organisation{}, Handle: s.changeOrganisation,
		},
		{
			Method: http.MethodPut, Path: one + "/active", ID: "activateOrganisation", Tag: "organisations",
			Summary: "Close an organisation, which takes its members' roles, or open it again.", Who: permitted, Permission: access.OrganisationCreate,
			Match: true, Body: activeBody{}, Result: accounts.Organisation{}, Handle: s.activateOrganisation,
		},
	}
}

func (s *Services) listOrganisations(c *fiber.Ctx) error {
	in := web.Query(c)
	limit, after := in.Page()
	required(in, "side")
	side := access.Side(in.Choice("side", string(access.Company), string(access.Municipality), string(access.Hub)))
	if err := in.Err(); err != nil {
		return err
	}
	found, err := s.Accounts.ListOrganisations(c.UserContext(), web.ActorOf(c), side, after, limit)
	if err != nil {
		return err
	}
	return list(c, found.Items, found.Next)
}

func (s *Services) createOrganisation(c *fiber.Ctx) error {
	var body newOrganisation
	if err := web.ReadJSON(c, &body); err != nil {
		return err
	}
	o, err := s.Accounts.CreateOrganisation(c.UserContext(), web.ActorOf(c), body.Side, body.Profile)
	if err != nil {
		return err
	}
	return created(c, "/organisations/"+o.ID, o.Version, o)
}

func (s *Services) getOrganisation(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	o, err := s.Accounts.Organisation(c.UserContext(), id)
	if err != nil {
		return err
	}
	return versioned(c, o.Version, o)
}

func (s *Services) changeOrganisation(c *fiber.Ctx) error {
	id, expected, err := target(c)
	if err != nil {
		return err
	}
	var p accounts.Profile
	if err := web.ReadJSON(c, &p); err != nil {
		return err
	}
	o, err := s.Accounts.UpdateOrganisation(c.UserContext(), web.ActorOf(c), id, expected, p)
	if err != nil {
		return err
	}
	return versioned(c, o.Version, o)
}

func (s *Services) activateOrganisation(c *fiber.Ctx) error {
	id, expected, err := target(c)
	if err != nil {
		return err
	}
	var body activeBody
	if err := web.ReadJSON(c, &body); err != nil {
		return err
	}
	o, err := s.Accounts.SetOrganisationActive(c.UserContext(), web.ActorOf(c), id, expected, body.Active)
	if err != nil {
		return err
	}
	return versioned(c, o.Version, o)
}
