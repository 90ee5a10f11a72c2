package expo

import (
	"net/http"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

func TestDifferencesAreSaidInWords(t *testing.T) {
	s := site(t)
	a, b := s.Published("company", alarm("Nattvakt")), s.Published("other company", lamp("Ljusstråk"))
	path := "/jamfor?p=" + a.ID + "&p=" + b.ID
	got := s.Guest().Get(path)
	got.Says(http.StatusOK, `<th scope="col">Nattvakt</th><th scope="col">Ljusstråk</th><th scope="col">Skillnad</th>`, `href="/jamfor?p=`+b.ID+`">Ta bort`,
		`href="/sok?p=`+a.ID+`&amp;p=`+b.ID+`"`, "not", "form.", "expo.")
	for name, want := range map[string][]string{
		"Målgrupper":     {">Äldre<", "Lika"},
		"Miljöer":        {"Särskilt boende", "Vanligt boende", "<strong>Olika</strong>"},
		"Pris per månad": {"145\u00a0kr", "Inte angivet", "<strong>Olika</strong>"},
		"Kamera":         {"Inte angivet", "Lika"},
	} {
		row := between(t, got.Text, `<th scope="row">`+name+"</th>", "</tr>")
		for _, part := range want {
			if !strings.Contains(row, part) {
				t.Errorf("%s: %q is not in %s", name, part, row)
			}
		}
	}
	only := s.Guest().Get(path + "&visa=olika")
	only.Says(http.StatusOK, "Pris per månad", "Visa alla uppgifter", "not", `<th scope="row">Målgrupper</th>`, "Lika<")
	if n := strings.Count(only.Text, "<strong>Olika</strong>"); !strings.Contains(only.Text, counted(&frame.Base{}, "expo.compare.differ", n)) {
		t.Errorf("%d rows differ, and another number is told", n)
	}
}

func TestWhatCannotBeComparedIsTold(t *testing.T) {
	s := site(t)
	var ids []string
	for _, name := range []string{"Ett", "Två", "Tre", "Fyra", "Fem"} {
		ids = append(ids, s.Published("company", lamp("Lampa "+name)).ID)
	}
	s.Guest().Get("/jamfor").Says(http.StatusOK, "Välj två till fyra produkter", `href="/sok"`, "not", "<table")
	s.Guest().Get("/jamfor?p="+ids[0]).Says(http.StatusOK, "Välj minst en produkt till", "Lampa Ett", "not", "Skillnad")
	s.Guest().Get("/jamfor?p="+strings.Join(ids, "&p=")).Says(http.StatusOK, "högst fyra produkter", "Lampa Fyra", "not", "Lampa Fem", "Lägg till en produkt")
	s.Guest().Get("/jamfor?p="+ids[0]+"&p=nothing&p="+ids[1]).Says(http.StatusOK, "En produkt visas inte längre", "Lampa Två")
	s.Guest().Get("/jamfor?p="+ids[0]+"&p="+ids[0]+"&utm_x=1").Says(http.StatusOK, "Välj minst en produkt till", "not", "Vi förstod inte")
	s.Guest().Get("/jamfor?visa=allt&p="+ids[0]).Says(http.StatusOK, "Det här fick vi bortse från: vad som visas.")
}

func TestPricesAreWrittenWithOreWhereThereAreAny(t *testing.T) {
	p := comparePage{}
	p.Language = i18n.Swedish
	for sek, want := range map[float64]string{145: "145\u00a0kr", 0: "0\u00a0kr", 12345: "12\u00a0345\u00a0kr", 99.5: "99,50 kr"} {
		if got := money(&p.Base, sek); got != want {
			t.Errorf("%v: %q, want %q", sek, got, want)
		}
	}
}
