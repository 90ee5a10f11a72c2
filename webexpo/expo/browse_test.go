package expo

import (
	"net/http"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/webexpo/sitetest"
)

func TestTheCatalogueIsBrowsedByWhatProductsDo(t *testing.T) {
	s := site(t)
	it := s.Published("company", alarm("Nattvakt"))
	for _, path := range []string{"/bladdra", "/bladdra/funktioner"} {
		s.Guest().Get(path).Says(http.StatusOK, "Larm och akut hjälp", `<a href="/bladdra/funktioner/F01">Larma aktivt</a> <span class="count">1</span>`,
			`<a href="/bladdra/funktioner/F02">Larma passivt vid fall</a> <span class="count">0</span>`)
	}
	s.Guest().Get("/bladdra").Says(http.StatusOK, `<a href="/bladdra/livsomraden/safety">Trygghet och säkerhet</a> <span class="count">1</span>`)
	s.Guest().Get("/bladdra/funktioner/F01").Says(http.StatusOK, "<h1>Larma aktivt</h1>", "En produkt.", it.ID, `href="/sok?funktion=F01"`,
		"Så kan problemet låta", `href="/sok?funktion=F01&amp;slag=P01">Trygghetslarm</a> <span class="count">1</span>`)
	s.Guest().Get("/bladdra/livsomraden/safety").Says(http.StatusOK, "<h1>Trygghet och säkerhet</h1>", it.ID, `href="/sok?funktion=F09&amp;livsomrade=safety"`)
	s.Guest().Get("/bladdra/livsomraden/sleep").Says(http.StatusOK, "Ingen produkt gör det här än", "not", it.ID)
	for _, wrong := range []string{"/bladdra/funktioner/F999", "/bladdra/funktioner/P01", "/bladdra/livsomraden/war", "/bladdra/annat"} {
		s.Guest().Get(wrong).Says(http.StatusNotFound)
	}
}

func TestTheDoorShowsTheNewest(t *testing.T) {
	s := site(t)
	s.Guest().Get("/").Says(http.StatusOK, "Här finns 0 produkter.", `role="search"`, "not", "Öppna behov</h2>")
	for _, name := range []string{"Ett", "Två", "Tre", "Fyra"} {
		s.Pass(1e9)
		s.Published("company", alarm("Larm "+name))
	}
	s.PublishedNeed("municipality", sitetest.Need("Fall på natten"))
	got := s.Guest().Get("/")
	got.Says(http.StatusOK, "Här finns 4 produkter.", "Larm Två", "Larm Fyra", "Fall på natten", "Ekby kommun", `href="/bladdra/funktioner/F01">Larma aktivt <span class="count">4</span>`,
		"Du i en kommun", "Du i ett företag", "Du som är nyfiken", "not", "Larm Ett")
	if strings.Index(got.Text, "Larm Fyra") > strings.Index(got.Text, "Larm Tre") {
		t.Error("the newest does not come first")
	}
	if ways := between(t, s.SignIn("test_leader").Get("/").Text, "Tre sätt att börja", "</main>"); strings.Contains(ways, "/logga-in") {
		t.Error("who has signed in is asked to")
	}
}

// demanding is a need with most of its members.
func demanding(title string) testbeds.Need {
	n := sitetest.Need(title)
	n.Background, n.Goal = "Vi har sex avdelningar.", "Färre fall."
	n.TargetGroups = []string{"older", "dementia"}
	most, trl, from, to := 300.0, 7, 12.5, 6.0
	n.Requires = testbeds.Requirements{MaxPricePerMonthSEK: &most, MinTRL: &trl, Camera: "none", Positioning: "none", WorksWithout: []string{"wifi"}, Languages: []string{"sv", "fi"}}
	n.EffectGoals = []testbeds.EffectGoal{{Measure: "Fall på natten", Unit: "per månad", Baseline: &from, Target: &to, Instrument: "räkning"}}
	n.Statements = append(n.Statements, testbeds.Statement{Text: "Personalen ska få larm", Priority: testbeds.Should, Function: "F02"})
	return n
}

func TestAnOpenNeedIsRead(t *testing.T) {
	s := site(t)
	it := s.PublishedNeed("municipality", demanding("Fall på natten"))
	draft := s.DraftNeed("municipality", sitetest.Need("Utkastet"))
	s.Guest().Get("/behov").Says(http.StatusOK, "Fall på natten", "Ekby kommun", "Öppet för svar", "Äldre och personer med demens", "not", "Utkastet")
	got := s.Guest().Get("/behov/" + it.ID)
	got.Says(http.StatusOK, "<h1>Fall på natten</h1>", "Vi har sex avdelningar.", "Måste", "Bör", `<a href="/bladdra/funktioner/F02">`, "300\u00a0kr",
		"7 – visad i verklig miljö", "Ingen alls", "Svenska och finska", "Från 12,5 till 6 per månad", "Mäts med räkning.", `href="/spegling"`, "not", "form.", "expo.", "Inte angivet")
	s.SignIn("vendor_admin").Get("/behov/"+it.ID).Says(http.StatusOK, `href="/spegling"`)
	s.SignIn("test_leader").Get("/behov/"+it.ID).Says(http.StatusOK, "Fall på natten", "not", `href="/spegling"`)
	s.Guest().Get("/behov/"+draft.ID).Says(http.StatusNotFound, "not", "Utkastet")
	s.Guest().Get("/behov/nothing").Says(http.StatusNotFound)
	if _, err := s.Needs.Close(t.Context(), hub, s.Now(), it.ID, 0); err != nil {
		t.Fatal(err)
	}
	s.Guest().Get("/behov/"+it.ID).Says(http.StatusOK, "Stängt för svar", "not", `href="/spegling"`)
	if _, err := s.Needs.Archive(t.Context(), hub, s.Now(), it.ID, 0); err != nil {
		t.Fatal(err)
	}
	s.Guest().Get("/behov/"+it.ID).Says(http.StatusGone, "Behovet visas inte längre", `href="/behov"`, "not", "Fall på natten")
	s.Guest().Get("/behov").Says(http.StatusOK, "Det finns inget behov att visa")
}

func TestNeedsAreReadOnFromWhereAPageEnded(t *testing.T) {
	s := site(t)
	for range needsOnPage + 1 {
		s.Pass(1e9)
		s.PublishedNeed("municipality", sitetest.Need("Fall"))
	}
	first := s.Guest().Get("/behov")
	next := strings.ReplaceAll(between(t, first.Text, `rel="next" href="`, `"`), "&amp;", "&")
	second := s.Guest().Get(next)
	if a, b := strings.Count(first.Text, `<li class="card">`), strings.Count(second.Text, `<li class="card">`); a != needsOnPage || b != 1 {
		t.Errorf("%d and %d needs", a, b)
	}
	second.Says(http.StatusOK, "Till de nyaste")
	s.Guest().Get("/behov?efter=nonsense").Says(http.StatusOK, "platsen i listan")
}
