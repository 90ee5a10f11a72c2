package web

import (
	"fmt"
	"testing"

	"github.com/gofiber/fiber/v2"
)

func versions(a *App) {
	a.Get("/thing", func(c *fiber.Ctx) error {
		if NotModified(c, 12) {
			return nil
		}
		return ok(c)
	})
	a.Put("/thing", func(c *fiber.Ctx) error {
		v, err := IfMatch(c)
		if err != nil {
			return err
		}
		return c.SendString(fmt.Sprint(v))
	})
	a.Patch("/thing", func(c *fiber.Ctx) error {
		v, given, err := IfMatchOptional(c)
		if err != nil {
			return err
		}
		return c.SendString(fmt.Sprint(v, given))
	})
}

func TestIfMatch(t *testing.T) {
	s := newSite(t, nil, versions)
	for header, want := range map[string]string{
		`"v12"`: "12", "*": "0", `"v12-gzip"`: "12", `"v9223372036854775807"`: "9223372036854775807",
	} {
		if a := s.do(t, "PUT", "/thing", "", "If-Match: "+header); a.status != 200 || a.body != want {
			t.Errorf("%s: %d %s, want %s", header, a.status, a.body, want)
		}
	}
	for _, header := range []string{
		`W/"v12"`, `v12`, `"12"`, `"v"`, `"v0"`, `"v-1"`, `"v+1"`, `"v01"`, `"v1", "v2"`, `"v9223372036854775808"`, `"v1`, `"v1"x`, `"v1-br"`,
	} {
		s.do(t, "PUT", "/thing", "", "If-Match: "+header).wants(t, header, 400, "web.badMatch")
	}
	s.do(t, "PUT", "/thing", "").wants(t, "none", 428, "web.needMatch")
	if a := s.do(t, "PATCH", "/thing", ""); a.body != "0 false" {
		t.Errorf("optional: %s", a.body)
	}
	s.do(t, "PATCH", "/thing", "", "If-Match: x").wants(t, "optional", 400, "web.badMatch")
}

func TestIfNoneMatch(t *testing.T) {
	s := newSite(t, nil, versions)
	for header, want := range map[string]struct {
		status int
		etag   string
	}{
		"": {200, `"v12"`}, `"v12"`: {304, `"v12"`}, `W/"v12"`: {304, `"v12"`}, `"v11", "v12-gzip"`: {304, `"v12-gzip"`},
		"*": {304, `"v12"`}, `"v11"`: {200, `"v12"`}, "v12": {200, `"v12"`},
	} {
		for _, method := range []string{"GET", "HEAD"} {
			a := s.do(t, method, "/thing", "", "If-None-Match: "+header)
			if a.status != want.status || a.Header.Get("ETag") != want.etag || want.status == 304 && a.body != "" {
				t.Errorf("%s %s: %d %s %q", method, header, a.status, a.Header.Get("ETag"), a.body)
			}
		}
	}
}
