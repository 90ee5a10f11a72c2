package match

import (
	"bytes"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/spreadsheet"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/webexpo/sitetest"
)

// newSite is a site with two products for one need: a cheap one without claims that
// says nothing of its radio, and one that costs more than the need allows.
func newSite(t *testing.T) (s *sitetest.Site, need string) {
	t.Helper()
	s = sitetest.New(t)
	area := sitetest.Must[*Area](t)(New(s.Frame(), Services{Now: s.Now, Needs: s.Needs, Listings: s.Listings, Matcher: s.Live}))
	area.Mount(s.App)
	s.Published("company", priced("Nattlampa", "Ljuset tänds när någon stiger upp på natten. Den sitter på väggen.", 120))
	s.Published("company", priced("Golvljus", "Ljuset tänds längs golvet när någon stiger upp på natten.", 900))
	n := sitetest.Need("Ljus på natten")
	limit := 300.0
	n.Requires = testbeds.Requirements{MaxPricePerMonthSEK: &limit, DataLocation: "sweden"}
	return s, s.DraftNeed("municipality", n).ID
}

func priced(name, summary string, price float64) catalog.Product {
	p := sitetest.Product(name)
	p.Summary, p.Price = summary, catalog.Price{Model: "subscription", PerMonthSEK: &price}
	return p
}

func TestAMatchTellsWhatIsFirstAndWhy(t *testing.T) {
	t.Parallel()
	s, need := newSite(t)
	s.SignIn("test_leader").Get("/mina-behov/"+need+"/traffar").Says(http.StatusOK,
		"2 produkter är jämförda. 1 klarar alla krav.",
		"Nattlampa", "Båda handlar om:", "Samma ord:", "<mark>natten</mark>", "120\u00a0kr i månaden",
		"Var uppgifter lagras: behovet kräver Sverige. Företaget har inte svarat.", // a question, not a no
		"Nära, men inte hela vägen", "Golvljus", "Pris per månad (kr): behovet kräver ≤ 300, produkten har 900.",
		"Bara detta krav stoppar 1, och 1 av dem passar annars bra.", "/mina-behov/"+need+"/traffar?mjuka=price",
		"not", "hits.", "Uppmjukade krav",
	)
}

func TestASoftenedMustIsSeenAndNothingIsSaved(t *testing.T) {
	t.Parallel()
	s, need := newSite(t)
	before := sitetest.Must[testbeds.Item](t)(s.Needs.Get(t.Context(), s.Actor("test_leader"), need))
	leader := s.SignIn("test_leader")
	leader.Get("/mina-behov/"+need+"/traffar?mjuka=price").Says(http.StatusOK,
		"2 klarar alla krav.", "Uppmjukade krav", "Klarar inte krav som du har mjukat upp:", "produkten har 900",
		`href="/mina-behov/`+need+`/traffar"`, "not", "Nära, men inte hela vägen</h2>",
	)
	leader.Get("/mina-behov/"+need+"/traffar?mjuka=published&mjuka=nonsense").Says(http.StatusOK, "1 klarar alla krav.", "not", "Uppmjukade krav")
	after := sitetest.Must[testbeds.Item](t)(s.Needs.Get(t.Context(), s.Actor("test_leader"), need))
	if after.Version != before.Version {
		t.Errorf("the need is of version %d, %d before anybody looked", after.Version, before.Version)
	}
}

func TestTheTableHoldsHitsAndNearMisses(t *testing.T) {
	t.Parallel()
	s, need := newSite(t)
	got := s.SignIn("test_leader").Get("/mina-behov/" + need + "/traffar.xlsx")
	if got.StatusCode != http.StatusOK || !strings.Contains(got.Header.Get("Content-Disposition"), "traffar-"+need+".xlsx") {
		t.Fatalf("%d, %q", got.StatusCode, got.Header.Get("Content-Disposition"))
	}
	var rows []row
	format := spreadsheet.Format[row]{Check: func(*row) []fault.Problem { return nil }, ID: func(r *row) string { return r.ID }}
	for r, err := range spreadsheet.ReadXLSX(t.Context(), bytes.NewReader([]byte(got.Text)), "traffar.xlsx", format) {
		if err != nil || len(r.Problems) > 0 {
			t.Fatal(err, r.Problems)
		}
		rows = append(rows, r.Value)
	}
	if len(rows) != 2 || rows[0].Name != "Nattlampa" || rows[0].Rank != "1" || !strings.Contains(rows[0].Questions, "Var uppgifter lagras") {
		t.Errorf("rows %+v, want Nattlampa first, with a question", rows)
	}
	if rows[1].Name != "Golvljus" || rows[1].Rank != "" || !strings.Contains(rows[1].Against, "900") {
		t.Errorf("rows %+v, want Golvljus last, without a rank", rows)
	}
}

func TestOnlyThoseWhoMatchSeeThePage(t *testing.T) {
	t.Parallel()
	s, need := newSite(t)
	for who, status := range map[string]int{
		"product_editor": http.StatusForbidden, "reader": http.StatusForbidden,
		"other test_leader": http.StatusNotFound, // a draft is its owner's
		"test_leader":       http.StatusOK, "process_leader": http.StatusOK,
	} {
		for _, page := range []string{"traffar", "traffar.xlsx"} {
			if got := s.SignIn(who).Get("/mina-behov/" + need + "/" + page); got.StatusCode != status {
				t.Errorf("%s of %s: %d, want %d", page, who, got.StatusCode, status)
			}
		}
	}
	if got := s.Guest().Get("/mina-behov/" + need + "/traffar"); got.StatusCode != http.StatusUnauthorized {
		t.Errorf("a guest gets %d", got.StatusCode)
	}
}

func TestOthersMatchWhatIsPublished(t *testing.T) {
	t.Parallel()
	s, _ := newSite(t)
	n := s.PublishedNeed("municipality", sitetest.Need("Ljus på natten"))
	s.SignIn("other test_leader").Get("/mina-behov/"+n.ID+"/traffar").Says(http.StatusOK, `href="/behov/`+n.ID+`"`, "not", `href="/mina-behov/`+n.ID+`"`)
	s.SignIn("test_leader").Get("/mina-behov/"+n.ID+"/traffar").Says(http.StatusOK, `href="/mina-behov/`+n.ID+`"`)
}

func TestMarkupInTextsStaysText(t *testing.T) {
	t.Parallel()
	s, _ := newSite(t)
	n := sitetest.Need("<script>alert(1)</script> på natten")
	s.Published("company", priced("<b>Natten</b>", "<img src=x> på natten", 10))
	id := s.DraftNeed("municipality", n).ID
	got := s.SignIn("test_leader").Get("/mina-behov/" + id + "/traffar")
	got.Says(http.StatusOK, "&lt;b&gt;Natten&lt;/b&gt;", "not", "<script>alert", "<img src=x", "<b>Natten")
	if n := len(regexp.MustCompile(`<h1>`).FindAllString(got.Text, -1)); n != 1 {
		t.Errorf("%d first headings", n)
	}
}

func TestBadParametersAreRefused(t *testing.T) {
	t.Parallel()
	s, need := newSite(t)
	leader := s.SignIn("test_leader")
	for _, query := range []string{"antal=0", "antal=101", "antal=x", "other=1"} {
		if got := leader.Get("/mina-behov/" + need + "/traffar?" + query); got.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s gives %d", query, got.StatusCode)
		}
	}
}
