package webexpo

import (
	"reflect"
	"testing"
	"time"

	"github.com/jba/templatecheck"

	"github.com/allagehub/matcharenan/matching/thesaurus"
)

// noon is the time of the tests.
var noon = time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)

// newPages makes the pages on services that nothing is asked of.
func newPages(t *testing.T) *Pages {
	t.Helper()
	words, err := thesaurus.Load()
	if err != nil {
		t.Fatal(err)
	}
	p, err := New(&Services{Now: func() time.Time { return noon }, Zone: time.UTC, Public: "https://example.org", Thesaurus: words})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestEveryPageFitsItsType(t *testing.T) {
	pages := newPages(t).frame.Pages()
	if len(pages) == 0 {
		t.Fatal("no page is declared, so nothing would be checked")
	}
	for _, p := range pages {
		// A pointer, as pages are rendered: most of what templates call are its methods.
		value := reflect.New(reflect.TypeOf(p.Value)).Interface()
		if err := templatecheck.CheckHTML(p.Template, value); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
	}
}
