package signin

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/storetest"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

const password = "en lång mening om natten"

// letters is where the tests' mails lie.
const letters = "letters"

// postbox keeps the last link that was mailed to each address.
type postbox struct {
	mu    sync.Mutex
	links map[string]string
}

func (p *postbox) Mail(to, _, template string, data map[string]string, key string) (store.Effect, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if link := data["link"]; link != "" {
		p.links[to] = link
	}
	return store.NewEffect(letters, key, struct {
		Template string `json:"template"`
	}{template})
}

// site is the pages on real accounts.
type site struct {
	t        *testing.T
	app      *web.App
	accounts *accounts.Service
	mails    *postbox
	company  accounts.Organisation
	mu       sync.Mutex
	at       time.Time
	log      strings.Builder
}

// Write takes a line of the log.
func (s *site) Write(line []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.Write(line)
}

func (s *site) logged() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.String()
}

func (s *site) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at
}

func (s *site) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = s.at.Add(d)
}

func must[T any](t testing.TB) func(v T, err error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func newSite(t *testing.T, providers ...accounts.Provider) *site {
	t.Helper()
	engine := storetest.OpenDeclared(t, slices.Concat(accounts.Declarations(), audit.Declarations(), []store.Declaration{{Name: letters}}))
	s := &site{t: t, mails: &postbox{links: map[string]string{}}, at: time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)}
	s.accounts = must[*accounts.Service](t)(accounts.New(accounts.Config{
		Engine: engine, Mailer: s.mails, Now: s.now, Providers: providers,
		Hashing: accounts.Hashing{Memory: 64, Iterations: 1, Parallelism: 1, Concurrent: 4, Waiting: 100},
		Link:    func(p accounts.Page, secret string) string { return "http://localhost/" + LinkPath(p, secret) },
	}))
	s.company = s.organisation(access.Company, "Nattljus AB")
	plenty := web.Rate{Count: 1_000_000, Per: time.Minute}
	s.app = must[*web.App](t)(web.NewApp(web.Options{
		Log: slog.New(slog.NewJSONHandler(s, nil)), Now: s.now, Auth: s.accounts,
		Rates: web.Rates{Read: plenty, Write: plenty, SignIn: plenty, Expensive: plenty, Guesses: plenty, Remembered: 1000},
	}))
	f := must[*frame.Frame](t)(frame.New(frame.Options{Now: s.now, Zone: time.UTC}))
	must[*Area](t)(New(f, Services{Now: s.now, Accounts: s.accounts})).Mount(s.app)
	return s
}

func (s *site) organisation(side access.Side, name string) accounts.Organisation {
	s.t.Helper()
	return must[accounts.Organisation](s.t)(s.accounts.CreateOrganisation(
		s.t.Context(), access.Service("test"), side, accounts.Profile{Name: name, Country: "SE"}))
}

// person adds somebody to the company and returns the ID.
func (s *site) person(email, name string, roles ...access.Role) string {
	s.t.Helper()
	return must[accounts.Added](s.t)(s.accounts.AddPerson(s.t.Context(), access.Service("test"), accounts.NewPerson{
		Email: email, Name: name, Language: i18n.Swedish, Password: password, Organisation: s.company.ID, Roles: roles,
	})).Person
}

// invite mails an invitation and returns the path of its link.
func (s *site) invite(email string) string {
	s.t.Helper()
	must[accounts.Invitation](s.t)(s.accounts.Invite(s.t.Context(), access.Service("test"), accounts.Invitee{
		Organisation: s.company.ID, Email: email, Language: i18n.Swedish, Roles: []access.Role{access.ProductEditor},
	}))
	return s.mailed(email)
}

// mailed is the path of the last link that came to an address.
func (s *site) mailed(email string) string {
	s.t.Helper()
	path, ours := strings.CutPrefix(s.mails.links[email], "http://localhost")
	if !ours {
		s.t.Fatalf("no link came to %s", email)
	}
	return path
}

// browser keeps cookies and sends forms as a browser does.
type browser struct {
	*site
	cookies map[string]string
	csrf    string // of the page that was read last
}

func (s *site) browser() *browser { return &browser{site: s, cookies: map[string]string{}} }

type answer struct {
	*http.Response
	body string
}

var csrfField = regexp.MustCompile(`name="csrf" value="(\w+)"`)

func (b *browser) send(method, path, body string, headers ...string) answer {
	b.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = "localhost"
	r.Header.Set("Accept", "text/html")
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", "http://localhost")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := b.app.Test(r, -1)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text := must[[]byte](b.t)(io.ReadAll(response.Body))
	for _, c := range response.Cookies() {
		if c.Value == "" || c.MaxAge < 0 || c.Expires.Year() == 1970 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c.Value
		}
	}
	if m := csrfField.FindStringSubmatch(string(text)); m != nil {
		b.csrf = m[1]
	}
	if kept := response.Header.Get("Cache-Control"); response.StatusCode == http.StatusOK && kept != "no-store" {
		b.t.Errorf("%s %s may be kept: %q", method, path, kept)
	}
	return answer{response, string(text)}
}

func (b *browser) get(path string) answer {
	b.t.Helper()
	return b.send(http.MethodGet, path, "")
}

// post sends a form: names and values by turns.
func (b *browser) post(path string, pairs ...string) answer {
	b.t.Helper()
	form := url.Values{}
	if b.csrf != "" {
		form.Set("csrf", b.csrf)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return b.send(http.MethodPost, path, form.Encode())
}

// signIn begins a session and reads a page of it, for its forms.
func (s *site) signIn(email string) *browser {
	s.t.Helper()
	b := s.browser()
	b.post(enterPath, "email", email, "password", password).leads(s.t, "/")
	if got := b.get(accountPath); got.StatusCode != http.StatusOK {
		s.t.Fatalf("%s is not signed in: %d", email, got.StatusCode)
	}
	return b
}

// leads expects that the answer leads to a path.
func (a answer) leads(t *testing.T, to string) {
	t.Helper()
	if got := a.Header.Get("Location"); a.StatusCode != http.StatusSeeOther || got != to {
		t.Fatalf("%d leads to %q, want %q: %s", a.StatusCode, got, to, a.body)
	}
}

// says expects a status and texts, and none of what comes after "not".
func (a answer) says(t *testing.T, status int, texts ...string) {
	t.Helper()
	if a.StatusCode != status {
		t.Errorf("status %d, want %d: %s", a.StatusCode, status, a.body)
	}
	wanted := true
	for _, text := range texts {
		if text == "not" {
			wanted = false
		} else if strings.Contains(a.body, text) != wanted {
			t.Errorf("%q is there: %t, want %t: %s", text, !wanted, wanted, a.body)
		}
	}
}
