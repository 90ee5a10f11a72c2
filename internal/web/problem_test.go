package web

import (
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/store"
)

var update = flag.Bool("update", false, "write the golden files anew")

// failures are errors of every sort, by path.
func failures() []struct {
	path string
	err  error
} {
	secret := errors.New("mongo: no reachable servers at db-7.internal password=hunter2")
	return []struct {
		path string
		err  error
	}{
		{"/internal", secret},
		{"/invalid", fault.Bad([]fault.Problem{
			{Member: "claims[2].date", Key: "read.wantDay"},
			{Member: "vendor.name", Key: "check.tooLong", Args: fault.Args{"limit": 100}},
		})},
		{"/notfound", fmt.Errorf("needs n1: %w", store.ErrNotFound)},
		{"/forbidden", fault.New(fault.Forbidden, "access.forbidden", fault.Args{"permission": "need.write"})},
		{"/conflict", fmt.Errorf("needs n1: %w", store.ErrVersion)},
		{"/toolarge", fault.New(fault.TooLarge, "", nil).Because(secret)},
		{"/unavailable", store.ErrFull.Because(secret)},
		{"/signin", ErrSignIn},
		{"/toomany", ErrTooMany.Retry(1500000000)},
		{"/fiber", fiber.NewError(http.StatusTeapot, "Cannot GET /<script>")},
		{"/wrapped", fmt.Errorf("outer: %w", errPath.Because(secret))},
	}
}

func failing(a *App) {
	for _, f := range failures() {
		a.Get(f.path, func(*fiber.Ctx) error { return f.err })
	}
	a.Get("/panic", func(*fiber.Ctx) error { panic("hunter2") })
}

func TestProblemsAreGolden(t *testing.T) {
	s := newSite(t, func(o *Options) { o.TrustedProxies = anywhere }, failing)
	for _, lang := range i18n.Languages() {
		var b strings.Builder
		for _, f := range failures() {
			a := s.do(t, "GET", f.path, "", "Accept-Language: "+string(lang), "X-Request-Id: request-1")
			fmt.Fprintf(&b, "%s %d retry=%q\n%s\n\n", f.path, a.status, a.Header.Get("Retry-After"), a.body)
			if a.Header.Get("Content-Type") != ProblemType || a.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s: %v", f.path, a.Header)
			}
		}
		golden(t, "problems."+string(lang)+".golden", b.String())
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; run the test with -update and read the difference:\n%s", path, got)
	}
}

func TestNoCauseIsShown(t *testing.T) {
	s := newSite(t, nil, failing)
	for _, path := range []string{"/internal", "/toolarge", "/unavailable", "/wrapped", "/panic", "/fiber"} {
		a := s.do(t, "GET", path, "")
		for _, secret := range []string{"mongo", "hunter2", "goroutine", "script", "outer"} {
			if strings.Contains(a.body, secret) {
				t.Errorf("%s shows %q: %s", path, secret, a.body)
			}
		}
		if p := a.problem(t); p.RequestID == "" || p.RequestID != a.Header.Get("X-Request-Id") {
			t.Errorf("%s: request ID %q, header %q", path, p.RequestID, a.Header.Get("X-Request-Id"))
		}
	}
	p := s.do(t, "GET", "/internal", "").problem(t)
	log := s.log.String()
	if !strings.Contains(log, "hunter2") || !strings.Contains(log, p.RequestID) {
		t.Error("the cause is not in the log with the request's ID")
	}
}

func TestEveryStatusHasAName(t *testing.T) {
	for kind, status := range statuses {
		if statusNames[status].kind == "" || kindKeys[kind] == "" {
			t.Errorf("%v has no name", kind)
		}
	}
	for code, err := range fromFiber {
		if got, _ := statusOf(err, false); got != code {
			t.Errorf("fiber's %d is answered %d", code, got)
		}
	}
	p := i18n.Printer{}
	for status, name := range statusNames {
		if !p.Has(name.title) {
			t.Errorf("%d has no title", status)
		}
	}
}

func TestConflictOfAConditionalRequest(t *testing.T) {
	s := newSite(t, nil, failing)
	s.do(t, "GET", "/conflict", "").wants(t, "without If-Match", 409, "store.version")
	s.do(t, "GET", "/conflict", "", `If-Match: "v1"`).wants(t, "with If-Match", 412, "store.version")
	s.do(t, "GET", "/notfound", "", `If-Match: "v1"`).wants(t, "another error", 404, "store.notFound")
}

func TestPages(t *testing.T) {
	page := func(c *fiber.Ctx, p Problem) (bool, error) {
		switch c.Path() {
		case "/internal":
			return true, c.Type("html").SendString("<h1>" + p.Title + "</h1>")
		case "/panic":
			panic("page")
		case "/conflict":
			_ = c.Status(200).SendString("half a page")
			return true, errors.New("template hunter2")
		}
		return false, nil
	}
	s := newSite(t, func(o *Options) { o.ErrorPage = page }, failing)
	if a := s.do(t, "GET", "/internal", ""); a.status != 500 || a.body != "<h1>Fel hos oss</h1>" {
		t.Errorf("page: %d %q", a.status, a.body)
	}
	s.do(t, "GET", "/notfound", "").wants(t, "no page", 404, "store.notFound")
	s.do(t, "GET", "/panic", "").wants(t, "a page that panics", 500, "error.internal")
	s.do(t, "GET", "/conflict", "").wants(t, "a page that fails", 409, "store.version")
}
