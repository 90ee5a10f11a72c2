package webexpo

import (
	"net/http"
	"testing"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/internal/web/session"
)

func TestWhatFailsAtAProviderIsToldWherePeopleSignIn(t *testing.T) {
	app := failingSite(t)
	app.Get(session.Providers+"/:id/callback", func(*fiber.Ctx) error { return accounts.ErrNoAccount })
	path := session.Providers + "/entra/callback?code=secret"
	got := browse(t, app, http.MethodGet, path)
	if to := got.Header.Get("Location"); got.StatusCode != http.StatusSeeOther || to != "/logga-in?fel=noAccount" {
		t.Errorf("%d leads to %q", got.StatusCode, to)
	}
	program := browse(t, app, http.MethodGet, path, "Accept", "application/json")
	if program.StatusCode != http.StatusForbidden || program.Header.Get("Content-Type") != web.ProblemType {
		t.Errorf("a program: %d %v", program.StatusCode, program.Header)
	}
}
