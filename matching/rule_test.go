package matching

import (
	"slices"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/testbeds"
)

// fallNeed and fallProduct fit each other, and say nothing that a rule looks at.
func fallNeed() *testbeds.Need {
	return &testbeds.Need{
		ID: "need", Title: "Larma vid fall på natten", Language: "sv",
		Statements: []testbeds.Statement{{Text: "Personalen ska få larm när någon faller.", Priority: "must", Function: "F02"}},
	}
}

func fallProduct(id string, change func(*catalog.Product)) *catalog.Product {
	p := &catalog.Product{
		ID: id, Name: "Fallarm", Summary: "Larm till personalen när någon faller på natten.", Language: "sv",
		Functions: []string{"F02"}, ProductTypes: []string{"P16"},
	}
	if change != nil {
		change(p)
	}
	return p
}

func TestEveryRuleHasACase(t *testing.T) {
	for _, r := range judgedCollection(t).ruleset.Rules {
		if !slices.ContainsFunc(ruleCases, func(c ruleCase) bool { return c.rule == r.ID }) {
			t.Errorf("rule %s (%s) is not tried by ruleCases", r.ID, r.Name)
		}
	}
}

func TestRules(t *testing.T) {
	names := make(map[string]string)
	for _, r := range judgedCollection(t).ruleset.Rules {
		names[r.ID] = r.Name
	}
	for _, c := range ruleCases {
		t.Run(c.rule+" "+c.needs, func(t *testing.T) {
			n := fallNeed()
			if c.need != nil {
				c.need(n)
			}
			m := newMatcher(t, fallProduct("passes", c.passes), fallProduct("fails", c.fails), fallProduct("silent", c.silent))
			r := match(t, m, n)
			c.checkMatch(t, r, names[c.rule], "passes", Pass, c.has)
			c.checkSilent(t, r, names[c.rule])
			if c.asks {
				c.checkMatch(t, r, names[c.rule], "fails", Unknown, c.hasNot)
				c.checkExcludesNone(t, r)
			} else {
				c.checkExcluded(t, r, names[c.rule])
			}
		})
	}
}

// checkMatch: the product is a match, with the outcome, and with a question
// exactly when the outcome is unknown.
func (c *ruleCase) checkMatch(t *testing.T, r *Result, name, id string, state State, has string) {
	t.Helper()
	m := found(r, id)
	if m == nil {
		t.Fatalf("product %s is not a match; it may not be excluded", id)
	}
	o := ruleOutcome(m, c.rule)
	if o == nil {
		t.Fatalf("product %s has no outcome of the rule, only %v", id, m.Rules)
	}
	if o.Name != name || o.State != state || o.Needs != c.needs || o.Has != has || o.Proposed {
		t.Errorf("product %s: outcome %+v; want %s, %v, needs %q, has %q", id, *o, name, state, c.needs, has)
	}
	if slices.Contains(m.Questions, name) != (state == Unknown) {
		t.Errorf("product %s is %v, with the questions %v", id, state, m.Questions)
	}
}

func (c *ruleCase) checkSilent(t *testing.T, r *Result, name string) {
	t.Helper()
	if !c.unasked {
		c.checkMatch(t, r, name, "silent", Unknown, "")
		return
	}
	m := found(r, "silent")
	if m == nil {
		t.Fatal("a product that does not tell was excluded")
	}
	if o := ruleOutcome(m, c.rule); o != nil || slices.Contains(m.Questions, name) {
		t.Errorf("a product that does not tell: outcome %v, questions %v; want neither", o, m.Questions)
	}
}

// checkExcluded: matches, near misses and the rule's price tell the same.
func (c *ruleCase) checkExcluded(t *testing.T, r *Result, name string) {
	t.Helper()
	if found(r, "fails") != nil || r.Eligible != 2 || r.Products != 3 {
		t.Errorf("%d of %d are eligible; want 2 of 3, without the one that fails", r.Eligible, r.Products)
	}
	if len(r.NearMisses) != 1 || r.NearMisses[0].ID != "fails" {
		t.Fatalf("near misses %+v, want the one that fails", r.NearMisses)
	}
	if o := r.NearMisses[0].Fails; o.Rule != c.rule || o.Name != name || o.State != Fail || o.Needs != c.needs || o.Has != c.hasNot {
		t.Errorf("near miss fails %+v; want %s, needs %q, has %q", o, c.rule, c.needs, c.hasNot)
	}
	rules := judgedCollection(t).ruleset.Rules
	asked := rules[slices.IndexFunc(rules, func(x Rule) bool { return x.ID == c.rule })].Need != ""
	want := MustPrice{Rule: c.rule, Name: name, Needs: c.needs, Asked: asked, ShutsOut: 1, Alone: 1, Fitting: 1}
	if i := slices.IndexFunc(r.Musts, func(m MustPrice) bool { return m.Rule == c.rule }); i < 0 || r.Musts[i] != want {
		t.Errorf("price of the rules %+v, want among them %+v", r.Musts, want)
	}
}

func (c *ruleCase) checkExcludesNone(t *testing.T, r *Result) {
	t.Helper()
	if r.Eligible != 3 || len(r.NearMisses) != 0 {
		t.Errorf("a rule that only asks left %d of 3 and near misses %v", r.Eligible, r.NearMisses)
	}
	for _, m := range r.Musts {
		if m.Rule == c.rule {
			t.Errorf("a rule that only asks has the price %+v", m)
		}
	}
}

func TestLegalRulesAreInForceFromTheirDay(t *testing.T) {
	tests := []struct {
		rule, from string
		breaks     func(*catalog.Product)
	}{
		{"H4c", "2021-05-26", func(p *catalog.Product) { p.Medical = catalog.Medical{Purpose: catalog.Yes, CEMarked: catalog.No} }},
		{"H5b", "2025-08-01", func(p *catalog.Product) { p.Radio = catalog.Radio{Connected: catalog.Yes, EN18031: catalog.No} }},
		{"H6b", "2018-05-25", func(p *catalog.Product) { p.Data.Personal, p.Data.ProcessorAgreement = catalog.Yes, catalog.No }},
		{"H14", "2024-03-01", func(p *catalog.Product) { p.Data.Camera = "recording" }},
		{"H14b", "2024-03-01", func(p *catalog.Product) { p.Data.Positioning = catalog.Yes }},
	}
	n := fallNeed()
	n.TargetGroups = []string{"dementia"}
	for _, tt := range tests {
		m := newMatcher(t, fallProduct("p", tt.breaks))
		first := catalog.MustParseDate(tt.from)
		for day, want := range map[catalog.Date]bool{first.AddDays(-1): false, first: true, first.AddDays(1): true} {
			o := outcomeOn(t, m, n, day, tt.rule)
			if (o != nil) != want {
				t.Errorf("rule %s on %v says %v; in force %t", tt.rule, day, o, want)
			}
			if o != nil && o.Source == "" {
				t.Errorf("rule %s on %v names no legal source", tt.rule, day)
			}
		}
	}
}

// outcomeOn is what a rule says of the only product on the day, whether it
// excludes it or not; nil when it says nothing.
func outcomeOn(t *testing.T, m *Matcher, n *testbeds.Need, day catalog.Date, rule string) *Outcome {
	t.Helper()
	r := matchWith(t, m, n, Options{Day: day, Top: 1, Explain: 1, NearMisses: 1})
	if len(r.NearMisses) == 1 && r.NearMisses[0].Fails.Rule == rule {
		return &r.NearMisses[0].Fails
	}
	if len(r.Matches) != 1 {
		t.Fatalf("rule %s on %v: %d matches and near misses %+v", rule, day, len(r.Matches), r.NearMisses)
	}
	return ruleOutcome(&r.Matches[0], rule)
}

func TestARuleEndsAfterItsLastDay(t *testing.T) {
	rs := parseRules(t, `  - {id: X, name: x, test: expect, product: data.camera, expect: [none], onBreach: exclude, validFrom: 2026-01-01, validTo: 2026-01-31}`)
	m := New(judgedCollection(t).reader, rs)
	refill(t, m, []*catalog.Product{fallProduct("p", func(p *catalog.Product) { p.Data.Camera = "live" })})
	for day, eligible := range map[string]int{"2025-12-31": 1, "2026-01-01": 0, "2026-01-31": 0, "2026-02-01": 1} {
		if r := matchWith(t, m, fallNeed(), Options{Day: catalog.MustParseDate(day), Top: 5}); r.Eligible != eligible {
			t.Errorf("on %s %d are eligible, want %d", day, r.Eligible, eligible)
		}
	}
}

func TestLegalRulesConcernOnlyWhatTheyAreAbout(t *testing.T) {
	m := newMatcher(t, fallProduct("p", func(p *catalog.Product) {
		p.Medical = catalog.Medical{Purpose: catalog.No, CEMarked: catalog.No}
		p.Radio = catalog.Radio{Connected: catalog.No, EN18031: catalog.No}
		p.Data = catalog.Data{Personal: catalog.No, ProcessorAgreement: catalog.No, Camera: "live", Positioning: catalog.Yes}
	}))
	n := fallNeed()
	n.TargetGroups = []string{"older", "physical"} // nobody whose consent is in doubt
	p := found(match(t, m, n), "p")
	if p == nil {
		t.Fatal("the product was excluded")
	}
	for _, rule := range []string{"H4c", "H5b", "H6b", "H14", "H14b"} {
		if o := ruleOutcome(p, rule); o != nil {
			t.Errorf("rule %s says %+v of a product or need that it is not about", rule, *o)
		}
	}
	if len(p.Questions) > 0 {
		t.Errorf("questions %v, want none", p.Questions)
	}
}

func TestARequirementThatIsNotYesAsksForNothing(t *testing.T) {
	m := newMatcher(t, fallProduct("p", func(p *catalog.Product) {
		p.Medical.CEMarked, p.Radio.EN18031, p.Accessibility.EN301549, p.ActiveUse = catalog.No, catalog.No, catalog.No, catalog.Yes
		p.WorksWithout, p.Integrations, p.Languages = []string{}, []string{}, []string{}
	}))
	n := fallNeed()
	q := &n.Requires
	q.CEMarked, q.EN18031, q.EN301549, q.PassiveUse = catalog.No, catalog.No, catalog.No, catalog.No
	q.MDRClasses, q.Integrations, q.WorksWithout, q.Languages = []string{}, []string{}, []string{}, []string{}
	if r := match(t, m, n); r.Eligible != 1 || len(r.Musts) != 0 {
		t.Errorf("%d of 1 eligible, musts %v; want all, and none", r.Eligible, r.Musts)
	}
}

func TestTwoBreachesAreNoNearMiss(t *testing.T) {
	m := newMatcher(t, fallProduct("p", func(p *catalog.Product) { p.Data.Camera, p.Data.Audio = "live", "live" }))
	n := fallNeed()
	n.Requires.Camera, n.Requires.Audio = "none", "none"
	r := match(t, m, n)
	if r.Eligible != 0 || len(r.NearMisses) != 0 || len(r.Musts) != 2 {
		t.Fatalf("eligible %d, near misses %v, musts %v; want 0, none, two", r.Eligible, r.NearMisses, r.Musts)
	}
	for _, must := range r.Musts {
		if must.ShutsOut != 1 || must.Alone != 0 || must.Fitting != 0 {
			t.Errorf("price %+v; want one shut out, none alone", must)
		}
	}
}

func TestANearMissMustFit(t *testing.T) {
	m := newMatcher(t,
		&catalog.Product{ID: "p", Name: "Bokföringsprogram", Summary: "Fakturor och moms.", Language: "sv", Data: catalog.Data{Camera: "live"}},
		fallProduct("q", nil))
	n := fallNeed()
	n.Requires.Camera = "none"
	r := match(t, m, n)
	if len(r.NearMisses) != 0 {
		t.Errorf("near misses %+v, want none: the product does not fit", r.NearMisses)
	}
	if len(r.Musts) != 1 || r.Musts[0].Alone != 1 || r.Musts[0].Fitting != 0 {
		t.Errorf("price %+v; want one alone that does not fit", r.Musts)
	}
}
