package synthetic

import (
	"slices"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/testbeds"
)

// TestShareOfTheCataloguePasses holds the hard requirements against the
// products: a benchmark in which everything passes, or nothing, measures little.
func TestShareOfTheCataloguePasses(t *testing.T) {
	g := newStandard(t)
	const needs, products = 400, 1000
	list := make([]catalog.Product, products)
	for i := range list {
		list[i] = g.Product(i)
	}
	passing, narrow, wide := 0, 0, 0
	for i := range needs {
		n := g.Need(i)
		own := 0
		for k := range list {
			if passes(&n.Requires, &list[k]) {
				own++
			}
		}
		passing += own
		switch {
		case own < products/6:
			narrow++
		case own > products/2:
			wide++
		}
	}
	within(t, "pass", float64(passing)/needs/products, 0.1, 0.4)
	within(t, "needs that less than a sixth passes", float64(narrow)/needs, 0.1, 0.5)
	within(t, "needs that more than half passes", float64(wide)/needs, 0.05, 0.4)
}

// passes is a second, plain reading of the hard rules: what is not known
// excludes nothing.
func passes(r *testbeds.Requirements, p *catalog.Product) bool {
	asked := func(f, have catalog.Fact) bool { return f != catalog.Yes || have != catalog.No }
	return p.Status == catalog.StatusPublished &&
		(p.Medical.Purpose != catalog.Yes || p.Medical.CEMarked != catalog.No) &&
		asked(r.CEMarked, p.Medical.CEMarked) &&
		asked(r.EN301549, p.Accessibility.EN301549) &&
		asked(r.EN18031, p.Radio.EN18031) &&
		(r.PassiveUse != catalog.Yes || p.ActiveUse != catalog.Yes) &&
		(r.Positioning == "" || p.Data.Positioning != catalog.Yes) &&
		(len(r.MDRClasses) == 0 || p.Medical.MDRClass == "" || slices.Contains(r.MDRClasses, p.Medical.MDRClass)) &&
		upTo(r.DataLocation, p.Data.Location, catalog.DataLocations()) &&
		upTo(r.Camera, p.Data.Camera, catalog.Captures()) &&
		upTo(r.Audio, p.Data.Audio, catalog.Captures()) &&
		holds(p.Integrations, r.Integrations) &&
		holds(p.WorksWithout, r.WorksWithout) &&
		holds(p.Languages, r.Languages) &&
		(r.MaxPricePerMonthSEK == nil || p.Price.PerMonthSEK == nil || *p.Price.PerMonthSEK <= *r.MaxPricePerMonthSEK) &&
		reaches(p.TRL, r.MinTRL) &&
		reaches(p.Security.Confidentiality, r.Security.Confidentiality) &&
		reaches(p.Security.Integrity, r.Security.Integrity) &&
		reaches(p.Security.Availability, r.Security.Availability) &&
		triable(r, &p.TrialOffer)
}

// upTo reports whether the product's value stands no later in the list.
func upTo(limit, have string, list []string) bool {
	return limit == "" || have == "" || slices.Index(list, have) <= slices.Index(list, limit)
}

func holds(have, want []string) bool {
	return have == nil || !slices.ContainsFunc(want, func(w string) bool { return !slices.Contains(have, w) })
}

func reaches(have, want *int) bool { return have == nil || want == nil || *have >= *want }

func triable(r *testbeds.Requirements, o *catalog.TrialOffer) bool {
	if r.Units == nil && r.Weeks == nil && r.StartFrom.IsZero() {
		return true
	}
	apart := !o.From.IsZero() && !r.StartFrom.IsZero() && (o.To < r.StartFrom || o.From > r.StartTo)
	return o.Available != catalog.No && reaches(o.Units, r.Units) && reaches(o.Weeks, r.Weeks) && !apart
}
