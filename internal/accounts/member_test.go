package accounts

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
)

func TestRolesAreOfTheSide(t *testing.T) {
	w := newWorld(t)
	o := w.organisation(access.Municipality, "Karlstad")
	admin, other := w.person(o, "a@k.test", access.NeedOwner), w.person(o, "b@k.test", access.Reader)
	for name, roles := range map[string][]access.Role{
		"none": nil, "company": {access.VendorAdmin}, "hub": {access.Reader, access.SystemAdmin}, "unknown": {"king"},
	} {
		_, err := w.s.SetRoles(w.ctx(), admin, o.ID, other.Person, 0, roles)
		wantKind(t, name, err, fault.Invalid)
	}
	m := must[Member](t)(w.s.SetRoles(w.ctx(), admin, o.ID, other.Person, 0, []access.Role{access.Reader, access.TestLeader, access.Reader}))
	if !slices.Equal(m.Roles, []access.Role{access.TestLeader, access.Reader}) || m.Person.ID != other.Person {
		t.Errorf("got %+v", m)
	}
	_, err := w.s.SetRoles(w.ctx(), admin, o.ID, other.Person, m.Version-1, []access.Role{access.Reader})
	wantKind(t, "an old version", err, fault.Conflict)
	_, err = w.s.SetRoles(w.ctx(), admin, o.ID, "nobody", 0, []access.Role{access.Reader})
	wantKind(t, "nobody", err, fault.NotFound)
	_, err = w.s.SetRoles(w.ctx(), other, o.ID, other.Person, 0, []access.Role{access.NeedOwner})
	wantKind(t, "to oneself", err, fault.Forbidden)
	if got := w.actor(other.Person); !got.May(access.NeedWrite, o.ID) {
		t.Error("the new role is not in force")
	}
}

func TestTheLastWriterStays(t *testing.T) {
	w := newWorld(t)
	o := w.organisation(access.Company, "A")
	admin, second := w.person(o, "a@a.test", access.VendorAdmin), w.person(o, "b@a.test", access.VendorAdmin)
	third := w.person(o, "c@a.test", access.VendorAdmin)
	if _, err := w.s.SetRoles(w.ctx(), admin, o.ID, second.Person, 0, []access.Role{access.ProductEditor}); err != nil {
		t.Fatal(err)
	}
	// Somebody shut out is no writer who could help.
	if _, err := w.s.SetPersonActive(w.ctx(), admin, third.Person, 0, false); err != nil {
		t.Fatal(err)
	}
	for name, try := range map[string]func() error{
		"demoting": func() error {
			_, err := w.s.SetRoles(w.ctx(), operator, o.ID, admin.Person, 0, []access.Role{access.ProductEditor})
			return err
		},
		"removing": func() error { return w.s.RemoveMember(w.ctx(), operator, o.ID, admin.Person) },
		"leaving":  func() error { return w.s.RemoveMember(w.ctx(), admin, o.ID, admin.Person) },
		"shutting out": func() error {
			_, err := w.s.SetPersonActive(w.ctx(), operator, admin.Person, 0, false)
			return err
		},
		"erasing": func() error { return w.s.Erase(w.ctx(), admin, admin.Person) },
	} {
		if err := try(); !errors.Is(err, ErrLastWriter) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.s.SetRoles(w.ctx(), admin, o.ID, admin.Person, 0, []access.Role{access.VendorAdmin, access.ProductEditor}); err != nil {
		t.Errorf("another role besides: %v", err)
	}
	if err := w.s.RemoveMember(w.ctx(), second, o.ID, second.Person); err != nil {
		t.Errorf("somebody else leaves: %v", err)
	}
	// A person shut out can be removed, and so can the last one of a closed organisation.
	if err := w.s.RemoveMember(w.ctx(), admin, o.ID, third.Person); err != nil {
		t.Error(err)
	}
	if _, err := w.s.SetOrganisationActive(w.ctx(), operator, o.ID, 0, false); err != nil {
		t.Fatal(err)
	}
	if err := w.s.Erase(w.ctx(), admin, admin.Person); err != nil {
		t.Error(err)
	}
}

// TestTwoWritersCannotRemoveEachOther lets all writers of an organisation leave at the
// same time, through two services: one has to stay.
func TestTwoWritersCannotRemoveEachOther(t *testing.T) {
	w := newWorld(t)
	o := w.organisation(access.Company, "A")
	services := []*Service{w.s, w.service()}
	const writers = 6
	var all []access.Actor
	for i := range writers {
		all = append(all, w.person(o, fmt.Sprintf("w%d@a.test", i), access.VendorAdmin))
	}
	errs := make([]error, writers)
	var group sync.WaitGroup
	for i, a := range all {
		group.Go(func() { errs[i] = services[i%2].RemoveMember(w.ctx(), a, o.ID, a.Person) })
	}
	group.Wait()
	stayed := 0
	for _, err := range errs {
		if errors.Is(err, ErrLastWriter) {
			stayed++
		} else if err != nil {
			t.Error(err)
		}
	}
	members := must[Results[Member]](t)(w.s.Members(w.ctx(), operator, o.ID, "", 100))
	if stayed != 1 || len(members.Items) != 1 {
		t.Errorf("%d were told to stay, %d are left", stayed, len(members.Items))
	}
}

func TestOnlySystemAdminsMakeSystemAdmins(t *testing.T) {
	w := newWorld(t)
	hub := w.organisation(access.Hub, "Hubben")
	root, leader := w.person(hub, "root@hub.test", access.SystemAdmin), w.person(hub, "leader@hub.test", access.ProcessLeader)
	rise := []access.Role{access.ProcessLeader, access.SystemAdmin}
	tries := map[string]func(access.Actor) error{
		"rising": func(a access.Actor) error {
			_, err := w.s.SetRoles(w.ctx(), a, hub.ID, leader.Person, 0, rise)
			return err
		},
		"inviting": func(a access.Actor) error {
			_, err := w.s.Invite(w.ctx(), a, Invitee{Organisation: hub.ID, Email: "friend@hub.test", Roles: rise})
			return err
		},
		"removing": func(a access.Actor) error { return w.s.RemoveMember(w.ctx(), a, hub.ID, root.Person) },
		"demoting": func(a access.Actor) error {
			_, err := w.s.SetRoles(w.ctx(), a, hub.ID, root.Person, 0, []access.Role{access.Evaluator})
			return err
		},
		"shutting out": func(a access.Actor) error {
			_, err := w.s.SetPersonActive(w.ctx(), a, root.Person, 0, false)
			return err
		},
		"renaming": func(a access.Actor) error {
			_, err := w.s.UpdatePerson(w.ctx(), a, root.Person, 0, "Fiende", i18n.Swedish)
			return err
		},
		"erasing": func(a access.Actor) error { return w.s.Erase(w.ctx(), a, root.Person) },
	}
	for name, try := range tries {
		wantKind(t, name, try(leader), fault.Forbidden)
	}
	if err := tries["rising"](root); err != nil {
		t.Error(err)
	}
	if err := tries["removing"](w.actor(leader.Person)); err != nil {
		t.Errorf("one system administrator removes another: %v", err)
	}
}

func TestPeopleOfOthersAreNotFound(t *testing.T) {
	w := newWorld(t)
	a, b := w.organisation(access.Company, "A"), w.organisation(access.Municipality, "B")
	hub := w.organisation(access.Hub, "Hubben")
	admin, editor := w.person(a, "a@a.test", access.VendorAdmin), w.person(a, "e@a.test", access.ProductEditor)
	stranger, reader := w.person(b, "s@b.test", access.NeedOwner), w.person(b, "r@b.test", access.Reader)
	host := w.person(hub, "h@hub.test", access.ConferenceHost)
	tests := []struct {
		name          string
		actor         access.Actor
		read, written fault.Kind // of what the actor does with the editor
	}{
		{"oneself", editor, 255, 255},
		{"an admin", admin, 255, 255},
		{"a host, who may read all", host, 255, fault.Forbidden},
		{"a stranger", stranger, fault.NotFound, fault.NotFound},
		{"a stranger without rights", reader, fault.NotFound, fault.NotFound},
		{"a guest", access.Actor{}, fault.NotFound, fault.NotFound},
		{"a token of the person", access.Actor{Kind: access.Token, ID: "t", Person: editor.Person}, fault.NotFound, fault.NotFound},
	}
	check := func(name string, err error, want fault.Kind) {
		t.Helper()
		if want == 255 && err != nil || want != 255 && !fault.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for i, test := range tests {
		_, err := w.s.Person(w.ctx(), test.actor, editor.Person)
		check(test.name+" reads", err, test.read)
		_, err = w.s.PersonByEmail(w.ctx(), test.actor, "E@a.test ")
		check(test.name+" reads by address", err, test.read)
		_, err = w.s.MembershipsOf(w.ctx(), test.actor, editor.Person)
		check(test.name+" reads memberships", err, test.read)
		_, err = w.s.UpdatePerson(w.ctx(), test.actor, editor.Person, 0, fmt.Sprint("Namn ", i), i18n.English)
		check(test.name+" writes", err, test.written)
	}
	_, err := w.s.Members(w.ctx(), stranger, a.ID, "", 10)
	wantKind(t, "members of another organisation", err, fault.Forbidden)
	wantKind(t, "removing from another organisation", w.s.RemoveMember(w.ctx(), stranger, a.ID, editor.Person), fault.Forbidden)
	_, err = w.s.Person(w.ctx(), operator, "nobody")
	wantKind(t, "nobody", err, fault.NotFound)
	_, err = w.s.UpdatePerson(w.ctx(), editor, editor.Person, 0, " ", i18n.English)
	wantKind(t, "no name", err, fault.Invalid)
}

// TestMembersOfTwo holds that who may write people in one of a person's organisations
// only does not manage the person's account.
func TestMembersOfTwo(t *testing.T) {
	w := newWorld(t)
	a, b := w.organisation(access.Company, "A"), w.organisation(access.Company, "B")
	admin, _ := w.person(a, "a@a.test", access.VendorAdmin), w.person(b, "b@b.test", access.VendorAdmin)
	w.person(a, "x@x.test", access.ProductEditor)
	both := w.person(b, "X@x.test", access.ProductEditor)
	if len(both.Memberships) != 2 {
		t.Fatalf("the person has %v", both.Memberships)
	}
	_, err := w.s.SetPersonActive(w.ctx(), admin, both.Person, 0, false)
	wantKind(t, "shutting out", err, fault.Forbidden)
	wantKind(t, "erasing", w.s.Erase(w.ctx(), admin, both.Person), fault.Forbidden)
	if got := must[[]Member](t)(w.s.MembershipsOf(w.ctx(), admin, both.Person)); len(got) != 1 || got[0].Organisation != a.ID {
		t.Errorf("an admin of A sees %+v", got)
	}
	if err := w.s.RemoveMember(w.ctx(), admin, a.ID, both.Person); err != nil {
		t.Error(err)
	}
	if got := w.actor(both.Person); len(got.Memberships) != 1 {
		t.Errorf("left is %v", got.Memberships)
	}
}
