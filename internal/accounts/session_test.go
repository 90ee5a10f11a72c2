package accounts

import (
	"errors"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/store"
)

func TestSessionsRunOut(t *testing.T) {
	w := newWorld(t)
	w.person(w.organisation(access.Company, "A"), "a@a.test", access.VendorAdmin)
	resolves := func(token string) bool {
		t.Helper()
		_, err := w.s.Resolve(w.ctx(), token, w.now())
		if err != nil && !errors.Is(err, ErrSessionOver) {
			t.Fatal(err)
		}
		return err == nil
	}
	in := w.signIn("a@a.test")
	w.pass(DefaultIdle - time.Millisecond)
	if !resolves(in.Token) {
		t.Fatal("over before its time")
	}
	w.pass(DefaultIdle)
	if resolves(in.Token) {
		t.Fatal("good after it was idle for too long")
	}
	in = w.signIn("a@a.test")
	for began := w.now(); w.now().Before(began.Add(DefaultAbsolute)); w.pass(DefaultIdle - time.Hour) {
		if !resolves(in.Token) {
			t.Fatalf("over after %v though it is used", w.now().Sub(began))
		}
	}
	if resolves(in.Token) {
		t.Error("good after the time for all sessions")
	}
	for name, token := range map[string]string{"none": "", "unknown": "x", "long": string(make([]byte, 10000))} {
		if resolves(token) {
			t.Errorf("%s is good", name)
		}
	}
}

func TestTimesAreConfigured(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Idle, c.Absolute = time.Hour, 2*time.Hour })
	w.person(w.organisation(access.Company, "A"), "a@a.test", access.VendorAdmin)
	in := w.signIn("a@a.test")
	if !in.Expires.Equal(w.now().Add(2 * time.Hour)) {
		t.Errorf("expires %v", in.Expires)
	}
	w.pass(time.Hour)
	if _, err := w.s.Resolve(w.ctx(), in.Token, w.now()); !errors.Is(err, ErrSessionOver) {
		t.Errorf("idle: %v", err)
	}
}

// TestTouchingWritesSeldom counts the versions of the session's document.
func TestTouchingWritesSeldom(t *testing.T) {
	w := newWorld(t)
	w.person(w.organisation(access.Company, "A"), "a@a.test", access.VendorAdmin)
	in := w.signIn("a@a.test")
	for range 60 {
		w.pass(10 * time.Second)
		if _, err := w.s.Resolve(w.ctx(), in.Token, w.now()); err != nil {
			t.Fatal(err)
		}
	}
	it := must[store.Item[session]](t)(w.s.sessions.Get(w.ctx(), in.Session))
	if it.Version != store.FirstUpdate+2 || !it.Value.Seen.Equal(w.now()) {
		t.Errorf("version %d after ten minutes of use, seen %v", it.Version, it.Value.Seen)
	}
}

func TestOwnSessions(t *testing.T) {
	w := newWorld(t)
	o := w.organisation(access.Company, "A")
	w.person(o, "a@a.test", access.VendorAdmin)
	w.person(o, "b@a.test", access.VendorAdmin)
	first, second, other := w.signIn("a@a.test"), w.signIn("a@a.test"), w.signIn("b@a.test")
	w.pass(time.Minute)
	third := w.signIn("a@a.test")
	actor := must[access.Actor](t)(w.s.Resolve(w.ctx(), third.Token, w.now()))
	list := must[[]Session](t)(w.s.Sessions(w.ctx(), actor))
	if len(list) != 3 || list[0].ID != third.Session || !list[0].Current || list[1].Current {
		t.Fatalf("listed %+v", list)
	}
	if s := list[0]; s.Device != "Firefox, Windows" || s.Address != firefox.Address || !s.Began.Equal(w.now()) || s.Method != "password" {
		t.Errorf("the session is %+v", s)
	}
	if err := w.s.EndSession(w.ctx(), actor, other.Session); !errors.Is(err, ErrSessionOver) {
		t.Errorf("ending another's: %v", err)
	}
	if err := w.s.EndSession(w.ctx(), actor, first.Session); err != nil {
		t.Error(err)
	}
	if n := must[int](t)(w.s.EndOtherSessions(w.ctx(), actor)); n != 1 {
		t.Errorf("ended %d", n)
	}
	for token, good := range map[string]bool{first.Token: false, second.Token: false, third.Token: true, other.Token: true} {
		if _, err := w.s.Resolve(w.ctx(), token, w.now()); (err == nil) != good {
			t.Errorf("good %t: %v", good, err)
		}
	}
	if err := w.s.SignOut(w.ctx(), actor); err != nil {
		t.Error(err)
	}
	if err := w.s.SignOut(w.ctx(), actor); !errors.Is(err, ErrSessionOver) {
		t.Errorf("signing out twice: %v", err)
	}
	if n := w.count("session.end"); n != 3 {
		t.Errorf("%d events of ended sessions", n)
	}
	_, err := w.s.Sessions(w.ctx(), access.Actor{Kind: access.Token, Person: actor.Person})
	wantKind(t, "a token's sessions", err, fault.Forbidden)
	if err := w.s.EndSession(w.ctx(), access.Actor{Kind: access.Token, Person: other.Person}, other.Session); !errors.Is(err, ErrSessionOver) {
		t.Errorf("a token ends its maker's session: %v", err)
	}
}

// TestSessionsEndWithTheWrite ends sessions as a process does that is killed before it
// deletes them.
func TestSessionsEndWithTheWrite(t *testing.T) {
	w := newWorld(t)
	admin := w.person(w.organisation(access.Company, "A"), "a@a.test", access.VendorAdmin)
	in := w.signIn("a@a.test")
	if _, err := w.s.people.Update(w.ctx(), admin.Person, func(p *person, _ *store.Txn) error {
		p.Epoch++
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.s.Resolve(w.ctx(), in.Token, w.now()); !errors.Is(err, ErrSessionOver) {
		t.Errorf("%v", err)
	}
	if list := must[[]Session](t)(w.s.Sessions(w.ctx(), admin)); len(list) != 0 {
		t.Errorf("listed %+v", list)
	}
}

// TestSecretsRotate holds that signing in gives a new secret and ends the old one.
func TestSecretsRotate(t *testing.T) {
	w := newWorld(t)
	w.person(w.organisation(access.Company, "A"), "a@a.test", access.VendorAdmin)
	first := w.signIn("a@a.test")
	second := must[SignedIn](t)(w.s.SignIn(w.ctx(), "a@a.test", password, first.Token, firefox))
	if second.Token == first.Token || second.CSRF == first.CSRF {
		t.Error("a secret stayed")
	}
	if _, err := w.s.Resolve(w.ctx(), first.Token, w.now()); !errors.Is(err, ErrSessionOver) {
		t.Errorf("the old session: %v", err)
	}
	// A secret that somebody has put into the browser is not taken up.
	planted := must[SignedIn](t)(w.s.SignIn(w.ctx(), "a@a.test", password, "planted", firefox))
	if planted.Token == "planted" {
		t.Error("a planted secret is used")
	}
	actor, csrf, err := w.s.Session(w.ctx(), second.Token)
	if err != nil || csrf != second.CSRF || csrf == second.Token || actor.Session != second.Session {
		t.Errorf("%+v %s %v", actor, csrf, err)
	}
	if l := w.s.Language(w.ctx(), actor); l != i18n.Swedish {
		t.Errorf("the language is %s", l)
	}
	if l := w.s.Language(w.ctx(), access.Actor{}); l != "" {
		t.Errorf("a guest's language is %s", l)
	}
}

// TestTheStoreHoldsNoSecrets looks for everything that lets somebody in.
func TestTheStoreHoldsNoSecrets(t *testing.T) {
	w := newWorld(t)
	o := w.organisation(access.Company, "A")
	admin := w.person(o, "a@a.test", access.VendorAdmin)
	in := w.signIn("a@a.test")
	w.invite(admin, o, "b@a.test", access.ProductEditor)
	if err := w.s.RequestReset(w.ctx(), "a@a.test", firefox); err != nil {
		t.Fatal(err)
	}
	_, bearer := w.token(admin, o, access.ListingRead)
	w.pass(touchEvery)
	if _, err := w.s.Resolve(w.ctx(), in.Token, w.now()); err != nil {
		t.Fatal(err)
	}
	all := w.dump(allCollections()...)
	for name, secret := range map[string]string{
		"session": in.Token, "form": in.CSRF, "invitation": w.secret("invitation"), "reset": w.secret("reset"),
		"token": bearer, "token without prefix": bearer[len(tokenPrefix):], "password": password,
	} {
		if len(secret) < 20 || contains(all, secret) {
			t.Errorf("the store holds the secret of the %s, %q", name, secret)
		}
	}
	trail := w.dump("audit_inbox")
	for _, personal := range []string{"@", "Anna", firefox.Address, "Firefox"} {
		if contains(trail, personal) {
			t.Errorf("the audit trail holds %q", personal)
		}
	}
}

func TestDevices(t *testing.T) {
	for agent, want := range map[string]string{
		"": "", "x": "", firefox.UserAgent: "Firefox, Windows",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15":                   "Safari, macOS",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0":           "Edge, Windows",
		"Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36":                   "Chrome, Android",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1": "Safari, iPhone",
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36":                                   "Chrome, Linux",
	} {
		if got := Device(agent); got != want {
			t.Errorf("%q is %q, want %q", agent, got, want)
		}
	}
}
