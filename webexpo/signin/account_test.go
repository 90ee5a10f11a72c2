package signin

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

func TestGuestsHaveNoAccount(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, path := range []string{accountPath, passwordPath, sessionsPath, keysPath, erasePath} {
		s.browser().get(path).says(t, http.StatusUnauthorized)
	}
	for _, path := range []string{accountPath, passwordPath, keysPath, erasePath, sessionsPath + "/x/avsluta", sessionsPath + "/avsluta-andra", keysPath + "/x/aterkalla"} {
		s.browser().post(path).says(t, http.StatusUnauthorized)
	}
}

var versionField = regexp.MustCompile(`name="version" value="(\d+)"`)

// version is that of the form on the page.
func version(t *testing.T, a answer) string {
	t.Helper()
	m := versionField.FindStringSubmatch(a.body)
	if m == nil {
		t.Fatalf("no version: %s", a.body)
	}
	return m[1]
}

func TestNameAndLanguageAreChanged(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.person("anna@example.com", "Anna Ek", access.ProductEditor)
	b := s.signIn("anna@example.com")
	first := version(t, b.get("/konto"))
	b.post("/konto", "version", first, "name", "Anna Alm", "language", "en").leads(t, "/konto?klart=accountSaved")
	b.get("/konto?klart=accountSaved").says(t, 200, "Your details are saved.", `value="Anna Alm"`)

	b.post("/konto", "version", first, "name", "Anna <i>", "language", "sv").
		says(t, http.StatusConflict, "another window", "Anna Alm", `value="Anna &lt;i&gt;"`, "not", "<i>", `name="version" value="`+first+`"`)
	again := version(t, b.post("/konto", "version", first, "name", "Anna Berg", "language", "sv"))
	b.post("/konto", "version", again, "name", "Anna Berg", "language", "sv").leads(t, "/konto?klart=accountSaved")

	last := version(t, b.get("/konto"))
	b.post("/konto", "version", last, "name", "  ", "language", "sv").says(t, http.StatusUnprocessableEntity, "&#34;Namn&#34; saknas", `href="#f-name"`)
	b.post("/konto", "version", last, "name", "Anna", "language", "fi").says(t, http.StatusUnprocessableEntity, "Inget språk är valt", `value="Anna"`)
	for _, bad := range []string{"", "0", "-1", "x"} {
		b.post("/konto", "version", bad, "name", "Anna", "language", "sv").says(t, http.StatusBadRequest)
	}
	b.get("/konto").says(t, 200, `value="Anna Berg"`)
}

func TestAPasswordIsChangedByWhoKnowsIt(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.person("anna@example.com", "Anna Ek", access.ProductEditor)
	b, other := s.signIn("anna@example.com"), s.signIn("anna@example.com")
	b.post("/konto/losenord", "present", "fel lösenord", "password", next).
		says(t, http.StatusUnprocessableEntity, "Det nuvarande lösenordet stämmer inte", `href="#f-present"`, "not", "fel lösenord", next, "E-postadressen eller")
	b.post("/konto/losenord", "present", password, "password", "anna och hennes vänner").
		says(t, http.StatusUnprocessableEntity, "en del av din e-postadress", `href="#f-password"`, "not", "hennes vänner")
	before := b.cookies["matcharenan"]
	b.post("/konto/losenord", "present", password, "password", next).leads(t, "/konto?klart=passwordChanged")
	if b.cookies["matcharenan"] == before {
		t.Error("the session's secret stays the same")
	}
	b.get("/konto").says(t, 200)
	other.get("/konto").says(t, http.StatusUnauthorized)
}

func TestAnAccountWithoutAPasswordIsToldHowToGetOne(t *testing.T) {
	t.Parallel()
	v := newPasswordPage(own{}, accounts.Person{Email: "a@example.com"}, nil)
	if v.None == nil || v.None.Link.Href != forgotPath || len(v.Fields) != 0 {
		t.Errorf("%+v", v)
	}
}

var endForm = regexp.MustCompile(`action="(/konto/sessioner/[\w-]+/avsluta)"`)

func TestSessionsAreSeenAndEndedByTheirOwner(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.person("anna@example.com", "Anna Ek", access.ProductEditor)
	s.person("bo@example.com", "Bo Ek", access.ProductEditor)
	bo := s.signIn("bo@example.com")
	foreign := endForm.FindStringSubmatch(bo.get(sessionsPath).body)[1]
	first := s.signIn("anna@example.com")
	s.pass(time.Minute)
	b := s.browser()
	b.send(http.MethodPost, enterPath, url.Values{"email": {"anna@example.com"}, "password": {password}}.Encode(),
		"User-Agent", "Mozilla/5.0 (iPhone) FxiOS/1 <b>").leads(t, "/")
	page := b.get(sessionsPath)
	page.says(t, 200, "Firefox, iPhone", "Okänd enhet", "Den här", "31 mars 2026 kl. 12.01", "Logga ut överallt utom här", "not", "<b>", foreign)
	rows := endForm.FindAllStringSubmatch(page.body, -1)
	if len(rows) != 2 || strings.Count(page.body, "Den här") != 1 {
		t.Fatalf("%v: %s", rows, page.body)
	}
	b.post(foreign).leads(t, sessionsPath+"?klart=sessionGone")
	bo.get("/konto").says(t, 200)

	oldest := rows[1][1]
	b.post(oldest).leads(t, sessionsPath+"?klart=sessionEnded")
	first.get("/konto").says(t, http.StatusUnauthorized)
	b.post(oldest).leads(t, sessionsPath+"?klart=sessionGone")
	b.get(sessionsPath).says(t, 200, "not", "Logga ut överallt")

	third := s.signIn("anna@example.com")
	b.post(sessionsPath+"/avsluta-andra").leads(t, sessionsPath+"?klart=sessionsEnded")
	third.get("/konto").says(t, http.StatusUnauthorized)
	b.post(rows[0][1]).leads(t, enterPath+"?klart=signedOut")
	b.get("/konto").says(t, http.StatusUnauthorized)
	bo.get("/konto").says(t, 200)
}

func TestSessionsNameTheirProvider(t *testing.T) {
	t.Parallel()
	v := newSessionsPage(own{Base: frame.Base{}}, []accounts.Session{{ID: "1", Method: "entra"}, {ID: "2", Method: "password", Current: true}},
		[]accounts.ProviderName{{ID: "entra", Name: "Kommunens"}})
	if v.Sessions[0].Method != "Kommunens" || v.Sessions[1].Method != "Lösenord" || v.Sessions[0].Current != nil || v.Sessions[1].Current == nil || !v.Others {
		t.Errorf("%+v", v.Sessions)
	}
}

func TestAnAccountIsErasedByWhoConfirmsIt(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.person("vera@example.com", "Vera Ek", access.VendorAdmin)
	s.person("anna@example.com", "Anna Ek", access.ProductEditor)
	last := s.signIn("vera@example.com")
	last.post(erasePath, "email", "vera@example.com").says(t, http.StatusConflict, "minst en person")

	b := s.signIn("anna@example.com")
	b.get(erasePath).says(t, 200, "Det går inte att ångra", "anna@example.com")
	for _, typed := range []string{"", "vera@example.com"} {
		b.post(erasePath, "email", typed).says(t, http.StatusUnprocessableEntity, "Adressen är inte den", `href="#f-email"`)
	}
	b.get("/konto").says(t, 200)
	b.post(erasePath, "email", "Anna@example.com ").leads(t, "/logga-in?klart=accountErased")
	b.get("/konto").says(t, http.StatusUnauthorized)
	s.browser().post("/logga-in", "email", "anna@example.com", "password", password).says(t, http.StatusUnprocessableEntity, "stämmer inte")
}
