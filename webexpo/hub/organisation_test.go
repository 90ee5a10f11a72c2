package hub

import (
	"net/http"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/webexpo/frame"
	"github.com/allagehub/matcharenan/webexpo/sitetest"
)

func TestAnAdministratorSeesTheOwnOrganisationOnly(t *testing.T) {
	s := newSite(t)
	own, other := organisationsPath+"/"+s.Organisation("company"), organisationsPath+"/"+s.Organisation("other company")
	s.Person("other vendor_admin")
	s.Guest().Get(own).Says(http.StatusUnauthorized, "not", "Nattljus")
	b := s.SignIn("vendor_admin")
	b.Get(organisationsPath).Leads(own)
	b.Get(own).Says(http.StatusOK, "Nattljus AB", "vendor_admin@example.com", "Leverantörsadmin", "Bjud in någon", "not", "Stäng organisationen")
	for _, path := range []string{other, other + "/uppgifter", other + "/bjud-in", other + "/personer/" + s.Person("other vendor_admin")} {
		b.Get(path).Says(http.StatusForbidden, "not", "other.vendor_admin@example.com", "Stegvis AB")
	}
	b.Get(organisationsPath + "/ny").Says(http.StatusForbidden)
	b.Get(peoplePath+"/"+s.Person("other vendor_admin")).Says(http.StatusNotFound, "not", "other.vendor_admin@example.com")
	b.Get(peoplePath+"?epost=other.vendor_admin@example.com").Says(http.StatusOK, "Ingen som du får se", "not", peoplePath+"/"+s.Person("other vendor_admin"))
	b.Post(other+"/bjud-in", "email", "ny@example.com", "roles", "vendor_admin", "language", "sv").Says(http.StatusForbidden)
	s.SignIn("product_editor").Get(own).Says(http.StatusOK, "vendor_admin@example.com", "not", "Bjud in", "Ändra uppgifter", "Inbjudningar")
	s.SignIn("product_editor").Get(own + "/bjud-in").Says(http.StatusForbidden)
	s.SignIn("reader").Get(organisationsPath).Says(http.StatusForbidden)
}

func TestTheHubFindsAndMakesOrganisations(t *testing.T) {
	s := newSite(t)
	s.Organisation("company")
	s.Organisation("other company")
	s.Organisation("municipality")
	b := s.SignIn("process_leader")
	b.Get(organisationsPath).Says(http.StatusOK, "Nattljus AB", "Stegvis AB", "Ny organisation", "not", "Ekby")
	b.Get(organisationsPath+"?sida=company&namn=steg").Says(http.StatusOK, "Stegvis AB", `value="steg"`, "not", "Nattljus")
	b.Get(organisationsPath+"?sida=municipality").Says(http.StatusOK, "Ekby kommun", "not", "Stegvis AB")
	b.Get(organisationsPath+"?sida=hub&namn=inget").Says(http.StatusOK, "Ingen organisation hittades")
	b.Get(organisationsPath + "?sida=planet").Says(http.StatusUnprocessableEntity)
	s.SignIn("content_reviewer").Get(organisationsPath).Says(http.StatusOK, "Nattljus AB", "not", "Ny organisation")

	b.Post(organisationsPath+"/ny", "name", "Ny <b>AB</b>", "country", "SE").Says(http.StatusUnprocessableEntity, "Välj vilket slags", "Ny &lt;b&gt;AB&lt;/b&gt;")
	b.Post(organisationsPath+"/ny", "side", "company", "name", "", "orgNumber", "12", "country", "SE").Says(http.StatusUnprocessableEntity,
		"Namn&#34; saknas", "Organisationsnummer&#34; är &#34;12&#34;", `value="company" checked`)
	made := b.Post(organisationsPath+"/ny", "side", "company", "name", "Ny AB", "country", "SE", "orgNumber", "556036-0793")
	if made.StatusCode != http.StatusSeeOther {
		t.Fatal(made.Text)
	}
	b.Get(made.Header.Get("Location")).Says(http.StatusOK, "Ny AB", "Organisationen är skapad", "Ingen är med ännu.")
	b.Post(organisationsPath+"/ny", "side", "company", "name", "Kopia AB", "country", "SE", "orgNumber", "556036-0793").Says(http.StatusConflict, "redan en organisation med numret", "Kopia AB")
}

func TestTwoWhoChangeAProfileSeeBoth(t *testing.T) {
	s := newSite(t)
	o := sitetest.Must[accounts.Organisation](t)(s.Accounts.Organisation(t.Context(), s.Organisation("company")))
	path := organisationsPath + "/" + o.ID + "/uppgifter"
	b := s.SignIn("vendor_admin")
	b.Get(path).Says(http.StatusOK, `value="Nattljus AB"`, "kan alla läsa")
	o = sitetest.Must[accounts.Organisation](t)(s.Accounts.UpdateOrganisation(t.Context(), service, o.ID, o.Version, accounts.Profile{Name: "Nattljus i Norr AB"}))
	b.Post(path, "version", "1", "name", "Nattljus i Syd AB", "country", "SE").Says(http.StatusConflict,
		"Någon annan har ändrat uppgifterna", "Nattljus i Norr AB", `value="Nattljus i Syd AB"`, `name="version" value="`+number(o.Version)+`"`)
	b.Post(path, "name", "Nattljus i Syd AB", "country", "SE").Says(http.StatusBadRequest)
	b.Post(path, "version", number(o.Version), "name", "Nattljus i Syd AB", "country", "SE", "website", "javascript:x").Says(http.StatusUnprocessableEntity, "javascript:x", "Webbplats")
	b.Post(path, "version", number(o.Version), "name", "Nattljus i Syd AB", "country", "SE").Leads(organisationsPath + "/" + o.ID + "?klart=hubOrganisationSaved")
	s.SignIn("product_editor").Post(path, "version", "9", "name", "x", "country", "SE").Says(http.StatusForbidden)
}

func TestAnOrganisationIsClosedAndOpened(t *testing.T) {
	s := newSite(t)
	path := organisationsPath + "/" + s.Organisation("company")
	admin, b := s.SignIn("vendor_admin"), s.SignIn("system_admin")
	admin.Post(path+"/stang", "version", "1").Says(http.StatusForbidden)
	b.Post(path+"/stang", "version", "7").Says(http.StatusConflict, "error-summary")
	b.Post(path+"/stang", "version", "1").Leads(path + "?klart=hubOrganisationClosed")
	b.Get(path).Says(http.StatusOK, "Stängd", "Öppna organisationen igen", "not", "Stäng organisationen")
	admin.Get(path).Says(http.StatusForbidden)
	b.Post(path+"/oppna", "version", "2").Leads(path + "?klart=hubOrganisationOpened")
	hub := organisationsPath + "/" + s.Organisation("hub")
	b.Get(hub).Says(http.StatusOK, "not", "Stäng organisationen")
}

func TestRolesAreChangedAndMembersRemoved(t *testing.T) {
	s := newSite(t)
	home := organisationsPath + "/" + s.Organisation("company")
	path := home + "/personer/" + s.Person("product_editor")
	b := s.SignIn("vendor_admin")
	b.Get(path).Says(http.StatusOK, "product_editor@example.com", `value="product_editor" checked`, "not", "system_admin", "test_leader")
	b.Post(path, "version", "1").Says(http.StatusUnprocessableEntity, "Ingen roll är vald", "#f-roles")
	b.Post(path, "version", "1", "roles", "test_leader").Says(http.StatusUnprocessableEntity)
	b.Post(path, "version", "1", "roles", "meeting_participant").Leads(home + "?klart=hubRolesSaved")
	b.Post(path, "version", "1", "roles", "product_editor").Says(http.StatusConflict, "Någon annan har ändrat rollerna", "Rollerna är nu: Mötesdeltagare", `value="product_editor" checked`)
	s.SignIn("other vendor_admin").Post(path, "version", "2", "roles", "vendor_admin").Says(http.StatusForbidden)
	self := home + "/personer/" + s.Person("vendor_admin")
	b.Post(self, "version", "1", "roles", "product_editor").Says(http.StatusConflict, "minst en person som hanterar medlemmar")
	b.Post(self+"/ta-bort").Says(http.StatusConflict, "minst en person som hanterar medlemmar")
	b.Post(path + "/ta-bort").Leads(home + "?klart=hubMemberRemoved")
	b.Get(path).Says(http.StatusNotFound)
	b.Get(home).Says(http.StatusOK, "not", "product_editor@example.com")
}

func TestOnlyASystemAdministratorMakesOne(t *testing.T) {
	s := newSite(t)
	home := organisationsPath + "/" + s.Organisation("hub")
	path := home + "/personer/" + s.Person("system_admin")
	b := s.SignIn("process_leader")
	b.Get(path).Says(http.StatusOK, "Systemadministratör", "not", "Ändra roller", "Ta bort")
	b.Get(home+"/bjud-in").Says(http.StatusOK, "Innehållsgranskare", "not", "Systemadministratör")
	b.Post(home+"/bjud-in", "email", "ny@example.com", "roles", "system_admin", "language", "sv").Says(http.StatusForbidden)
	s.SignIn("system_admin").Get(home+"/bjud-in").Says(http.StatusOK, "Systemadministratör")
}

func TestSomebodyIsInvited(t *testing.T) {
	s := newSite(t)
	home := organisationsPath + "/" + s.Organisation("company")
	b := s.SignIn("vendor_admin")
	b.Post(home+"/bjud-in", "email", "inte en adress", "language", "sv").Says(http.StatusUnprocessableEntity, "ingen e-postadress", `value="inte en adress"`)
	b.Post(home+"/bjud-in", "email", "ny@example.com", "language", "sv").Says(http.StatusUnprocessableEntity, "Ingen roll är vald")
	b.Post(home+"/bjud-in", "email", "ny@example.com", "language", "sv", "roles", "product_editor").Leads(home + "?klart=hubInvited")
	b.Post(home+"/bjud-in", "email", "ny@example.com", "language", "sv", "roles", "product_editor").Says(http.StatusConflict, "har redan en inbjudan")
	page := b.Get(home)
	page.Says(http.StatusOK, "ny@example.com", "Väntar på svar", "Skicka igen", "Återkalla")
	revoke := between(t, page.Text, `<form method="post" action="`+home+"/inbjudningar/", "/skicka")
	s.SignIn("other vendor_admin").Post(home + "/inbjudningar/" + revoke + "/aterkalla").Says(http.StatusNotFound)
	b.Post(home + "/inbjudningar/" + revoke + "/skicka").Leads(home + "?klart=hubInvited")
	b.Post(home + "/inbjudningar/" + revoke + "/aterkalla").Leads(home + "?klart=hubInvitationRevoked")
	b.Get(home).Says(http.StatusOK, ">Återkallad<", "not", "Skicka igen")
	b.Post(home+"/inbjudningar/"+revoke+"/skicka").Says(http.StatusConflict, "redan använd eller återkallad")
}

func TestAnInvitationPastItsTimeIsToldAsSuch(t *testing.T) {
	b := &frame.Base{Language: i18n.Swedish}
	i := accounts.Invitation{State: accounts.Open}
	i.Expires.Time = sitetest.Start
	for _, test := range []struct {
		state accounts.InvitationState
		now   time.Time
		want  frame.Tag
	}{
		{accounts.Open, sitetest.Start.Add(-time.Second), frame.Tag{Kind: "waiting", Text: "Väntar på svar"}},
		{accounts.Open, sitetest.Start, frame.Tag{Kind: "bad", Text: "Har gått ut"}},
		{accounts.Accepting, sitetest.Start.Add(-time.Second), frame.Tag{Kind: "waiting", Text: "Håller på att tacka ja"}},
		{accounts.Accepted, sitetest.Start.Add(time.Hour), frame.Tag{Kind: "good", Text: "Har tackat ja"}},
		{accounts.Revoked, sitetest.Start.Add(time.Hour), frame.Tag{Kind: "neutral", Text: "Återkallad"}},
	} {
		i.State = test.state
		if got := invitationTag(b, i, test.now); got != test.want {
			t.Errorf("%s at %v: %v, want %v", test.state, test.now, got, test.want)
		}
	}
}

func TestSomebodyIsShutOutAndLetIn(t *testing.T) {
	s := newSite(t)
	path := peoplePath + "/" + s.Person("product_editor")
	shut, b := s.SignIn("product_editor"), s.SignIn("vendor_admin")
	b.Get(peoplePath+"?epost=product_editor@example.com").Says(http.StatusOK, path)
	b.Get(path).Says(http.StatusOK, "Nattljus AB", "Stäng av")
	s.SignIn("meeting_participant").Get(path).Says(http.StatusOK, "not", "Stäng av")
	s.SignIn("meeting_participant").Post(path+"/stang-av", "version", "1").Says(http.StatusForbidden)
	b.Post(path+"/stang-av", "version", "8").Says(http.StatusConflict)
	b.Post(path+"/stang-av", "version", "1").Leads(path + "?klart=hubShutOut")
	shut.Get(path).Says(http.StatusUnauthorized)
	b.Get(path).Says(http.StatusOK, "Avstängd", "Släpp in")
	b.Post(path+"/slapp-in", "version", "2").Leads(path + "?klart=hubLetIn")
	b.Get(peoplePath+"/"+s.Person("vendor_admin")).Says(http.StatusOK, "not", "Stäng av")
}
