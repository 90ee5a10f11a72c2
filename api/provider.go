package api

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/internal/web/session"
)

func (s *Services) providerOperations() []operation {
	return []operation{
		{
			Method: http.MethodGet, Path: "/providers", ID: "listProviders", Tag: "session",
			Summary: "Providers of single sign-on.", Result: listOf[accounts.ProviderName]{}, Handle: s.listProviders,
		},
		{
			Method: http.MethodGet, Path: "/providers/{id}/start", ID: "startProvider", Tag: "session", Class: web.SignIn,
			Summary: "Go to a provider to sign in.",
			Query:   []parameter{{Name: "return", Summary: "Path of ours to go to in the end.", Type: "string"}},
			Status:  http.StatusSeeOther, Handle: s.startProvider,
		},
		{
			Method: http.MethodGet, Path: "/providers/{id}/callback", ID: "finishProvider", Tag: "session", Class: web.SignIn,
			Summary: "Where a provider sends the browser back to.",
			Query: []parameter{
				{Name: "state", Summary: "From the start.", Type: "string"},
				{Name: "code", Summary: "Of the provider.", Type: "string"},
				{Name: "error", Summary: "Of the provider.", Type: "string"},
				{Name: "error_description", Summary: "Of the provider; passed over.", Type: "string"},
				{Name: "iss", Summary: "Of the provider.", Type: "string"},
				{Name: "session_state", Summary: "Of the provider; passed over.", Type: "string"},
				{Name: "scope", Summary: "Of the provider; passed over.", Type: "string"},
			},
			Status: http.StatusSeeOther, Handle: s.finishProvider,
		},
	}
}

func (s *Services) listProviders(c *fiber.Ctx) error { return list(c, s.Accounts.Providers(), "") }

func (s *Services) startProvider(c *fiber.Ctx) error {
	in := web.Query(c)
	path := in.Text("return")
	if err := in.Err(); err != nil {
		return err
	}
	login, err := s.Accounts.BeginLogin(c.UserContext(), c.Params("id"), path, "")
	if err != nil {
		return err
	}
	session.SetLogin(c, login.Browser)
	return c.Redirect(login.URL, http.StatusSeeOther)
}

func (s *Services) finishProvider(c *fiber.Ctx) error {
	in := web.Query(c)
	answer := accounts.Answer{State: in.Text("state"), Code: in.Text("code"), Error: in.Text("error"), Issuer: in.Text("iss")}
	for _, passedOver := range []string{"error_description", "session_state", "scope"} {
		in.Text(passedOver)
	}
	if err := in.Err(); err != nil {
		return err
	}
	begun, path, err := s.Accounts.FinishLogin(c.UserContext(), c.Params("id"), answer, session.Login(c), web.SessionToken(c), session.Client(c))
	session.ClearLogin(c)
	if err != nil {
		return session.Refused(err)
	}
	session.Begin(c, begun, s.Now())
	if path == "" {
		path = "/"
	}
	return c.Redirect(path, http.StatusSeeOther)
}
