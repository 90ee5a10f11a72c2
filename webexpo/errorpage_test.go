package webexpo

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// secret is what nobody may read.
var errSecret = errors.New("mongo: no reachable servers at db-7.internal")

// failing answers each path with its error.
var failing = map[string]error{
	"/internal":     errSecret,
	"/not-found":    store.ErrNotFound,
	"/forbidden":    fault.New(fault.Forbidden, "access.forbidden", fault.Args{"permission": "need.write"}),
	"/conflict":     store.ErrVersion,
	"/last-writer":  fault.New(fault.Conflict, "accounts.lastWriter", nil),
	"/too-large":    fault.New(fault.TooLarge, "web.bodyTooLarge", fault.Args{"limit": 10}),
	"/too-many":     web.ErrTooMany.Retry(90 * time.Second),
	"/much-later":   web.ErrTooMany.Retry(10 * time.Minute),
	"/unavailable":  store.ErrFull.Because(errSecret),
	"/sign-in":      web.ErrSignIn,
	"/invalid":      fault.Bad([]fault.Problem{{Member: "name", Key: "check.required"}}),
	"/api/v1/thing": store.ErrNotFound,
}

// nobodyNamed is where names cannot be had.
type nobodyNamed struct{}

func (nobodyNamed) Named(context.Context, access.Actor) (string, error) { return "", errSecret }

// oneSession lets in who has the cookie "anna".
type oneSession struct{}

func (oneSession) Session(_ context.Context, token string) (access.Actor, string, error) {
	if token == "anna" {
		return access.Actor{Kind: access.Person, Person: "p1", Memberships: []access.Membership{{Organisation: "o1"}}}, "secret", nil
	}
	return access.Actor{}, "", fault.New(fault.NotFound, "", nil)
}

func (oneSession) Token(context.Context, string) (access.Actor, error) {
	return access.Actor{}, fault.New(fault.NotFound, "", nil)
}

func failingSite(t *testing.T) *web.App {
	t.Helper()
	now := func() time.Time { return noon }
	f, err := frame.New(frame.Options{Now: now, People: nobodyNamed{}})
	if err != nil {
		t.Fatal(err)
	}
	p := &Pages{frame: f}
	if err := p.declareErrors(); err != nil {
		t.Fatal(err)
	}
	app, err := web.NewApp(web.Options{Log: slog.New(slog.DiscardHandler), Now: now, Auth: oneSession{}, ErrorPage: p.ErrorPage})
	if err != nil {
		t.Fatal(err)
	}
	for path, err := range failing {
		app.All(path, func(*fiber.Ctx) error { return err })
	}
	return app
}

type answer struct {
	*http.Response
	body string
}

// browse asks as a browser does.
func browse(t *testing.T, app *web.App, method, path string, headers ...string) answer {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	r.Host = "localhost"
	r.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
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

func TestAnErrorPageSaysWhatHappenedAndWhatToDo(t *testing.T) {
	app := failingSite(t)
	for path, want := range map[string]struct {
		status int
		texts  []string
	}{
		"/internal":    {500, []string{"Något gick fel hos oss", `href="/internal"`, `href="/"`}},
		"/not-found":   {404, []string{"Sidan finns inte", `href="/"`}},
		"/nowhere":     {404, []string{"Sidan finns inte"}},
		"/forbidden":   {403, []string{"Du har inte rätt till den här sidan", `<a href="/konto">Se ditt konto`}},
		"/conflict":    {409, []string{"Det gick inte att spara", `href="/conflict"`}},
		"/last-writer": {409, []string{"Det gick inte att spara", "minst en person"}},
		"/too-large":   {413, []string{"Det du skickade är för stort"}},
		"/too-many":    {429, []string{"Vänta en stund", "försöka igen om 90 sekunder"}},
		"/much-later":  {429, []string{"försöka igen om 10 minuter"}},
		"/unavailable": {503, []string{"Tjänsten kan inte svara just nu", "försöka igen om 10 sekunder"}},
		"/invalid":     {422, []string{"Det du skickade innehåller fel", "saknas"}},
	} {
		got := browse(t, app, http.MethodGet, path, "Cookie", "matcharenan=anna")
		if got.StatusCode != want.status || !strings.HasPrefix(got.Header.Get("Content-Type"), "text/html") || got.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %v", path, got.StatusCode, got.Header)
		}
		for _, text := range append(want.texts, got.Header.Get("X-Request-Id"), "<h1>") {
			if text == "" || !strings.Contains(got.body, text) {
				t.Errorf("%s does not say %q: %s", path, text, got.body)
			}
		}
		for _, text := range []string{"mongo", "db-7", "need.write", "{", "fail.", "frame."} {
			if strings.Contains(got.body, text) {
				t.Errorf("%s shows %q: %s", path, text, got.body)
			}
		}
	}
	english := browse(t, app, http.MethodGet, "/not-found", "Accept-Language", "en")
	if !strings.Contains(english.body, "There is no such page") {
		t.Errorf("English: %s", english.body)
	}
}

func TestAFormOfAnOldPageIsExplained(t *testing.T) {
	got := browse(t, failingSite(t), http.MethodPost, "/internal", "Cookie", "matcharenan=anna", "Referer", "http://localhost/behov/1?steg=2")
	if got.StatusCode != http.StatusForbidden || !strings.Contains(got.body, "Sidan var för gammal") || !strings.Contains(got.body, `href="/behov/1?steg=2"`) {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	if strings.Contains(got.body, "/sprak?") {
		t.Error("a page that answers a form offers another language, which would ask for it again")
	}
}

func TestWhoMustSignInIsLedThereAndBack(t *testing.T) {
	app := failingSite(t)
	for _, test := range []struct {
		name, method, path string
		headers            []string
		want               string
	}{
		{"a guest", "GET", "/sign-in?a=1&b=2", nil, "/logga-in?sida=%2Fsign-in%3Fa%3D1%26b%3D2"},
		{"an old session", "GET", "/sign-in", []string{"Cookie", "matcharenan=old"}, "/logga-in?klart=sessionOver&sida=%2Fsign-in"},
		{"a form", "POST", "/sign-in", []string{"Referer", "http://localhost/behov/1"}, "/logga-in?klart=sessionOver&sida=%2Fbehov%2F1"},
		{"a form of nowhere", "POST", "/sign-in", nil, "/logga-in?klart=sessionOver&sida=%2F"},
		{"a form of another site", "POST", "/sign-in", []string{"Referer", "http://evil.example/behov/1"}, "/logga-in?klart=sessionOver&sida=%2F"},
	} {
		got := browse(t, app, test.method, test.path, test.headers...)
		if got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != test.want || got.Header.Get("WWW-Authenticate") != "" {
			t.Errorf("%s: %d %q, want %q", test.name, got.StatusCode, got.Header.Get("Location"), test.want)
		}
	}
}

func TestProgramsGetErrorsInTheirForm(t *testing.T) {
	app := failingSite(t)
	for name, got := range map[string]answer{
		"the API":          browse(t, app, http.MethodGet, "/api/v1/thing"),
		"a script":         browse(t, app, http.MethodGet, "/sign-in", "Accept", "application/json"),
		"whoever takes it": browse(t, app, http.MethodGet, "/not-found", "Accept", "*/*"),
		"a bad API token":  browse(t, app, http.MethodGet, "/not-found", "Authorization", "Bearer nonsense"),
	} {
		if got.Header.Get("Content-Type") != web.ProblemType || got.StatusCode < 400 {
			t.Errorf("%s: %d %v", name, got.StatusCode, got.Header)
		}
	}
}
