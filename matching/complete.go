package matching

import (
	"slices"

	"github.com/allagehub/matcharenan/catalog"
)

// Completeness is the share of what buyers ask about that a listing tells, 0–1: the
// same that the criterion of complete listings counts.
func Completeness(p *catalog.Product) float64 { return completeness(p) }

// Told is something that matching looks at, and whether a listing tells it.
type Told struct {
	Name   string // of the criterion or rule
	Member string // the first member of the product that tells it, by its path
	Known  bool
}

// CriteriaTold are the criteria that a listing can be judged by, in the order of the
// rule set, without that of complete listings themselves.
func (rs *Ruleset) CriteriaTold(p *catalog.Product) (all []Told) {
	for i := range rs.Criteria {
		if member, known := criterionTold(rs.Criteria[i].Name, p); member != "" {
			all = append(all, Told{rs.Criteria[i].Name, member, known})
		}
	}
	return all
}

// criterionTold is the member that a criterion is first judged by, and whether the
// product tells enough for it. The functions of a product are read from its text where
// it does not list them, and the effects of a product are those of its functions.
func criterionTold(name string, p *catalog.Product) (member string, known bool) {
	described := p.Summary != "" || p.Description != ""
	switch name {
	case criterionFunctions:
		return "functions", len(p.Functions) > 0 || len(p.ProductTypes) > 0 || described
	case criterionText:
		return "summary", described
	case criterionTargetGroups:
		return "targetGroups", p.TargetGroups != nil
	case criterionSettings:
		return "settings", p.Settings != nil
	case criterionLifeAreas:
		return "lifeAreas", p.LifeAreas != nil
	case criterionCareActs:
		return "careActs", p.CareActs != nil
	case criterionEvidence:
		return "claims", len(p.Claims) > 0
	}
	fact := map[string]string{
		criterionReadiness: "trl", criterionIntegrations: "integrations", criterionAccessibility: "accessibility.en301549",
		criterionPrice: "price.perMonthSEK", criterionInstallation: "connectivity", criterionTrial: "trialOffer.available",
	}[name]
	if fact == "" {
		return "", false
	}
	return fact, productFacts[fact](p).known()
}

// RulesTold are the rules on the day that may concern the product and read what its
// company tells, in the order of the rule set. Those whose silence nobody is asked
// about are left out.
func (rs *Ruleset) RulesTold(p *catalog.Product, day catalog.Date) (all []Told) {
	for i := range rs.Rules {
		r := &rs.Rules[i]
		member := memberOf(r.Product)
		d := demand{rule: r}
		if member == "" || r.SilentUnknown || !r.inForce(day) || !d.concerns(p) ||
			slices.ContainsFunc(all, func(t Told) bool { return t.Member == member }) {
			continue
		}
		all = append(all, Told{r.Name, member, productFacts[r.Product](p).known()})
	}
	return all
}

// Member is the member of a product that a rule of the set reads, by its path; empty
// when it is none that a company writes.
func (rs *Ruleset) Member(rule string) string {
	i := slices.IndexFunc(rs.Rules, func(r Rule) bool { return r.ID == rule })
	if i < 0 {
		return ""
	}
	return memberOf(rs.Rules[i].Product)
}

// memberOf is the member that a fact is read from.
func memberOf(fact string) string {
	switch fact {
	case "status", "listing": // kept by the service
		return ""
	case "trialOffer.period":
		return "trialOffer.from"
	default:
		return fact
	}
}
