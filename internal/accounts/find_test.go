package accounts

import (
	"slices"
	"testing"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/store"
)

func TestOrganisationsAreFoundByAPartOfTheirName(t *testing.T) {
	w := newWorld(t)
	for _, name := range []string{"Ängslarm AB", "Larmbolaget", "Steg AB", "Nattlarm"} {
		w.organisation(access.Company, name)
	}
	w.organisation(access.Municipality, "Larmköping")
	for text, want := range map[string][]string{
		"LARM\n": {"Larmbolaget", "Nattlarm", "Ängslarm AB"}, "ängs": {"Ängslarm AB"}, "none": nil, "": {"Larmbolaget", "Nattlarm", "Steg AB", "Ängslarm AB"},
	} {
		found := must[Results[Organisation]](t)(w.s.FindOrganisations(w.ctx(), operator, access.Company, text, "", 10))
		var names []string
		for _, o := range found.Items {
			names = append(names, o.Name)
		}
		if !slices.Equal(names, want) || found.Next != "" {
			t.Errorf("%q finds %q and a next page %q, want %q", text, names, found.Next, want)
		}
	}
}

func TestFindingGoesOnWhereItEnded(t *testing.T) {
	w := newWorld(t)
	for range store.MaxPage + 3 {
		w.organisation(access.Company, "Larm")
	}
	first := must[Results[Organisation]](t)(w.s.FindOrganisations(w.ctx(), operator, access.Company, "larm", "", 2))
	if len(first.Items) != store.MaxPage || first.Next == "" {
		t.Fatalf("%d on the first page, next %q", len(first.Items), first.Next)
	}
	rest := must[Results[Organisation]](t)(w.s.FindOrganisations(w.ctx(), operator, access.Company, "larm", first.Next, 2))
	if len(rest.Items) != 3 || rest.Next != "" {
		t.Errorf("%d on the second page, next %q", len(rest.Items), rest.Next)
	}
}
