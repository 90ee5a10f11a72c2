package api

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/internal/web"
)

// braces are the parameters of a path.
var braces = regexp.MustCompile(`\{\w+\}`)

// badIDs are names that nothing has, and that lead somewhere else where they are
// taken for more than names.
var badIDs = []string{
	"..%2f..%2fetc%2fpasswd", "%2e%2e", "%252e%252e%252f", "%00", "a%00.png", "a%5c..%5cb", "%ff%fe", "a%0d%0aSet-Cookie:%20x=1", "a%2fb",
	"%27%20OR%201=1--", "%7B%22$gt%22:%22%22%7D", "$ne", strings.Repeat("a", 5000), "%F0%9F%92%A3", "con", "-1", "%E2%80%AE",
}

// TestNoIDLeadsAnywhereElse tries bad IDs in every place of every operation that has
// one, as somebody who may nearly everything.
func TestNoIDLeadsAnywhereElse(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.session("system_admin")
	before := s.marks()
	for _, o := range s.services.operations() {
		if !braces.MatchString(o.Path) {
			continue
		}
		for _, id := range badIDs {
			got := s.call("system_admin", o.Method, braces.ReplaceAllLiteralString(o.Path, id), nil, "If-Match", "*")
			if o.Method == http.MethodGet && (got.body == `{"items":[]}` || got.body == "") {
				continue // of an organisation that there is none of, for somebody who may see all
			}
			if got.status < http.StatusBadRequest || got.status >= http.StatusInternalServerError {
				t.Errorf("%s with %.40q: %s", o.ID, id, got.short())
				continue
			}
			got.problem(t, o.ID+" "+id[:min(len(id), 40)], got.status, "")
		}
	}
	for _, id := range badIDs {
		if got := s.at("", http.MethodGet, MediaRoot+"/"+id, nil); got.status != http.StatusNotFound && got.status != http.StatusBadRequest {
			t.Errorf("media %.40q: %s", id, got.short())
		}
	}
	if names := s.changed(before); names != nil {
		t.Errorf("changed %v", names)
	}
}

// TestNoParameterIsTakenForAnother tries numbers, places in lists and texts that are
// none in every parameter.
func TestNoParameterIsTakenForAnother(t *testing.T) {
	t.Parallel()
	s := newService(t)
	company := s.organisation("company")
	need := s.needPublished().text(t, "id")
	listing := s.published().text(t, "id")
	s.draft()
	s.draft()
	foreign := url.QueryEscape(s.ok("product_editor", http.MethodGet, "/listings?limit=1&organisation="+company, nil).text(t, "next"))
	if foreign == "" {
		t.Fatal("no cursor")
	}
	whole := []string{"-1", "99999999999999999999999", "1e3", "0x10", "NaN", "1.5", "%20", "1;2", "٣"}
	wrong := map[string][]string{
		"integer": whole, "boolean": {"yes", "2", "TRUE!"}, "date-time": {"yesterday", "2026-02-30T00:00:00Z", "2026-01-01"},
		"cursor": {"x", "AAAA", "..%2f..", "%7B%7D", strings.Repeat("A", 3000), "eyJhIjoxfQ", foreign},
	}
	paths := strings.NewReplacer("{id}", company, "{name}", "nothing", "{number}", "1")
	for _, o := range s.services.operations() {
		path := paths.Replace(o.Path)
		switch {
		case strings.HasPrefix(o.Path, "/needs/"):
			path = strings.ReplaceAll(o.Path, "{id}", need)
		case strings.HasPrefix(o.Path, "/providers"), o.Method != http.MethodGet:
			continue
		}
		required := ""
		for _, q := range o.Query {
			if q.Required && q.Name != "side" {
				required += "&" + q.Name + "=" + company
			} else if q.Required {
				required += "&side=company"
			}
		}
		for _, q := range o.Query {
			kind := q.Type
			if q.Name == "after" {
				kind = "cursor"
			}
			values := wrong[kind]
			if len(q.Values) > 0 {
				values = []string{"nonsense", "%00"}
			}
			for _, v := range values {
				if q.Name == "after" && v == foreign && o.ID == "listListings" {
					continue
				}
				rest := required
				if len(q.Values) > 0 && q.Required {
					rest = ""
				}
				got := s.call("system_admin", o.Method, path+"?"+q.Name+"="+v+rest, nil)
				got.problem(t, o.ID+" "+q.Name+"="+v[:min(len(v), 40)], http.StatusUnprocessableEntity, "")
			}
			if !q.Many && q.Name != "after" && kind == "integer" {
				s.call("system_admin", o.Method, path+"?"+q.Name+"=1&"+q.Name+"=2"+required, nil).problem(t, o.ID+" "+q.Name+" twice", http.StatusUnprocessableEntity, q.Name)
			}
			if q.Required {
				s.call("system_admin", o.Method, path, nil).problem(t, o.ID+" without "+q.Name, http.StatusUnprocessableEntity, q.Name)
			}
		}
	}
	for _, text := range []string{`%22%3E%3Cscript%3E`, `*:*%20OR%20a`, strings.Repeat("a%20", 500), "%F0%9F%92%A3", "(((((", "a~~~~", "+-%26%7C!"} {
		if got := s.call("", http.MethodGet, "/search?q="+text, nil); got.status != http.StatusOK && got.status != http.StatusUnprocessableEntity {
			t.Errorf("search for %.40s: %s", text, got.short())
		}
	}
	if got := s.ok("", http.MethodGet, "/products/"+listing, nil); got.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("headers %v", got.header)
	}
}

// TestAFormOfAnotherSiteChangesNothing tries every operation that changes something
// with the cookie alone, as a browser would that another site leads here.
func TestAFormOfAnotherSiteChangesNothing(t *testing.T) {
	t.Parallel()
	s := newService(t)
	s.session("system_admin")
	before := s.marks()
	for _, o := range s.services.operations() {
		if o.Method == http.MethodGet {
			continue
		}
		path := braces.ReplaceAllString(o.Path, s.organisation("hub"))
		for why, headers := range map[string][]string{
			"no secret":       {web.CSRFHeader, ""},
			"another secret":  {web.CSRFHeader, "nonsense"},
			"another site":    {"Sec-Fetch-Site", "cross-site"},
			"a sister site":   {"Sec-Fetch-Site", "same-site"},
			"another origin":  {"Origin", "https://evil.example"},
			"a hidden origin": {"Origin", "null"},
			"nearly ours":     {"Origin", "http://example.com.evil.example"},
		} {
			s.call("system_admin", o.Method, path, `{}`, headers...).problem(t, o.ID+": "+why, http.StatusForbidden, "")
		}
	}
	for why, headers := range map[string][]string{
		"another site": {"Sec-Fetch-Site", "cross-site"}, "another origin": {"Origin", "https://evil.example"}, "a hidden origin": {"Origin", "null"},
		"a form": {"Content-Type", "text/plain"},
	} {
		s.call("", http.MethodPost, "/session", `{"email":"system_admin@example.com","password":"`+password+`"}`, headers...).
			problem(t, "sign-in from "+why, http.StatusForbidden, "")
	}
	if names := s.changed(before); names != nil {
		t.Errorf("changed %v", names)
	}
}

// TestNobodyPassesForAnother tries what is no session, no token and no host of ours.
func TestNobodyPassesForAnother(t *testing.T) {
	t.Parallel()
	s := newService(t)
	token := s.session("system_admin")
	for why, headers := range map[string][]string{
		"a cookie cut short":   {"Cookie", "matcharenan=" + token[:len(token)-1]},
		"a cookie of nonsense": {"Cookie", "matcharenan=' OR 1=1--"},
		"an empty cookie":      {"Cookie", "matcharenan="},
		"a session as a token": {"Authorization", "Bearer " + token},
		"a password":           {"Authorization", "Basic YTpi"},
		"an empty token":       {"Authorization", "Bearer "},
		"an unsigned token":    {"Authorization", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0."},
	} {
		s.call("", http.MethodGet, "/session", nil, headers...).problem(t, why, http.StatusUnauthorized, "")
	}
	for _, host := range []string{"evil.example", "example.com.evil.example", "example.com:80@evil.example", "localhost.evil.example"} {
		got := s.call("", http.MethodGet, "/products", nil, "Host", host)
		if got.status != http.StatusMisdirectedRequest && got.status != http.StatusBadRequest || strings.Contains(got.body, "evil") {
			t.Errorf("host %s: %s", host, got.short())
		}
	}
	forwarded := s.call("", http.MethodGet, "/providers/entra/start", nil, "X-Forwarded-Host", "evil.example", "X-Forwarded-For", "10.0.0.1", "Forwarded", "host=evil.example")
	if strings.Contains(forwarded.header.Get("Location"), "evil.example") {
		t.Errorf("leads to %s", forwarded.header.Get("Location"))
	}
	s.pass(15 * 24 * 3600e9)
	s.call("", http.MethodGet, "/session", nil, "Cookie", "matcharenan="+token).problem(t, "a session that is over", http.StatusUnauthorized, "")
}

// TestWhatIsNotThereIsAProblem too, below the API.
func TestWhatIsNotThereIsAProblem(t *testing.T) {
	t.Parallel()
	s := newService(t)
	for _, path := range []string{"", "/", "/nothing", "/products/x/y", "/Products", "/admin", "/.git/config"} {
		s.call("", http.MethodGet, path, nil).problem(t, path, http.StatusNotFound, "")
	}
	for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodPatch, "TRACE"} {
		got := s.call("", method, "/products", nil)
		if got.status < http.StatusBadRequest || got.status >= http.StatusInternalServerError || got.header.Get("Content-Type") != web.ProblemType {
			t.Errorf("%s: %s", method, got.short())
		}
	}
	if got := s.call("", http.MethodGet, "/docs", nil); !strings.Contains(got.header.Get("Content-Security-Policy"), "default-src 'none'") ||
		strings.Contains(got.header.Get("Content-Security-Policy"), "unsafe") || strings.Contains(got.body, "<script") {
		t.Errorf("the page's policy: %v", got.header)
	}
}

// TestTheLogCannotBeForged by what a client sends, and tells no secrets.
func TestTheLogCannotBeForged(t *testing.T) {
	t.Parallel()
	s := newService(t)
	token := s.session("system_admin")
	const line = "%0a%7B%22level%22%3A%22ERROR%22%2C%22msg%22%3A%22forged%22%7D"
	s.call("system_admin", http.MethodGet, "/products/a"+line, nil)
	s.call("system_admin", http.MethodGet, "/search?q=a"+line, nil)
	s.call("", http.MethodPost, "/session", "{\"email\":\"a\\n{\\\"msg\\\":\\\"forged\\\"}@example.com\",\"password\":\"geheim geheim\"}")
	s.call("system_admin", http.MethodGet, "/products", nil, "X-Request-Id", `a" msg="forged`, "User-Agent", "\x1b[31mforged")
	text := s.log.String()
	for l := range strings.Lines(text) {
		if !strings.HasPrefix(l, `{"time":`) || strings.Contains(l, `"msg":"forged"`) || strings.Contains(l, "\x1b") {
			t.Errorf("a line is forged: %s", l)
		}
	}
	for _, secret := range []string{token, password, "geheim", "provider secret"} {
		if strings.Contains(text, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
	if text == "" {
		t.Error("nothing was logged")
	}
}
