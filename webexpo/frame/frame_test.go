package frame

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/web"
)

type testPage struct {
	Base
	Word string
}

const testFile = `{{define "main"}}<h1>{{.Title}}</h1>{{.Word}}{{end}}`

func testFrame(t *testing.T, o Options) *Frame {
	t.Helper()
	f, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func set(f *Frame, files map[string]string) *Set {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return f.NewSet("test", fsys)
}

func TestBadTemplateFilesStopTheStart(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"one that no page declares": {"page.html": testFile, "other.html": testFile},
		"one that does not parse":   {"page.html": `{{define "main"}}{{if}}{{end}}`},
		"one that is missing":       {},
		"a part that does not parse": {
			"page.html": testFile, "_part.html": `{{define "part"}}{{.`,
		},
	} {
		s := set(testFrame(t, Options{}), files)
		Declare[testPage](s, "page.html")
		if err := s.Done(); err == nil || !strings.Contains(err.Error(), "test") {
			t.Errorf("%s: %v", name, err)
		}
	}
	f := testFrame(t, Options{})
	s := set(f, map[string]string{"page.html": `{{define "main"}}{{template "part" .Word}}{{end}}`, "_part.html": `{{define "part"}}{{.}}{{end}}`})
	Declare[testPage](s, "page.html")
	if err := s.Done(); err != nil || len(f.Pages()) != 1 {
		t.Errorf("a good set: %v, %d pages", err, len(f.Pages()))
	}
}

// names are people by their ID; one that is missing cannot be found.
type names map[string]string

func (n names) Named(_ context.Context, a access.Actor) (string, error) {
	if name, ok := n[a.Person]; ok {
		return name, nil
	}
	return "", errors.New("store: no answer from db-7.internal")
}

// sessions lets in whoever has the cookie of a name.
type sessions map[string]access.Actor

func (s sessions) Session(_ context.Context, token string) (access.Actor, string, error) {
	if a, ok := s[token]; ok {
		return a, "secret", nil
	}
	return access.Actor{}, "", fault.New(fault.NotFound, "", nil)
}

func (s sessions) Token(context.Context, string) (access.Actor, error) {
	return access.Actor{}, fault.New(fault.NotFound, "", nil)
}

// vendor has signed in for a company.
var vendor = access.Actor{
	Kind: access.Person, ID: "p1", Person: "p1",
	Memberships: []access.Membership{{Organisation: "o1", Side: access.Company, Roles: []access.Role{access.VendorAdmin}}},
}

// testMenu has an entry for everybody, and one for each of two sides.
var testMenu = []MenuItem{
	{Key: "frame.aboutService", Href: "/om"},
	{Key: "frame.account", Href: "/bolag", Permission: access.ListingWrite},
	{Key: "frame.api", Href: "/behov", Permission: access.NeedWrite},
}

// site serves a page at every path below /om, /bolag and /behov.
func site(t *testing.T, people People) *web.App {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC) }
	f := testFrame(t, Options{Now: now, Menu: testMenu, People: people, Public: "https://example.org"})
	s := set(f, map[string]string{"page.html": testFile})
	page := Declare[testPage](s, "page.html")
	if err := s.Done(); err != nil {
		t.Fatal(err)
	}
	app, err := web.NewApp(web.Options{Log: slog.New(slog.DiscardHandler), Now: now, Auth: sessions{"anna": vendor}})
	if err != nil {
		t.Fatal(err)
	}
	f.Mount(app)
	app.Get("/om/*", func(c *fiber.Ctx) error {
		return page.Render(c, &testPage{Base: f.Base(c, "frame.aboutService"), Word: "<b>"})
	})
	return app
}

type answer struct {
	*http.Response
	body string
}

func get(t *testing.T, app *web.App, path string, headers ...string) answer {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Host = "localhost"
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := app.Test(r, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{response, string(body)}
}

// signedIn is the header of a browser where somebody has signed in.
var signedIn = []string{"Cookie", "matcharenan=anna"}

func TestTheMenuHasWhatOneMayUse(t *testing.T) {
	app := site(t, names{"p1": "Anna Ek", "o1": "Bolaget"})
	guest := get(t, app, "/om/x").body
	if !strings.Contains(guest, `<a href="/om" aria-current="true">`) || strings.Contains(guest, `href="/bolag"`) || strings.Contains(guest, `href="/behov"`) {
		t.Errorf("a guest's menu: %s", guest)
	}
	if !strings.Contains(guest, `href="/logga-in"`) || strings.Contains(guest, "logga-ut") {
		t.Error("a guest is not offered to sign in")
	}
	own := get(t, app, "/om/x", signedIn...).body
	if !strings.Contains(own, `<a href="/bolag">`) || strings.Contains(own, `href="/behov"`) || !strings.Contains(own, "Anna Ek") {
		t.Errorf("a company's menu: %s", own)
	}
}

func TestAPageComesWithoutNames(t *testing.T) {
	got := get(t, site(t, names{}), "/om/x", signedIn...)
	if got.StatusCode != http.StatusOK || !strings.Contains(got.body, `<a href="/konto">Mitt konto</a>`) || strings.Contains(got.body, "db-7") {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
}

func TestAPageIsSentSafely(t *testing.T) {
	app := site(t, names{"p1": "Anna Ek", "o1": "Bolaget"})
	got := get(t, app, "/om/x")
	if !strings.Contains(got.body, "&lt;b&gt;") {
		t.Error("text is not escaped")
	}
	if csp := got.Header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
		t.Errorf("policy %q", csp)
	}
	if got.Header.Get("Set-Cookie") != "" {
		t.Error("a guest gets a cookie")
	}
	tag := got.Header.Get("ETag")
	if again := get(t, app, "/om/x", "If-None-Match", tag); tag == "" || again.StatusCode != http.StatusNotModified || again.body != "" {
		t.Errorf("the same page again: %d with tag %q", again.StatusCode, tag)
	}
	own := get(t, app, "/om/x", signedIn...)
	if own.Header.Get("ETag") != "" || strings.Contains(own.Header.Get("Cache-Control"), "public") {
		t.Errorf("a page of one person may be kept by others: %v", own.Header)
	}
}

func TestAPageSpeaksTheReadersLanguage(t *testing.T) {
	app := site(t, nil)
	for language, want := range map[string]string{"sv": "Om Matcharenan", "en-GB,en;q=0.9": "About Matcharenan", "fi": "Om Matcharenan"} {
		if got := get(t, app, "/om/x", "Accept-Language", language); !strings.Contains(got.body, "<h1>"+want+"</h1>") {
			t.Errorf("%s: %s", language, got.body)
		}
	}
	chosen := get(t, app, "/sprak?till=en&sida=%2Fom%2Fx%3Fa%3D1")
	if chosen.StatusCode != http.StatusSeeOther || chosen.Header.Get("Location") != "/om/x?a=1" || !strings.Contains(chosen.Header.Get("Set-Cookie"), "=en") {
		t.Errorf("choosing: %d %v", chosen.StatusCode, chosen.Header)
	}
	if away := get(t, app, "/sprak?till=en&sida=%2F%2Fevil.example"); away.Header.Get("Location") != "/" {
		t.Errorf("a link leads away to %q", away.Header.Get("Location"))
	}
}

func TestWhatHasBeenDoneIsTold(t *testing.T) {
	app := site(t, nil)
	if got := get(t, app, Done("/om/x", "sessionOver")); !strings.Contains(got.body, `role="status"`) {
		t.Errorf("no message: %s", got.body)
	}
	if got := get(t, app, Done("/om/x", "<b>nonsense")); strings.Contains(got.body, `role="status"`) || strings.Contains(got.body, "nonsense<") {
		t.Errorf("an unknown message is shown: %s", got.body)
	}
}

func TestAssetsAreServedUnderTheirHash(t *testing.T) {
	app := site(t, nil)
	a, err := loadAssets()
	if err != nil {
		t.Fatal(err)
	}
	for name, it := range a.byName {
		got := get(t, app, it.path)
		if got.StatusCode != http.StatusOK || got.Header.Get("Cache-Control") != forever || got.Header.Get("Content-Type") != it.kind || got.body == "" {
			t.Errorf("%s: %d %v", name, got.StatusCode, got.Header)
		}
	}
	if got := get(t, app, "/static/000000000000/style.css"); got.StatusCode != http.StatusNotFound {
		t.Errorf("another hash: %d", got.StatusCode)
	}
}
