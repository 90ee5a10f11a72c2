package signin

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
)

var (
	secretText = regexp.MustCompile(`mat_\w+`)
	revokeForm = regexp.MustCompile(`action="(/konto/nycklar/[\w-]+/aterkalla)"`)
)

func TestAKeyIsShownOnceAndRevoked(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.person("vera@example.com", "Vera Ek", access.VendorAdmin)
	b := s.signIn("vera@example.com")
	b.get(keysPath).says(t, 200, "Här finns inga nycklar än", "Skriva och ändra annonser", "not", "Göra och återkalla", "Bjuda in personer", "Granska och publicera")

	made := b.post(keysPath, "organisation", s.company.ID, "name", "Affärssystemet", "scopes", "listing.read", "scopes", "listing.write", "expires", "30")
	made.says(t, http.StatusCreated, "visas bara den här gången", "Affärssystemet", "torsdag 30 april 2026")
	secret := secretText.FindString(made.body)
	if secret == "" || made.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%v %s", made.Header, made.body)
	}
	actor, err := s.accounts.Token(t.Context(), secret)
	if err != nil || !actor.May(access.ListingWrite, s.company.ID) || actor.May(access.PeopleRead, s.company.ID) {
		t.Errorf("the key lets act %+v: %v", actor, err)
	}
	list := b.get(keysPath)
	list.says(t, 200, "Affärssystemet", "Gäller", "Läsa annonser som inte är publicerade och skriva och ändra annonser", "Vera Ek", "not", secret, "inga nycklar")

	revoke := revokeForm.FindStringSubmatch(list.body)[1]
	b.post(revoke, "organisation", s.company.ID).leads(t, keysPath+"?klart=keyRevoked&organisation="+s.company.ID)
	b.post(revoke).leads(t, keysPath+"?klart=keyRevoked")
	if _, err := s.accounts.Token(t.Context(), secret); err == nil {
		t.Error("the key is good still")
	}
	b.get(keysPath+"?klart=keyRevoked&organisation="+s.company.ID).says(t, 200, "Återkallad", "Nyckeln är återkallad", "not", revoke)
}

func TestAKeyThatCannotBeMadeLosesNothingTyped(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.person("vera@example.com", "Vera Ek", access.VendorAdmin)
	b := s.signIn("vera@example.com")
	for _, test := range []struct {
		why           string
		name, scope   string
		days, problem string
	}{
		{"no scope", "System", "", "30", "Ingen rättighet är vald"},
		{"a scope that gives rights", "System", "people.write", "30", "kan inte få rättigheten"},
		{"a scope of others", "System", "listing.review", "30", "kan inte få rättigheten"},
		{"no name", "", "listing.read", "30", "saknas"},
		{"another time", "System", "listing.read", "10000", "högst ett år"},
	} {
		fields := []string{"organisation", s.company.ID, "name", test.name, "expires", test.days}
		if test.scope != "" {
			fields = append(fields, "scopes", test.scope)
		}
		got := b.post(keysPath, fields...)
		got.says(t, http.StatusUnprocessableEntity, test.problem, `value="`+test.name+`"`, "not", "mat_", "{member}")
		if test.scope == "listing.read" && !strings.Contains(got.body, `value="listing.read" checked`) {
			t.Errorf("%s: what was chosen is gone: %s", test.why, got.body)
		}
	}
	b.get(keysPath).says(t, 200, "inga nycklar")
}

func TestKeysAreOfTheOwnOrganisation(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	mine := s.company
	s.person("vera@example.com", "Vera Ek", access.VendorAdmin)
	s.person("moa@example.com", "Moa Ek", access.MeetingParticipant)
	s.company = s.organisation(access.Company, "Andra AB")
	s.person("olle@example.com", "Olle Ek", access.VendorAdmin)

	olle := s.signIn("olle@example.com")
	olle.post(keysPath, "organisation", s.company.ID, "name", "Olles", "scopes", "listing.read", "expires", "30").says(t, http.StatusCreated)
	foreign := revokeForm.FindStringSubmatch(olle.get(keysPath).body)[1]

	vera := s.signIn("vera@example.com")
	vera.get(keysPath+"?organisation="+s.company.ID).says(t, http.StatusNotFound, "not", "Olles", "Andra AB")
	vera.get(keysPath+"?organisation="+mine.ID).says(t, 200, "Nattljus AB", "not", "Olles")
	vera.post(keysPath, "organisation", s.company.ID, "name", "X", "scopes", "listing.read", "expires", "30").says(t, http.StatusNotFound, "not", "mat_")
	vera.post(foreign).says(t, http.StatusNotFound)
	vera.get(keysPath+"?nonsense=1").says(t, http.StatusUnprocessableEntity)
	olle.get(keysPath).says(t, 200, foreign)

	moa := s.signIn("moa@example.com")
	moa.get(keysPath).says(t, http.StatusForbidden)
	moa.post(keysPath, "organisation", mine.ID, "name", "X", "scopes", "listing.read", "expires", "30").says(t, http.StatusForbidden)
	moa.get(accountPath).says(t, 200, "not", keysPath)
}

func TestAKeyThatIsTooOldSaysSo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.person("vera@example.com", "Vera Ek", access.VendorAdmin)
	b := s.signIn("vera@example.com")
	b.post(keysPath, "organisation", s.company.ID, "name", "Gammal", "scopes", "listing.read", "expires", "30").says(t, http.StatusCreated)
	s.pass(31 * 24 * time.Hour)
	s.signIn("vera@example.com").get(keysPath).says(t, 200, "Har gått ut", "not", "/aterkalla")
}
