package needs

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/webexpo/sitetest"
)

func newSite(t *testing.T) *sitetest.Site {
	t.Helper()
	s := sitetest.New(t)
	area := sitetest.Must[*Area](t)(New(s.Frame(), Services{
		Now: s.Now, Needs: s.Needs, Checker: s.Checker, Check: s.NeedCheck, Organisations: s.Accounts, Thesaurus: s.Thesaurus,
	}))
	area.Mount(s.App)
	return s
}

// stored is a need as the service has it.
func stored(t *testing.T, s *sitetest.Site, id string) testbeds.Item {
	t.Helper()
	return sitetest.Must[testbeds.Item](t)(s.Needs.Get(t.Context(), access.Service("test"), id))
}

var hidden = regexp.MustCompile(`type="hidden" name="(version)" value="([\w-]+)"`)

// hiddenIn gives the hidden fields of a form that a change needs, as names and values.
func hiddenIn(t *testing.T, a sitetest.Answer) (pairs []string) {
	t.Helper()
	for _, m := range hidden.FindAllStringSubmatch(a.Text, -1) {
		pairs = append(pairs, m[1], m[2])
	}
	if len(pairs) == 0 {
		t.Fatalf("no form: %s", a.Text)
	}
	return pairs
}

func TestWhoMayNotIsKeptOut(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.DraftNeed("municipality", sitetest.Need("Ljus på natten")).ID
	gets := []string{"/mina-behov", "/mina-behov/nytt", "/mina-behov/" + id, "/mina-behov/" + id + "/redigera", "/mina-behov/" + id + "/versioner", "/mina-behov/" + id + "/ta-bort"}
	posts := []string{"/mina-behov/nytt", "/mina-behov/" + id + "/redigera", "/mina-behov/" + id + "/redigera/spara", "/mina-behov/" + id + "/skicka-in", "/mina-behov/" + id + "/publicera", "/mina-behov/" + id + "/ta-bort"}
	for _, path := range gets {
		s.Guest().Get(path).Says(http.StatusUnauthorized, "not", "Ljus på natten")
		s.SignIn("product_editor").Get(path).Says(http.StatusForbidden, "not", "Ljus på natten")
	}
	for _, path := range posts {
		s.Guest().Post(path, "version", "1", "title", "x").Says(http.StatusUnauthorized)
		s.SignIn("product_editor").Post(path, "version", "1", "title", "x").Says(http.StatusForbidden)
	}
	other := s.SignIn("other test_leader")
	for _, path := range gets[2:] {
		other.Get(path).Says(http.StatusNotFound, "not", "Ljus på natten")
	}
	for _, path := range posts[1:] {
		other.Post(path, "version", "1", "title", "x").Says(http.StatusNotFound)
	}
	reader := s.SignIn("reader")
	reader.Get("/mina-behov/"+id).Says(http.StatusOK, "Ljus på natten", "not", "redigera", "skicka-in", "ta-bort")
	reader.Get("/mina-behov/" + id + "/redigera").Says(http.StatusForbidden)
	reader.Post("/mina-behov/"+id+"/redigera", "version", "1", "title", "x").Says(http.StatusForbidden)
	reader.Post("/mina-behov/"+id+"/skicka-in", "version", "1").Says(http.StatusForbidden)
	s.SignIn("test_leader").Post("/mina-behov/"+id+"/publicera", "version", "1").Says(http.StatusForbidden)
	if n := stored(t, s, id); n.Value.Draft.Title != "Ljus på natten" || n.Version != 1 {
		t.Errorf("the need has become %+v", n)
	}
}

func TestANeedBeginsWithAFewWords(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.SignIn("test_leader")
	b.Get("/mina-behov").Says(http.StatusOK, "Här finns inga behov än", `href="/mina-behov/nytt"`)
	b.Get("/mina-behov/nytt").Says(http.StatusOK, "Så ser det ut i dag", `name="title"`, "not", `name="background"`)
	b.Post("/mina-behov/nytt", "description", "<b>Hon</b> faller 👵🏽", "title", " ").
		Says(http.StatusUnprocessableEntity, "&#34;Rubrik&#34; saknas", `href="#f-title"`, "&lt;b&gt;Hon&lt;/b&gt; faller 👵🏽", "not", "<b>Hon")
	b.Post("/mina-behov/nytt", "description", "x", "title", strings.Repeat("å", 301)).
		Says(http.StatusUnprocessableEntity, "fler än 300 tecken", strings.Repeat("å", 301))

	made := b.Post("/mina-behov/nytt", "description", "Hon faller på natten.\r\nIngen ser.", "title", "Fall på natten", "goal", "not asked")
	to := made.Header.Get("Location")
	if made.StatusCode != http.StatusSeeOther || !strings.HasSuffix(to, "?klart=needStarted") {
		t.Fatalf("%d leads to %q: %s", made.StatusCode, to, made.Text)
	}
	id := strings.TrimSuffix(strings.TrimPrefix(to, "/mina-behov/"), "?klart=needStarted")
	n := stored(t, s, id).Value
	if n.Owner != s.Organisation("municipality") || n.Draft.Description != "Hon faller på natten.\nIngen ser." || n.Draft.Goal != "" || n.Draft.Language != "sv" {
		t.Errorf("it is kept as %+v", n)
	}
	b.Get(to).Says(http.StatusOK, "Utkastet är sparat", "Fall på natten", "Ekby kommun", "Skriv vad ni behöver", "3 av 5 besvarade", id+"/redigera?tema=statements", "not", "dra-tillbaka")
	b.Get("/mina-behov").Says(http.StatusOK, "Fall på natten", "Utkast", "Skriv vad ni behöver", "not", "Här finns inga behov")
	s.SignIn("other test_leader").Get("/mina-behov").Says(http.StatusOK, "not", "Fall på natten")
	s.SignIn("other test_leader").Get("/mina-behov?organisation=" + s.Organisation("municipality")).Says(http.StatusForbidden)
	b.Get("/mina-behov?lage=archived").Says(http.StatusOK, "Inget behov är i det läget", "not", "Fall på natten")
	b.Get("/mina-behov?lage=nonsense").Says(http.StatusUnprocessableEntity)
	s.SignIn("process_leader").Get("/mina-behov").Says(http.StatusOK, "<h1>Alla behov</h1>", "Fall på natten", "not", "/nytt")
}

func TestAThemeIsSavedAndTheRestIsLeftAlone(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.DraftNeed("municipality", sitetest.Need("Ljus på natten")).ID
	b := s.SignIn("test_leader")
	page := b.Get("/mina-behov/" + id + "/redigera?tema=demands")
	page.Says(http.StatusOK, "Krav på lösningen", `data-autosave="/mina-behov/`+id+`/redigera/spara?tema=demands"`, "not", `name="title"`)
	pairs := append(hiddenIn(t, page), "requires.maxPricePerMonthSEK", "1 200,50", "requires.worksWithout", "wifi", "requires.languages", "fi", "next", "privacy")
	b.Post("/mina-behov/"+id+"/redigera?tema=demands", pairs...).Leads("/mina-behov/" + id + "/redigera?klart=needSaved&tema=privacy")
	n := stored(t, s, id).Value.Draft
	if n.Requires.MaxPricePerMonthSEK == nil || *n.Requires.MaxPricePerMonthSEK != 1200.5 || n.Requires.WorksWithout[0] != "wifi" || n.Title != "Ljus på natten" || len(n.Statements) != 1 || n.Settings == nil {
		t.Errorf("saved as %+v", n)
	}

	again := b.Get("/mina-behov/" + id + "/redigera?tema=demands")
	bad := append(hiddenIn(t, again), "requires.maxPricePerMonthSEK", "tolv hundra", "requires.minTRL", "7", "next", "done")
	b.Post("/mina-behov/"+id+"/redigera?tema=demands", bad...).
		Says(http.StatusUnprocessableEntity, "&#34;Högsta pris per månad&#34; ska vara ett tal", `href="#f-requires-maxPricePerMonthSEK"`, `value="tolv hundra"`, `<option value="7" selected>`)
	if n := stored(t, s, id).Value.Draft; *n.Requires.MaxPricePerMonthSEK != 1200.5 || n.Requires.MinTRL != nil {
		t.Errorf("a form with a mistake changed %+v", n.Requires)
	}

	faulty := append(hiddenIn(t, b.Get("/mina-behov/"+id+"/redigera?tema=trial")), "requires.units", "-4", "next", "done")
	b.Post("/mina-behov/"+id+"/redigera?tema=trial", faulty...).Leads("/mina-behov/" + id + "/redigera?klart=needSavedFaulty&tema=trial")
	b.Get("/mina-behov/"+id+"/redigera?klart=needSavedFaulty&tema=trial").Says(http.StatusOK, "Utkastet är sparat. Något behöver rättas", "ska vara minst 0", `value="-4"`)
	b.Get("/mina-behov/"+id).Says(http.StatusOK, "Det här behöver rättas", "tema=trial#f-requires-units", "Fortsätt skriva")

	for _, q := range []string{"?tema=nonsense", "?x=1"} {
		b.Get("/mina-behov/" + id + "/redigera" + q).Says(http.StatusUnprocessableEntity)
	}
	for _, version := range []string{"", "0", "x"} {
		b.Post("/mina-behov/"+id+"/redigera", "version", version, "title", "y").Says(http.StatusBadRequest)
	}
}

func TestRowsAreAddedAndRemovedWithoutAScript(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.DraftNeed("municipality", sitetest.Need("Ljus på natten")).ID
	b := s.SignIn("test_leader")
	at := "/mina-behov/" + id + "/redigera?tema=statements"
	page := b.Get(at)
	page.Says(http.StatusOK, `name="statements[0].text"`, "not", `name="statements[1].text"`)
	more := append(hiddenIn(t, page), "statements[0].text", "Ljus tänds", "statements[0].priority", "must", "more", "statements")
	b.Post(at, more...).Leads("/mina-behov/" + id + "/redigera?fler=statements&tema=statements#f-statements")
	page = b.Get("/mina-behov/" + id + "/redigera?fler=statements&tema=statements")
	page.Says(http.StatusOK, "Ljus tänds", `name="statements[1].text"`)
	less := append(hiddenIn(t, page), "statements[0].text", "Ljus tänds", "statements[0].priority", "must", "statements[1].text", "Ingen kamera", "statements[1].priority", "should", "less", "statements[0]")
	b.Post(at, less...).Leads("/mina-behov/" + id + "/redigera?tema=statements")
	if list := stored(t, s, id).Value.Draft.Statements; len(list) != 1 || list[0].Text != "Ingen kamera" || list[0].Priority != "should" {
		t.Errorf("the rows are %+v", list)
	}
}

func TestTwoTabsLoseNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.DraftNeed("municipality", sitetest.Need("Ljus på natten")).ID
	b := s.SignIn("test_leader")
	story, people := "/mina-behov/"+id+"/redigera?tema=story", "/mina-behov/"+id+"/redigera?tema=people"
	first, second, aside := hiddenIn(t, b.Get(story)), hiddenIn(t, b.Get(story)), hiddenIn(t, b.Get(people))
	b.Post(story, append(first, "title", "Den ena", "goal", "Sova", "next", "done")...).Leads("/mina-behov/" + id + "?klart=needSaved")

	b.Post(people, append(aside, "targetGroups", "staff", "settings", "special_housing", "next", "done")...).Leads("/mina-behov/" + id + "?klart=needSaved")
	if n := stored(t, s, id).Value.Draft; n.Title != "Den ena" || len(n.TargetGroups) != 1 {
		t.Errorf("two themes became %+v", n)
	}

	conflict := b.Post(story, append(second, "title", "Den andra", "goal", "Sova", "next", "done")...)
	conflict.Says(http.StatusConflict, "Två olika svar", "<del>Den ena</del>", "<ins>Den andra</ins>", ">Den andra</textarea>", "not", "<del>Sova")
	if n := stored(t, s, id).Value.Draft; n.Title != "Den ena" {
		t.Errorf("the second tab wrote over the first: %q", n.Title)
	}
	b.Post(story, append(hiddenIn(t, conflict), "title", "Den andra", "goal", "Sova", "next", "done")...).Leads("/mina-behov/" + id + "?klart=needSaved")
	if n := stored(t, s, id).Value.Draft; n.Title != "Den andra" || n.Goal != "Sova" {
		t.Errorf("after the choice it is %+v", n)
	}
}

func TestTheScriptSavesAsOneGoes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.DraftNeed("municipality", sitetest.Need("Ljus på natten")).ID
	b := s.SignIn("test_leader")
	at := "/mina-behov/" + id + "/redigera/spara?tema=story"
	pairs := hiddenIn(t, b.Get("/mina-behov/"+id+"/redigera?tema=story"))
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	form.Set("title", "Nytt")
	first := b.PostForm(at, form)
	first.Says(http.StatusOK, `{"version":"2-`)
	b.PostForm(at, form).Says(http.StatusConflict)
	pairs = hiddenIn(t, b.Get("/mina-behov/"+id+"/redigera?tema=people"))
	b.Post("/mina-behov/"+id+"/redigera?tema=people", append(pairs, "targetGroups", "staff")...)
	form.Set("version", strings.Split(first.Text, `"`)[3]) // as the script does; another theme has been saved meanwhile
	form.Set("goal", "Mål")
	b.PostForm(at, form).Says(http.StatusOK, `{"version":"4-`)
	if n := stored(t, s, id).Value.Draft; n.Title != "Nytt" || n.Goal != "Mål" {
		t.Errorf("saved as %+v", n)
	}
	s.Guest().PostForm(at, url.Values{"version": {"3"}, "title": {"Guest"}}).Says(http.StatusUnauthorized)
}

func TestANeedGoesThroughItsStates(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.DraftNeed("municipality", sitetest.Need("Ljus på natten")).ID
	at := "/mina-behov/" + id
	b, hub := s.SignIn("test_leader"), s.SignIn("process_leader")
	take := func(who *sitetest.Browser, step, done string) {
		t.Helper()
		page := who.Get(at)
		page.Says(http.StatusOK, at+"/"+step)
		who.Post(at+"/"+step, "version", hiddenOr(t, who, page, at+"/"+step)).Leads(at + "?klart=" + done)
		who.Get(at+"?klart="+done).Says(http.StatusOK, `role="status"`)
	}
	b.Get(at).Says(http.StatusOK, at+"/skicka-in", at+"/ta-bort", "not", at+"/publicera", at+"/stang")
	take(b, "skicka-in", "needSubmitted")
	b.Get(at).Says(http.StatusOK, "Hubben läser behovet", at+"/ta-tillbaka", "not", "redigera", at+"/publicera", at+"/ta-bort")
	b.Get(at + "/redigera").Leads(at)
	b.Post(at+"/redigera?tema=story", "version", "2", "title", "Sent").Says(http.StatusConflict, "går inte att ändra nu", ">Sent</textarea>")
	take(b, "ta-tillbaka", "needRecalled")
	take(b, "skicka-in", "needSubmitted")
	sitetest.Must[testbeds.Item](t)(s.Needs.Return(t.Context(), s.Actor("process_leader"), s.Now(), id, 0, "Säg mer om natten.\nTack."))
	b.Get(at).Says(http.StatusOK, "Hubben har skrivit till er", "Säg mer om natten.")
	b.Get("/mina-behov").Says(http.StatusOK, "Hubben har skrivit till er")
	take(b, "skicka-in", "needSubmitted")
	take(hub, "publicera", "needPublished")
	b.Get(at).Says(http.StatusOK, "Publicerat", "Version 1", at+"/stang", "not", at+"/ta-bort")

	page := b.Get(at + "/redigera?tema=story")
	b.Post(at+"/redigera?tema=story", append(hiddenIn(t, page), "title", "Ljus hela natten", "description", "Nytt", "next", "done")...).Leads(at + "?klart=needSaved")
	b.Get(at).Says(http.StatusOK, "Publicerat, ändras", "not", "Hubben har skrivit", at+"/ta-bort")
	b.Get(at+"/versioner").Says(http.StatusOK, "Ändrat i utkastet sedan dess", "<del>Ljus på natten</del> <ins>Ljus hela natten</ins>", "Version 1", "Den första som publicerades", "alla ser nu")
	take(b, "skicka-in", "needSubmitted")
	take(hub, "publicera", "needPublished")
	b.Get(at+"/versioner").Says(http.StatusOK, "Version 2", "<del>Ljus på natten</del> <ins>Ljus hela natten</ins>", "not", "Ändrat i utkastet")

	b.Get(at+"/stang").Says(http.StatusOK, "Vill du stänga behovet för svar?", "Ljus hela natten")
	take(b, "stang", "needClosed")
	b.Get(at + "/stang").Leads(at)
	b.Post(at+"/dra-tillbaka", "version", "99").Says(http.StatusConflict)
	take(b, "arkivera", "needArchived")
	b.Get(at).Says(http.StatusOK, "Arkiverat", "not", "redigera", at+"/skicka-in")
}

// hiddenOr is the version in a page's form, or in that of the page that asks first.
func hiddenOr(t *testing.T, who *sitetest.Browser, page sitetest.Answer, asks string) string {
	t.Helper()
	if m := hidden.FindStringSubmatch(page.Text); m != nil && m[1] == "version" {
		return m[2]
	}
	return hiddenIn(t, who.Get(asks))[1]
}

func TestAStepIsRefusedWithWords(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	low := -1
	n := sitetest.Need("Ljus på natten")
	n.Requires.Units = &low
	id := s.DraftNeed("municipality", n).ID
	at := "/mina-behov/" + id
	b := s.SignIn("test_leader")
	b.Post(at+"/skicka-in", "version", "1").Says(http.StatusUnprocessableEntity, "Behovet kan inte skickas in än", "tema=trial#f-requires-units", "ska vara minst 0", "not", "requires.units&#34;")
	b.Post(at+"/skicka-in", "version", "7").Says(http.StatusConflict, "Någon har ändrat behovet medan du läste")
	b.Post(at+"/stang", "version", "1").Says(http.StatusConflict, "Bara ett publicerat behov går att stänga")
	b.Post(at + "/skicka-in").Says(http.StatusBadRequest)
	b.Get(at+"/ta-bort").Says(http.StatusOK, "Vill du ta bort utkastet?", "Det går inte att ångra")
	b.Post(at+"/ta-bort", "version", "1").Leads("/mina-behov?klart=needDeleted")
	b.Get(at).Says(http.StatusNotFound)
}

func TestALongListHasPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for range pageSize + 1 {
		s.DraftNeed("municipality", sitetest.Need("Ljus"))
	}
	b := s.SignIn("test_leader")
	page := b.Get("/mina-behov")
	if n := strings.Count(page.Text, `<li class="card">`); n != pageSize {
		t.Fatalf("%d needs on a page", n)
	}
	m := regexp.MustCompile(`<a rel="next" href="([^"]*)"`).FindStringSubmatch(page.Text)
	if m == nil {
		t.Fatal("no way on")
	}
	rest := b.Get(strings.ReplaceAll(m[1], "&amp;", "&"))
	rest.Says(http.StatusOK, `rel="prev"`, "not", `rel="next"`)
	if n := strings.Count(rest.Text, `<li class="card">`); n != 1 {
		t.Errorf("%d needs on the last page", n)
	}
}

func TestTheDeskSpeaksEnglish(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.PublishedNeed("municipality", sitetest.Need("Light at night")).ID
	b := s.SignIn("test_leader")
	for _, path := range []string{"", "/nytt", "/" + id, "/" + id + "/redigera", "/" + id + "/versioner", "/" + id + "/stang"} {
		b.Get("/mina-behov"+path+"?language=en").Says(http.StatusOK, `lang="en"`, "not", "ward.", "form.")
	}
}

func TestTheNeedCheckAdvisesAndStopsPersonalData(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	n := sitetest.Need("Ljus på natten")
	n.Statements = append(n.Statements, testbeds.Statement{Text: "Hon får hjälp samt kan ringa", Priority: testbeds.Should})
	n.Background = "Ring 070-174 06 05 om du undrar."
	id := s.DraftNeed("municipality", n).ID
	at := "/mina-behov/" + id
	b := s.SignIn("test_leader")
	b.Get(at).Says(http.StatusOK, "Tips från behovskollen", "Behov: Här ser det ut att stå två behov, med ”samt” emellan", "tema=statements#f-statements-1--text", "Det här behöver rättas", "070-174 06 05” ser ut som ett telefonnummer")
	b.Get(at+"/redigera?tema=statements").Says(http.StatusOK, "Tips från behovskollen", "not", "telefonnummer")
	b.Get(at+"/redigera?tema=story").Says(http.StatusOK, "telefonnummer", `aria-invalid="true"`, "not", "Tips från behovskollen")
	b.Post(at+"/skicka-in", "version", "1").Says(http.StatusUnprocessableEntity, "Behovet kan inte skickas in än", "telefonnummer", "tema=story#f-background")
	s.SignIn("reader").Get(at).Says(http.StatusOK, "not", "Tips från behovskollen")
}
