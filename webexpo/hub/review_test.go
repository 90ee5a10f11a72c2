package hub

import (
	"html"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/webexpo/form"
	"github.com/allagehub/matcharenan/webexpo/frame"
	"github.com/allagehub/matcharenan/webexpo/sitetest"
)

func submitted(t *testing.T, s *sitetest.Site, p catalog.Product) catalog.Item {
	t.Helper()
	it := s.Draft("company", p)
	return sitetest.Must[catalog.Item](t)(s.Listings.Submit(t.Context(), service, s.Now(), it.ID, it.Version))
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

func TestOnlyReviewersSeeTheQueue(t *testing.T) {
	s := newSite(t)
	it := submitted(t, s, sitetest.Product("Nattlampa"))
	for _, path := range []string{listingsPath, listingsPath + "/" + it.ID} {
		s.Guest().Get(path).Says(http.StatusUnauthorized, "not", "Nattlampa")
		for _, who := range []string{"vendor_admin", "other vendor_admin", "test_leader", "process_leader"} {
			s.SignIn(who).Get(path).Says(http.StatusForbidden, "not", "Nattlampa")
		}
	}
	s.SignIn("vendor_admin").Post(listingsPath+"/"+it.ID+"/publicera", "version", number(it.Version)).Says(http.StatusForbidden)
	if _, err := s.Listings.Published(t.Context(), s.Now(), it.ID); err == nil {
		t.Error("a company has published its own product")
	}
}

func TestTheReviewLeadsToTheQueueThatOneMayWorkOff(t *testing.T) {
	s := newSite(t)
	s.SignIn("content_reviewer").Get(reviewPath).Leads(listingsPath)
	s.SignIn("process_leader").Get(reviewPath).Leads(needsPath)
	s.SignIn("vendor_admin").Get(needsPath).Says(http.StatusForbidden)
}

func TestWhatHasWaitedLongestComesFirst(t *testing.T) {
	s := newSite(t)
	b := s.SignIn("content_reviewer")
	b.Get(listingsPath).Says(http.StatusOK, "Inga produkter väntar")
	for range rowsPerPage {
		submitted(t, s, sitetest.Product("Nattlampa"))
		s.Pass(time.Minute)
	}
	submitted(t, s, sitetest.Product("Stegräknare"))
	page := b.Get(listingsPath)
	page.Says(http.StatusOK, "Nattlampa", "Nattljus AB", "tisdag 31 mars 2026", "i dag", "Nästa sida", "not", "Stegräknare")
	next := between(t, page.Text, `rel="next" href="`, `"`)
	b.Get(html.UnescapeString(next)).Says(http.StatusOK, "Stegräknare", "Till början", "not", "Nattlampa", "Nästa sida")
	b.Get(listingsPath + "?efter=nonsense").Says(http.StatusUnprocessableEntity)
	b.Get(listingsPath + "?sida=2").Says(http.StatusUnprocessableEntity)
}

func between(t *testing.T, text, before, after string) string {
	t.Helper()
	_, rest, found := strings.Cut(text, before)
	value, _, ended := strings.Cut(rest, after)
	if !found || !ended {
		t.Fatalf("nothing stands between %q and %q: %s", before, after, text)
	}
	return value
}

func TestAReviewShowsWhatIsNew(t *testing.T) {
	s := newSite(t)
	p := sitetest.Product("Nattlampa")
	p.Description = "Lampan tänds när någon stiger upp ur sängen på natten."
	it := s.Published("company", p)
	b := s.SignIn("content_reviewer")
	p.Description = "Lampan tänds sakta när någon stiger upp ur sängen på natten."
	p.Settings, p.Medical.CEMarked, p.Language = []string{"special_housing", "home_care"}, catalog.Yes, "en"
	p.Claims[0].ValidUntil = catalog.MustParseDate("2026-02-01")
	it = sitetest.Must[catalog.Item](t)(s.Listings.SaveDraft(t.Context(), service, s.Now(), it.ID, it.Version, p))
	it = sitetest.Must[catalog.Item](t)(s.Listings.Submit(t.Context(), service, s.Now(), it.ID, it.Version))
	b.Get(listingsPath).Says(http.StatusOK, "Ändrad", "Ett gammalt resultat")
	said := strings.NewReplacer(`<span class="visually-hidden">Nytt: </span>`, "", `<span class="visually-hidden">Borttaget: </span>`, "")
	page := b.Get(listingsPath + "/" + it.ID)
	page.Text = said.Replace(page.Text)
	page.Says(http.StatusOK,
		"<ins> sakta</ins>", "<ins>Hemtjänst</ins>", "<dt>Är den CE-märkt?</dt><dd><p><ins>Ja</ins></p>", "<del>Svenska</del>", "<ins>Engelska</ins>",
		"Färre fall.", "För gammalt", "Källa: Företaget självt", "1 februari 2026", `href="/produkter/`+it.ID+`"`,
		"1 januari 2026<ins> · Gäller till och med: 1 februari 2026</ins>", "<dt>Resultat</dt>", "not", "special_housing", "<ins>Särskilt boende", "Leverantör<")
}

func TestPicturesAndDocumentsThatComeAndGoAreToldByTheirTexts(t *testing.T) {
	b := &frame.Base{Language: i18n.Swedish}
	var before, after catalog.Content
	before.Pictures = []catalog.Picture{{Alt: "Lampan på golvet"}, {Alt: "Kartongen"}}
	after.Pictures = []catalog.Picture{{Alt: "Lampan på golvet"}, {Alt: "Lampan vid sängen"}}
	after.Documents = []catalog.Document{{Title: "Bruksanvisning"}}
	changes, err := shownChanges(b, &before, &after)
	want := []form.Change{
		{Name: "pictures", Label: "Bilder", Added: []string{"Lampan vid sängen"}, Removed: []string{"Kartongen"}},
		{Name: "documents", Label: "Dokument", Added: []string{"Bruksanvisning"}},
	}
	if diff := cmp.Diff(want, changes); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

func TestAPublicationIsSeenByAll(t *testing.T) {
	s := newSite(t)
	it := submitted(t, s, sitetest.Product("Nattlampa"))
	b := s.SignIn("content_reviewer")
	path := listingsPath + "/" + it.ID
	b.Get(path).Says(http.StatusOK, "Inget har varit publicerat förut", "Tänds när någon stiger upp.")
	b.Post(path+"/publicera", "version", number(it.Version)).Leads(listingsPath + "?klart=hubPublished")
	if _, err := s.Listings.Published(t.Context(), s.Now(), it.ID); err != nil {
		t.Error(err)
	}
	b.Get(path).Says(http.StatusOK, "Texten väntar inte på granskning. Läget är: Publicerad.", "not", "/publicera")
}

func TestAReturnedListingCarriesTheMessage(t *testing.T) {
	s := newSite(t)
	it := submitted(t, s, sitetest.Product("Nattlampa"))
	b := s.SignIn("content_reviewer")
	path := listingsPath + "/" + it.ID
	b.Post(path+"/skicka-tillbaka", "version", number(it.Version), "message", " \n ").Says(http.StatusUnprocessableEntity,
		"error-summary", "Vad behöver ändras?&#34; saknas", "#f-message")
	long := strings.Repeat("å", lifecycle.MaxMessage+1)
	b.Post(path+"/skicka-tillbaka", "version", number(it.Version), "message", long).Says(http.StatusUnprocessableEntity, long)
	b.Post(path+"/skicka-tillbaka", "version", number(it.Version), "message", "Skriv vad <den> kostar.").Leads(listingsPath + "?klart=hubReturned")
	got := sitetest.Must[catalog.Item](t)(s.Listings.Get(t.Context(), s.Actor("vendor_admin"), it.ID)).Value
	if got.State != lifecycle.Draft || len(got.Messages) != 1 || got.Messages[0].Text != "Skriv vad <den> kostar." {
		t.Errorf("the company reads %v in state %s", got.Messages, got.State)
	}
	b.Get(path).Says(http.StatusOK, "content_reviewer", "Skriv vad &lt;den&gt; kostar.")
}

func TestAnotherVersionIsNotDecidedOn(t *testing.T) {
	s := newSite(t)
	first := submitted(t, s, sitetest.Product("Nattlampa"))
	b := s.SignIn("content_reviewer")
	path := listingsPath + "/" + first.ID
	it := sitetest.Must[catalog.Item](t)(s.Listings.Recall(t.Context(), service, s.Now(), first.ID, first.Version))
	it = sitetest.Must[catalog.Item](t)(s.Listings.SaveDraft(t.Context(), service, s.Now(), it.ID, it.Version, sitetest.Product("Gryningslampa")))
	it = sitetest.Must[catalog.Item](t)(s.Listings.Submit(t.Context(), service, s.Now(), it.ID, it.Version))

	b.Post(path+"/publicera", "version", number(first.Version)).Says(http.StatusConflict, "Texten har ändrats sedan du öppnade sidan", "Gryningslampa")
	b.Post(path+"/skicka-tillbaka", "version", number(first.Version), "message", "Priset saknas.").Says(http.StatusConflict,
		"Texten har ändrats sedan du öppnade sidan", ">Priset saknas.</textarea>", `name="version" value="`+number(it.Version)+`"`)
	b.Post(path + "/publicera").Says(http.StatusBadRequest)

	sitetest.Must[catalog.Item](t)(s.Listings.Publish(t.Context(), service, s.Now(), it.ID, it.Version))
	b.Post(path+"/skicka-tillbaka", "version", number(it.Version), "message", "Priset saknas.").Says(http.StatusConflict,
		"Någon annan hann före", "Läget är nu: Publicerad.", "Priset saknas.", "not", "<textarea")
}

func TestANeedIsReviewed(t *testing.T) {
	s := newSite(t)
	n := sitetest.Need("Tryggare nätter")
	n.Requires.MaxPricePerMonthSEK = new(float64(1200))
	it := s.DraftNeed("municipality", n)
	it = sitetest.Must[testbeds.Item](t)(s.Needs.Submit(t.Context(), service, s.Now(), it.ID, it.Version))
	b := s.SignIn("process_leader")
	b.Get(needsPath).Says(http.StatusOK, "Tryggare nätter", "Ekby kommun", ">Nytt<")
	path := needsPath + "/" + it.ID
	b.Get(path).Says(http.StatusOK, "Så ser det ut i dag", "Ljus tänds när någon stiger upp · Måste", "1200 kr per månad")
	s.SignIn("test_leader").Post(path+"/publicera", "version", number(it.Version)).Says(http.StatusForbidden)
	b.Post(path+"/publicera", "version", number(it.Version)).Leads(needsPath + "?klart=hubPublished")
}

func TestWaitingIsToldInDays(t *testing.T) {
	b := &frame.Base{Language: i18n.Swedish}
	for d, want := range map[time.Duration]string{
		0: "i dag", 23 * time.Hour: "i dag", 24 * time.Hour: "har väntat en dag", 1200 * 24 * time.Hour: "har väntat 1\u00a0200 dagar",
	} {
		if got := waited(b, d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}
