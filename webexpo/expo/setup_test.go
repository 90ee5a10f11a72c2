package expo

import (
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/webexpo/sitetest"
)

// hub is who reviews in these tests.
var hub = access.Service("test")

// site is the service with these pages.
func site(t testing.TB) *sitetest.Site {
	t.Helper()
	s := sitetest.New(t)
	a := sitetest.Must[*Area](t)(New(s.Frame(), Services{
		Now: s.Now, Listings: s.Listings, Needs: s.Needs, Search: s.Live, Organisations: s.Accounts, Thesaurus: s.Thesaurus,
	}))
	a.Mount(s.App)
	return s
}

// alarm is a product of which much is told.
func alarm(name string) catalog.Product {
	p := sitetest.Product(name)
	p.Summary = "Trygghetslarm som hörs i hela huset."
	p.Description = "Första stycket.\n\nAndra stycket."
	p.Functions = []string{"F01", "F09"}
	p.LifeAreas = []string{"safety"}
	price, trl, units, weeks := 145.0, 9, 5, 8
	p.Price = catalog.Price{Model: "subscription", PerMonthSEK: &price}
	p.TRL = &trl
	p.TrialOffer = catalog.TrialOffer{Available: catalog.Yes, Units: &units, Weeks: &weeks}
	p.Integrations = []string{"SCAIP", "SIP"}
	p.Claims = []catalog.Claim{
		{Text: "Färre fall på natten.", Source: "study", Date: catalog.MustParseDate("2026-01-01"), URL: "https://example.org/studie"},
		{Text: "Nöjda anhöriga.", Source: "own", Date: catalog.MustParseDate("2020-01-01"), ValidUntil: catalog.MustParseDate("2021-01-01")},
	}
	return p
}

// lamp is a product of which little is told.
func lamp(name string) catalog.Product {
	p := sitetest.Product(name)
	p.Summary, p.ProductTypes, p.Functions, p.Settings, p.Claims = "Lampa som tänds av sig själv.", nil, []string{"F42"}, []string{"ordinary_home"}, nil
	return p
}

// between is what stands between two marks of a text.
func between(t *testing.T, text, from, to string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, from)
	if !ok {
		t.Fatalf("%q is not there: %s", from, text)
	}
	inner, _, ok := strings.Cut(rest, to)
	if !ok {
		t.Fatalf("%q is not there after %q", to, from)
	}
	return inner
}
