package api

import (
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/web"
)

// newToken is what an API token is made of.
type newToken struct {
	Name    string              `json:"name" validate:"required,max=200"`
	Scopes  []access.Permission `json:"scopes" validate:"required,max=50"`
	Expires time.Time           `json:"expires"` // at most a year from now
}

// newTokenView is a token with its secret.
type newTokenView struct {
	accounts.Token
	secretView
}

func (s *Services) tokenOperations() []operation {
	ours := func(o operation) operation {
		o.Tag, o.Who, o.Permission = "tokens", permitted, access.TokenWrite
		return o
	}
	return []operation{
		ours(operation{
			Method: http.MethodGet, Path: "/organisations/{id}/tokens", ID: "listTokens", Summary: "API tokens of an organisation.",
			Query: page, Result: listOf[accounts.Token]{}, Handle: s.listTokens,
		}),
		ours(operation{
			Method: http.MethodPost, Path: "/organisations/{id}/tokens", ID: "createToken",
			Summary: "Make an API token. The answer holds its secret, which is shown once.",
			Body:    newToken{}, Status: http.StatusCreated, Result: newTokenView{}, Handle: s.createToken,
		}),
		ours(operation{
			Method: http.MethodDelete, Path: "/tokens/{id}", ID: "revokeToken", Summary: "Take an API token back.",
			Status: http.StatusNoContent, Handle: s.revokeToken,
		}),
	}
}

func (s *Services) listTokens(c *fiber.Ctx) error {
	in := web.Query(c)
	limit, after := in.Page()
	if err := in.Err(); err != nil {
		return err
	}
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	found, err := s.Accounts.Tokens(c.UserContext(), web.ActorOf(c), id, after, limit)
	if err != nil {
		return err
	}
	return list(c, found.Items, found.Next)
}

func (s *Services) createToken(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	var body newToken
	if err := web.ReadJSON(c, &body); err != nil {
		return err
	}
	made, secret, err := s.Accounts.CreateToken(c.UserContext(), web.ActorOf(c), accounts.NewToken{
		Name: body.Name, Organisation: id, Scopes: body.Scopes, Expires: body.Expires,
	})
	if err != nil {
		return err
	}
	return created(c, "/organisations/"+id+"/tokens", made.Version, newTokenView{made, secretView{secret}})
}

func (s *Services) revokeToken(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	if err := s.Accounts.RevokeToken(c.UserContext(), web.ActorOf(c), id); err != nil {
		return err
	}
	return none(c)
}
