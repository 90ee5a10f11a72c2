package matching

import (
	"reflect"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/schema"
)

func TestTellingMoreMakesAListingMoreComplete(t *testing.T) {
	nothing := Completeness(&catalog.Product{Name: "Nattlampa"})
	summary := Completeness(&catalog.Product{Name: "Nattlampa", Summary: "Tänds när någon stiger upp."})
	none := Completeness(&catalog.Product{Name: "Nattlampa", Summary: "Tänds när någon stiger upp.", CareActs: []string{}})
	if nothing != 0 || summary <= nothing || none <= summary || none >= 1 {
		t.Errorf("nothing %v, a summary %v, and that there is none %v", nothing, summary, none)
	}
}

// named finds what is told of a name.
func named(t *testing.T, all []Told, name string) Told {
	t.Helper()
	for _, it := range all {
		if it.Name == name {
			return it
		}
	}
	t.Fatalf("%s is not among %v", name, all)
	return Told{}
}

func TestWhatAListingTellsCanBeJudged(t *testing.T) {
	rs, err := StandardRuleset()
	if err != nil {
		t.Fatal(err)
	}
	silent, telling := &catalog.Product{Name: "Nattlampa"}, &catalog.Product{
		Name: "Nattlampa", Summary: "Tänds när någon stiger upp.", TargetGroups: []string{"older"}, TRL: new(9),
		Price: catalog.Price{PerMonthSEK: new(120.0)}, Data: catalog.Data{Camera: "none"}, Claims: []catalog.Claim{{Text: "Färre fall."}},
	}
	for name, changes := range map[string]bool{
		criterionFunctions: true, criterionText: true, criterionTargetGroups: true, criterionReadiness: true, criterionPrice: true,
		criterionEvidence: true, criterionSettings: false, criterionTrial: false,
	} {
		if named(t, rs.CriteriaTold(silent), name).Known {
			t.Errorf("%s is known of a product that tells nothing", name)
		}
		if got := named(t, rs.CriteriaTold(telling), name).Known; got != changes {
			t.Errorf("%s is known: %t, want %t", name, got, changes)
		}
	}
	if named(t, rs.RulesTold(silent, today), "camera").Known || !named(t, rs.RulesTold(telling, today), "camera").Known {
		t.Error("whether there is a camera does not follow from what the listing tells")
	}
}

func TestARuleThatDoesNotConcernAProductIsNotAskedAbout(t *testing.T) {
	rs, err := StandardRuleset()
	if err != nil {
		t.Fatal(err)
	}
	asks := func(p *catalog.Product) bool {
		for _, it := range rs.RulesTold(p, today) {
			if it.Member == "data.processorAgreement" {
				return true
			}
		}
		return false
	}
	if asks(&catalog.Product{Data: catalog.Data{Personal: catalog.No}}) || !asks(&catalog.Product{Data: catalog.Data{Personal: catalog.Yes}}) {
		t.Error("an agreement about personal data is asked for where there are none, or not where there are")
	}
}

// TestTheMembersOfRulesExist holds the names to the format of products, since pages
// lead to the field of that name.
func TestTheMembersOfRulesExist(t *testing.T) {
	rs, err := StandardRuleset()
	if err != nil {
		t.Fatal(err)
	}
	members := map[string]bool{}
	for _, m := range schema.Members(reflect.TypeFor[catalog.Product]()) {
		members[m.Name] = true
		if m.Kind == schema.Object {
			for _, inner := range schema.Members(schema.Deref(m.Type)) {
				members[m.Name+"."+inner.Name] = true
			}
		}
	}
	for _, it := range append(rs.CriteriaTold(&catalog.Product{}), rs.RulesTold(&catalog.Product{}, today)...) {
		if !members[it.Member] {
			t.Errorf("%s is told by %q, which is no member", it.Name, it.Member)
		}
	}
	if got := rs.Member("H1"); got != "" {
		t.Errorf("the state of a listing is written by its company as %q", got)
	}
	if got := rs.Member("H15d"); got != "trialOffer.from" {
		t.Errorf("the time of a trial is told by %q", got)
	}
}
