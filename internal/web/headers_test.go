package web

import (
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/i18n"
)

func TestSecurityHeaders(t *testing.T) {
	s := newSite(t, nil, func(a *App) {
		a.Get("/", ok)
		a.Get("/page", Policy("default-src 'none'; style-src 'self'; frame-ancestors 'none'"), ok)
	})
	for _, path := range []string{"/", "/nowhere", "/healthz"} {
		h := s.do(t, "GET", path, "").Header
		for name, want := range map[string]string{
			"Content-Security-Policy":      apiPolicy,
			"X-Content-Type-Options":       "nosniff",
			"X-Frame-Options":              "DENY",
			"Referrer-Policy":              "same-origin",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin",
			"Server":                       "",
			"Strict-Transport-Security":    "",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
	}
	if got := s.do(t, "GET", "/page", "").Header.Get("Content-Security-Policy"); !strings.Contains(got, "style-src 'self'") {
		t.Errorf("a page's policy: %q", got)
	}
	secure := newSite(t, func(o *Options) { o.Secure = true }, nil)
	if got := secure.do(t, "GET", "/nowhere", "").Header.Get("Strict-Transport-Security"); got != hsts {
		t.Errorf("HSTS: %q", got)
	}
}

func TestCORS(t *testing.T) {
	preflight := []string{"Access-Control-Request-Method: PUT", "Access-Control-Request-Headers: authorization"}
	off := newSite(t, nil, echoes)
	for _, a := range []answer{
		off.do(t, "OPTIONS", "/things/x", "", append(preflight, "Origin: https://app.example")...),
		off.do(t, "GET", "/", "", "Origin: https://app.example"),
	} {
		if a.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("CORS is on: %v", a.Header)
		}
	}
	on := newSite(t, func(o *Options) { o.CORSOrigins = []string{"https://app.example"} }, echoes)
	a := on.do(t, "OPTIONS", "/things/x", "", append(preflight, "Origin: https://app.example")...)
	if a.status != 204 || a.Header.Get("Access-Control-Allow-Origin") != "https://app.example" ||
		!strings.Contains(a.Header.Get("Access-Control-Allow-Methods"), "PUT") || a.Header.Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("preflight: %d %v", a.status, a.Header)
	}
	for _, origin := range []string{"https://evil.example", "https://app.example.evil.example", "http://app.example", "null"} {
		a := on.do(t, "GET", "/", "", "Origin: "+origin)
		if a.Header.Get("Access-Control-Allow-Origin") != "" || !strings.Contains(a.Header.Get("Vary"), "Origin") {
			t.Errorf("%s: %v", origin, a.Header)
		}
	}
	// Scripts of allowed origins use tokens; a cookie does not help them.
	if a := on.do(t, "PUT", "/things/x", "", "Origin: https://app.example", "Authorization: Bearer anna"); a.status != 200 {
		t.Errorf("with a token: %d", a.status)
	}
	on.do(t, "PUT", "/things/x", "", "Origin: https://app.example", "Cookie: matcharenan=anna", "X-CSRF-Token: secret-anna").
		wants(t, "with a cookie", 403, "web.crossSite")
	for _, bad := range []string{"*", "app.example", "https://app.example/"} {
		if _, err := NewApp(Options{Log: on.o.Log, Now: on.o.Now, CORSOrigins: []string{bad}}); err == nil {
			t.Errorf("origin %q was accepted", bad)
		}
	}
}

func TestAcceptLanguage(t *testing.T) {
	for header, want := range map[string]i18n.Language{
		"": "sv", "en": "en", "en-GB,en;q=0.9": "en", "sv;q=0.5, en;q=0.8": "en", "en;q=0.5, sv;q=0.8": "sv",
		"fi, en;q=0.2": "en", "fi": "sv", "*": "sv", "en;q=0": "sv", "en;q=0, *;q=0.1": "sv", "EN": "en",
		"en;q=x": "sv", "en;q=NaN": "sv", ";;,,": "sv", "en;q=0.5,*;q=0.9": "sv", "en; q=1": "en",
		strings.Repeat("fi,", 30) + "en": "sv",
	} {
		if got := accepted(header); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}

func TestLanguage(t *testing.T) {
	routes := func(a *App) {
		a.Get("/", func(c *fiber.Ctx) error { return c.SendString(string(LanguageOf(c))) })
		a.Get("/remember", func(c *fiber.Ctx) error {
			RememberLanguage(c, i18n.English)
			return ok(c)
		})
	}
	s := newSite(t, func(o *Options) { o.Auth = speaker{everybody} }, routes)
	for _, test := range []struct {
		name, path string
		headers    []string
		want       string
	}{
		{"nothing", "/", nil, "sv"},
		{"header", "/", []string{"Accept-Language: en"}, "en"},
		{"cookie before header", "/", []string{"Accept-Language: en", "Cookie: matcharenan_language=sv"}, "sv"},
		{"account before header", "/", []string{"Accept-Language: sv", "Cookie: matcharenan=anna"}, "en"},
		{"cookie before account", "/", []string{"Cookie: matcharenan=anna; matcharenan_language=sv"}, "sv"},
		{"parameter before cookie", "/?language=en", []string{"Cookie: matcharenan_language=sv"}, "en"},
		{"parameter before account", "/?language=sv", []string{"Cookie: matcharenan=anna"}, "sv"},
		{"unknown parameter", "/?language=fi", []string{"Accept-Language: en"}, "en"},
	} {
		a := s.do(t, "GET", test.path, "", test.headers...)
		if a.body != test.want || a.Header.Get("Content-Language") != test.want || !strings.Contains(a.Header.Get("Vary"), "Accept-Language") {
			t.Errorf("%s: %q, %v", test.name, a.body, a.Header)
		}
	}
	cookie := s.do(t, "GET", "/remember", "").Header.Get("Set-Cookie")
	if !strings.HasPrefix(cookie, "matcharenan_language=en;") || !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Lax") {
		t.Errorf("cookie: %q", cookie)
	}
}

func TestCompression(t *testing.T) {
	long := strings.Repeat("välfärdsteknik ", 200)
	s := newSite(t, nil, func(a *App) {
		a.Get("/long", func(c *fiber.Ctx) error { SetETag(c, 3); return c.SendString(long) })
		a.Get("/short", ok)
		a.Get("/image", func(c *fiber.Ctx) error { return c.Type("png").SendString(long) })
	})
	for _, test := range []struct {
		name, path, accept, encoding, etag string
	}{
		{"wanted", "/long", "gzip", "gzip", `"v3-gzip"`},
		{"among others", "/long", "br, GZIP;q=0.5", "gzip", `"v3-gzip"`},
		{"refused", "/long", "gzip;q=0", "", `"v3"`},
		{"not asked for", "/long", "", "", `"v3"`},
		{"short", "/short", "gzip", "", ""},
		{"packed already", "/image", "gzip", "", ""},
	} {
		a := s.do(t, "GET", test.path, "", "Accept-Encoding: "+test.accept)
		if got := a.Header.Get("Content-Encoding"); got != test.encoding || a.Header.Get("ETag") != test.etag {
			t.Errorf("%s: encoding %q, ETag %s", test.name, got, a.Header.Get("ETag"))
		}
		if test.encoding == "gzip" && unzip(t, a.body) != long {
			t.Errorf("%s: another text comes out", test.name)
		}
	}
	if a := s.do(t, "GET", "/long", "", "If-None-Match: \"v9\""); !strings.Contains(a.Header.Get("Vary"), "Accept-Encoding") {
		t.Errorf("Vary: %q", a.Header.Get("Vary"))
	}
}
