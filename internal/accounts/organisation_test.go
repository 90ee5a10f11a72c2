package accounts

import (
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
)

func TestOrganisations(t *testing.T) {
	w := newWorld(t)
	given := Profile{
		Name: "  Larm\u202e  AB\n", OrgNumber: "5560360793", Country: "se", About: "Rad ett\r\nrad\u0000 två ", Website: "https://example.test",
	}
	want := Profile{Name: "Larm AB", OrgNumber: "556036-0793", Country: "SE", About: "Rad ett\nrad två", Website: "https://example.test"}
	o := must[Organisation](t)(w.s.CreateOrganisation(w.ctx(), operator, access.Company, given))
	if o.Profile != want || !o.Active || o.Side != access.Company {
		t.Errorf("made %+v", o)
	}
	_, err := w.s.CreateOrganisation(w.ctx(), operator, access.Company, given)
	wantKind(t, "the same number", err, fault.Conflict)
	// The hub's host is a municipality with the same number.
	if _, err := w.s.CreateOrganisation(w.ctx(), operator, access.Hub, given); err != nil {
		t.Error(err)
	}
	for range 2 { // without a number, any number of them
		w.organisation(access.Company, "Utan nummer")
	}
	want.Name = "Larm i Karlstad AB"
	changed := must[Organisation](t)(w.s.UpdateOrganisation(w.ctx(), operator, o.ID, o.Version, want))
	if changed.Name != want.Name || changed.Version != o.Version+1 {
		t.Errorf("changed to %+v", changed)
	}
	_, err = w.s.UpdateOrganisation(w.ctx(), operator, o.ID, o.Version, given)
	wantKind(t, "an old version", err, fault.Conflict)
	same := must[Organisation](t)(w.s.UpdateOrganisation(w.ctx(), operator, o.ID, 0, want))
	if same.Version != changed.Version || w.count("organisation.change") != 1 {
		t.Errorf("what changes nothing made version %d and %d events", same.Version, w.count("organisation.change"))
	}
	_, err = w.s.Organisation(w.ctx(), "none")
	wantKind(t, "none", err, fault.NotFound)
}

func TestBadProfiles(t *testing.T) {
	w := newWorld(t)
	for name, p := range map[string]Profile{
		"no name":       {Name: " \n"},
		"long name":     {Name: strings.Repeat("å", 201)},
		"check digit":   {Name: "x", OrgNumber: "556036-0794"},
		"country":       {Name: "x", Country: "Sverige"},
		"website":       {Name: "x", Website: "javascript:alert(1)"},
		"long about":    {Name: "x", About: strings.Repeat("å", 5001)},
		"number abroad": {Name: "x", Country: "NO", OrgNumber: strings.Repeat("9", 41)},
	} {
		_, err := w.s.CreateOrganisation(w.ctx(), operator, access.Company, p)
		if wantKind(t, name, err, fault.Invalid); len(fault.Problems(err)) == 0 {
			t.Errorf("%s: no problem is named", name)
		}
	}
	_, err := w.s.CreateOrganisation(w.ctx(), operator, "guild", Profile{Name: "x"})
	wantKind(t, "side", err, fault.Invalid)
	if _, err := w.s.CreateOrganisation(w.ctx(), operator, access.Company, Profile{Name: "x", Country: "NO", OrgNumber: "923609016"}); err != nil {
		t.Errorf("a number abroad: %v", err)
	}
}

func TestWhoMayWriteOrganisations(t *testing.T) {
	w := newWorld(t)
	a, b := w.organisation(access.Company, "A"), w.organisation(access.Company, "B")
	hub := w.organisation(access.Hub, "Hubben")
	admin, editor := w.person(a, "admin@a.test", access.VendorAdmin), w.person(a, "editor@a.test", access.ProductEditor)
	leader := w.person(hub, "leader@hub.test", access.ProcessLeader)
	for _, test := range []struct {
		name  string
		actor access.Actor
		may   bool
	}{{"admin", admin, true}, {"editor", editor, false}, {"leader", leader, true}, {"guest", access.Actor{}, false}} {
		_, err := w.s.UpdateOrganisation(w.ctx(), test.actor, a.ID, 0, Profile{Name: "A " + test.name})
		if test.may && err != nil || !test.may && !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	_, err := w.s.UpdateOrganisation(w.ctx(), admin, b.ID, 0, Profile{Name: "B"})
	wantKind(t, "another's", err, fault.Forbidden)
	_, err = w.s.CreateOrganisation(w.ctx(), admin, access.Company, Profile{Name: "C"})
	wantKind(t, "an admin creates", err, fault.Forbidden)
	_, err = w.s.SetOrganisationActive(w.ctx(), admin, a.ID, 0, false)
	wantKind(t, "an admin closes", err, fault.Forbidden)
	_, err = w.s.SetOrganisationActive(w.ctx(), leader, hub.ID, 0, false)
	wantKind(t, "the hub closes itself", err, fault.Conflict)

	if _, err := w.s.SetOrganisationActive(w.ctx(), leader, a.ID, 0, false); err != nil {
		t.Fatal(err)
	}
	if got := w.actor(admin.Person); len(got.Memberships) != 0 {
		t.Errorf("a closed organisation gives %v", got.Memberships)
	}
	names := func(actor access.Actor) (list []string) {
		page := must[Results[Organisation]](t)(w.s.ListOrganisations(w.ctx(), actor, access.Company, "", 100))
		for _, o := range page.Items {
			list = append(list, o.Name)
		}
		return list
	}
	if got := names(access.Actor{}); len(got) != 1 || got[0] != "B" {
		t.Errorf("a guest sees %v", got)
	}
	if got := names(leader); len(got) != 2 {
		t.Errorf("a process leader sees %v", got)
	}
}
