package accounts

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
)

// token makes a token of the actor and returns its secret.
func (w *world) token(actor access.Actor, o Organisation, scopes ...access.Permission) (Token, string) {
	w.t.Helper()
	made, secret, err := w.s.CreateToken(w.ctx(), actor, NewToken{
		Name: "Affärssystem", Organisation: o.ID, Scopes: scopes, Expires: w.now().Add(MaxTokenLife),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return made, secret
}

func TestTokens(t *testing.T) {
	w := newWorld(t)
	a, b := w.organisation(access.Company, "A"), w.organisation(access.Company, "B")
	w.person(a, "a@a.test", access.VendorAdmin)
	admin := w.person(b, "a@a.test", access.VendorAdmin)
	made, secret := w.token(admin, a, access.ListingWrite, access.ListingRead, access.ListingRead)
	if !strings.HasPrefix(secret, "mat_") || !slices.Equal(made.Scopes, []access.Permission{access.ListingRead, access.ListingWrite}) {
		t.Errorf("made %+v", made)
	}
	actor := must[access.Actor](t)(w.s.ResolveToken(w.ctx(), secret, w.now()))
	if actor.Kind != access.Token || actor.ID != made.ID || actor.Person != admin.Person || len(actor.Memberships) != 1 {
		t.Errorf("the actor is %+v", actor)
	}
	for owner, may := range map[string]bool{a.ID: true, b.ID: false, "": false} {
		if actor.May(access.ListingWrite, owner) != may {
			t.Errorf("of %q: %t", owner, !may)
		}
	}
	if actor.May(access.MirrorRead, a.ID) {
		t.Error("the token goes beyond its scopes")
	}
	list := must[Results[Token]](t)(w.s.Tokens(w.ctx(), admin, a.ID, "", 10))
	if len(list.Items) != 1 || !list.Items[0].Used.Equal(w.now()) {
		t.Errorf("listed %+v", list.Items)
	}
	version := list.Items[0].Version
	for range 10 {
		w.pass(time.Second)
		must[access.Actor](t)(w.s.Token(w.ctx(), secret))
	}
	if it := must[store.Item[token]](t)(w.s.tokens.Get(w.ctx(), made.ID)); it.Version != version {
		t.Errorf("each use is written: version %d after %d", it.Version, version)
	}
}

func TestTokensEnd(t *testing.T) {
	w := newWorld(t)
	o := w.organisation(access.Company, "A")
	admin, maker := w.person(o, "a@a.test", access.VendorAdmin), w.person(o, "b@a.test", access.ProductEditor, access.VendorAdmin)
	dead := func(name, secret string) {
		t.Helper()
		if _, err := w.s.ResolveToken(w.ctx(), secret, w.now()); !errors.Is(err, ErrTokenUnknown) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, secret := w.token(maker, o, access.ListingRead, access.WebhookWrite)
	dead("none", "")
	dead("without prefix", secret[len(tokenPrefix):])
	dead("unknown", tokenPrefix+strings.Repeat("x", 52))
	may := func(p access.Permission) bool {
		t.Helper()
		return must[access.Actor](t)(w.s.ResolveToken(w.ctx(), secret, w.now())).May(p, o.ID)
	}
	if !may(access.WebhookWrite) {
		t.Error("the token may not what its maker may")
	}
	// The maker loses a role, and so does the token, at once.
	if _, err := w.s.SetRoles(w.ctx(), admin, o.ID, maker.Person, 0, []access.Role{access.ProductEditor}); err != nil {
		t.Fatal(err)
	}
	if may(access.WebhookWrite) || !may(access.ListingRead) {
		t.Error("the token has other rights than its maker now")
	}
	if _, err := w.s.SetPersonActive(w.ctx(), admin, maker.Person, 0, false); err != nil {
		t.Fatal(err)
	}
	dead("of somebody shut out", secret)
	if _, err := w.s.SetPersonActive(w.ctx(), admin, maker.Person, 0, true); err != nil {
		t.Fatal(err)
	}
	may(access.ListingRead)
	if err := w.s.RemoveMember(w.ctx(), admin, o.ID, maker.Person); err != nil {
		t.Fatal(err)
	}
	dead("of somebody removed", secret)

	_, secret = w.token(admin, o, access.ListingRead)
	w.pass(MaxTokenLife - time.Second)
	must[access.Actor](t)(w.s.ResolveToken(w.ctx(), secret, w.now()))
	w.pass(time.Second)
	dead("too old", secret)
	made, secret := w.token(admin, o, access.ListingRead)
	for range 2 {
		if err := w.s.RevokeToken(w.ctx(), admin, made.ID); err != nil {
			t.Error(err)
		}
	}
	dead("revoked", secret)
	if n := w.count("token.revoke"); n != 1 {
		t.Errorf("%d events", n)
	}
	_, secret = w.token(admin, o, access.ListingRead)
	if _, err := w.s.SetOrganisationActive(w.ctx(), operator, o.ID, 0, false); err != nil {
		t.Fatal(err)
	}
	dead("of a closed organisation", secret)
}

func TestBadTokens(t *testing.T) {
	w := newWorld(t)
	o, other := w.organisation(access.Company, "A"), w.organisation(access.Company, "B")
	hub := w.organisation(access.Hub, "Hubben")
	admin, guest := w.person(o, "a@a.test", access.VendorAdmin), w.person(o, "m@a.test", access.MeetingParticipant)
	stranger, root := w.person(other, "b@b.test", access.VendorAdmin), w.person(hub, "r@hub.test", access.SystemAdmin)
	good := NewToken{Name: "x", Organisation: o.ID, Scopes: []access.Permission{access.ListingRead}, Expires: w.now().Add(time.Hour)}
	with := func(change func(*NewToken)) NewToken {
		n := good
		change(&n)
		return n
	}
	tests := []struct {
		name  string
		actor access.Actor
		n     NewToken
		want  fault.Kind
	}{
		{"no name", admin, with(func(n *NewToken) { n.Name = " " }), fault.Invalid},
		{"no scope", admin, with(func(n *NewToken) { n.Scopes = nil }), fault.Invalid},
		{"a scope that the maker has not", admin, with(func(n *NewToken) { n.Scopes = append(n.Scopes, access.ListingReview) }), fault.Invalid},
		{"a scope that gives rights", admin, with(func(n *NewToken) { n.Scopes = []access.Permission{access.PeopleWrite} }), fault.Invalid},
		{"a scope that makes tokens", admin, with(func(n *NewToken) { n.Scopes = []access.Permission{access.TokenWrite} }), fault.Invalid},
		{"for ever", admin, with(func(n *NewToken) { n.Expires = w.now().Add(MaxTokenLife + 1) }), fault.Invalid},
		{"past", admin, with(func(n *NewToken) { n.Expires = w.now() }), fault.Invalid},
		{"no time", admin, with(func(n *NewToken) { n.Expires = time.Time{} }), fault.Invalid},
		{"another organisation", stranger, good, fault.Forbidden},
		{"no member", root, good, fault.Forbidden},
		{"no such right", guest, good, fault.Forbidden},
		{"a guest", access.Actor{}, good, fault.Forbidden},
		{"the service", operator, good, fault.Forbidden},
		{"a token", access.Actor{Kind: access.Token, Person: admin.Person, Memberships: admin.Memberships, Scopes: access.Permissions()}, good, fault.Forbidden},
	}
	for _, test := range tests {
		_, secret, err := w.s.CreateToken(w.ctx(), test.actor, test.n)
		if wantKind(t, test.name, err, test.want); secret != "" {
			t.Errorf("%s: got a secret", test.name)
		}
	}
	made, _ := w.token(admin, o, access.ListingRead)
	for name, actor := range map[string]access.Actor{"stranger": stranger, "participant": guest, "nobody": {}} {
		wantKind(t, name+" revokes", w.s.RevokeToken(w.ctx(), actor, made.ID), fault.NotFound)
		_, err := w.s.Tokens(w.ctx(), actor, o.ID, "", 10)
		wantKind(t, name+" lists", err, fault.Forbidden)
	}
	wantKind(t, "none", w.s.RevokeToken(w.ctx(), admin, "none"), fault.NotFound)
}
