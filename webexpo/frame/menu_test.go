package frame

import (
	"testing"

	"github.com/allagehub/matcharenan/internal/access"
)

func TestAPageThatSeveralPermissionsLeadToStandsOnceInTheMenu(t *testing.T) {
	f := &Frame{o: Options{Menu: []MenuItem{
		{Key: "frame.api", Href: "/granska", Permission: access.ListingReview},
		{Key: "frame.api", Href: "/granska", Permission: access.NeedReview},
		{Key: "frame.about", Href: "/om", Permission: access.NeedReview},
	}}}
	for role, want := range map[access.Role]int{access.ContentReviewer: 1, access.ProcessLeader: 2, access.VendorAdmin: 0} {
		a := access.Actor{Kind: access.Person, Memberships: []access.Membership{{Organisation: "o", Roles: []access.Role{role}}}}
		if role == access.ProcessLeader {
			a.Memberships[0].Roles = append(a.Memberships[0].Roles, access.ContentReviewer)
		}
		if got := f.menu(a, &Base{}); len(got) != want {
			t.Errorf("%s sees %v, want %d links", role, got, want)
		}
	}
}
