package matching

import (
	"slices"
	"testing"

	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/testbeds/needcheck"
)

func TestNamesAreToldFromWordsOfOtherLanguages(t *testing.T) {
	t.Parallel()
	for label, want := range map[string]bool{
		"Posifon": true, "TOTO Washlet": true, "iLOQ": true, "TWIG": true, "Epi-Care": true,
		"GPS-klokke": false, "sengealarm": false, "mobil trygghetsalarm": false,
	} {
		if got := isName(label); got != want {
			t.Errorf("%q is a name: %t, want %t", label, got, want)
		}
	}
}

// TestTheNeedCheckKnowsTheThesaurus: a product by its name or kind is found, and what
// it is for is proposed instead.
func TestTheNeedCheckKnowsTheThesaurus(t *testing.T) {
	t.Parallel()
	c, err := needcheck.New(Solutions{judgedCollection(t).thesaurus})
	if err != nil {
		t.Fatal(err)
	}
	n := &testbeds.Need{Statements: []testbeds.Statement{{Text: "Vi vill köpa en läkemedelsautomat"}, {Text: "Som Evondos fast större"}}}
	var kinds []needcheck.Kind
	for _, f := range c.Check(n) {
		kinds = append(kinds, f.Kind)
		if f.Proposal == "" {
			t.Errorf("nothing is proposed instead of %q", f.Text)
		}
	}
	if !slices.Equal(kinds, []needcheck.Kind{needcheck.Solution, needcheck.TradeName}) {
		t.Errorf("found %v", kinds)
	}
}
