package signin

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
)

const next = "en helt ny mening om dagen"

func TestAResetAnswersTheSameWhetherThereIsAnAccount(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.person("anna@example.com", "Anna Ek", access.ProductEditor)
	for _, email := range []string{"anna@example.com", "eva@example.com"} {
		s.browser().post("/glomt-losenord", "email", email).leads(t, "/glomt-losenord?klart=resetSent")
	}
	if len(s.mails.links) != 1 {
		t.Errorf("links went to %v", s.mails.links)
	}
	b := s.browser()
	b.get("/glomt-losenord?klart=resetSent").says(t, 200, "Om adressen har ett konto", "Kom inget brev?", "not", `name="email"`)
	b.get("/glomt-losenord").says(t, 200, `name="email"`, "not", "Kom inget brev?")
	b.post("/glomt-losenord", "email", "anna").says(t, http.StatusUnprocessableEntity, "ingen e-postadress", `value="anna"`, `href="#f-email"`)
}

func TestALinkForAPasswordIsUsedOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.person("anna@example.com", "Anna Ek", access.ProductEditor)
	old := s.signIn("anna@example.com")
	s.pass(time.Minute)
	b := s.browser()
	b.post("/glomt-losenord", "email", "anna@example.com")
	link := s.mailed("anna@example.com")
	if !strings.HasPrefix(link, "/aterstall/") {
		t.Fatalf("the link is %s", link)
	}
	b.get(link).says(t, 200, `autocomplete="new-password"`, "Minst 12 tecken", "not", "anna@example.com", "Anna Ek")
	b.post(link, "password", "kort").says(t, http.StatusUnprocessableEntity, "för kort", `href="#f-password"`, "not", `value="kort"`)
	b.post(link, "password", next).leads(t, "/logga-in?klart=passwordReset")
	b.post(link, "password", next+"!").says(t, http.StatusNotFound, "Länken gäller inte längre", "Be om en ny länk")
	b.get(link).says(t, http.StatusNotFound, "Länken gäller inte längre")
	old.get("/konto").says(t, http.StatusUnauthorized)
	s.browser().post("/logga-in", "email", "anna@example.com", "password", password).says(t, http.StatusUnprocessableEntity, "stämmer inte")
	s.browser().post("/logga-in", "email", "anna@example.com", "password", next).leads(t, "/")
}

func TestALinkForAPasswordIsOverAfterItsTime(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.person("anna@example.com", "Anna Ek", access.ProductEditor)
	s.pass(time.Minute)
	b := s.browser()
	b.post("/glomt-losenord", "email", "anna@example.com")
	s.pass(accounts.ResetLife)
	b.get(s.mailed("anna@example.com")).says(t, http.StatusNotFound, "Länken gäller inte längre")
	b.post(s.mailed("anna@example.com"), "password", next).says(t, http.StatusNotFound, "Länken gäller inte längre")
	b.get("/aterstall/nonsense").says(t, http.StatusNotFound, "Länken gäller inte längre")
}

func TestWhoChoosesAPasswordIsLeftByAnotherAccount(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.person("anna@example.com", "Anna Ek", access.ProductEditor)
	s.person("bo@example.com", "Bo Ek", access.ProductEditor)
	s.pass(time.Minute)
	b := s.signIn("bo@example.com")
	b.post("/glomt-losenord", "email", "anna@example.com")
	b.post(s.mailed("anna@example.com"), "password", next).leads(t, "/logga-in?klart=passwordReset")
	b.csrf = ""
	b.get("/logga-in?klart=passwordReset").says(t, 200, "Ditt nya lösenord är sparat", "not", "Bo Ek")
}
