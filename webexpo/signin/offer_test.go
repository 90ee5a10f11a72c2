package signin

import (
	"net/http"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
)

func TestAnInvitationMakesAnAccountOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	link := s.invite("ny@example.com")
	b := s.browser()
	b.get(link).says(t, 200, "Inbjudan till Nattljus AB", "Produktredaktör", "ny@example.com", "14 april 2026", `autocomplete="new-password"`, "Minst 12 tecken")
	b.post(link, "name", "Berit Sjö", "language", "sv", "password", "kort").
		says(t, http.StatusUnprocessableEntity, "för kort", `value="Berit Sjö"`, `href="#f-password"`, "not", `value="kort"`)
	b.post(link, "name", "", "language", "sv", "password", password).
		says(t, http.StatusUnprocessableEntity, "&#34;Namn&#34; saknas", "not", "{member}", password)
	b.post(link, "name", "Berit Sjö", "language", "en", "password", password).leads(t, "/konto?klart=invitationAccepted")
	b.get("/konto").says(t, 200, "Berit Sjö", "Nattljus AB", "My account")

	again := s.browser()
	again.get(link).says(t, http.StatusNotFound, "Länken gäller inte längre", "Logga in som vanligt", `href="/logga-in"`, "not", "ny@example.com", "Nattljus")
	again.post(link, "name", "Någon", "language", "sv", "password", password+"!").says(t, http.StatusNotFound, "Länken gäller inte längre")
	if len(again.cookies) > 0 {
		t.Error("a used link signs in")
	}
}

func TestSecretsOfLinksAreInNoLog(t *testing.T) {
	t.Parallel()
	s := newSite(t, newProvider(t, "entra"))
	s.person("anna@example.com", "Anna Ek", access.ProductEditor)
	link, b := s.invite("ny@example.com"), s.browser()
	b.get(link).says(t, 200)
	b.get(link + "/entra")
	b.post(link, "name", "Berit", "language", "sv", "password", "kort")
	b.get(enterAt(link)).says(t, 200)
	b.post("/glomt-losenord", "email", "anna@example.com")
	b.get(s.mailed("anna@example.com"))
	b.post(s.mailed("anna@example.com"), "password", "kort")
	log := s.logged()
	if !strings.Contains(log, invitationPath+"/:secret") || !strings.Contains(log, resetPath+"/:secret") {
		t.Fatalf("nothing was logged: %s", log)
	}
	for _, path := range []string{link, s.mailed("anna@example.com")} {
		if secret := path[strings.LastIndex(path, "/")+1:]; strings.Contains(log, secret) {
			t.Errorf("%s is in the log: %s", secret, log)
		}
	}
}

func TestAnInvitationIsOverAfterItsTime(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	link := s.invite("ny@example.com")
	s.pass(accounts.InvitationLife)
	for _, path := range []string{link, "/inbjudan/nonsense", "/inbjudan/%2e%2e"} {
		if got := s.browser().get(path); got.StatusCode == http.StatusOK {
			t.Errorf("%s: %d", path, got.StatusCode)
		}
	}
	s.browser().get(link).says(t, http.StatusNotFound, "Länken gäller inte längre", "skicka en ny inbjudan", "not", "ny@example.com")
	s.browser().post(link, "name", "Berit", "language", "sv", "password", password).says(t, http.StatusNotFound, "Länken gäller inte längre")
}

func TestWhoHasAnAccountAcceptsWithIt(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.company = s.organisation(access.Company, "Gamla AB")
	s.person("anna@example.com", "Anna Ek", access.MeetingParticipant)
	s.company = s.organisation(access.Company, "Nya AB")
	link := s.invite("anna@example.com")

	guest := s.browser()
	guest.get(link).says(t, 200, "Du har redan ett konto", `href="/logga-in?sida=%2Finbjudan%2F`, "not", "Skapa konto", `name="password"`)
	guest.post(link, "name", "Anna", "language", "sv", "password", password).says(t, http.StatusConflict, "redan ett konto")

	b := s.signIn("anna@example.com")
	b.get(link).says(t, 200, "Du är inloggad som anna@example.com", "not", `name="password"`)
	b.post(link).leads(t, "/konto?klart=invitationJoined")
	b.get("/konto").says(t, 200, "Nya AB", "Gamla AB", "Produktredaktör", "Mötesdeltagare")
	b.get(link).says(t, http.StatusNotFound, "Länken gäller inte längre")
}

func TestWhoIsSignedInWithAnotherAddressIsWarned(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.person("anna@example.com", "Anna Ek", access.MeetingParticipant)
	link := s.invite("ny@example.com")
	b := s.signIn("anna@example.com")
	b.get(link).says(t, 200, "skickades till ny@example.com, men du är inloggad som anna@example.com", "Logga ut och öppna länken", "not", `name="password"`)
	b.post(link).leads(t, "/konto?klart=invitationJoined")
}
