package expo

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/webexpo/sitetest"
)

func TestAProductTellsWhatIsKnownAndWhatIsNot(t *testing.T) {
	s := site(t)
	it := s.Published("company", alarm("Nattvakt"))
	got := s.Guest().Get("/produkter/" + it.ID)
	got.Says(http.StatusOK, "<h1>Nattvakt</h1>", "<p>Första stycket.</p><p>Andra stycket.</p>", "Går att testa: 5 exemplar i 8 veckor", "SCAIP och SIP",
		`href="/bladdra/funktioner/F01"`, `href="/foretag/`+s.Organisation("company")+`"`, `href="/jamfor?p=`+it.ID+`"`,
		`<link rel="canonical" href="https://example.org/produkter/`+it.ID+`">`, "not", "form.", "expo.")
	for name, value := range map[string]string{
		"Kamera": "Inte angivet", "Uppgifterna lagras": "Inte angivet", "Pris per månad": "145\u00a0kr", "Mognad": "9 – i bruk på flera håll",
		"Målgrupper": "Äldre", "Miljöer": "Särskilt boende", "En kommun kan testa den": "Ja",
	} {
		facts := between(t, got.Text, `<h2>Uppgifter</h2>`, `<h2 id="kontakt">`)
		if fact := between(t, facts, "<dt>"+name+"</dt>", "</div>"); !strings.Contains(fact, value) {
			t.Errorf("%s: %s, want %s", name, fact, value)
		}
	}
	if strings.Contains(got.Text, "<dt>Kod enligt ISO 9999</dt>") {
		t.Error("what no need asks for has a line though nobody has told it")
	}
}

func TestClaimsHaveASourceAndAnAge(t *testing.T) {
	s := site(t)
	it := s.Published("company", alarm("Nattvakt"))
	claims := between(t, s.Guest().Get("/produkter/"+it.ID).Text, `<h2 id="nytta">`, "</ul>")
	for _, part := range []string{
		"Färre fall på natten.", "En studie, 1 januari 2026", "Aktuellt", `href="https://example.org/studie"`,
		"Nöjda anhöriga.", "Företaget självt, 1 januari 2020. Gäller till och med 1 januari 2021", "För gammalt",
	} {
		if !strings.Contains(claims, part) {
			t.Errorf("%q is not there: %s", part, claims)
		}
	}
}

func TestAProductIsToldToSearchEngines(t *testing.T) {
	s := site(t)
	p := alarm(`Natt</script><b>"vakt"`)
	it := s.Published("company", p)
	data := between(t, s.Guest().Get("/produkter/"+it.ID).Text, `<script type="application/ld+json">`, "</script>")
	var got map[string]any
	if err := json.Unmarshal([]byte(data), &got); err != nil {
		t.Fatalf("%v: %s", err, data)
	}
	if got["@type"] != "Product" || got["name"] != p.Name || got["url"] != "https://example.org/produkter/"+it.ID || got["offers"] == nil {
		t.Errorf("%v", got)
	}
	unpriced := s.Published("company", lamp("Ljusstråk"))
	if text := s.Guest().Get("/produkter/" + unpriced.ID).Text; strings.Contains(between(t, text, "ld+json", "</script>"), "offers") {
		t.Error("a price is told that nobody has told")
	}
}

func TestOtherProductsOfTheKindAreShown(t *testing.T) {
	s := site(t)
	it, like, unlike := s.Published("company", alarm("Nattvakt")), s.Published("other company", alarm("Dygnvakt")), s.Published("company", lamp("Ljusstråk"))
	others := between(t, s.Guest().Get("/produkter/"+it.ID).Text, "Liknande produkter", "</main>")
	if !strings.Contains(others, like.ID) || strings.Contains(others, unlike.ID) || strings.Contains(others, it.ID) {
		t.Errorf("others: %s", others)
	}
}

func TestWhatIsNotPublicIsNotShown(t *testing.T) {
	s := site(t)
	draft, withdrawn, expired := s.Draft("company", alarm("Utkastet")), s.Published("company", alarm("Borttagen")), s.Published("company", alarm("Utgången"))
	if _, err := s.Listings.Withdraw(t.Context(), hub, s.Now(), withdrawn.ID, 0); err != nil {
		t.Fatal(err)
	}
	s.Guest().Get("/produkter/"+draft.ID).Says(http.StatusNotFound, "not", "Utkastet")
	s.SignIn("product_editor").Get("/produkter/"+draft.ID).Says(http.StatusNotFound, "not", "Utkastet")
	s.Guest().Get("/produkter/nothing").Says(http.StatusNotFound)
	s.Guest().Get("/produkter/" + draft.ID + "/qr.png").Says(http.StatusNotFound)
	s.Guest().Get("/produkter/"+withdrawn.ID).Says(http.StatusGone, "Produkten visas inte längre", `href="/sok"`, "not", "Borttagen")
	s.Pass(3 * 366 * 24 * time.Hour)
	s.Guest().Get("/produkter/"+expired.ID).Says(http.StatusGone, "Produkten visas inte längre", "not", "Utgången")
}

func TestTheCodeIsAPicture(t *testing.T) {
	s := site(t)
	it := s.Published("company", alarm("Nattvakt"))
	got := s.Guest().Get("/produkter/" + it.ID + "/qr.png")
	picture, err := png.Decode(bytes.NewReader([]byte(got.Text)))
	if err != nil || got.Header.Get("Content-Type") != "image/png" {
		t.Fatalf("%v, %v", err, got.Header)
	}
	if b := picture.Bounds(); b.Dx() < 100 || b.Dx() != b.Dy() {
		t.Errorf("it is %v", b)
	}
	other := s.Published("company", alarm("Dygnvakt"))
	if s.Guest().Get("/produkter/"+other.ID+"/qr.png").Text == got.Text {
		t.Error("two products have the same code")
	}
}

func TestAnEnglishReaderIsToldWhatIsInSwedish(t *testing.T) {
	s := site(t)
	it := s.Published("company", alarm("Nattvakt"))
	s.Guest().Get("/produkter/"+it.ID, "Accept-Language", "en").Says(http.StatusOK, `<h1 lang="sv">Nattvakt</h1>`, "Not stated", "Older", "not", "Inte angivet", "Äldre")
}

func TestACompanyShowsItsProducts(t *testing.T) {
	s := site(t)
	s.Published("company", alarm("Nattvakt"))
	s.Draft("company", alarm("Utkastet"))
	s.Published("other company", lamp("Ljusstråk"))
	s.Guest().Get("/foretag/"+s.Organisation("company")).Says(http.StatusOK, "<h1>Nattljus AB</h1>", "Företaget visar en produkt.", "Nattvakt", "Sverige", "not", "Utkastet", "Ljusstråk", "@example")
	s.Guest().Get("/foretag/"+s.Organisation("company")+"?sida=x&utm_a=1").Says(http.StatusOK, "sidans nummer", "Nattvakt")
	s.Guest().Get("/foretag/" + s.Organisation("municipality")).Says(http.StatusNotFound)
	s.Guest().Get("/foretag/nothing").Says(http.StatusNotFound)
}

func TestAClosedCompanyIsNotShown(t *testing.T) {
	s := site(t)
	it := s.Published("company", alarm("Nattvakt"))
	if _, err := s.Accounts.SetOrganisationActive(t.Context(), hub, s.Organisation("company"), 0, false); err != nil {
		t.Fatal(err)
	}
	s.Guest().Get("/foretag/" + s.Organisation("company")).Says(http.StatusNotFound)
	s.Guest().Get("/produkter/"+it.ID).Says(http.StatusOK, "Nattljus AB", "not", `href="/foretag/`+s.Organisation("company")+`">Om`)
}

func TestTheProgramsProductsAreThoseOfThePages(t *testing.T) {
	s := site(t)
	it := s.Published("company", alarm("Nattvakt"))
	s.Draft("company", alarm("Utkastet"))
	s.PublishedNeed("municipality", sitetest.Need("Fall på natten"))
	for path, want := range map[string]string{
		"/oppna-data/produkter.csv":         "Nattvakt",
		"/oppna-data/produkter.jsonl":       `"name":"Nattvakt"`,
		"/flode.atom":                       "<title>Nattvakt</title>",
		"/sitemap/produkter.xml?del=1&av=1": "<loc>https://example.org/produkter/" + it.ID + "</loc>",
		"/sitemap/sidor.xml":                "<loc>https://example.org/foretag/" + s.Organisation("company") + "</loc>",
		"/sitemap.xml":                      "<loc>https://example.org/sitemap/produkter.xml?del=1&amp;av=1</loc>",
		"/robots.txt":                       "Sitemap: https://example.org/sitemap.xml",
		"/oppna-data/katalog.rdf":           `rdf:resource="https://example.org/oppna-data/produkter.csv"`,
		"/oppna-data":                       "Filerna har en produkt.",
	} {
		s.Guest().Get(path).Says(http.StatusOK, want, "not", "Utkastet")
	}
	for _, wrong := range []string{"?del=0&av=1", "?del=2&av=1", "?del=x", "?av=1001"} {
		s.Guest().Get("/sitemap/produkter.xml" + wrong).Says(http.StatusUnprocessableEntity)
	}
}

func TestPicturesHaveTextsAndSizes(t *testing.T) {
	s := site(t)
	var data bytes.Buffer
	if err := png.Encode(&data, image.NewGray(image.Rect(0, 0, 1600, 800))); err != nil {
		t.Fatal(err)
	}
	it := s.Draft("company", alarm("Nattvakt"))
	it = sitetest.Must[catalog.Item](t)(s.Listings.AddPicture(t.Context(), hub, s.Now(), it.ID, 0, `En "lampa"`, &data))
	it = sitetest.Must[catalog.Item](t)(s.Listings.AddDocument(t.Context(), hub, s.Now(), it.ID, 0, "Handbok", strings.NewReader("%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")))
	it = sitetest.Must[catalog.Item](t)(s.Listings.Submit(t.Context(), hub, s.Now(), it.ID, it.Version))
	it = sitetest.Must[catalog.Item](t)(s.Listings.Publish(t.Context(), hub, s.Now(), it.ID, it.Version))
	s.CatchUp()
	picture := "/media/" + it.Value.Draft.Pictures[0].ID
	s.Guest().Get("/produkter/"+it.ID).Says(http.StatusOK, `src="`+picture+`" srcset="`+picture+`?width=320 320w, `+picture+` 1280w"`,
		`alt="En &#34;lampa&#34;" width="1280" height="640"`, `>Handbok</a>`, "https://example.org"+picture)
	s.Guest().Get("/sok").Says(http.StatusOK, `class="thumb" src="`+picture+`?width=320" alt="En &#34;lampa&#34;"`)
}
