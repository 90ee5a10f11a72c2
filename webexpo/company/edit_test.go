package company

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/sitetest"
)

// price is the theme of prices as somebody fills it in.
func price(version, monthly string) []string {
	return []string{"version", version, "tema", "price", "price.model", "subscription", "price.perMonthSEK", monthly, "trialOffer.available", "yes"}
}

func TestAThemeIsSavedAlone(t *testing.T) {
	t.Parallel()
	s := desk(t)
	it := s.Draft("company", sitetest.Product("Nattlampan"))
	form := listPath + "/" + it.ID + "/redigera"
	b := s.SignIn(editor)
	page := b.Get(form + "?tema=price")
	page.Says(http.StatusOK, `name="price.perMonthSEK"`, `aria-current="page"`, "not", `name="summary"`)
	b.Post(form, price(versionOf(t, page.Text), "1 200,50")...).Leads(form + "?klart=deskSaved&tema=price")
	got := now(t, s, it.ID).Value.Draft.Product
	if got.Price.PerMonthSEK == nil || *got.Price.PerMonthSEK != 1200.5 || got.TrialOffer.Available != catalog.Yes || got.Summary == "" || len(got.Claims) != 1 {
		t.Errorf("saved %+v", got)
	}
	b.Get(form+"?tema=price&klart=deskSaved").Says(http.StatusOK, "Sparat.", `value="1200,5"`)
	b.Get(form + "?tema=nonsense").Says(http.StatusUnprocessableEntity)
	b.Post(form, append(price(text(now(t, s, it.ID).Version), "100"), "vidare", "ja")...).Leads(form + "?klart=deskSaved&tema=evidence")
	last := []string{"version", text(now(t, s, it.ID).Version), "tema", "evidence", "vidare", "ja"}
	b.Post(form, last...).Leads(listPath + "/" + it.ID + "?klart=deskSaved")
}

func TestNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	s := desk(t)
	it := s.Draft("company", sitetest.Product("Nattlampan"))
	form := listPath + "/" + it.ID + "/redigera"
	b := s.SignIn(editor)
	b.Post(form, price(text(it.Version), "tolv kronor")...).
		Says(http.StatusUnprocessableEntity, `id="fel"`, `href="#f-price-perMonthSEK"`, `value="tolv kronor"`, "utan enhet")
	long := strings.Repeat("å", 1001)
	b.Post(form, "version", text(it.Version), "tema", "about", "name", "Nattlampan", "summary", long).
		Says(http.StatusUnprocessableEntity, `href="#f-summary"`, long, "fler än 1000 tecken")
	b.Post(form, "version", text(it.Version), "tema", "about", "name", "", "summary", "Kort").
		Says(http.StatusUnprocessableEntity, `href="#f-name"`, "Kort")
	if got := now(t, s, it.ID); got.Version != it.Version {
		t.Error("what was wrong was saved")
	}
	b.Post(form, "version", text(it.Version), "tema", "nonsense").Says(http.StatusBadRequest)
	b.Post(form, "tema", "about", "name", "Utan version").Says(http.StatusBadRequest)
}

// TestADraftMayLackWhatItNeeds: half a claim is kept, and the page says what is left.
func TestADraftMayLackWhatItNeeds(t *testing.T) {
	t.Parallel()
	s := desk(t)
	it := s.Draft("company", sitetest.Product("Nattlampan"))
	form := listPath + "/" + it.ID + "/redigera"
	b := s.SignIn(editor)
	b.Post(form, "version", text(it.Version), "tema", "evidence", "claims[0].text", "Färre fall.", "claims[0].source", "", "claims[0].date", "").
		Leads(form + "?klart=deskSaved&tema=evidence")
	b.Get(form+"?tema=evidence").Says(http.StatusOK, "Färre fall.", `class="error"`, "not", `id="fel"`)
	one := listPath + "/" + it.ID
	b.Get(one).Says(http.StatusOK, "Rätta det här innan du skickar in", one+"/redigera?tema=evidence#f-claims-0--source", "not", ">Skicka in för granskning<")
}

func TestRowsAreAddedAndRemovedWithoutAScript(t *testing.T) {
	t.Parallel()
	s := desk(t)
	it := s.Draft("company", sitetest.Product("Nattlampan"))
	form := listPath + "/" + it.ID + "/redigera"
	b := s.SignIn(editor)
	claim := []string{"tema", "evidence", "claims[0].text", "Färre fall i natt.", "claims[0].source", "own", "claims[0].date", "2026-01-01"}
	to := b.Post(form, append(claim, "version", text(it.Version), "more", "claims")...)
	to.Leads(form + "?fler=claims&tema=evidence#f-claims")
	b.Get(form+"?fler=claims&tema=evidence").Says(http.StatusOK, "Färre fall i natt.", `name="claims[1].text"`)
	b.Post(form, append(claim, "version", text(now(t, s, it.ID).Version), "less", "claims[0]")...).Leads(form + "?klart=deskSaved&tema=evidence")
	if got := now(t, s, it.ID).Value.Draft.Claims; len(got) != 0 {
		t.Errorf("claims %v", got)
	}
}

// TestTwoTabsSeeEachOther: what the other one wrote is shown beside what was typed, and
// the next try keeps it.
func TestTwoTabsSeeEachOther(t *testing.T) {
	t.Parallel()
	s := desk(t)
	it := s.Draft("company", sitetest.Product("Nattlampan"))
	form := listPath + "/" + it.ID + "/redigera"
	b := s.SignIn(editor)
	b.Post(form, price(text(it.Version), "100")...)
	late := b.Post(form, price(text(it.Version), "250")...)
	b.Post(form, price(text(it.Version), "100")...).Leads(form + "?klart=deskSaved&tema=price") // the same as is there
	late.Says(http.StatusConflict, "Någon annan hann före", "100\u00a0kr", "250\u00a0kr", `value="250"`, "Nattlampan")
	b.Post(form, price(versionOf(t, late.Text), "250")...).Leads(form + "?klart=deskSaved&tema=price")
	if got := now(t, s, it.ID).Value.Draft.Price.PerMonthSEK; got == nil || *got != 250 {
		t.Errorf("price %v", got)
	}
}

func TestTheFormSavesItself(t *testing.T) {
	t.Parallel()
	s := desk(t)
	it := s.Draft("company", sitetest.Product("Nattlampan"))
	form := listPath + "/" + it.ID + "/redigera"
	b := s.SignIn(editor)
	page := b.Get(form + "?tema=price")
	page.Says(http.StatusOK, `data-autosave="`+form+`"`)
	csrf := valueOf(t, page.Text, "csrf")
	send := func(version string) sitetest.Answer {
		values := url.Values{web.CSRFField: {csrf}}
		for fields := price(version, "99"); len(fields) > 0; fields = fields[2:] {
			values.Set(fields[0], fields[1])
		}
		return b.Send(http.MethodPost, form, values.Encode(), "Accept", "application/json")
	}
	saved := send(text(it.Version))
	if want := `{"version":` + text(it.Version+1) + `}`; saved.StatusCode != http.StatusOK || saved.Text != want {
		t.Errorf("%d %s, want %s", saved.StatusCode, saved.Text, want)
	}
	send(text(it.Version)).Says(http.StatusConflict)
}

// TestTheFormTellsWhatCanBeJudged: what a listing tells is counted, and what is missing
// leads to where it is written.
func TestTheFormTellsWhatCanBeJudged(t *testing.T) {
	t.Parallel()
	s := desk(t)
	it := s.Draft("company", sitetest.Product("Nattlampan"))
	form := listPath + "/" + it.ID + "/redigera"
	b := s.SignIn(editor)
	link := `href="` + form + `?tema=price#f-price-perMonthSEK"`
	b.Get(form).Says(http.StatusOK, link, "att bedöma", `data-refresh="`+form+`?tema=about"`, "0 av 8 ifyllda")
	b.Post(form, price(text(it.Version), "100")...)
	b.Get(form).Says(http.StatusOK, "3 av 8 ifyllda", "not", link)
}

func TestOthersCannotSave(t *testing.T) {
	t.Parallel()
	s := desk(t)
	it := s.Draft("company", sitetest.Product("Nattlampan"))
	form := listPath + "/" + it.ID + "/redigera"
	s.SignIn(other).Post(form, price(text(it.Version), "1")...).Says(http.StatusNotFound)
	s.SignIn(reader).Post(form, price(text(it.Version), "1")...).Says(http.StatusForbidden)
	s.Guest().Post(form, price(text(it.Version), "1")...).Says(http.StatusUnauthorized)
	s.SignIn(editor).Post(form, append(price(text(it.Version), "1"), "csrf", "wrong")...).Says(http.StatusForbidden)
	if got := now(t, s, it.ID); got.Version != it.Version {
		t.Error("somebody else's change was saved")
	}
}
