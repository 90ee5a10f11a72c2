package matching

import (
	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/testbeds"
)

// ruleCase sets one rule of the built-in rule set off with three products: one
// that meets it, one that breaks it, and one that does not tell.
type ruleCase struct {
	rule    string
	need    func(*testbeds.Need) // what sets the rule off
	passes  func(*catalog.Product)
	fails   func(*catalog.Product)
	silent  func(*catalog.Product) // a product that does not tell, when that takes more than silence
	needs   string                 // as the outcome says it
	has     string                 // of the product that passes
	hasNot  string                 // of the product that fails
	asks    bool                   // a breach is only a question
	unasked bool                   // not known is not worth a question
}

var ruleCases = []ruleCase{
	{
		rule: "H1", passes: func(p *catalog.Product) { p.Status = "published" }, fails: func(p *catalog.Product) { p.Status = "withdrawn" },
		needs: "published", has: "published", hasNot: "withdrawn", unasked: true,
	},
	{
		rule: "H1b", passes: func(p *catalog.Product) { p.ValidUntil = today }, fails: func(p *catalog.Product) { p.ValidUntil = today.AddDays(-1) },
		needs: "2026-11-23–", has: "–2026-11-23", hasNot: "–2026-11-22", unasked: true,
	},
	{
		rule: "H4", need: func(n *testbeds.Need) { n.Requires.CEMarked = catalog.Yes },
		passes: func(p *catalog.Product) { p.Medical.CEMarked = catalog.Yes }, fails: func(p *catalog.Product) { p.Medical.CEMarked = catalog.No },
		needs: "yes", has: "yes", hasNot: "no",
	},
	{
		rule: "H4b", need: func(n *testbeds.Need) { n.Requires.MDRClasses = []string{"I", "IIa"} },
		passes: func(p *catalog.Product) { p.Medical.MDRClass = "IIa" }, fails: func(p *catalog.Product) { p.Medical.MDRClass = "none" },
		needs: "I, IIa", has: "IIa", hasNot: "none",
	},
	{
		rule:   "H4c",
		passes: func(p *catalog.Product) { p.Medical = catalog.Medical{Purpose: catalog.Yes, CEMarked: catalog.Yes} },
		fails:  func(p *catalog.Product) { p.Medical = catalog.Medical{Purpose: catalog.Yes, CEMarked: catalog.No} },
		silent: func(p *catalog.Product) { p.Medical.Purpose = catalog.Yes },
		needs:  "yes", has: "yes", hasNot: "no",
	},
	{
		rule: "H5", need: func(n *testbeds.Need) { n.Requires.EN18031 = catalog.Yes },
		passes: func(p *catalog.Product) { p.Radio.EN18031 = catalog.Yes }, fails: func(p *catalog.Product) { p.Radio.EN18031 = catalog.No },
		needs: "yes", has: "yes", hasNot: "no",
	},
	{
		rule:   "H5b",
		passes: func(p *catalog.Product) { p.Radio = catalog.Radio{Connected: catalog.Yes, EN18031: catalog.Yes} },
		fails:  func(p *catalog.Product) { p.Radio = catalog.Radio{Connected: catalog.Yes, EN18031: catalog.No} },
		silent: func(p *catalog.Product) { p.Radio.Connected = catalog.Yes },
		needs:  "yes", has: "yes", hasNot: "no", asks: true,
	},
	{
		rule: "H6", need: func(n *testbeds.Need) { n.Requires.DataLocation = "sweden" },
		passes: func(p *catalog.Product) { p.Data.Location = "none" }, fails: func(p *catalog.Product) { p.Data.Location = "eu" },
		needs: "sweden", has: "none", hasNot: "eu",
	},
	{
		rule: "H6", need: func(n *testbeds.Need) { n.Requires.DataLocation = "eu" },
		passes: func(p *catalog.Product) { p.Data.Location = "sweden" }, fails: func(p *catalog.Product) { p.Data.Location = "outside_eu" },
		needs: "eu", has: "sweden", hasNot: "outside_eu",
	},
	{
		rule:   "H6b",
		passes: func(p *catalog.Product) { p.Data.Personal, p.Data.ProcessorAgreement = catalog.Yes, catalog.Yes },
		fails:  func(p *catalog.Product) { p.Data.Personal, p.Data.ProcessorAgreement = catalog.Yes, catalog.No },
		silent: func(p *catalog.Product) { p.Data.Personal = catalog.Yes },
		needs:  "yes", has: "yes", hasNot: "no", asks: true,
	},
	{
		rule: "H7", need: func(n *testbeds.Need) { n.Requires.Security.Confidentiality = new(2) },
		passes: func(p *catalog.Product) { p.Security.Confidentiality = new(2) }, fails: func(p *catalog.Product) { p.Security.Confidentiality = new(1) },
		needs: "≥ 2", has: "2", hasNot: "1",
	},
	{
		rule: "H7b", need: func(n *testbeds.Need) { n.Requires.Security.Integrity = new(1) },
		passes: func(p *catalog.Product) { p.Security.Integrity = new(3) }, fails: func(p *catalog.Product) { p.Security.Integrity = new(0) },
		needs: "≥ 1", has: "3", hasNot: "0",
	},
	{
		rule: "H7c", need: func(n *testbeds.Need) { n.Requires.Security.Availability = new(3) },
		passes: func(p *catalog.Product) { p.Security.Availability = new(3) }, fails: func(p *catalog.Product) { p.Security.Availability = new(2) },
		needs: "≥ 3", has: "3", hasNot: "2",
	},
	{
		rule: "H8", need: func(n *testbeds.Need) { n.Requires.Integrations = []string{" lifecare", "FHIR"} },
		passes: func(p *catalog.Product) { p.Integrations = []string{"fhir", "SIP", "Lifecare "} },
		fails:  func(p *catalog.Product) { p.Integrations = []string{"Lifecare"} },
		needs:  "lifecare, fhir", has: "fhir, sip, lifecare", hasNot: "lifecare",
	},
	{
		rule: "H9", need: func(n *testbeds.Need) { n.Requires.WorksWithout = []string{"wifi", "smartphone"} },
		passes: func(p *catalog.Product) { p.WorksWithout = []string{"smartphone", "wifi"} },
		fails:  func(p *catalog.Product) { p.WorksWithout = []string{"wifi", "mains_power"} },
		needs:  "wifi, smartphone", has: "smartphone, wifi", hasNot: "wifi, mains_power",
	},
	{
		rule: "H9", need: func(n *testbeds.Need) { n.Requires.WorksWithout = []string{"wifi"} },
		passes: func(p *catalog.Product) { p.WorksWithout = []string{"wifi"} },
		fails:  func(p *catalog.Product) { p.WorksWithout = []string{} }, // told: nothing
		needs:  "wifi", has: "wifi", hasNot: "",
	},
	{
		rule: "H9b", need: func(n *testbeds.Need) { n.Environment.Connectivity = []string{"wifi", "lorawan"} },
		passes: func(p *catalog.Product) { p.Connectivity = []string{"mobile", "lorawan"} },
		fails:  func(p *catalog.Product) { p.Connectivity = []string{"mobile"} },
		needs:  "wifi, lorawan", has: "mobile, lorawan", hasNot: "mobile", asks: true, unasked: true,
	},
	{
		rule: "H10", need: func(n *testbeds.Need) { n.Requires.Languages = []string{"sv", "fi"} },
		passes: func(p *catalog.Product) { p.Languages = []string{"fi", "en", "sv"} }, fails: func(p *catalog.Product) { p.Languages = []string{"sv"} },
		needs: "sv, fi", has: "fi, en, sv", hasNot: "sv",
	},
	{
		rule: "H11", need: func(n *testbeds.Need) { n.Requires.EN301549 = catalog.Yes },
		passes: func(p *catalog.Product) { p.Accessibility.EN301549 = catalog.Yes }, fails: func(p *catalog.Product) { p.Accessibility.EN301549 = catalog.No },
		needs: "yes", has: "yes", hasNot: "no",
	},
	{
		rule: "H12", need: func(n *testbeds.Need) { n.Requires.MinTRL = new(7) },
		passes: func(p *catalog.Product) { p.TRL = new(7) }, fails: func(p *catalog.Product) { p.TRL = new(6) },
		needs: "≥ 7", has: "7", hasNot: "6",
	},
	{
		rule: "H13", need: func(n *testbeds.Need) { n.Requires.PassiveUse = catalog.Yes },
		passes: func(p *catalog.Product) { p.ActiveUse = catalog.No }, fails: func(p *catalog.Product) { p.ActiveUse = catalog.Yes },
		needs: "no", has: "no", hasNot: "yes",
	},
	{
		rule: "H14", need: func(n *testbeds.Need) { n.TargetGroups = []string{"older", "dementia"} },
		passes: func(p *catalog.Product) { p.Data.Camera = "none" }, fails: func(p *catalog.Product) { p.Data.Camera = "live" },
		needs: "none", has: "none", hasNot: "live", asks: true, unasked: true,
	},
	{
		rule: "H14b", need: func(n *testbeds.Need) { n.TargetGroups = []string{"intellectual"} },
		passes: func(p *catalog.Product) { p.Data.Positioning = catalog.No }, fails: func(p *catalog.Product) { p.Data.Positioning = catalog.Yes },
		needs: "no", has: "no", hasNot: "yes", asks: true, unasked: true,
	},
	{
		rule: "H15", need: func(n *testbeds.Need) { n.Requires.Weeks = new(6) },
		passes: func(p *catalog.Product) { p.TrialOffer.Available = catalog.Yes }, fails: func(p *catalog.Product) { p.TrialOffer.Available = catalog.No },
		needs: "yes", has: "yes", hasNot: "no",
	},
	{
		rule: "H15b", need: func(n *testbeds.Need) { n.Requires.Units = new(10) },
		passes: func(p *catalog.Product) { p.TrialOffer.Units = new(10) }, fails: func(p *catalog.Product) { p.TrialOffer.Units = new(9) },
		needs: "≥ 10", has: "10", hasNot: "9",
	},
	{
		rule: "H15c", need: func(n *testbeds.Need) { n.Requires.Weeks = new(6) },
		passes: func(p *catalog.Product) { p.TrialOffer.Weeks = new(12) }, fails: func(p *catalog.Product) { p.TrialOffer.Weeks = new(0) },
		needs: "≥ 6", has: "12", hasNot: "0",
	},
	{
		rule:   "H15d",
		need:   func(n *testbeds.Need) { n.Requires.StartFrom, n.Requires.StartTo = today, today.AddDays(30) },
		passes: func(p *catalog.Product) { p.TrialOffer.To = today }, // the last of theirs is the first of ours
		fails:  func(p *catalog.Product) { p.TrialOffer.From, p.TrialOffer.To = today.AddDays(31), today.AddDays(60) },
		needs:  "2026-11-23–2026-12-23", has: "–2026-11-23", hasNot: "2026-12-24–2027-01-22",
	},
	{
		rule: "H15d", need: func(n *testbeds.Need) { n.Requires.StartFrom = today },
		passes: func(p *catalog.Product) { p.TrialOffer.From = today.AddDays(900) }, fails: func(p *catalog.Product) { p.TrialOffer.To = today.AddDays(-1) },
		needs: "2026-11-23–", has: "2029-05-11–", hasNot: "–2026-11-22",
	},
	{
		rule: "H18", need: func(n *testbeds.Need) { n.Requires.MaxPricePerMonthSEK = new(299.5) },
		passes: func(p *catalog.Product) { p.Price.PerMonthSEK = new(299.5) }, fails: func(p *catalog.Product) { p.Price.PerMonthSEK = new(299.51) },
		needs: "≤ 299.5", has: "299.5", hasNot: "299.51",
	},
	{
		rule: "H18", need: func(n *testbeds.Need) { n.Requires.MaxPricePerMonthSEK = new(0.0) },
		passes: func(p *catalog.Product) { p.Price.Model = "free" }, fails: func(p *catalog.Product) { p.Price.PerMonthSEK = new(1.0) },
		needs: "≤ 0", has: "0", hasNot: "1",
	},
	{
		rule: "H20", need: func(n *testbeds.Need) { n.Requires.Camera = "live" },
		passes: func(p *catalog.Product) { p.Data.Camera = "live" }, fails: func(p *catalog.Product) { p.Data.Camera = "recording" },
		needs: "live", has: "live", hasNot: "recording",
	},
	{
		rule: "H20", need: func(n *testbeds.Need) { n.Requires.Camera = "none" },
		passes: func(p *catalog.Product) { p.Data.Camera = "none" }, fails: func(p *catalog.Product) { p.Data.Camera = "live" },
		needs: "none", has: "none", hasNot: "live",
	},
	{
		rule: "H20b", need: func(n *testbeds.Need) { n.Requires.Audio = "live" },
		passes: func(p *catalog.Product) { p.Data.Audio = "none" }, fails: func(p *catalog.Product) { p.Data.Audio = "recording" },
		needs: "live", has: "none", hasNot: "recording",
	},
	{
		rule: "H20b", need: func(n *testbeds.Need) { n.Requires.Audio = "none" },
		passes: func(p *catalog.Product) { p.Data.Audio = "none" }, fails: func(p *catalog.Product) { p.Data.Audio = "live" },
		needs: "none", has: "none", hasNot: "live",
	},
	{
		rule: "H20c", need: func(n *testbeds.Need) { n.Requires.Positioning = "none" },
		passes: func(p *catalog.Product) { p.Data.Positioning = catalog.No }, fails: func(p *catalog.Product) { p.Data.Positioning = catalog.Yes },
		needs: "none", has: "no", hasNot: "yes",
	},
}
