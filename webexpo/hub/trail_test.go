package hub

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/webexpo/frame"
	"github.com/allagehub/matcharenan/webexpo/sitetest"
)

// flush moves what has been done to the chain.
func flush(t *testing.T, s *sitetest.Site) {
	t.Helper()
	sitetest.Must[int](t)(s.Trail.Flush(t.Context()))
}

func TestOnlyAuditorsReadTheTrail(t *testing.T) {
	s := newSite(t)
	s.Guest().Get(trailPath).Says(http.StatusUnauthorized)
	for _, who := range []string{"vendor_admin", "test_leader", "process_leader", "content_reviewer"} {
		s.SignIn(who).Get(trailPath).Says(http.StatusForbidden)
		s.SignIn(who).Get(checkedPath).Says(http.StatusForbidden)
	}
}

func TestTheTrailIsReadByWhoWhatAndWhen(t *testing.T) {
	s := newSite(t)
	it := s.Draft("company", sitetest.Product("Nattlampa"))
	s.SignIn("vendor_admin").Get(organisationsPath)
	b := s.SignIn("auditor")
	sitetest.Must[catalog.Item](t)(s.Listings.Submit(t.Context(), s.Actor("vendor_admin"), s.Now(), it.ID, it.Version))
	flush(t, s)
	b.Get(trailPath).Says(http.StatusOK, "Produkt: skickades in", "vendor_admin", "Nattljus AB", "Utkast blev Inskickad", "Tjänsten (test)", "Kontrollera loggen",
		"not", it.ID+"<", "listing.submit<")
	b.Get(trailPath+"?vem=vendor_admin@example.com").Says(http.StatusOK, "Produkt: skickades in", "not", `hände">Produkt: skapades`)
	b.Get(trailPath+"?vem=nobody@example.com").Says(http.StatusOK, "Ingen som du får se", "not", "<td")
	b.Get(trailPath+"?vad=listing.create").Says(http.StatusOK, "<td data-label=\"Vad som hände\">Produkt: skapades", "not", "<td data-label=\"Vad som hände\">Produkt: skickades")
	b.Get(trailPath+"?vad=odd.thing").Says(http.StatusOK, "Inget hittades", `<option value="odd.thing" selected>odd.thing`)
	b.Get(trailPath+"?foremal="+url.QueryEscape("listings/"+it.ID)).Says(http.StatusOK, "Det gällde: Produkt …", "Produkt: skapades", "not", "<td data-label=\"Vad som hände\">Person")
	b.Get(trailPath+"?organisation="+s.Organisation("company")).Says(http.StatusOK, "Organisation: Nattljus AB", "not", "<td data-label=\"Vad som hände\">Inloggning")
	b.Get(trailPath+"?fran=2026-03-31&till=2026-03-31").Says(http.StatusOK, "Produkt: skickades in")
	b.Get(trailPath+"?till=2026-03-30").Says(http.StatusOK, "Inget hittades")
	b.Get(trailPath+"?fran=2026-04-01").Says(http.StatusOK, "Inget hittades")
	b.Get(trailPath + "?fran=i+g%C3%A5r").Says(http.StatusUnprocessableEntity)
}

func TestSomebodyOfAMunicipalityReadsItsOwnTrail(t *testing.T) {
	s := newSite(t)
	s.Draft("company", sitetest.Product("Nattlampa"))
	s.DraftNeed("municipality", sitetest.Need("Tryggare nätter"))
	s.DraftNeed("other municipality", sitetest.Need("Tryggare dagar"))
	b := s.SignIn("procurement")
	flush(t, s)
	b.Get(trailPath).Says(http.StatusOK, "Behov: skapades", "Ekby kommun", "not", "Nattljus", "Sjövik", "Kontrollera loggen")
	b.Get(trailPath+"?organisation="+s.Organisation("other municipality")).Says(http.StatusForbidden, "not", "Behov: skapades")
	b.Get(checkedPath).Says(http.StatusForbidden)
}

func TestALongTrailIsReadInParts(t *testing.T) {
	s := newSite(t)
	for range rowsPerPage + 1 {
		s.Draft("company", sitetest.Product("Nattlampa"))
	}
	b := s.SignIn("auditor")
	flush(t, s)
	page := b.Get(trailPath + "?vad=listing.create")
	page.Says(http.StatusOK, "Nästa sida", "not", "Till början")
	next := between(t, page.Text, `rel="next" href="`, `"`)
	parsed := sitetest.Must[*url.URL](t)(url.Parse(html.UnescapeString(next)))
	if parsed.Query().Get(actionParameter) != "listing.create" {
		t.Errorf("the next part forgets what was asked for: %s", next)
	}
	b.Get(html.UnescapeString(next)).Says(http.StatusOK, "<td", "Till början", "not", "Nästa sida")
}

func TestTheChainIsChecked(t *testing.T) {
	s := newSite(t)
	s.Organisation("company")
	flush(t, s)
	b := s.SignIn("auditor")
	b.Get(checkedPath).Says(http.StatusOK, "Loggen är hel", "notice done")
	tamper(t, s)
	b.Get(checkedPath).Says(http.StatusOK, "Loggen är inte hel", "Fel på rad 1", "Innehållet är ändrat.", "not", "notice done")
}

// tamper changes the first entry behind the trail's back.
func tamper(t *testing.T, s *sitetest.Site) {
	t.Helper()
	chain := store.NewCollection[map[string]json.RawMessage](s.Engine, audit.Chain)
	first := sitetest.Must[store.Item[map[string]json.RawMessage]](t)(chain.First(t.Context(), store.Query{}))
	_, err := chain.Update(t.Context(), first.ID, func(e *map[string]json.RawMessage, _ *store.Txn) error {
		(*e)["event"] = json.RawMessage(`{"action":"nothing.happened"}`)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAReportTellsWhatIsWrong(t *testing.T) {
	b := &frame.Base{Language: i18n.Swedish}
	notice, facts := checked(b, &audit.Report{
		Entries: 1200, Head: audit.Head{Seq: 1203, Hash: "ab"}, Waiting: 2, Gaps: []audit.Gap{{From: 3, To: 5}},
		Broken: &audit.Break{Seq: 6, Reason: audit.CutOff},
	})
	var told []string
	for _, f := range facts {
		told = append(told, f.Name+": "+f.Value)
	}
	want := []string{
		"Rader: 1\u00a0200", "Sista radens nummer: 1\u00a0203", "Väntar på att skrivas in: 2",
		"Saknade rader: 3 till 5", "Fel på rad 6: Slutet av loggen saknas.",
	}
	if notice.Kind != "warning" || !slices.Equal(told, want) {
		t.Errorf("%s %q, want %q", notice.Kind, told, want)
	}
}

func TestWhatWasNotedIsToldInWords(t *testing.T) {
	b := &frame.Base{Language: i18n.Swedish}
	got := details(b, map[string]string{"from": "", "to": "draft", "roles": "vendor_admin product_editor", "odd": "x"})
	if want := []string{"Inget blev Utkast", "odd: x", "Roller: Leverantörsadmin och produktredaktör"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := details(b, map[string]string{"from": "published", "to": "published"}); got != nil {
		t.Errorf("a state that stays is told: %q", got)
	}
	for _, r := range actions {
		if actionName(b, r) == r {
			t.Errorf("%s can be chosen and has no words", r)
		}
	}
}
