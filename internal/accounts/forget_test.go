package accounts

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
)

func TestForget(t *testing.T) {
	w := newWorld(t)
	o := w.organisation(access.Company, "A")
	admin := w.person(o, "a@a.test", access.VendorAdmin)
	none := map[string]int{sessionsName: 0, invitationsName: 0, resetsName: 0, loginsName: 0, triesName: 0}
	forget := func(want map[string]int) {
		t.Helper()
		if got := must[map[string]int](t)(w.s.Forget(w.ctx(), w.now())); !maps.Equal(got, want) {
			t.Errorf("forgot %v, want %v", got, want)
		}
	}
	w.signIn("a@a.test")
	kept := w.signIn("a@a.test")
	w.invite(admin, o, "b@a.test", access.ProductEditor)
	if err := w.s.RequestReset(w.ctx(), "nobody@a.test", firefox); err != nil {
		t.Fatal(err)
	}
	for i := range forgetBatch + 3 {
		l := login{Provider: "p", Expires: store.At(w.now().Add(LoginLife))}
		if _, err := w.s.logins.Insert(w.ctx(), fmt.Sprint("login", i), l); err != nil {
			t.Fatal(err)
		}
	}
	forget(none)
	w.pass(DefaultIdle - time.Hour)
	if _, err := w.s.Resolve(w.ctx(), kept.Token, w.now()); err != nil {
		t.Fatal(err)
	}
	w.pass(2 * time.Hour)
	// Of tries there are: two of the reset, and the address of those who signed in.
	forget(map[string]int{sessionsName: 1, invitationsName: 0, resetsName: 1, loginsName: forgetBatch + 3, triesName: 3})
	if _, err := w.s.Resolve(w.ctx(), kept.Token, w.now()); err != nil {
		t.Errorf("a session in use was forgotten: %v", err)
	}
	w.pass(InvitationLife)
	forget(map[string]int{sessionsName: 1, invitationsName: 1, resetsName: 0, loginsName: 0, triesName: 0})
	forget(none)
	if left := w.dump(sessionsName, invitationsName, resetsName, loginsName, triesName); left != "" {
		t.Errorf("left is %s", left)
	}
}

func TestErase(t *testing.T) {
	w := newWorld(t)
	a, b := w.organisation(access.Company, "A"), w.organisation(access.Company, "B")
	admin := w.person(a, "a@a.test", access.VendorAdmin)
	w.person(b, "b@b.test", access.VendorAdmin)
	w.person(a, "gone@a.test", access.VendorAdmin)
	gone := w.person(b, "gone@a.test", access.ProductEditor)
	in := w.signIn("gone@a.test")
	_, bearer := w.token(gone, a, access.ListingRead)
	c := w.organisation(access.Company, "C")
	w.invite(w.person(c, "c@c.test", access.VendorAdmin), c, "gone@a.test", access.ProductEditor)
	w.pass(time.Minute)
	if err := w.s.RequestReset(w.ctx(), "gone@a.test", firefox); err != nil {
		t.Fatal(err)
	}
	link, invitation := w.secret("reset"), w.secret("invitation")
	if _, err := w.s.links.Insert(w.ctx(), "link", accountLink{Person: gone.Person, Provider: "p", Made: store.At(w.now())}); err != nil {
		t.Fatal(err)
	}

	wantKind(t, "by a stranger", w.s.Erase(w.ctx(), w.actor(must[store.Item[person]](t)(w.s.byEmail(w.ctx(), "c@c.test")).ID), gone.Person), fault.NotFound)
	wantKind(t, "by an admin of one organisation", w.s.Erase(w.ctx(), admin, gone.Person), fault.Forbidden)
	if err := w.s.Erase(w.ctx(), gone, gone.Person); err != nil {
		t.Fatal(err)
	}
	all := w.dump(allCollections()...)
	for _, personal := range []string{"gone@", "Anna gone", firefox.Address} {
		if strings.Contains(all, personal) {
			t.Errorf("%q is left", personal)
		}
	}
	if _, err := w.s.Resolve(w.ctx(), in.Token, w.now()); !errors.Is(err, ErrSessionOver) {
		t.Errorf("the session: %v", err)
	}
	if _, err := w.s.ResolveToken(w.ctx(), bearer, w.now()); !errors.Is(err, ErrTokenUnknown) {
		t.Errorf("the token: %v", err)
	}
	if err := w.s.ResetGood(w.ctx(), link); !errors.Is(err, ErrLink) {
		t.Errorf("the reset: %v", err)
	}
	if _, err := w.s.Offer(w.ctx(), invitation); !errors.Is(err, ErrLink) {
		t.Errorf("the invitation: %v", err)
	}
	if left := w.dump(linksName); left != "" {
		t.Errorf("left is %s", left)
	}
	for _, o := range []Organisation{a, b} {
		for _, m := range must[Results[Member]](t)(w.s.Members(w.ctx(), operator, o.ID, "", 10)).Items {
			if m.Person.ID == gone.Person {
				t.Errorf("a member of %s still", o.Name)
			}
		}
	}
	p := must[Person](t)(w.s.Person(w.ctx(), operator, gone.Person))
	if p.Active || p.Name != "" || p.Email != "" || p.HasPassword || p.Erased.IsZero() {
		t.Errorf("the person is %+v", p)
	}
	told := false
	for _, e := range w.events() {
		told = told || e.Action == "person.erase" && e.Object == "people/"+gone.Person && e.Actor == gone.Person
	}
	if !told {
		t.Error("the audit trail does not tell it")
	}
	if err := w.s.Erase(w.ctx(), operator, gone.Person); err != nil || w.count("person.erase") != 1 {
		t.Errorf("again: %v, %d events", err, w.count("person.erase"))
	}
	_, err := w.s.SetPersonActive(w.ctx(), operator, gone.Person, 0, true)
	wantKind(t, "letting in again", err, fault.NotFound)
	// The address is free.
	w.person(a, "gone@a.test", access.ProductEditor)
}

func TestAddPerson(t *testing.T) {
	w := newWorld(t)
	if empty := must[bool](t)(w.s.Empty(w.ctx())); !empty {
		t.Error("somebody is there")
	}
	n := NewPerson{
		Email: "root@hub.test", Name: "Rut", Password: password, Side: access.Hub, Profile: Profile{Name: "Hubben"}, Roles: []access.Role{access.SystemAdmin},
	}
	_, err := w.s.AddPerson(w.ctx(), access.Actor{Kind: access.Person, Person: "p"}, n)
	wantKind(t, "by a person", err, fault.Forbidden)
	for name, change := range map[string]func(*NewPerson){
		"address": func(n *NewPerson) { n.Email = "root" }, "role": func(n *NewPerson) { n.Roles = []access.Role{access.Reader} },
		"side": func(n *NewPerson) { n.Side = "x" }, "password": func(n *NewPerson) { n.Password = "kort" },
	} {
		m := n
		change(&m)
		_, err := w.s.AddPerson(w.ctx(), operator, m)
		wantKind(t, name, err, fault.Invalid)
	}
	if made := w.dump(organisationsName); made != "" {
		t.Errorf("what was refused made %s", made)
	}
	added := must[Added](t)(w.s.AddPerson(w.ctx(), operator, n))
	if actor := w.actor(added.Person); !actor.May(access.AuditRead, "") || added.Link != "" {
		t.Errorf("added %+v, who is %+v", added, actor)
	}
	if empty := must[bool](t)(w.s.Empty(w.ctx())); empty {
		t.Error("nobody is there")
	}
	link := must[Added](t)(w.s.AddPerson(w.ctx(), operator, NewPerson{
		Email: "b@hub.test", Organisation: added.Organisation.ID, Roles: []access.Role{access.SystemAdmin},
	}))
	if link.Person != "" || len(w.mails("invitation")) != 0 {
		t.Errorf("added %+v, %d mails", link, len(w.mails("invitation")))
	}
	if _, err := w.s.AcceptNew(w.ctx(), secretOf(link.Link), berit, firefox); err != nil {
		t.Errorf("the link: %v", err)
	}
}

// TestChangesComeWithTheirEvents makes every kind of change and looks for its event.
func TestChangesComeWithTheirEvents(t *testing.T) {
	w := newWorld(t)
	o := w.organisation(access.Company, "A")
	admin := w.person(o, "a@a.test", access.VendorAdmin)
	var want []string
	for _, e := range w.events() {
		if e.ActorKind != access.System || e.Actor != "command" {
			t.Errorf("an event of the operator's by %s", e.Actor)
		}
		want = append(want, e.Action)
	}
	if len(want) != 3 {
		t.Errorf("adding somebody to an organisation made %v", want)
	}
	admin.Request = "request-1"
	w.invite(admin, o, "b@a.test", access.ProductEditor)
	events := w.events()
	last := audit.Event{}
	for _, e := range events {
		if e.Action == "invitation.create" {
			last = e
		}
	}
	if last.Actor != admin.Person || last.Organisation != o.ID || last.Request != "request-1" || !last.At.Equal(w.now()) {
		t.Errorf("the event is %+v", last)
	}
}
