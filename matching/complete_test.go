package matching

import (
	"testing"

	"github.com/allagehub/matcharenan/catalog"
)

func TestTellingMoreMakesAListingMoreComplete(t *testing.T) {
	nothing := Completeness(&catalog.Product{Name: "Nattlampa"})
	summary := Completeness(&catalog.Product{Name: "Nattlampa", Summary: "Tänds när någon stiger upp."})
	none := Completeness(&catalog.Product{Name: "Nattlampa", Summary: "Tänds när någon stiger upp.", CareActs: []string{}})
	if nothing != 0 || summary <= nothing || none <= summary || none >= 1 {
		t.Errorf("nothing %v, a summary %v, and that there is none %v", nothing, summary, none)
	}
}
