package session

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/web"
)

var now = time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)

// cookies are what a browser is told to keep by what the handler does.
func cookies(t *testing.T, handle func(c *fiber.Ctx)) []string {
	t.Helper()
	app, err := web.NewApp(web.Options{Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	app.Get("/", func(c *fiber.Ctx) error {
		handle(c)
		return c.SendString("ok")
	})
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Host = "localhost"
	response, err := app.Test(r, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if body, err := io.ReadAll(response.Body); err != nil || string(body) != "ok" {
		t.Fatalf("%q %v", body, err)
	}
	return response.Header.Values("Set-Cookie")
}

func TestCookiesAreKeptFromScriptsAndOtherSites(t *testing.T) {
	set := cookies(t, func(c *fiber.Ctx) {
		Begin(c, accounts.SignedIn{Token: "the-session", Expires: now.Add(time.Hour)}, now)
		SetLogin(c, "the-login")
	})
	if len(set) != 2 {
		t.Fatalf("cookies %q", set)
	}
	for i, want := range [][]string{
		{"matcharenan=the-session", "max-age=3600", "path=/;"},
		{LoginCookie + "=the-login", "max-age=600", "path=" + Providers},
	} {
		for _, part := range append(want, "httponly", "samesite=lax") {
			if !strings.Contains(strings.ToLower(set[i]), part) {
				t.Errorf("%q lacks %s", set[i], part)
			}
		}
	}
	if gone := cookies(t, ClearLogin); len(gone) != 1 || !strings.HasPrefix(gone[0], LoginCookie+"=;") || !strings.Contains(gone[0], "1970") {
		t.Errorf("taking it away: %q", gone)
	}
}

func TestRefusalsHaveTheStatusOfHTTP(t *testing.T) {
	other := errors.New("other")
	for _, test := range []struct {
		err    error
		status int
		wait   time.Duration
	}{
		{accounts.ErrSignIn, http.StatusUnauthorized, 0},
		{&accounts.SlowDownError{Wait: time.Minute}, http.StatusTooManyRequests, time.Minute},
		{other, 0, 0},
	} {
		got := Refused(test.err)
		e, ok := errors.AsType[*web.StatusError](got)
		if !errors.Is(got, test.err) || ok != (test.status != 0) || ok && (e.Status != test.status || e.After != test.wait) {
			t.Errorf("%v became %v", test.err, got)
		}
	}
}
