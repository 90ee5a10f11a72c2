package accounts

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
)

// town is a world with a provider called town, and one person with an account.
type town struct {
	*world
	issuer  string
	client  *http.Client
	company Organisation
	anna    access.Actor
}

func newTown(t *testing.T, change ...func(*Provider)) *town {
	t.Helper()
	// A connection that is kept would outlive the test.
	v := &town{issuer: startProvider(t), client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: providerTimeout}}
	v.world = newWorld(t, func(c *Config) {
		p := Provider{ID: "town", Name: "Karlstads kommun", Issuer: v.issuer, ClientID: clientID, ClientSecret: clientSecret, RedirectURL: redirectURL}
		for _, f := range change {
			f(&p)
		}
		away := p
		away.ID, away.Issuer = "away", "http://127.0.0.1:1"
		c.Providers, c.Client = []Provider{p, away}, v.client
	})
	v.at = time.Now() // the provider has a clock of its own
	v.company = v.organisation(access.Company, "A")
	v.anna = v.person(v.company, "anna@a.test", access.VendorAdmin)
	return v
}

// user is who signs in at the provider, and what it does wrong.
type user struct{ sub, email, name, verified, wrong string }

var anna = user{sub: "1", email: "Anna@A.test", name: "Anna Ask", verified: "true"}

// visit does what a browser does: it goes to the provider and brings its answer.
func (v *town) visit(l Login, u user) Answer {
	v.t.Helper()
	address, err := url.Parse(l.URL)
	if err != nil {
		v.t.Fatal(err)
	}
	q := address.Query()
	for key, value := range map[string]string{"sub": u.sub, "email": u.email, "name": u.name, "verified": u.verified, "wrong": u.wrong} {
		q.Set(key, value)
	}
	address.RawQuery = q.Encode()
	browser := *v.client
	browser.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := browser.Get(address.String())
	if err != nil {
		v.t.Fatal(err)
	}
	defer resp.Body.Close()
	back, err := resp.Location()
	if err != nil || !strings.HasPrefix(back.String(), redirectURL) {
		v.t.Fatalf("the provider answers %s, %v", resp.Status, err)
	}
	got := back.Query()
	return Answer{State: got.Get("state"), Code: got.Get("code"), Issuer: got.Get("iss")}
}

func (v *town) begin(invitation string) Login {
	v.t.Helper()
	return must[Login](v.t)(v.s.BeginLogin(v.ctx(), "town", "/needs?page=2", invitation))
}

// login goes all the way.
func (v *town) login(u user, invitation string) (SignedIn, error) {
	v.t.Helper()
	l := v.begin(invitation)
	in, path, err := v.s.FinishLogin(v.ctx(), "town", v.visit(l, u), l.Browser, "", firefox)
	if err == nil && path != "/needs?page=2" {
		v.t.Errorf("leads to %q", path)
	}
	return in, err
}

func TestSigningInByAProvider(t *testing.T) {
	v := newTown(t)
	if names := v.s.Providers(); !slices.Equal(names, []ProviderName{{"town", "Karlstads kommun"}, {"away", "Karlstads kommun"}}) {
		t.Errorf("the providers are %v", names)
	}
	in := must[SignedIn](t)(v.login(anna, ""))
	actor := must[access.Actor](t)(v.s.Resolve(v.ctx(), in.Token, v.now()))
	if actor.Person != v.anna.Person || !actor.May(access.ListingWrite, v.company.ID) {
		t.Errorf("the actor is %+v", actor)
	}
	if list := must[[]Session](t)(v.s.Sessions(v.ctx(), actor)); len(list) != 1 || list[0].Method != "town" {
		t.Errorf("sessions %+v", list)
	}
	// Linked now: the address at the provider may change, and need not be verified.
	again := must[SignedIn](t)(v.login(user{sub: "1", email: "new@elsewhere.test"}, ""))
	if again.Person != v.anna.Person || v.count("login.link") != 1 {
		t.Errorf("signed in %s, %d links", again.Person, v.count("login.link"))
	}
	v.person(v.company, "b@a.test", access.VendorAdmin) // so that the company keeps a writer
	if _, err := v.s.SetPersonActive(v.ctx(), operator, v.anna.Person, 0, false); err != nil {
		t.Fatal(err)
	}
	if _, err := v.login(anna, ""); !errors.Is(err, ErrNoAccount) {
		t.Errorf("somebody shut out: %v", err)
	}
	closed := anna
	closed.sub = "another"
	if _, err := v.login(closed, ""); !errors.Is(err, ErrNoAccount) || v.count("login.link") != 1 {
		t.Errorf("somebody shut out by another link: %v", err)
	}
}

func TestWhatAProviderDoesWrong(t *testing.T) {
	v := newTown(t)
	for _, wrong := range []string{
		"nonce", "no nonce", "audience", "party", "expired", "issuer", "no subject", "unsigned", "key", "no ID token",
	} {
		u := anna
		u.wrong = wrong
		in, err := v.login(u, "")
		if !errors.Is(err, ErrProvider) || in != (SignedIn{}) {
			t.Errorf("%s: %v", wrong, err)
		}
		wantKind(t, wrong, err, fault.Invalid)
	}
	if n := v.count("session.begin") + v.count("login.link"); n != 0 {
		t.Errorf("%d events", n)
	}
	if _, err := v.login(anna, ""); err != nil {
		t.Errorf("nothing wrong: %v", err)
	}
}

func TestAnswersThatAreNotGood(t *testing.T) {
	v := newTown(t)
	finish := func(a Answer, browser string) error {
		_, _, err := v.s.FinishLogin(v.ctx(), "town", a, browser, "", firefox)
		return err
	}
	tests := []struct {
		name string
		try  func(l Login, a Answer) error
	}{
		{"wrong state", func(l Login, a Answer) error { a.State = strings.Repeat("x", 52); return finish(a, l.Browser) }},
		{"no state", func(l Login, a Answer) error { a.State = ""; return finish(a, l.Browser) }},
		{"another browser", func(_ Login, a Answer) error { return finish(a, v.begin("").Browser) }},
		{"no cookie", func(_ Login, a Answer) error { return finish(a, "") }},
		{"wrong code", func(l Login, a Answer) error { a.Code = "x"; return finish(a, l.Browser) }},
		{"no code", func(l Login, a Answer) error { a.Code = ""; return finish(a, l.Browser) }},
		{"refused", func(l Login, a Answer) error { a.Error = "access_denied"; return finish(a, l.Browser) }},
		{"another issuer", func(l Login, a Answer) error { a.Issuer = "https://another.test"; return finish(a, l.Browser) }},
		{"another's code", func(l Login, a Answer) error {
			// Of a sign-in that was begun elsewhere: PKCE and nonce are others.
			a.Code = v.visit(v.begin(""), user{sub: "2", email: "b@a.test", verified: "true"}).Code
			return finish(a, l.Browser)
		}},
		{"another provider", func(l Login, a Answer) error {
			_, _, err := v.s.FinishLogin(v.ctx(), "away", a, l.Browser, "", firefox)
			return err
		}},
		{"replayed", func(l Login, a Answer) error {
			if err := finish(a, l.Browser); err != nil {
				t.Error(err)
			}
			return finish(a, l.Browser)
		}},
		{"replayed code", func(l Login, a Answer) error {
			if err := finish(a, l.Browser); err != nil {
				t.Error(err)
			}
			next := v.begin("")
			b := v.visit(next, anna)
			b.Code = a.Code
			return finish(b, next.Browser)
		}},
		{"too old", func(l Login, a Answer) error {
			v.pass(LoginLife)
			defer v.pass(-LoginLife)
			return finish(a, l.Browser)
		}},
	}
	for _, test := range tests {
		l := v.begin("")
		if err := test.try(l, v.visit(l, anna)); !errors.Is(err, ErrProvider) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	_, _, err := v.s.FinishLogin(v.ctx(), "none", Answer{}, "", "", firefox)
	wantKind(t, "no such provider", err, fault.NotFound)
}

// TestAnAnswerIsUsedOnce brings one answer many times at once.
func TestAnAnswerIsUsedOnce(t *testing.T) {
	v := newTown(t)
	l := v.begin("")
	a := v.visit(l, anna)
	errs := make([]error, 6)
	var group sync.WaitGroup
	for i := range errs {
		group.Go(func() { _, _, errs[i] = v.s.FinishLogin(v.ctx(), "town", a, l.Browser, "", firefox) })
	}
	group.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else if !errors.Is(err, ErrProvider) {
			t.Error(err)
		}
	}
	if won != 1 || v.count("session.begin") != 1 {
		t.Errorf("%d won, %d sessions", won, v.count("session.begin"))
	}
}

func TestAddressesMustBeVerified(t *testing.T) {
	v := newTown(t, func(p *Provider) { p.Domains = []string{"A.test"} })
	v.person(v.company, "b@elsewhere.test", access.ProductEditor)
	for name, u := range map[string]user{
		"not verified":         {sub: "1", email: "anna@a.test", verified: "false"},
		"not verified, a text": {sub: "1", email: "anna@a.test", verified: "false", wrong: "text"},
		"no address":           {sub: "1", verified: "true"},
		"another domain":       {sub: "1", email: "b@elsewhere.test", verified: "true"},
	} {
		_, err := v.login(u, "")
		wantKind(t, name, err, fault.Forbidden)
	}
	if n := v.count("login.link"); n != 0 {
		t.Errorf("%d links", n)
	}
	if _, err := v.login(user{sub: "1", email: "anna@a.test", verified: "true", wrong: "text"}, ""); err != nil {
		t.Errorf("verified, a text: %v", err)
	}
}

func TestAccountsNeedAnInvitation(t *testing.T) {
	v := newTown(t)
	carl := user{sub: "3", email: "carl@a.test", name: "Carl Carlsson", verified: "true"}
	for name, invitation := range map[string]string{"none": "", "unknown": "x"} {
		if _, err := v.login(carl, invitation); !errors.Is(err, ErrNoAccount) && !errors.Is(err, ErrLink) {
			t.Errorf("%s: %v", name, err)
		}
	}
	v.invite(v.anna, v.company, "carl@a.test", access.ProductEditor)
	secret := v.secret("invitation")
	other := carl
	other.email = "other@a.test"
	if _, err := v.login(other, secret); !errors.Is(err, ErrNoAccount) {
		t.Errorf("an invitation to another address: %v", err)
	}
	unverified := carl
	unverified.verified = "false"
	_, err := v.login(unverified, secret)
	wantKind(t, "not verified", err, fault.Forbidden)
	if all := strings.Count(v.dump(peopleName), "\n"); all != 1 {
		t.Fatalf("%d people", all)
	}
	in := must[SignedIn](t)(v.login(carl, secret))
	p := must[store.Item[person]](t)(v.s.people.Get(v.ctx(), in.Person)).Value
	if p.Name != carl.name || p.Email != carl.email || p.PasswordHash != "" || !v.actor(in.Person).May(access.ListingWrite, v.company.ID) {
		t.Errorf("made %+v", p)
	}
	if _, err := v.s.Offer(v.ctx(), secret); !errors.Is(err, ErrLink) {
		t.Errorf("the invitation is good still: %v", err)
	}
	actor := v.actor(in.Person)
	_, err = v.s.ChangePassword(v.ctx(), actor, "", nextPassword, firefox)
	wantKind(t, "changing a password that there is not", err, fault.Conflict)

	// Somebody with an account who comes by an invitation gets the roles.
	v.pass(time.Second) // the last mail is found by its time
	b := v.organisation(access.Company, "B")
	v.invite(v.person(b, "b@b.test", access.VendorAdmin), b, "anna@b.test", access.ProductEditor)
	if in := must[SignedIn](t)(v.login(anna, v.secret("invitation"))); !v.actor(in.Person).In(b.ID) {
		t.Error("the invitation was not accepted")
	}
	// One that is good no more does not keep her out.
	if _, err := v.login(anna, v.secret("invitation")); err != nil {
		t.Error(err)
	}
}

func TestKeysRotate(t *testing.T) {
	v := newTown(t)
	if _, err := v.login(anna, ""); err != nil {
		t.Fatal(err)
	}
	resp, err := v.client.Post(v.issuer+"/rotate", "", nil)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatal(resp, err)
	}
	resp.Body.Close()
	if _, err := v.login(anna, ""); err != nil {
		t.Errorf("with the new key: %v", err)
	}
	forged := anna
	forged.wrong = "key"
	if _, err := v.login(forged, ""); !errors.Is(err, ErrProvider) {
		t.Errorf("with a key that the provider does not publish: %v", err)
	}
}

func TestBeginningASignIn(t *testing.T) {
	v := newTown(t)
	_, err := v.s.BeginLogin(v.ctx(), "none", "/", "")
	wantKind(t, "none", err, fault.NotFound)
	_, err = v.s.BeginLogin(v.ctx(), "away", "/", "")
	wantKind(t, "one that does not answer", err, fault.Unavailable)
	first, second := v.begin(""), v.begin("")
	a, b := must[*url.URL](t)(url.Parse(first.URL)).Query(), must[*url.URL](t)(url.Parse(second.URL)).Query()
	for _, key := range []string{"state", "nonce", "code_challenge"} {
		if a.Get(key) == "" || a.Get(key) == b.Get(key) || strings.Contains(first.URL, first.Browser) {
			t.Errorf("%s is %q and %q", key, a.Get(key), b.Get(key))
		}
	}
	all := v.dump(loginsName)
	for _, secret := range []string{first.Browser, a.Get("state")} {
		if strings.Contains(all, secret) {
			t.Errorf("the store holds %q", secret)
		}
	}
	for path, want := range map[string]string{
		"/a?b=c#d": "/a?b=c#d", "": "/", "a": "/", "//evil.test": "/", "/\\evil.test": "/", "https://evil.test": "/", "/a\nb": "/",
	} {
		if got := localPath(path); got != want {
			t.Errorf("%q leads to %q", path, got)
		}
	}
}

func TestProvidersAreChecked(t *testing.T) {
	whole := Provider{ID: "a", Issuer: "https://a.test", ClientID: "c", RedirectURL: "https://b.test"}
	for name, list := range map[string][]Provider{
		"twice": {whole, whole}, "no issuer": {{ID: "a", ClientID: "c", RedirectURL: "https://b.test"}}, "empty": {{}},
	} {
		if _, err := newProviders(Config{Providers: list}); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}
