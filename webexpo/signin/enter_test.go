package signin

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/web/session"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

func TestSomebodySignsInAndOut(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.person("anna@example.com", "Anna Ek", access.ProductEditor)
	b := s.browser()
	b.get("/logga-in?sida=%2Fbehov%2F1%3Fsteg%3D2").says(t, 200, `value="/behov/1?steg=2"`, `autocomplete="username"`, `autocomplete="current-password"`, "not", `name="csrf"`)
	b.post("/logga-in", "email", " Anna@Example.com ", "password", password, "sida", "/behov/1?steg=2").leads(t, "/behov/1?steg=2")
	b.get("/konto").says(t, 200, "anna@example.com", "Nattljus AB", "Produktredaktör")
	b.get("/logga-in?sida=/konto").leads(t, "/konto")
	b.post("/logga-ut").leads(t, "/logga-in?klart=signedOut")
	b.get("/konto").says(t, http.StatusUnauthorized)
	b.post("/logga-ut").leads(t, "/logga-in?klart=signedOut")
	b.get("/logga-in?klart=signedOut").says(t, 200, "Du är utloggad.")
}

func TestARefusalDoesNotTellWhetherThereIsAnAccount(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.person("anna@example.com", "Anna Ek", access.ProductEditor)
	var pages []string
	for _, email := range []string{"anna@example.com", "eva@example.com"} {
		got := s.browser().post("/logga-in", "email", email, "password", "Hemligt lösenord 1")
		got.says(t, http.StatusUnprocessableEntity, "stämmer inte", `value="`+email+`"`, "not", "Hemligt lösenord 1", "Anna Ek")
		pages = append(pages, strings.ReplaceAll(got.body, email, "X"))
	}
	if pages[0] != pages[1] {
		t.Error("the answers differ")
	}
}

func TestTooManyTriesAreSlowedDown(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	var got answer
	for range 8 {
		got = b.post("/logga-in", "email", "anna@example.com", "password", "fel")
	}
	got.says(t, http.StatusTooManyRequests, "för många försök", `value="anna@example.com"`)
	if got.Header.Get("Retry-After") == "" {
		t.Error("nobody tells how long to wait")
	}
}

func TestSigningInLeadsToPathsOfOursOnly(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.person("anna@example.com", "Anna Ek", access.ProductEditor)
	in := s.signIn("anna@example.com")
	for _, path := range []string{
		"//evil.example", "https://evil.example", `\\evil.example`, `/\evil.example`, "javascript:alert(1)", "/\t/evil.example",
		"evil.example", "/logga-in", "/logga-in?sida=/logga-in", "/logga-ut", "/logga-in/entra", "",
	} {
		s.browser().post("/logga-in", "email", "anna@example.com", "password", password, "sida", path).leads(t, "/")
		in.get("/logga-in?sida="+url.QueryEscape(path)).leads(t, "/")
		s.browser().get("/logga-in?sida="+url.QueryEscape(path)).says(t, 200, `name="sida" value="/"`, "not", `="//evil`, `="https://evil`)
	}
}

func TestOtherSitesSignNobodyIn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.person("anna@example.com", "Anna Ek", access.ProductEditor)
	form := url.Values{"email": {"anna@example.com"}, "password": {password}}.Encode()
	for name, headers := range map[string][]string{
		"another origin":              {"Origin", "https://evil.example"},
		"no origin":                   {"Origin", "null"},
		"a cross-site":                {"Sec-Fetch-Site", "cross-site"},
		"a browser that does not say": {"Origin", ""},
	} {
		for _, path := range []string{"/logga-in", "/glomt-losenord", "/inbjudan/x", "/aterstall/x", "/logga-ut"} {
			b := s.browser()
			if got := b.send(http.MethodPost, path, form, headers...); got.StatusCode != http.StatusForbidden || len(b.cookies) > 0 {
				t.Errorf("%s to %s: %d %v", name, path, got.StatusCode, b.cookies)
			}
		}
	}
	in := s.signIn("anna@example.com")
	in.csrf = "0000"
	in.post("/logga-ut").says(t, http.StatusForbidden)
	in.get("/konto").says(t, 200)
}

func TestWhatSomebodyElseWroteInTheAddressDoesNoHarm(t *testing.T) {
	t.Parallel()
	b := newSite(t).browser()
	b.get("/logga-in?epost=%22%3E%3Cscript%3E&fel=%3Cb%3E&klart=%3Cb%3E&utm_source=x&sida=%2F%22%3E%3Cscript%3E").
		says(t, 200, "Det gick inte att logga in.", "not", `"><script>`, "<b>")
	b.get("/logga-in?epost="+strings.Repeat("a", 300)+"%FF").says(t, 200, `name="email" type="email" value=""`)
	b.get("/logga-in?fel=noAccount").says(t, 200, "Du har inget konto här än.")
	b.get("/logga-in?klart=sessionOver").says(t, 200, "Det du skrev kan finnas kvar.")
	b.get("/logga-in").says(t, 200, "not", "Det du skrev kan finnas kvar.", "Konton att prova med")
}

func TestADemoShowsItsAccounts(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := &Area{s: Services{Accounts: s.accounts, Demo: Demo{Password: "prova", Accounts: []DemoAccount{{"Vera", "vera@x.example", access.VendorAdmin}}}}}
	v := a.newEnterPage(frame.Base{}, way{back: "/konto"}, nil)
	want := demoRow{"Leverantörsadmin", "Vera", "vera@x.example", "/logga-in?epost=vera%40x.example&sida=%2Fkonto"}
	if len(v.Demo) != 1 || v.Demo[0] != want || v.Password != "prova" {
		t.Errorf("%+v", v.Demo)
	}
}

// newProvider is a provider that tells where to go, and no more.
func newProvider(t *testing.T, id string) accounts.Provider {
	t.Helper()
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if _, err := w.Write([]byte(`{"issuer":"` + server.URL + `","authorization_endpoint":"` + server.URL + `/authorize","token_endpoint":"` +
			server.URL + `/token","jwks_uri":"` + server.URL + `/keys"}`)); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(server.Close)
	return accounts.Provider{ID: id, Name: "Kommunens inloggning", Issuer: server.URL, ClientID: "m", ClientSecret: "s", RedirectURL: "http://localhost" + session.Providers + "/" + id + "/callback"}
}

func TestAProviderIsGoneToAndMayBeAway(t *testing.T) {
	t.Parallel()
	away := newProvider(t, "away")
	away.Issuer = "http://127.0.0.1:1"
	s := newSite(t, newProvider(t, "entra"), away)
	link := s.invite("ny@example.com")
	b := s.browser()
	b.get("/logga-in?sida=/behov").says(t, 200, "Logga in med Kommunens inloggning", `href="/logga-in/entra?sida=%2Fbehov"`)
	b.get(link).says(t, 200, `href="`+link+`/entra"`)
	for _, path := range []string{"/logga-in/entra?sida=/behov", link + "/entra"} {
		got := b.get(path)
		to := must[*url.URL](t)(url.Parse(got.Header.Get("Location")))
		q := to.Query()
		if got.StatusCode != http.StatusSeeOther || to.Path != "/authorize" || q.Get("code_challenge_method") != "S256" || q.Get("state") == "" || b.cookies[session.LoginCookie] == "" {
			t.Errorf("%s: %d %s %v", path, got.StatusCode, to, b.cookies)
		}
	}
	b.get("/logga-in/away?sida=/behov").leads(t, "/logga-in?fel=providerAway&sida=%2Fbehov")
	b.get("/logga-in/none").says(t, http.StatusNotFound)
	b.get("/inbjudan/nonsense/entra").says(t, http.StatusNotFound, "Länken gäller inte längre")
}

func TestEveryRoleAndPermissionHasAName(t *testing.T) {
	t.Parallel()
	for _, l := range i18n.Languages() {
		p := i18n.Printer{Language: l}
		for _, r := range access.Roles() {
			if !p.Has("role." + string(r)) {
				t.Errorf("%s has no name in %s", r, l)
			}
		}
		for _, permission := range access.Permissions() {
			if !p.Has(ScopeKey(permission)) {
				t.Errorf("%s has no name in %s", permission, l)
			}
		}
		for _, side := range access.Sides() {
			if !p.Has("signin.side." + string(side)) {
				t.Errorf("%s has no name in %s", side, l)
			}
		}
	}
}

func TestASessionThatIsOverLetsNobodyIn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.person("anna@example.com", "Anna Ek", access.ProductEditor)
	b := s.signIn("anna@example.com")
	s.pass(accounts.DefaultIdle + time.Minute)
	b.get("/konto").says(t, http.StatusUnauthorized)
	if len(b.cookies) != 0 {
		t.Errorf("the browser keeps %v", b.cookies)
	}
}
