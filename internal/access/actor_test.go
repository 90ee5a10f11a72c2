package access

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/allagehub/matcharenan/internal/fault"
)

var owners = []string{"", "a", "b", "c", "other"}

// drawMemberships draws what somebody is in the organisations a, b and c.
func drawMemberships(t *rapid.T) []Membership {
	var list []Membership
	for _, o := range []string{"a", "b", "c"} {
		if !rapid.Bool().Draw(t, "in "+o) {
			continue
		}
		side := rapid.SampledFrom(Sides()).Draw(t, "side")
		roles := rapid.SliceOfNDistinct(rapid.SampledFrom(RolesOf(side)), 1, 3, func(r Role) Role { return r }).Draw(t, "roles")
		list = append(list, Membership{Organisation: o, Side: side, Roles: roles})
	}
	return list
}

// reach is what the table gives the person, worked out without [Actor.May].
func reach(memberships []Membership, p Permission, owner string) bool {
	for _, m := range memberships {
		for _, r := range m.Roles {
			if ReachOf(r, p) == All || ReachOf(r, p) == Own && owner != "" && owner == m.Organisation {
				return true
			}
		}
	}
	return false
}

func TestPersonsMayWhatTheTableGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Actor{Kind: Person, ID: "p", Person: "p", Memberships: drawMemberships(t)}
		p, owner := rapid.SampledFrom(Permissions()).Draw(t, "permission"), rapid.SampledFrom(owners).Draw(t, "owner")
		if got, want := a.May(p, owner), reach(a.Memberships, p, owner); got != want {
			t.Fatalf("%s of %q: %t, the table gives %t", p, owner, got, want)
		}
		if err := a.Check(p, owner); (err == nil) != a.May(p, owner) || err != nil && !fault.Is(err, fault.Forbidden) {
			t.Fatalf("Check gives %v", err)
		}
	})
}

func TestTokensNeverExceedTheirMaker(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		maker := Actor{Kind: Person, ID: "p", Person: "p", Memberships: drawMemberships(t)}
		in := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "organisation")
		token := Actor{
			Kind: Token, ID: "t", Person: "p",
			Scopes: rapid.SliceOfDistinct(rapid.SampledFrom(Permissions()), func(p Permission) Permission { return p }).Draw(t, "scopes"),
		}
		for _, m := range maker.Memberships {
			if m.Organisation == in {
				token.Memberships = append(token.Memberships, m)
			}
		}
		for _, p := range Permissions() {
			for _, owner := range owners {
				if !token.May(p, owner) {
					continue
				}
				switch {
				case !maker.May(p, owner):
					t.Fatalf("the token may %s of %q, its maker may not", p, owner)
				case !slices.Contains(token.Scopes, p):
					t.Fatalf("the token may %s out of its scopes", p)
				case owner != "" && owner != in:
					t.Fatalf("the token may %s of %q out of its organisation", p, owner)
				}
			}
			if ids, all := token.OrganisationsFor(p); all || slices.ContainsFunc(ids, func(o string) bool { return o != in }) {
				t.Fatalf("the token may %s for %v, all %t", p, ids, all)
			}
		}
	})
}

func TestOwnNeverReachesOthers(t *testing.T) {
	for _, r := range Roles() {
		for _, p := range Permissions() {
			a := Actor{Kind: Person, ID: "p", Person: "p", Memberships: []Membership{{Organisation: "a", Roles: []Role{r}}}}
			for _, owner := range []string{"", "b"} {
				if ReachOf(r, p) == Own && a.May(p, owner) {
					t.Errorf("%s of a may %s of %q", r, p, owner)
				}
			}
			if ReachOf(r, p) == Own && !a.May(p, "a") {
				t.Errorf("%s of a may not %s of a", r, p)
			}
		}
	}
}

func TestGuestsMayNothing(t *testing.T) {
	everything := []Membership{{Organisation: "a", Roles: Roles()}}
	for _, guest := range []Actor{{}, {Memberships: everything, Scopes: Permissions()}} {
		for _, p := range Permissions() {
			for _, owner := range owners {
				if guest.May(p, owner) {
					t.Errorf("a guest may %s of %q", p, owner)
				}
			}
			if ids, all := guest.OrganisationsFor(p); guest.MayAnywhere(p) || all || len(ids) > 0 {
				t.Errorf("a guest may %s somewhere", p)
			}
		}
	}
}

func TestUnknownKindsMayNothing(t *testing.T) {
	a := Actor{Kind: "robot", Memberships: []Membership{{Organisation: "a", Roles: Roles()}}, Scopes: Permissions()}
	for _, p := range Permissions() {
		if a.May(p, "a") {
			t.Errorf("an actor of a kind that there is none of may %s", p)
		}
	}
}

func TestTheServiceMayEverything(t *testing.T) {
	for _, p := range Permissions() {
		if a := Service("job"); !a.May(p, "") || !a.May(p, "a") {
			t.Errorf("the service may not %s", p)
		}
	}
}

func TestOrganisationsForAgreesWithMay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Actor{Kind: Person, ID: "p", Person: "p", Memberships: drawMemberships(t)}
		p := rapid.SampledFrom(Permissions()).Draw(t, "permission")
		ids, all := a.OrganisationsFor(p)
		for _, owner := range []string{"a", "b", "c", "other"} {
			if (all || slices.Contains(ids, owner)) != a.May(p, owner) {
				t.Fatalf("%s for %q: listed %t, may %t", p, owner, all || slices.Contains(ids, owner), a.May(p, owner))
			}
		}
		if a.MayAnywhere(p) != (all || len(ids) > 0) {
			t.Fatalf("%s: anywhere %t, listed %v %t", p, a.MayAnywhere(p), ids, all)
		}
	})
}
