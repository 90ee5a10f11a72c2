package webexpo

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/internal/web"
)

// send posts a form as a browser does.
func send(t *testing.T, app *web.App, path string, form url.Values, headers ...string) answer {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Host = "localhost"
	headers = append([]string{"Accept", "text/html", "Content-Type", "application/x-www-form-urlencoded", "Origin", "http://localhost"}, headers...)
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

func TestAFormOutlivesItsSession(t *testing.T) {
	app := failingSite(t)
	typed := url.Values{"csrf": {"old"}, "version": {"3"}, "title": {`Fall på "natten" <b>`}, "targetGroups": {"older", "staff"}}
	over := send(t, app, "/sign-in?tema=story", typed)
	for _, text := range []string{
		"Det du skrev finns kvar", `action="/sign-in?tema=story"`, `href="/logga-in?sida=%2Finloggad"`, `target="_blank"`,
		`name="title" value="Fall på &#34;natten&#34; &lt;b&gt;"`, `name="targetGroups" value="older"`, `name="targetGroups" value="staff"`, `name="version" value="3"`,
	} {
		if over.StatusCode != http.StatusUnauthorized || !strings.Contains(over.body, text) {
			t.Errorf("%d without %q: %s", over.StatusCode, text, over.body)
		}
	}
	if strings.Contains(over.body, `value="old"`) || over.Header.Get("Cache-Control") != "no-store" || over.Header.Get("WWW-Authenticate") != "" {
		t.Errorf("%v %s", over.Header, over.body)
	}
	back := send(t, app, "/sign-in?tema=story", typed, "Cookie", "matcharenan=anna")
	for _, text := range []string{`name="csrf" value="secret"`, "Spara det jag skrev", `name="targetGroups" value="staff"`} {
		if back.StatusCode != http.StatusForbidden || !strings.Contains(back.body, text) {
			t.Errorf("%d without %q: %s", back.StatusCode, text, back.body)
		}
	}
}

func TestWhatIsNotKept(t *testing.T) {
	app := failingSite(t)
	for name, test := range map[string]struct {
		form    url.Values
		headers []string
		status  int
	}{
		"a password":             {url.Values{"title": {"x"}, "newPassword": {"hemligt hemligt"}}, nil, http.StatusSeeOther},
		"nothing":                {url.Values{"version": {"3"}, "csrf": {"x"}}, nil, http.StatusSeeOther},
		"the form of elsewhere":  {url.Values{"title": {"x"}}, []string{"Origin", "https://evil.example", "Cookie", "matcharenan=anna"}, http.StatusForbidden},
		"what is no form at all": {url.Values{"title": {"x"}}, []string{"Content-Type", "text/plain"}, http.StatusSeeOther},
	} {
		got := send(t, app, "/sign-in", test.form, test.headers...)
		if got.StatusCode != test.status || strings.Contains(got.body, "hemligt") || strings.Contains(got.body, "Det du skrev finns kvar") {
			t.Errorf("%s: %d %s", name, got.StatusCode, got.body)
		}
	}
}
