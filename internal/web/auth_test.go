package web

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/i18n"
)

// speaker knows that everybody has chosen English.
type speaker struct{ people }

func (speaker) Language(context.Context, access.Actor) i18n.Language { return i18n.English }

func unzip(t *testing.T, s string) string {
	t.Helper()
	z, err := gzip.NewReader(strings.NewReader(s))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func who(a *App) {
	answer := func(c *fiber.Ctx) error {
		actor := ActorOf(c)
		if actor.Request != RequestIDOf(c) {
			return c.SendString("another request")
		}
		return c.SendString(string(actor.Kind) + actor.ID + CSRFOf(c))
	}
	a.Get("/who", answer)
	a.Post("/who", answer)
	a.Put("/who", answer)
	a.Patch("/who", answer)
	a.Delete("/who", answer)
	a.Post("/sign-in", SameOrigin, Limit(SignIn), func(c *fiber.Ctx) error {
		SetSession(c, "anna", time.Hour)
		return ok(c)
	})
	a.Post("/sign-out", func(c *fiber.Ctx) error {
		ClearSession(c)
		return ok(c)
	})
	a.Get("/mine", RequireSignIn, ok)
	a.Get("/listings", RequirePermission(access.ListingWrite), ok)
}

func TestAuthentication(t *testing.T) {
	s := newSite(t, nil, who)
	for _, test := range []struct {
		name    string
		headers []string
		status  int
		want    string
	}{
		{"nobody", nil, 200, ""},
		{"session", []string{"Cookie: matcharenan=anna"}, 200, "personp1secret-anna"},
		{"token", []string{"Authorization: Bearer anna"}, 200, "personp1"},
		{"token before session", []string{"Authorization: bearer bo", "Cookie: matcharenan=anna"}, 200, "personp2"},
		{"session that is over", []string{"Cookie: matcharenan=old"}, 200, ""},
		{"very long session", []string{"Cookie: matcharenan=" + strings.Repeat("x", 600)}, 200, ""},
	} {
		if a := s.do(t, "GET", "/who", "", test.headers...); a.status != test.status || a.body != test.want {
			t.Errorf("%s: %d %q, want %q", test.name, a.status, a.body, test.want)
		}
	}
	for name, header := range map[string]string{
		"bad token": "Bearer nobody", "no token": "Bearer", "basic": "Basic YTpi", "long": "Bearer " + strings.Repeat("x", 600),
	} {
		a := s.do(t, "GET", "/who", "", "Authorization: "+header)
		a.wants(t, name, 401, "web.badToken")
		if a.Header.Get("WWW-Authenticate") != "Bearer" {
			t.Errorf("%s: no challenge", name)
		}
	}
	s.do(t, "GET", "/who", "", "Authorization: Bearer down").wants(t, "token, store down", 503, "")
	s.do(t, "GET", "/who", "", "Cookie: matcharenan=down").wants(t, "session, store down", 503, "")
	if a := s.do(t, "GET", "/who", "", "Cookie: matcharenan=old"); !strings.Contains(a.Header.Get("Set-Cookie"), "matcharenan=;") {
		t.Errorf("a session that is over is kept: %q", a.Header.Get("Set-Cookie"))
	}
}

func TestPermissions(t *testing.T) {
	s := newSite(t, nil, who)
	s.do(t, "GET", "/mine", "").wants(t, "guest", 401, "web.signIn")
	s.do(t, "GET", "/listings", "").wants(t, "guest", 401, "web.signIn")
	s.do(t, "GET", "/listings", "", "Authorization: Bearer bo").wants(t, "wrong role", 403, "access.forbidden")
	for _, path := range []string{"/mine", "/listings"} {
		if a := s.do(t, "GET", path, "", "Authorization: Bearer anna"); a.status != 200 {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}

func TestCookies(t *testing.T) {
	plain := newSite(t, nil, who)
	secure := newSite(t, func(o *Options) { o.Secure = true }, who)
	in := []string{"Sec-Fetch-Site: same-origin"}
	a := plain.do(t, "POST", "/sign-in", "", in...).Header.Get("Set-Cookie")
	if a != "matcharenan=anna; max-age=3600; path=/; HttpOnly; SameSite=Lax" {
		t.Errorf("plain: %s", a)
	}
	a = secure.do(t, "POST", "/sign-in", "", in...).Header.Get("Set-Cookie")
	if a != "__Host-matcharenan=anna; max-age=3600; path=/; HttpOnly; secure; SameSite=Lax" {
		t.Errorf("secure: %s", a)
	}
	a = secure.do(t, "POST", "/sign-out", "").Header.Get("Set-Cookie")
	if !strings.HasPrefix(a, "__Host-matcharenan=; expires=Thu, 01 Jan 1970") || !strings.Contains(a, "secure") {
		t.Errorf("clear: %s", a)
	}
	// A cookie that a neighbour host could have set is not ours.
	if a := secure.do(t, "GET", "/who", "", "Cookie: matcharenan=anna"); a.body != "" {
		t.Errorf("a cookie without prefix is believed: %q", a.body)
	}
}

func TestCSRF(t *testing.T) {
	s := newSite(t, nil, who)
	cookie, good := "Cookie: matcharenan=anna", "X-CSRF-Token: secret-anna"
	form := "Content-Type: application/x-www-form-urlencoded"
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
		for _, test := range []struct {
			name    string
			body    string
			headers []string
			key     string // empty when it is let in
		}{
			{"header", "", []string{good}, ""},
			{"form", "csrf=secret-anna&x=1", []string{form}, ""},
			{"own origin", "", []string{good, "Origin: http://example.com", "Sec-Fetch-Site: same-origin"}, ""},
			{"address bar", "", []string{good, "Sec-Fetch-Site: none"}, ""},
			{"nothing", "", nil, "web.csrf"},
			{"another's", "", []string{"X-CSRF-Token: secret-bo"}, "web.csrf"},
			{"empty", "csrf=", []string{form}, "web.csrf"},
			{"in the address", "x=1", []string{form}, "web.csrf"},
			{"JSON", `{"csrf":"secret-anna"}`, []string{"Content-Type: application/json"}, "web.csrf"},
			{"text", "csrf=secret-anna", []string{"Content-Type: text/plain"}, "web.csrf"},
			{"cross site", "", []string{good, "Sec-Fetch-Site: cross-site"}, "web.crossSite"},
			{"same site", "", []string{good, "Sec-Fetch-Site: same-site"}, "web.crossSite"},
			{"other origin", "", []string{good, "Origin: https://evil.example"}, "web.crossSite"},
			{"other port", "", []string{good, "Origin: http://example.com:8081"}, "web.crossSite"},
			{"hidden origin", "", []string{good, "Origin: null"}, "web.crossSite"},
		} {
			a := s.do(t, method, "/who?csrf=secret-anna", test.body, append(test.headers, cookie)...)
			if test.key != "" {
				a.wants(t, method+" "+test.name, 403, test.key)
			} else if a.status != 200 {
				t.Errorf("%s %s: %d %s", method, test.name, a.status, a.body)
			}
		}
		if a := s.do(t, method, "/who", "", "Authorization: Bearer anna", cookie); a.status != 200 {
			t.Errorf("%s with a token: %d", method, a.status)
		}
	}
	if a := s.do(t, "GET", "/who", "", cookie, "Sec-Fetch-Site: cross-site"); a.status != 200 {
		t.Errorf("a link from elsewhere: %d", a.status)
	}
	secure := newSite(t, func(o *Options) { o.Secure = true; o.TrustedProxies = anywhere }, who)
	secure.do(t, "POST", "/who", "", "X-Forwarded-Proto: https", "Cookie: __Host-matcharenan=anna", good, "Origin: http://example.com").
		wants(t, "origin without TLS", 403, "web.crossSite")
}

func TestReportsOfBrowsersNeedNoSecret(t *testing.T) {
	s := newSite(t, nil, func(a *App) {
		a.Post(ReportPath, ok)
		a.Post(ReportPath+"/more", ok)
	})
	cookie := "Cookie: matcharenan=anna"
	if a := s.do(t, "POST", ReportPath, "{}", cookie, "Content-Type: application/csp-report"); a.status != 200 {
		t.Errorf("a report: %d %s", a.status, a.body)
	}
	s.do(t, "POST", ReportPath, "{}", cookie, "Sec-Fetch-Site: cross-site").wants(t, "a report from elsewhere", 403, "web.crossSite")
	s.do(t, "POST", ReportPath+"/more", "{}", cookie).wants(t, "another path", 403, "web.csrf")
}

func TestCSRFOfAFormWithFiles(t *testing.T) {
	s := newSite(t, nil, func(a *App) {
		a.Post("/import", func(c *fiber.Ctx) error {
			parts, err := Parts(c, 1<<20)
			if err != nil {
				return err
			}
			var names []string
			for {
				p, err := parts.NextPart()
				if errors.Is(err, io.EOF) {
					return c.SendString(strings.Join(names, " "))
				}
				if err != nil {
					return err
				}
				b, err := io.ReadAll(p)
				if err != nil {
					return err
				}
				names = append(names, p.FormName()+":"+string(b[:min(len(b), 20)]))
			}
		})
	})
	field := func(name, file, value string) string {
		if file != "" {
			name += `"; filename="` + file
		}
		return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n"
	}
	secret, file := field("csrf", "", "secret-anna"), field("file", "f.csv", strings.Repeat("x", 100_000))
	headers := []string{"Cookie: matcharenan=anna", "Content-Type: multipart/form-data; boundary=b"}
	a := s.do(t, "POST", "/import", secret+file+"--b--\r\n", headers...)
	if a.status != 200 || a.body != "csrf:secret-anna file:xxxxxxxxxxxxxxxxxxxx" {
		t.Errorf("secret first: %d %s", a.status, a.body)
	}
	for name, body := range map[string]string{
		"secret last":      file + secret + "--b--\r\n",
		"no secret":        file + "--b--\r\n",
		"wrong secret":     field("csrf", "", "secret-bo") + file + "--b--\r\n",
		"secret in a file": field("csrf", "csrf", "secret-anna") + "--b--\r\n",
		"no form":          "x",
	} {
		s.do(t, "POST", "/import", body, headers...).wants(t, name, 403, "web.csrf")
	}
}

func TestSignInIsFromHere(t *testing.T) {
	s := newSite(t, nil, who)
	form := "Content-Type: application/x-www-form-urlencoded"
	for name, headers := range map[string][]string{
		"own page":  {form, "Origin: http://example.com"},
		"fetched":   {form, "Sec-Fetch-Site: same-origin"},
		"a program": {"Content-Type: application/json"},
	} {
		if a := s.do(t, "POST", "/sign-in", "{}", headers...); a.status != 200 {
			t.Errorf("%s: %d", name, a.status)
		}
	}
	for name, headers := range map[string][]string{
		"another site": {form, "Origin: https://evil.example"},
		"fetched":      {form, "Sec-Fetch-Site: cross-site"},
		"JSON":         {"Content-Type: application/json", "Origin: https://evil.example"},
		"unsaid":       {form},
	} {
		s.do(t, "POST", "/sign-in", "{}", headers...).wants(t, name, 403, "web.crossSite")
	}
}
