package accounts

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/store"
)

func (w *world) invite(actor access.Actor, o Organisation, email string, roles ...access.Role) Invitation {
	w.t.Helper()
	return must[Invitation](w.t)(w.s.Invite(w.ctx(), actor, Invitee{Organisation: o.ID, Email: email, Language: i18n.English, Roles: roles}))
}

var berit = Account{Name: "Berit  Berg", Password: password}

func TestAnInvitationMakesAnAccount(t *testing.T) {
	w := newWorld(t)
	o := w.organisation(access.Company, "Larm AB")
	admin := w.person(o, "a@a.test", access.VendorAdmin)
	inv := w.invite(admin, o, " Berit@A.test", access.ProductEditor)
	mails := w.mails("invitation")
	if len(mails) != 1 || mails[0].To != "berit@a.test" || mails[0].Language != "en" || mails[0].Data["organisation"] != "Larm AB" {
		t.Fatalf("mails %+v", mails)
	}
	secret := w.secret("invitation")
	offer := must[Offer](t)(w.s.Offer(w.ctx(), secret))
	if offer.Email != "berit@a.test" || offer.HasAccount || offer.Organisation.ID != o.ID {
		t.Errorf("offer %+v", offer)
	}
	in := must[SignedIn](t)(w.s.AcceptNew(w.ctx(), secret, berit, firefox))
	actor := must[access.Actor](t)(w.s.Resolve(w.ctx(), in.Token, w.now()))
	if !actor.May(access.ListingWrite, o.ID) || actor.May(access.PeopleWrite, o.ID) || actor.Person != in.Person {
		t.Errorf("the actor is %+v", actor)
	}
	p := must[Person](t)(w.s.Person(w.ctx(), actor, actor.Person))
	if p.Name != "Berit Berg" || p.Email != "berit@a.test" || p.Language != i18n.English || !p.HasPassword {
		t.Errorf("made %+v", p)
	}
	for name, try := range map[string]func() error{
		"offer": func() error { _, err := w.s.Offer(w.ctx(), secret); return err },
		"new":   func() error { _, err := w.s.AcceptNew(w.ctx(), secret, berit, firefox); return err },
		"as":    func() error { _, err := w.s.AcceptAs(w.ctx(), admin, secret); return err },
	} {
		if err := try(); !errors.Is(err, ErrLink) {
			t.Errorf("%s after it was used: %v", name, err)
		}
	}
	list := must[Results[Invitation]](t)(w.s.Invitations(w.ctx(), admin, o.ID, "", 10))
	if len(list.Items) != 1 || list.Items[0].State != Accepted || list.Items[0].ID != inv.ID {
		t.Errorf("listed %+v", list.Items)
	}
	for _, action := range []string{"invitation.create", "invitation.accept"} {
		if n := w.count(action); n != 1 {
			t.Errorf("%d events %s", n, action)
		}
	}
}

func TestAnInvitationAddsAMembership(t *testing.T) {
	w := newWorld(t)
	a, b := w.organisation(access.Company, "A"), w.organisation(access.Company, "B")
	adminA, adminB := w.person(a, "a@a.test", access.VendorAdmin), w.person(b, "b@b.test", access.VendorAdmin)
	w.invite(adminA, a, "b@b.test", access.ProductEditor)
	secret := w.secret("invitation")
	if offer := must[Offer](t)(w.s.Offer(w.ctx(), secret)); !offer.HasAccount {
		t.Error("the account is not seen")
	}
	_, err := w.s.AcceptNew(w.ctx(), secret, berit, firefox)
	if !errors.Is(err, ErrHaveAccount) {
		t.Errorf("a second account: %v", err)
	}
	_, err = w.s.AcceptAs(w.ctx(), access.Actor{}, secret)
	wantKind(t, "a guest", err, fault.Forbidden)
	if _, err := w.s.AcceptAs(w.ctx(), adminB, secret); err != nil {
		t.Fatal(err)
	}
	got := w.actor(adminB.Person)
	if !got.May(access.ListingWrite, a.ID) || got.May(access.PeopleWrite, a.ID) || !got.May(access.PeopleWrite, b.ID) {
		t.Errorf("memberships %+v", got.Memberships)
	}
	_, err = w.s.Invite(w.ctx(), adminA, Invitee{Organisation: a.ID, Email: "b@b.test", Roles: []access.Role{access.VendorAdmin}})
	wantKind(t, "a member already", err, fault.Conflict)
}

func TestInvitationsEnd(t *testing.T) {
	w := newWorld(t)
	o := w.organisation(access.Company, "A")
	admin, second := w.person(o, "a@a.test", access.VendorAdmin), w.person(o, "b@a.test", access.VendorAdmin)
	dead := func(name, secret string) {
		t.Helper()
		if _, err := w.s.AcceptNew(w.ctx(), secret, berit, firefox); !errors.Is(err, ErrLink) {
			t.Errorf("%s: %v", name, err)
		}
	}
	dead("no link", "")
	dead("unknown", strings.Repeat("x", 52))

	inv := w.invite(admin, o, "c@a.test", access.ProductEditor)
	_, err := w.s.Invite(w.ctx(), admin, Invitee{Organisation: o.ID, Email: "C@a.test", Roles: []access.Role{access.ProductEditor}})
	wantKind(t, "invited already", err, fault.Conflict)
	old := w.secret("invitation")
	w.pass(InvitationLife)
	dead("too old", old)
	if again := must[Invitation](t)(w.s.SendInvitation(w.ctx(), second, inv.ID)); again.Sends != 2 || again.Inviter != second.Person {
		t.Errorf("sent again: %+v", again)
	}
	fresh := w.secret("invitation")
	dead("replaced", old)
	if _, err := w.s.Offer(w.ctx(), fresh); err != nil || len(w.mails("invitation")) != 2 {
		t.Errorf("the new link: %v, %d mails", err, len(w.mails("invitation")))
	}
	// Who answers for it is put out: so is the invitation.
	if err := w.s.RemoveMember(w.ctx(), admin, o.ID, second.Person); err != nil {
		t.Fatal(err)
	}
	dead("of somebody put out", fresh)
	if err := w.s.RevokeInvitation(w.ctx(), admin, inv.ID); err != nil {
		t.Fatal(err)
	}
	dead("revoked", fresh)
	wantKind(t, "revoking again", w.s.RevokeInvitation(w.ctx(), admin, inv.ID), fault.Conflict)
	_, err = w.s.SendInvitation(w.ctx(), admin, inv.ID)
	wantKind(t, "sending a revoked one", err, fault.Conflict)

	inv = w.invite(admin, o, "d@a.test", access.ProductEditor)
	for range maxSends - 1 {
		must[Invitation](t)(w.s.SendInvitation(w.ctx(), admin, inv.ID))
	}
	_, err = w.s.SendInvitation(w.ctx(), admin, inv.ID)
	wantKind(t, "too often", err, fault.Conflict)
}

func TestInvitationsOfOthersAreNotFound(t *testing.T) {
	w := newWorld(t)
	a, b := w.organisation(access.Company, "A"), w.organisation(access.Company, "B")
	admin, stranger := w.person(a, "a@a.test", access.VendorAdmin), w.person(b, "b@b.test", access.VendorAdmin)
	editor := w.person(a, "e@a.test", access.ProductEditor)
	inv := w.invite(admin, a, "c@a.test", access.ProductEditor)
	for name, actor := range map[string]access.Actor{"stranger": stranger, "editor": editor, "guest": {}} {
		_, err := w.s.SendInvitation(w.ctx(), actor, inv.ID)
		wantKind(t, name+" sends", err, fault.NotFound)
		wantKind(t, name+" revokes", w.s.RevokeInvitation(w.ctx(), actor, inv.ID), fault.NotFound)
		_, err = w.s.Invitations(w.ctx(), actor, a.ID, "", 10)
		wantKind(t, name+" lists", err, fault.Forbidden)
		_, err = w.s.Invite(w.ctx(), actor, Invitee{Organisation: a.ID, Email: "x@a.test", Roles: []access.Role{access.ProductEditor}})
		wantKind(t, name+" invites", err, fault.Forbidden)
	}
	for name, who := range map[string]Invitee{
		"no address":   {Organisation: a.ID, Email: "nobody", Roles: []access.Role{access.ProductEditor}},
		"two":          {Organisation: a.ID, Email: "a@b.test, c@d.test", Roles: []access.Role{access.ProductEditor}},
		"header":       {Organisation: a.ID, Email: "a@b.test\r\nBcc: c@d.test", Roles: []access.Role{access.ProductEditor}},
		"another side": {Organisation: a.ID, Email: "c@d.test", Roles: []access.Role{access.NeedOwner}},
	} {
		_, err := w.s.Invite(w.ctx(), admin, who)
		wantKind(t, name, err, fault.Invalid)
	}
	if n := len(w.mails("invitation")); n != 1 {
		t.Errorf("%d mails", n)
	}
}

// TestAnInvitationIsAcceptedOnce lets several accept it at the same time.
func TestAnInvitationIsAcceptedOnce(t *testing.T) {
	w := newWorld(t)
	o := w.organisation(access.Company, "A")
	w.invite(w.person(o, "a@a.test", access.VendorAdmin), o, "c@a.test", access.ProductEditor)
	secret := w.secret("invitation")
	services := []*Service{w.s, w.service()}
	errs := make([]error, 6)
	var group sync.WaitGroup
	for i := range errs {
		group.Go(func() { _, errs[i] = services[i%2].AcceptNew(w.ctx(), secret, berit, firefox) })
	}
	group.Wait()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, ErrHaveAccount) && !errors.Is(err, ErrLink):
			t.Error(err)
		}
	}
	members := must[Results[Member]](t)(w.s.Members(w.ctx(), operator, o.ID, "", 10))
	if won != 1 || len(members.Items) != 2 || w.count("invitation.accept") != 1 {
		t.Errorf("%d accepted it, %d members, %d events", won, len(members.Items), w.count("invitation.accept"))
	}
}

// TestAcceptingGoesOn accepts an invitation that a process began to accept when it
// was killed.
func TestAcceptingGoesOn(t *testing.T) {
	w := newWorld(t)
	o := w.organisation(access.Company, "A")
	admin := w.person(o, "a@a.test", access.VendorAdmin)
	claim := func(email string) (string, store.Item[invitation]) {
		w.invite(admin, o, email, access.ProductEditor)
		secret := w.secret("invitation")
		it := must[store.Item[invitation]](t)(w.s.offered(w.ctx(), hashOf(secret)))
		if _, err := w.s.claim(w.ctx(), it, "half-made-"+email); err != nil {
			t.Fatal(err)
		}
		return secret, it
	}
	secret, _ := claim("c@a.test")
	if _, err := w.s.AcceptAs(w.ctx(), admin, secret); !errors.Is(err, ErrLink) {
		t.Errorf("somebody else goes on: %v", err)
	}
	in := must[SignedIn](t)(w.s.AcceptNew(w.ctx(), secret, berit, firefox))
	if in.Person != "half-made-c@a.test" {
		t.Errorf("the person is %s", in.Person)
	}
	w.pass(time.Minute)
	// The address gets an account in another way: its owner goes on.
	secret, _ = claim("d@a.test")
	b := w.organisation(access.Company, "B")
	owner := w.person(b, "d@a.test", access.ProductEditor)
	if _, err := w.s.AcceptAs(w.ctx(), owner, secret); err != nil {
		t.Fatal(err)
	}
	if got := w.actor(owner.Person); !got.In(o.ID) || !got.In(b.ID) {
		t.Errorf("memberships %+v", got.Memberships)
	}
}

func TestBadAccounts(t *testing.T) {
	w := newWorld(t)
	o := w.organisation(access.Company, "A")
	w.invite(w.person(o, "a@a.test", access.VendorAdmin), o, "c@a.test", access.ProductEditor)
	secret := w.secret("invitation")
	for name, a := range map[string]Account{
		"no name": {Password: password}, "long name": {Name: strings.Repeat("x", 201), Password: password},
		"short password": {Name: "Berit", Password: "kort"}, "no password": {Name: "Berit"},
	} {
		_, err := w.s.AcceptNew(w.ctx(), secret, a, firefox)
		wantKind(t, name, err, fault.Invalid)
	}
	if _, err := w.s.AcceptNew(w.ctx(), secret, berit, firefox); err != nil {
		t.Errorf("what was refused used the link up: %v", err)
	}
}
