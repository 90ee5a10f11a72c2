package matching

import (
	"slices"
	"strings"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/testbeds"
)

// breachesOf names the rules that exclude the product from the need on the day. It
// reads the structs plainly, with neither the rule set nor the matcher's code, so
// that it can hold both to account.
func breachesOf(n *testbeds.Need, p *catalog.Product, day catalog.Date) []string {
	broken := requirementsBroken(&n.Requires, p)
	if p.Status != "" && p.Status != catalog.StatusPublished {
		broken = append(broken, "H1")
	}
	if !p.ValidUntil.IsZero() && p.ValidUntil.Before(day) {
		broken = append(broken, "H1b")
	}
	if p.Medical.Purpose == catalog.Yes && p.Medical.CEMarked == catalog.No && !day.Before(catalog.MustParseDate("2021-05-26")) {
		broken = append(broken, "H4c")
	}
	return broken
}

// requirementsBroken names the rules behind the requirements that the product is
// known to break.
func requirementsBroken(r *testbeds.Requirements, p *catalog.Product) (broken []string) {
	check := func(rule string, breaks bool) {
		if breaks {
			broken = append(broken, rule)
		}
	}
	check("H4", r.CEMarked == catalog.Yes && p.Medical.CEMarked == catalog.No)
	check("H4b", len(r.MDRClasses) > 0 && p.Medical.MDRClass != "" && !slices.Contains(r.MDRClasses, p.Medical.MDRClass))
	check("H5", r.EN18031 == catalog.Yes && p.Radio.EN18031 == catalog.No)
	check("H6", r.DataLocation == "sweden" && slices.Contains([]string{"eu", "outside_eu"}, p.Data.Location) ||
		r.DataLocation == "eu" && p.Data.Location == "outside_eu")
	check("H7", lower(p.Security.Confidentiality, r.Security.Confidentiality))
	check("H7b", lower(p.Security.Integrity, r.Security.Integrity))
	check("H7c", lower(p.Security.Availability, r.Security.Availability))
	check("H8", misses(plainNames(p.Integrations), plainNames(r.Integrations)))
	check("H9", misses(p.WorksWithout, r.WorksWithout))
	check("H10", misses(p.Languages, r.Languages))
	check("H11", r.EN301549 == catalog.Yes && p.Accessibility.EN301549 == catalog.No)
	check("H12", lower(p.TRL, r.MinTRL))
	check("H13", r.PassiveUse == catalog.Yes && p.ActiveUse == catalog.Yes)
	check("H15", asksTrial(r) && p.TrialOffer.Available == catalog.No)
	check("H15b", lower(p.TrialOffer.Units, r.Units))
	check("H15c", lower(p.TrialOffer.Weeks, r.Weeks))
	check("H15d", !r.StartTo.IsZero() && !p.TrialOffer.From.IsZero() && p.TrialOffer.From > r.StartTo ||
		!r.StartFrom.IsZero() && !p.TrialOffer.To.IsZero() && p.TrialOffer.To < r.StartFrom)
	if price := monthly(p); r.MaxPricePerMonthSEK != nil && price != nil {
		check("H18", *price > *r.MaxPricePerMonthSEK)
	}
	check("H20", watches(p.Data.Camera, r.Camera))
	check("H20b", watches(p.Data.Audio, r.Audio))
	check("H20c", r.Positioning == "none" && p.Data.Positioning == catalog.Yes)
	return broken
}

func asksTrial(r *testbeds.Requirements) bool {
	return r.Units != nil || r.Weeks != nil || !r.StartFrom.IsZero() || !r.StartTo.IsZero()
}

// lower reports whether both are known and the product's is lower.
func lower(has, wants *int) bool { return has != nil && wants != nil && *has < *wants }

// misses reports whether a list that is given lacks something that is asked for.
func misses(has, wants []string) bool {
	if has == nil {
		return false
	}
	for _, w := range wants {
		if !slices.Contains(has, w) {
			return true
		}
	}
	return false
}

func plainNames(names []string) []string {
	if names == nil {
		return nil
	}
	plain := []string{}
	for _, n := range names {
		plain = append(plain, strings.ToLower(strings.TrimSpace(n)))
	}
	return plain
}

func watches(has, most string) bool {
	return most == "none" && (has == "live" || has == "recording") || most == "live" && has == "recording"
}

// monthly is the price in SEK per month, nil when it is not known.
func monthly(p *catalog.Product) *float64 {
	if p.Price.PerMonthSEK == nil && p.Price.Model == "free" {
		return new(float64)
	}
	return p.Price.PerMonthSEK
}

// unasked is what the text forbids and the need does not require already.
func unasked(proposed, required testbeds.Requirements) testbeds.Requirements {
	if required.Camera == proposed.Camera {
		proposed.Camera = ""
	}
	if required.Audio == proposed.Audio {
		proposed.Audio = ""
	}
	if required.Positioning != "" {
		proposed.Positioning = ""
	}
	if required.DataLocation != "" {
		proposed.DataLocation = ""
	}
	if required.PassiveUse == catalog.Yes {
		proposed.PassiveUse = catalog.Unknown
	}
	more := func(what string) bool { return !slices.Contains(required.WorksWithout, what) }
	if !slices.ContainsFunc(proposed.WorksWithout, more) {
		proposed.WorksWithout = nil
	}
	return proposed
}
