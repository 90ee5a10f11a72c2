package expo

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/matching/thesaurus"
	"github.com/allagehub/matcharenan/webexpo/sitetest"
)

func TestASearchFindsMarksAndCounts(t *testing.T) {
	s := site(t)
	found := s.Published("company", alarm("Nattvakt"))
	s.Published("other company", lamp("Ljusstråk"))
	s.Draft("company", alarm("Hemligt utkast"))
	got := s.Guest().Get("/sok?q=trygghetslarm")
	got.Says(http.StatusOK, "Vi hittade en produkt för ”trygghetslarm”.", "<mark>Trygghetslarm</mark> som hörs", `href="/produkter/`+found.ID+`"`,
		"145\u00a0kr per månad", "Nattljus AB", "not", "Ljusstråk", "Hemligt utkast", "form.value", "expo.")
	group := between(t, got.Text, `id="f-malgrupp"`, "</fieldset>")
	if !strings.Contains(group, `name="malgrupp" value="older">`) || !strings.Contains(group, `Äldre <span class="count">1</span>`) {
		t.Errorf("the target groups: %s", group)
	}
	if got.Header.Get("Set-Cookie") != "" {
		t.Error("a guest gets a cookie")
	}
}

func TestFiltersStandInTheAddressAndCanBeTakenAway(t *testing.T) {
	s := site(t)
	s.Published("company", alarm("Nattvakt"))
	s.Published("other company", lamp("Ljusstråk"))
	got := s.Guest().Get("/sok?funktion=F01&malgrupp=older&sortera=namn")
	got.Says(http.StatusOK, "Vi hittade en produkt som passar dina val.", "Nattvakt", `value="older" checked`,
		`href="/sok?malgrupp=older&amp;sortera=namn"`, `href="/sok?funktion=F01&amp;sortera=namn"`, `<a class="clear" href="/sok?sortera=namn">`,
		`<a href="/sok?funktion=F01&amp;malgrupp=older&amp;sortera=namn" aria-current="true">Namn</a>`, "not", "Ljusstråk")
	box := between(t, got.Text, `role="search"`, "</form>")
	for _, kept := range []string{`name="funktion" value="F01"`, `name="malgrupp" value="older"`, `name="sortera" value="namn"`} {
		if !strings.Contains(box, kept) {
			t.Errorf("the search box forgets %s: %s", kept, box)
		}
	}
	if carried := between(t, got.Text, "data-autosubmit>", `<div class="field">`); strings.Contains(carried, "malgrupp") || !strings.Contains(carried, `name="sortera"`) {
		t.Errorf("the form of the filters carries %s", carried)
	}
	company := s.Organisation("company")
	s.Guest().Get("/sok?foretag="+company).Says(http.StatusOK, "Företag: Nattljus AB", "Nattvakt", "not", "Ljusstråk")
	s.Guest().Get("/sok?foretag=..%2Fx").Says(http.StatusOK, "Företag: okänt", "Dina val lämnar ingen produkt kvar")
}

func TestWhatIsNotUnderstoodIsNamedAndPassedOver(t *testing.T) {
	s := site(t)
	s.Published("company", alarm("Nattvakt"))
	for query, want := range map[string]string{
		"sida=abc":                       "sidans nummer",
		"sida=0":                         "sidans nummer",
		"sida=400":                       "sidans nummer",
		"sortera=dyrast":                 "ordningen",
		"malgrupp=martians":              "målgrupp",
		"funktion=F999":                  "funktion",
		"pris=1-2":                       "pris per månad",
		"q=a&q=b":                        "sökorden",
		"q=%ff":                          "sökorden",
		"q=%zz":                          "adressens skrivsätt",
		"p=1&p=2&p=3&p=4&p=5":            "produkterna att jämföra",
		"q=" + strings.Repeat("a", 1001): "sökorden",
		"funktion=" + strings.Repeat("F01&funktion=", 60) + "F02": "funktion",
	} {
		got := s.Guest().Get("/sok?" + query)
		got.Says(http.StatusOK, "Vi förstod inte hela adressen", "Det här fick vi bortse från: "+want+".")
	}
	for _, query := range []string{"utm_source=brev&fbclid=1", "klart=sessionOver", "q=", "language=sv"} {
		s.Guest().Get("/sok?"+query).Says(http.StatusOK, "Nattvakt", "not", "Vi förstod inte")
	}
	s.Guest().Get("/sok?funktion=F01&funktion=F01&q="+url.QueryEscape(strings.Repeat("larm ", 190))).Says(http.StatusOK, "Vi sökte på början", "not", "Vi förstod inte")
}

func TestSearchEnginesAreKeptFromEndlessPages(t *testing.T) {
	s := site(t)
	for path, hidden := range map[string]bool{"/sok": false, "/sok?utm_a=1": false, "/sok?q=larm": true, "/sok?funktion=F01": true} {
		if got := s.Guest().Get(path).Text; strings.Contains(got, "noindex") != hidden {
			t.Errorf("%s is hidden: %t", path, !hidden)
		}
	}
}

func TestNothingFoundSaysWhatToDo(t *testing.T) {
	s := site(t)
	s.Published("company", alarm("Nattvakt"))
	s.Guest().Get("/sok?q=xyzzyplugh").Says(http.StatusOK, "Vi hittade 0 produkter", "Vi hittade ingen produkt", "beskriv problemet", `href="/bladdra"`)
	s.Guest().Get("/sok?q=larm&malgrupp=children").Says(http.StatusOK, "Dina val lämnar ingen produkt kvar", `href="/sok?q=larm">Ta bort alla val`)
}

func TestAMisspeltWordIsReadAsTheRightOne(t *testing.T) {
	s := site(t)
	s.Published("company", alarm("Nattvakt"))
	s.Guest().Get("/sok?q=trygghetslrm").Says(http.StatusOK, "Nattvakt", "Menade du det här?", `<a href="/sok?q=trygghetslarm">trygghetslarm</a>`)
}

func TestMarkupInWordsIsText(t *testing.T) {
	s := site(t)
	s.Published("company", alarm(`<b>Nattvakt</b>`))
	got := s.Guest().Get("/sok?q=" + url.QueryEscape(`"><script>x</script> 🙂 `+"\u202enattvakt"))
	got.Says(http.StatusOK, "&lt;script&gt;", "not", "<script>x")
	s.Guest().Get("/sok").Says(http.StatusOK, "&lt;b&gt;", "not", "<b>Nattvakt")
}

func TestHitsArePaged(t *testing.T) {
	s := site(t)
	for i := range hitsOnPage + 1 {
		s.Published("company", lamp("Lampa "+strconv.Itoa(i)))
	}
	first := s.Guest().Get("/sok?sortera=namn")
	first.Says(http.StatusOK, "Sida 1 av 2", `rel="next" href="/sok?sortera=namn&amp;sida=2"`, "not", `rel="prev"`)
	second := s.Guest().Get("/sok?sortera=namn&sida=2")
	second.Says(http.StatusOK, "Sida 2 av 2", `rel="prev" href="/sok?sortera=namn"`, "not", `rel="next"`)
	if a, b := strings.Count(first.Text, `<li class="card">`), strings.Count(second.Text, `<li class="card">`); a != hitsOnPage || b != 1 {
		t.Errorf("%d and %d hits", a, b)
	}
}

func TestWhatIsComparedIsBroughtAlong(t *testing.T) {
	s := site(t)
	here, away := s.Published("company", alarm("Nattvakt")), s.Published("company", lamp("Ljusstråk"))
	got := s.Guest().Get("/sok?q=trygghetslarm&p=" + here.ID + "&p=" + away.ID)
	got.Says(http.StatusOK, "Du jämför 2 produkter", `href="/jamfor?p=`+here.ID+`&amp;p=`+away.ID+`"`, `value="`+here.ID+`" checked`,
		`<input type="hidden" name="p" value="`+away.ID+`">`)
	form := between(t, got.Text, `<form action="/jamfor"`, "</form>")
	if strings.Count(form, `value="`+here.ID+`"`) != 1 {
		t.Errorf("a product is sent twice: %s", form)
	}
}

func TestSuggestionsAreAsThePageReadsThem(t *testing.T) {
	s := site(t)
	it := s.Published("company", alarm("Nattvakt"))
	got := s.Guest().Get("/sok/forslag?q=natt")
	var list []map[string]string
	if err := json.Unmarshal([]byte(got.Text), &list); err != nil || len(list) == 0 {
		t.Fatalf("%v: %s", err, got.Text)
	}
	named := false
	for _, l := range list {
		named = named || l["text"] == "Nattvakt" && l["href"] == "/produkter/"+it.ID
	}
	if !named {
		t.Errorf("the product is not proposed: %s", got.Text)
	}
	for _, nothing := range []string{"", "?q=", "?q=%20", "?q=xyzzyplugh"} {
		if got := s.Guest().Get("/sok/forslag" + nothing); got.StatusCode != http.StatusOK || strings.TrimSpace(got.Text) != "[]" {
			t.Errorf("%q: %d %s", nothing, got.StatusCode, got.Text)
		}
	}
}

func TestResultsAreInTheReadersLanguage(t *testing.T) {
	s := site(t)
	s.Published("company", alarm("Nattvakt"))
	s.Guest().Get("/sok?q=trygghetslarm", "Accept-Language", "en").Says(http.StatusOK, "We found one product", "Target group", "SEK\u00a0145 per month",
		`<a href="/produkter/`, ` lang="sv">Nattvakt`, "not", "Vi hittade")
}

func TestAPageIsKeptByItsTag(t *testing.T) {
	s := site(t)
	it := s.Published("company", alarm("Nattvakt"))
	need := s.PublishedNeed("municipality", sitetest.Need("Fall på natten"))
	for _, path := range []string{
		"/", "/sok", "/produkter/" + it.ID, "/produkter/" + it.ID + "/qr.png", "/jamfor", "/foretag/" + s.Organisation("company"), "/bladdra", "/bladdra/funktioner",
		"/bladdra/funktioner/F01", "/bladdra/livsomraden/safety", "/behov", "/behov/" + need.ID, "/oppna-data", "/oppna-data/katalog.rdf", "/flode.atom",
		"/robots.txt", "/sitemap.xml", "/sitemap/sidor.xml",
	} {
		got := s.Guest().Get(path)
		tag := got.Header.Get("ETag")
		if got.StatusCode != http.StatusOK || tag == "" || got.Header.Get("Set-Cookie") != "" || !strings.HasPrefix(got.Header.Get("Cache-Control"), "public") {
			t.Errorf("%s: %d, %v", path, got.StatusCode, got.Header)
			continue
		}
		if again := s.Guest().Get(path, "If-None-Match", tag); again.StatusCode != http.StatusNotModified || again.Text != "" {
			t.Errorf("%s again: %d", path, again.StatusCode)
		}
		for _, language := range []string{"sv", "en"} {
			text := s.Guest().Get(path, "Accept-Language", language).Text
			if strings.HasPrefix(text, "<!doctype html>") && !strings.Contains(text, `<html lang="`+language+`">`) {
				t.Errorf("%s is not said to be in %s", path, language)
			}
			if strings.Contains(text, "expo.") || strings.Contains(text, "form.") || strings.Contains(text, "{n}") {
				t.Errorf("%s in %s has a key for a text: %s", path, language, text)
			}
		}
	}
}

// BenchmarkResultPage is a page of 20 hits from the request to the answer; what the
// search itself costs with many products is measured by bench-service.
func BenchmarkResultPage(b *testing.B) {
	s := site(b)
	for i := range 60 {
		p := alarm("Nattvakt " + strconv.Itoa(i))
		p.Functions = []string{"F01", s.Thesaurus.IDs(thesaurus.Function)[10+i%40]}
		s.Published("company", p)
	}
	for b.Loop() {
		s.Guest().Get("/sok?q=trygghetslarm&malgrupp=older").Says(http.StatusOK, "60 produkter")
	}
}
