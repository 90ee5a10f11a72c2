package company

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/webexpo/sitetest"
)

// fileOf is a file of so many products, after which three rows are bad.
func fileOf(good int) []byte {
	var b strings.Builder
	b.WriteString("id;name;trl;price.model\n")
	for n := range good {
		fmt.Fprintf(&b, "p%d;Lampa %d;9;subscription\n", n, n)
	}
	b.WriteString("fel1;Utan pris;nio;subscription\nfel2;;9;purchase\nfel3;Fel modell;9;gratis\n")
	return []byte(b.String())
}

// started is where the last import of the company leads.
func started(t *testing.T, s *sitetest.Site) string {
	t.Helper()
	found, _, err := s.Listings.Imports(t.Context(), s.Actor(editor), s.Organisation("company"), "", 1)
	if err != nil || len(found) == 0 {
		t.Fatalf("no import: %v", err)
	}
	return importPath + "/" + found[0].ID
}

func TestAFileWithThreeBadRowsIsRead(t *testing.T) {
	t.Parallel()
	s := desk(t)
	b := s.SignIn(editor)
	b.Get(importPath).Says(http.StatusOK, "Ingen fil är inläst än.", templateXLSX, `enctype="multipart/form-data"`, "<code>claims.1.source</code>")
	to := b.Upload(importPath, "file", "lampor.csv", fileOf(50), "foretag", s.Organisation("company"))
	report := started(t, s)
	to.Leads(report)
	b.Get(report).Says(http.StatusOK, "Klar", "<dd>50</dd>", "<dd>3</dd>", "Med fel (3)", ">p49<", ">fel1<", "Läs in en rättad fil", "not", "data-refresh")
	bad := b.Get(report + "?visa=fel")
	bad.Says(http.StatusOK, ">fel1<", ">fel2<", ">fel3<", "&#34;nio&#34;", "price.model", "not", ">p49<", "Öppna produkten")
	if n := strings.Count(bad.Text, "<tr><th scope=\"row\">"); n != 3 {
		t.Errorf("%d bad rows", n)
	}
	b.Get(importPath).Says(http.StatusOK, "lampor.csv", "50 nya, 3 med fel")
	b.Get(listPath+"?lage=draft").Says(http.StatusOK, "Lampa ")
}

func TestALongReportHasPages(t *testing.T) {
	t.Parallel()
	s := desk(t)
	b := s.SignIn(editor)
	b.Upload(importPath, "file", "lampor.csv", fileOf(rowsOnPage), "foretag", s.Organisation("company"))
	report := started(t, s)
	b.Get(report).Says(http.StatusOK, report+"?rad=100", ">p99<", "not", ">fel1<")
	b.Get(report+"?rad=100").Says(http.StatusOK, ">fel3<", "not", ">p99<", "rad=200")
}

// TestARunningImportTellsHowFarItHasCome: the page takes its new self by the script,
// and by a link without it.
func TestARunningImportTellsHowFarItHasCome(t *testing.T) {
	t.Parallel()
	s := desk(t)
	it := sitetest.Must[catalog.Import](t)(s.Listings.StartImport(t.Context(), s.Actor(editor), s.Now(), catalog.Upload{
		Owner: s.Organisation("company"), Name: "lampor.csv", Format: catalog.CSV, File: bytes.NewReader(fileOf(2)),
	}))
	page := importPath + "/" + it.ID
	s.SignIn(editor).Get(page).Says(http.StatusOK, `data-refresh="`+page+`"`, "0 av 5 rader är lästa", `href="`+page+`">Visa hur långt`, "Läses in")
	s.SignIn(other).Get(page).Says(http.StatusNotFound)
	s.SignIn("need_owner").Get(page).Says(http.StatusForbidden)
}

func TestAFileThatCannotBeReadIsExplained(t *testing.T) {
	t.Parallel()
	s := desk(t)
	b := s.SignIn(editor)
	own := []string{"foretag", s.Organisation("company"), "submit", "ja"}
	for _, test := range []struct{ name, content, says string }{
		{"lampor.doc", "id;name\n", "lampor.doc är av ett slag"},
		{"lampor.csv", "id;naem\n1;Lampa\n", "Menade du"},
		{"lampor.csv", "", "är tom"},
		{"lampor.xlsx", "inget kalkylark", "Excel"},
		{"", "", "Välj en fil."},
	} {
		b.Upload(importPath, "file", test.name, []byte(test.content), own...).
			Says(http.StatusUnprocessableEntity, `id="fel"`, test.says, `value="ja" checked`)
	}
	b.Upload(importPath, "file", "lampor.csv", fileOf(1), "foretag", s.Organisation("other company")).Says(http.StatusForbidden)
	s.Guest().Upload(importPath, "file", "lampor.csv", fileOf(1), own...).Says(http.StatusUnauthorized)
	b.Get(importPath).Says(http.StatusOK, "Ingen fil är inläst än.")
}

func TestTheTemplateCanBeReadAgain(t *testing.T) {
	t.Parallel()
	s := desk(t)
	b := s.SignIn(editor)
	for _, path := range []string{templateCSV, templateXLSX} {
		got := b.Get(path)
		name := path[strings.LastIndex(path, "/")+1:]
		if got.StatusCode != http.StatusOK || !strings.Contains(got.Header.Get("Content-Disposition"), name) {
			t.Errorf("%s: %d %v", path, got.StatusCode, got.Header)
		}
		b.Upload(importPath, "file", name, []byte(got.Text), "foretag", s.Organisation("company"))
		b.Get(started(t, s)).Says(http.StatusOK, "Klar", "exempel-1", "not", `class="tag bad"`)
	}
}
