package about

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// site serves the pages.
func site(t *testing.T) *web.App {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC) }
	f, err := frame.New(frame.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	a, err := New(f, Services{SessionSpans: func() (idle, longest time.Duration) { return 90 * time.Minute, 36 * time.Hour }})
	if err != nil {
		t.Fatal(err)
	}
	app, err := web.NewApp(web.Options{Log: slog.New(slog.DiscardHandler), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	a.Mount(app)
	return app
}

func page(t *testing.T, app *web.App, path string, language i18n.Language) string {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Host = "localhost"
	r.Header.Set("Accept-Language", string(language))
	response, err := app.Test(r, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %v", path, response.StatusCode, err)
	}
	return string(body)
}

var (
	rawKey  = regexp.MustCompile(`\b(?:about|frame)\.[a-z]\w*|\{\w+\}`)
	anID    = regexp.MustCompile(` id="([^"]*)"`)
	heading = regexp.MustCompile(`<h1>`)
)

func TestThePagesAreWhole(t *testing.T) {
	app := site(t)
	for _, path := range []string{servicePath, accessibilityPath, privacyPath, designPath} {
		for _, language := range i18n.Languages() {
			body := page(t, app, path, language)
			if found := rawKey.FindAllString(body, -1); len(found) > 0 {
				t.Errorf("%s in %s shows keys: %q", path, language, found)
			}
			if n := len(heading.FindAllString(body, -1)); n != 1 {
				t.Errorf("%s has %d headings of the first level", path, n)
			}
			if !strings.Contains(body, `<a href="`+path+`" aria-current="page">`) {
				t.Errorf("%s does not say where one is", path)
			}
			var ids []string
			for _, m := range anID.FindAllStringSubmatch(body, -1) {
				if slices.Contains(ids, m[1]) {
					t.Errorf("%s has the ID %q twice", path, m[1])
				}
				ids = append(ids, m[1])
			}
		}
	}
}

func TestThePrivacyPageTellsTheTimesThatHold(t *testing.T) {
	app := site(t)
	for language, want := range map[i18n.Language][]string{
		i18n.Swedish: {"90 minuter", "36 timmar", "14 dygn", "en timme", "30 dygn", "90 dygn"},
		i18n.English: {"90 minutes", "36 hours", "14 days", "one hour", "30 days", "90 days"},
	} {
		body := page(t, app, privacyPath, language)
		for _, text := range want {
			if !strings.Contains(body, text) {
				t.Errorf("%s: the page does not tell %q", language, text)
			}
		}
	}
}

func TestTheStylePageShowsEveryColour(t *testing.T) {
	app := site(t)
	body := page(t, app, designPath, i18n.Swedish)
	css := regexp.MustCompile(`/static/\w+/style\.css`).FindString(body)
	if css == "" {
		t.Fatal("the page has no style")
	}
	for _, name := range tokens {
		if !strings.Contains(body, "var(--"+name+")") {
			t.Errorf("%s is not shown", name)
		}
	}
}
