package matching

import (
	"math"
	"strings"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/testbeds"
)

// value is what a need or a product says about one thing. A value that is not
// known is nil.
type value interface{ known() bool }

// words are values of a vocabulary, or free names in lower case.
type words []string

// number is a quantity.
type number float64

// period is a stretch of days, counted from 1970-01-01, both ends included. An
// open end is noDay.
type period struct{ from, to int }

const noDay = math.MinInt32

func (w words) known() bool  { return w != nil }
func (n number) known() bool { return !math.IsNaN(float64(n)) }
func (p period) known() bool { return p.from != noDay || p.to != noDay }

// The values that facts and other three-valued things have in rules.
const (
	yes = "yes"
	no  = "no"
)

func fact(f catalog.Fact) words {
	switch f {
	case catalog.Yes:
		return words{yes}
	case catalog.No:
		return words{no}
	case catalog.Unknown:
	}
	return nil
}

func one(s string) words {
	if s == "" {
		return nil
	}
	return words{s}
}

func quantity[T int | float64](p *T) number {
	if p == nil {
		return number(math.NaN())
	}
	return number(*p)
}

// free are names that anybody may write: compared without regard to case.
func free(names []string) words {
	if names == nil {
		return nil
	}
	w := make(words, len(names))
	for i, n := range names {
		w[i] = strings.ToLower(strings.TrimSpace(n))
	}
	return w
}

func days(from, to catalog.Date) period {
	p := period{noDay, noDay}
	if !from.IsZero() {
		p.from = from.Days()
	}
	if !to.IsZero() {
		p.to = to.Days()
	}
	return p
}

// productFacts are the things about a product that rules can ask for. Numbers and
// periods become columns of the index, words become attributes.
var productFacts = map[string]func(*catalog.Product) value{
	"status":                   func(p *catalog.Product) value { return one(p.Status) },
	"medical.purpose":          func(p *catalog.Product) value { return fact(p.Medical.Purpose) },
	"medical.mdrClass":         func(p *catalog.Product) value { return one(p.Medical.MDRClass) },
	"medical.ceMarked":         func(p *catalog.Product) value { return fact(p.Medical.CEMarked) },
	"radio.connected":          func(p *catalog.Product) value { return fact(p.Radio.Connected) },
	"radio.en18031":            func(p *catalog.Product) value { return fact(p.Radio.EN18031) },
	"data.personal":            func(p *catalog.Product) value { return fact(p.Data.Personal) },
	"data.location":            func(p *catalog.Product) value { return one(p.Data.Location) },
	"data.processorAgreement":  func(p *catalog.Product) value { return fact(p.Data.ProcessorAgreement) },
	"data.camera":              func(p *catalog.Product) value { return one(p.Data.Camera) },
	"data.audio":               func(p *catalog.Product) value { return one(p.Data.Audio) },
	"data.positioning":         func(p *catalog.Product) value { return fact(p.Data.Positioning) },
	"connectivity":             func(p *catalog.Product) value { return words(p.Connectivity) },
	"worksWithout":             func(p *catalog.Product) value { return words(p.WorksWithout) },
	"requiresActiveUse":        func(p *catalog.Product) value { return fact(p.ActiveUse) },
	"integrations":             func(p *catalog.Product) value { return free(p.Integrations) },
	"languages":                func(p *catalog.Product) value { return words(p.Languages) },
	"accessibility.en301549":   func(p *catalog.Product) value { return fact(p.Accessibility.EN301549) },
	"trialOffer.available":     func(p *catalog.Product) value { return fact(p.TrialOffer.Available) },
	"trl":                      func(p *catalog.Product) value { return quantity(p.TRL) },
	"security.confidentiality": func(p *catalog.Product) value { return quantity(p.Security.Confidentiality) },
	"security.integrity":       func(p *catalog.Product) value { return quantity(p.Security.Integrity) },
	"security.availability":    func(p *catalog.Product) value { return quantity(p.Security.Availability) },
	"trialOffer.units":         func(p *catalog.Product) value { return quantity(p.TrialOffer.Units) },
	"trialOffer.weeks":         func(p *catalog.Product) value { return quantity(p.TrialOffer.Weeks) },
	"trialOffer.period":        func(p *catalog.Product) value { return days(p.TrialOffer.From, p.TrialOffer.To) },
	"price.perMonthSEK":        func(p *catalog.Product) value { return monthlyPrice(p) },
	"listing":                  func(p *catalog.Product) value { return days(0, p.ValidUntil) },
}

// monthlyPrice is the price per unit and month in SEK. What is free costs
// nothing, said or not.
func monthlyPrice(p *catalog.Product) number {
	if p.Price.PerMonthSEK == nil && p.Price.Model == "free" {
		return 0
	}
	return quantity(p.Price.PerMonthSEK)
}

// needFacts are the things that a need can ask for.
var needFacts = map[string]func(*testbeds.Need) value{
	"requires.maxPricePerMonthSEK":      func(n *testbeds.Need) value { return quantity(n.Requires.MaxPricePerMonthSEK) },
	"requires.minTRL":                   func(n *testbeds.Need) value { return quantity(n.Requires.MinTRL) },
	"requires.ceMarked":                 func(n *testbeds.Need) value { return fact(n.Requires.CEMarked) },
	"requires.mdrClasses":               func(n *testbeds.Need) value { return asked(n.Requires.MDRClasses) },
	"requires.integrations":             func(n *testbeds.Need) value { return asked(free(n.Requires.Integrations)) },
	"requires.dataLocation":             func(n *testbeds.Need) value { return one(n.Requires.DataLocation) },
	"requires.camera":                   func(n *testbeds.Need) value { return one(n.Requires.Camera) },
	"requires.audio":                    func(n *testbeds.Need) value { return one(n.Requires.Audio) },
	"requires.positioning":              func(n *testbeds.Need) value { return one(n.Requires.Positioning) },
	"requires.worksWithout":             func(n *testbeds.Need) value { return asked(n.Requires.WorksWithout) },
	"requires.languages":                func(n *testbeds.Need) value { return asked(n.Requires.Languages) },
	"requires.passiveUse":               func(n *testbeds.Need) value { return fact(n.Requires.PassiveUse) },
	"requires.units":                    func(n *testbeds.Need) value { return quantity(n.Requires.Units) },
	"requires.weeks":                    func(n *testbeds.Need) value { return quantity(n.Requires.Weeks) },
	"requires.start":                    func(n *testbeds.Need) value { return days(n.Requires.StartFrom, n.Requires.StartTo) },
	"requires.security.confidentiality": func(n *testbeds.Need) value { return quantity(n.Requires.Security.Confidentiality) },
	"requires.security.integrity":       func(n *testbeds.Need) value { return quantity(n.Requires.Security.Integrity) },
	"requires.security.availability":    func(n *testbeds.Need) value { return quantity(n.Requires.Security.Availability) },
	"requires.en301549":                 func(n *testbeds.Need) value { return fact(n.Requires.EN301549) },
	"requires.en18031":                  func(n *testbeds.Need) value { return fact(n.Requires.EN18031) },
	"environment.connectivity":          func(n *testbeds.Need) value { return asked(n.Environment.Connectivity) },
	"targetGroups":                      func(n *testbeds.Need) value { return asked(n.TargetGroups) },
	"trial":                             func(n *testbeds.Need) value { return asksForTrial(n) },
}

// asked makes an empty list say nothing: a need that lists nothing asks for
// nothing.
func asked(list []string) words {
	if len(list) == 0 {
		return nil
	}
	return list
}

func asksForTrial(n *testbeds.Need) words {
	r := &n.Requires
	if r.Units == nil && r.Weeks == nil && r.StartFrom.IsZero() && r.StartTo.IsZero() {
		return nil
	}
	return words{yes}
}

// yesNoNeeds are the need facts that are yes or no.
var yesNoNeeds = []string{"requires.ceMarked", "requires.passiveUse", "requires.en301549", "requires.en18031"}

// needValues are the values that a need fact with one value may have, nil where
// that is not such a fact.
func needValues(fact string) []string {
	switch fact {
	case "requires.dataLocation":
		return []string{"sweden", "eu"}
	case "requires.camera", "requires.audio":
		return []string{"none", "live"}
	case "requires.positioning":
		return []string{"none"}
	}
	return nil
}

// factValues are the values that a product fact may have, nil where they are
// free.
func factValues(fact string) []string {
	switch fact {
	case "status":
		return catalog.ProductStatuses()
	case "listing":
		return []string{current}
	case "medical.mdrClass":
		return catalog.MDRClasses()
	case "data.location":
		return catalog.DataLocations()
	case "data.camera", "data.audio":
		return catalog.Captures()
	case "connectivity":
		return catalog.Connectivities()
	case "worksWithout":
		return catalog.WorksWithouts()
	case "integrations", "languages":
		return nil
	}
	return []string{yes, no}
}
