package company

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/webexpo/sitetest"
)

// TestTheDeskIsForTheCompany asks for each page as a guest, as somebody of another
// side, as somebody of another company, and as the hub's people who may look.
func TestTheDeskIsForTheCompany(t *testing.T) {
	t.Parallel()
	s := desk(t)
	it := s.Published("company", sitetest.Product("Nattlampan"))
	one := listPath + "/" + it.ID
	pages := map[string][4]int{
		listPath:                 {401, 403, 200, 200},
		createPath:               {401, 403, 200, 403},
		importPath:               {401, 403, 200, 403},
		templateCSV:              {401, 403, 200, 403},
		one:                      {401, 403, 403, 200},
		one + "/redigera":        {401, 403, 403, 403},
		one + "/bilder":          {401, 403, 403, 403},
		one + "/versioner":       {401, 403, 403, 200},
		one + "/versioner/1":     {401, 403, 403, 200},
		one + "/dra-tillbaka":    {401, 403, 403, 403},
		mirrorPath:               {401, 403, 200, 403},
		mirrorPath + "/" + it.ID: {401, 403, 403, 403},
		listPath + "?foretag=" + s.Organisation("company"): {401, 403, 404, 200},
	}
	for path, want := range pages {
		for i, b := range []*sitetest.Browser{s.Guest(), s.SignIn("need_owner"), s.SignIn(other), s.SignIn(reader)} {
			got := b.Get(path)
			if got.StatusCode != want[i] {
				t.Errorf("%s as number %d: %d, want %d", path, i, got.StatusCode, want[i])
			}
			if i != 3 && strings.Contains(got.Text, "Nattlampan") {
				t.Errorf("%s as number %d shows another company's product", path, i)
			}
		}
	}
}

func TestTheListTellsWhatWaits(t *testing.T) {
	t.Parallel()
	s := desk(t)
	s.Draft("other company", sitetest.Product("Någon annans"))
	sentBack(t, s, "Skriv vad den kostar.")
	s.Published("company", sitetest.Product("Dörrvakten"))
	b := s.SignIn(editor)
	b.Get(listPath).Says(http.StatusOK, "Nattlampan", "Behöver ändras", "Skriv vad den kostar.", "Dörrvakten", "Publicerad", "31 mars 2027",
		"not", "Någon annans", "Stämmer det fortfarande?")
	b.Get(listPath+"?lage=draft").Says(http.StatusOK, "Nattlampan", "not", "Dörrvakten")
	b.Get(listPath+"?lage=withdrawn").Says(http.StatusOK, "Inga produkter här", "not", "Dörrvakten")
	b.Get(listPath + "?lage=nonsense").Says(http.StatusUnprocessableEntity)
}

func TestWhatRunsOutSoonIsConfirmedFromTheList(t *testing.T) {
	t.Parallel()
	s := desk(t)
	it := s.Published("company", sitetest.Product("Dörrvakten"))

	s.Pass(340 * 24 * time.Hour)
	b := s.SignIn(editor)
	b.Get(listPath).Says(http.StatusOK, "Stämmer det fortfarande?", `action="/mina-produkter/`+it.ID+`/bekrafta"`)
	b.Post(listPath+"/"+it.ID+"/bekrafta", "version", text(it.Version), "tillbaka", "lista").Leads(listPath + "?klart=deskConfirmed")
	b.Get(listPath+"?klart=deskConfirmed").Says(http.StatusOK, "Produkten visas i ett år till.", "not", "Stämmer det fortfarande?")
}

func TestALongListHasPages(t *testing.T) {
	t.Parallel()
	s := desk(t)
	for n := range onePage + 1 {
		s.Draft("company", sitetest.Product(fmt.Sprintf("Lampa %02d", n)))
	}
	first := s.SignIn(editor).Get(listPath)
	if n := strings.Count(first.Text, "Lampa "); n != onePage || !strings.Contains(first.Text, `rel="next"`) {
		t.Errorf("%d products and no way on", n)
	}
}

func TestACompanyWithoutProductsIsToldWhatToDo(t *testing.T) {
	t.Parallel()
	desk(t).SignIn(editor).Get(listPath).Says(http.StatusOK, "Inga produkter än", `href="/mina-produkter/ny"`)
}

func TestADraftIsMadeOnce(t *testing.T) {
	t.Parallel()
	s := desk(t)
	b := s.SignIn(editor)
	page := b.Get(createPath)
	page.Says(http.StatusOK, `name="key"`)
	key := valueOf(t, page.Text, "key")
	fields := []string{"foretag", s.Organisation("company"), "key", key, "name", "Nattlampan", "summary", "Tänds.", "language", "sv"}
	for range 2 { // a form that is sent twice
		b.Post(createPath, fields...).Leads(listPath + "/" + key + "/redigera?klart=deskCreated")
	}
	if n := strings.Count(b.Get(listPath).Text, ">Nattlampan<"); n != 1 {
		t.Errorf("%d drafts", n)
	}
	b.Post(createPath, "foretag", s.Organisation("company"), "key", key, "name", "", "summary", "Det jag skrev").
		Says(http.StatusUnprocessableEntity, `id="fel"`, `href="#f-name"`, "Det jag skrev", key)
	b.Post(createPath, "foretag", s.Organisation("other company"), "key", strings.Repeat("a", len(key)), "name", "Min", "language", "sv").
		Says(http.StatusForbidden)
	s.SignIn(reader).Post(createPath, fields...).Says(http.StatusForbidden)
}

func TestAReturnedListingShowsTheMessage(t *testing.T) {
	t.Parallel()
	s := desk(t)
	it := sentBack(t, s, "Skriv vad den kostar.")
	b := s.SignIn(editor)
	for _, tab := range []string{"", "/redigera", "/bilder", "/versioner"} {
		b.Get(listPath+"/"+it.ID+tab).Says(http.StatusOK, "Granskaren bad om ändringar", "Skriv vad den kostar.")
	}
}

func TestStepsFollowTheLifeOfAListing(t *testing.T) {
	t.Parallel()
	s := desk(t)
	it := s.Draft("company", sitetest.Product("Nattlampan"))
	one := listPath + "/" + it.ID
	b := s.SignIn(editor)
	b.Get(one).Says(http.StatusOK, "Skicka in för granskning", "Ta bort utkastet", "not", "Dra tillbaka", "Bekräfta att")
	b.Post(one+"/skicka-in", "version", text(it.Version+1)).Says(http.StatusConflict, "Någon annan hann före", "Skicka in för granskning")
	b.Post(one + "/skicka-in").Says(http.StatusBadRequest)
	s.SignIn(other).Post(one+"/skicka-in", "version", text(it.Version)).Says(http.StatusNotFound)
	s.SignIn(reader).Post(one+"/skicka-in", "version", text(it.Version)).Says(http.StatusForbidden)

	b.Post(one+"/skicka-in", "version", text(it.Version)).Leads(one + "?klart=deskSubmitted")
	page := b.Get(one)
	page.Says(http.StatusOK, "Granskas", "Ta tillbaka", "not", "Skicka in för granskning", "Ta bort utkastet")
	b.Get(one+"/redigera").Says(http.StatusOK, "går inte att ändra just nu", "not", "<textarea")
	b.Post(one+"/ta-tillbaka", "version", versionOf(t, page.Text)).Leads(one + "?klart=deskRecalled")

	b.Get(one+"/ta-bort").Says(http.StatusOK, "Ta bort Nattlampan?", "Det går inte att ångra.")
	b.Post(one+"/ta-bort", "version", text(now(t, s, it.ID).Version)).Leads(listPath + "?klart=deskDeleted")
	b.Get(one).Says(http.StatusNotFound)
}

func TestWhatIsPublicIsWithdrawn(t *testing.T) {
	t.Parallel()
	s := desk(t)
	it := s.Published("company", sitetest.Product("Nattlampan"))
	one := listPath + "/" + it.ID
	b := s.SignIn(editor)
	b.Get(one).Says(http.StatusOK, "Dra tillbaka produkten", "Bekräfta att allt stämmer", `href="/produkter/`+it.ID, "not", "Ta bort utkastet")
	b.Get(one+"/dra-tillbaka").Says(http.StatusOK, "Dra tillbaka Nattlampan?", `name="csrf"`)
	b.Post(one+"/dra-tillbaka", "version", text(it.Version)).Leads(one + "?klart=deskWithdrawn")
	if state := now(t, s, it.ID).Value.State; state != lifecycle.Withdrawn {
		t.Errorf("the listing is %s", state)
	}
	b.Get(one + "/ta-bort").Says(http.StatusConflict)
}

func TestVersionsTellWhatDiffers(t *testing.T) {
	t.Parallel()
	s := desk(t)
	p := sitetest.Product("Nattlampan")
	it := s.Published("company", p)
	p.Name, p.TargetGroups = "Nattlampan 2", []string{"older", "dementia"}
	it = sitetest.Must[catalog.Item](t)(s.Listings.SaveDraft(t.Context(), s.Actor(editor), s.Now(), it.ID, it.Version, p))
	b := s.SignIn(editor)
	b.Get(listPath+"/"+it.ID+"/versioner").Says(http.StatusOK,
		"Produktens namn", "<del>Nattlampan</del>", "<ins>Nattlampan 2</ins>", "<ins>Personer med demens</ins>", "Version 1", "Visas nu",
		"not", "<ins>Äldre</ins>", "targetGroups")
	b.Get(listPath+"/"+it.ID+"/versioner/1").Says(http.StatusOK, "<ins>Nattlampan</ins>", "<ins>Äldre</ins>")
	b.Get(listPath + "/" + it.ID + "/versioner/2").Says(http.StatusNotFound)
}

func TestMarkupInANameIsText(t *testing.T) {
	t.Parallel()
	s := desk(t)
	it := s.Draft("company", sitetest.Product(`<script>alert(1)</script>`))
	b := s.SignIn(editor)
	for _, path := range []string{listPath, listPath + "/" + it.ID, listPath + "/" + it.ID + "/redigera"} {
		b.Get(path).Says(http.StatusOK, "&lt;script&gt;alert", "not", "<script>alert")
	}
}
