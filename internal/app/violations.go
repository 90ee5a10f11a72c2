package app

import (
	"slices"
	"strings"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/testbeds"
)

// violations names the structured requirements of a need that a product is known
// to break. It reads the two structs plainly, without the rule set and the
// matcher, so that it can hold them to account.
func violations(n *testbeds.Need, p *catalog.Product) []string {
	r := &n.Requires
	var broken []string
	check := func(name string, breaks bool) {
		if breaks {
			broken = append(broken, name)
		}
	}
	check("maxPricePerMonthSEK", above(p.Price.PerMonthSEK, r.MaxPricePerMonthSEK))
	check("minTRL", above(r.MinTRL, p.TRL))
	check("ceMarked", r.CEMarked == catalog.Yes && p.Medical.CEMarked == catalog.No)
	check("mdrClasses", len(r.MDRClasses) > 0 && p.Medical.MDRClass != "" && !slices.Contains(r.MDRClasses, p.Medical.MDRClass))
	check("integrations", lacks(p.Integrations, r.Integrations))
	check("dataLocation", r.DataLocation == "eu" && p.Data.Location == "outside_eu" ||
		r.DataLocation == "sweden" && (p.Data.Location == "eu" || p.Data.Location == "outside_eu"))
	check("camera", captures(r.Camera, p.Data.Camera))
	check("audio", captures(r.Audio, p.Data.Audio))
	check("positioning", r.Positioning == "none" && p.Data.Positioning == catalog.Yes)
	check("worksWithout", lacks(p.WorksWithout, r.WorksWithout))
	check("languages", lacks(p.Languages, r.Languages))
	check("passiveUse", r.PassiveUse == catalog.Yes && p.ActiveUse == catalog.Yes)
	check("units", above(r.Units, p.TrialOffer.Units))
	check("weeks", above(r.Weeks, p.TrialOffer.Weeks))
	check("start", apart(r, &p.TrialOffer))
	check("confidentiality", above(r.Security.Confidentiality, p.Security.Confidentiality))
	check("integrity", above(r.Security.Integrity, p.Security.Integrity))
	check("availability", above(r.Security.Availability, p.Security.Availability))
	check("en301549", r.EN301549 == catalog.Yes && p.Accessibility.EN301549 == catalog.No)
	check("en18031", r.EN18031 == catalog.Yes && p.Radio.EN18031 == catalog.No)
	return broken
}

// above reports whether both are known and the first is greater.
func above[T int | float64](a, b *T) bool { return a != nil && b != nil && *a > *b }

// lacks reports whether a given list misses something that is asked for.
func lacks(has, asked []string) bool {
	if has == nil {
		return false
	}
	return slices.ContainsFunc(asked, func(a string) bool {
		return !slices.ContainsFunc(has, func(h string) bool { return strings.EqualFold(strings.TrimSpace(h), strings.TrimSpace(a)) })
	})
}

func captures(most, has string) bool {
	return most == "none" && (has == "live" || has == "recording") || most == "live" && has == "recording"
}

func apart(r *testbeds.Requirements, o *catalog.TrialOffer) bool {
	return !o.From.IsZero() && !r.StartTo.IsZero() && o.From.After(r.StartTo) ||
		!o.To.IsZero() && !r.StartFrom.IsZero() && o.To.Before(r.StartFrom)
}
