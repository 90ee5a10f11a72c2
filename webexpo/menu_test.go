package webexpo

import (
	"testing"

	"github.com/allagehub/matcharenan/internal/i18n"
)

func TestTheMenuHasTextsAndIsOpenToEverybodyWhereItShallBe(t *testing.T) {
	open := map[string]bool{"/sok": true, "/bladdra": true, "/behov": true, "/om": true}
	for _, e := range menu() {
		for _, l := range i18n.Languages() {
			if !(i18n.Printer{Language: l}).Has(e.Key) {
				t.Errorf("%s has no text in %s", e.Href, l)
			}
		}
		if open[e.Href] != (e.Permission == "") {
			t.Errorf("%s needs %q", e.Href, e.Permission)
		}
	}
}
