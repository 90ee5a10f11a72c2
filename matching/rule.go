package matching

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/testbeds"
)

// The tests that a rule may make.
const (
	testYes         = "yes"
	testNo          = "no"
	testAtMost      = "atMost"
	testAtLeast     = "atLeast"
	testIncludesAll = "includesAll"
	testIncludesAny = "includesAny"
	testAllowed     = "allowed"
	testExpect      = "expect"
	testPeriod      = "period"
)

// What a breach does.
const (
	breachExcludes = "exclude"
	breachAsks     = "ask"
)

// anyValue in a condition matches every known value.
const anyValue = "*"

// kind is what sort of value a fact is.
type kind uint8

const (
	kindWords kind = iota
	kindNumber
	kindPeriod
)

func kindOf(v value) kind {
	switch v.(type) {
	case number:
		return kindNumber
	case period:
		return kindPeriod
	default:
		return kindWords
	}
}

func (r *Rule) check() error {
	var wrong []error
	add := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	product, ok := productFacts[r.Product]
	if !ok {
		return fmt.Errorf("product fact %q is unknown; the facts are %v", r.Product, slices.Sorted(maps.Keys(productFacts)))
	}
	want, needed := testShape(r.Test)
	if want == nil {
		return fmt.Errorf("test %q is unknown", r.Test)
	}
	if got := kindOf(product(&catalog.Product{})); !slices.Contains(want, got) {
		add("test %s does not go with product fact %s", r.Test, r.Product)
	}
	if need, ok := needFacts[r.Need]; needed && !ok {
		add("need fact %q is unknown; the facts are %v", r.Need, slices.Sorted(maps.Keys(needFacts)))
	} else if needed && !slices.Contains(want, kindOf(need(&testbeds.Need{}))) {
		add("test %s does not go with need fact %s", r.Test, r.Need)
	}
	if (r.Test == testExpect) != (len(r.Expect) > 0) {
		add("expect goes with the test expect, and must be given there")
	}
	if r.OnBreach != breachExcludes && r.OnBreach != breachAsks {
		add("onBreach must be exclude or ask")
	}
	wrong = append(wrong, r.checkConditions()...)
	wrong = append(wrong, r.checkValues()...)
	return errors.Join(wrong...)
}

// current is what the rule for the fact "listing" expects: the listing has not
// run out.
const current = "current"

// checkValues looks for values that no product or need can have.
func (r *Rule) checkValues() (wrong []error) {
	known := func(what string, values, vocabulary []string) {
		for _, v := range values {
			if vocabulary != nil && v != anyValue && !slices.Contains(vocabulary, v) {
				wrong = append(wrong, fmt.Errorf("%s: %q is not a value of it; they are %v", what, v, vocabulary))
			}
		}
	}
	if r.Test == testExpect {
		known(r.Product, r.Expect, factValues(r.Product))
		if r.Product == "trialOffer.period" {
			wrong = append(wrong, errors.New("trialOffer.period can only be tested with period"))
		}
	}
	if (r.Test == testYes || r.Test == testNo) && !slices.Contains(yesNoNeeds, r.Need) {
		wrong = append(wrong, fmt.Errorf("test %s needs a need fact that is yes or no; they are %v", r.Test, yesNoNeeds))
	}
	if r.Allows != nil && r.Test != testAllowed {
		wrong = append(wrong, errors.New("allows goes with the test allowed"))
	}
	for _, v := range needValues(r.Need) {
		if r.Allows != nil && len(r.Allows[v]) == 0 {
			wrong = append(wrong, fmt.Errorf("allows must say what %q accepts", v))
		}
	}
	for _, asked := range slices.Sorted(maps.Keys(r.Allows)) {
		known(r.Need, []string{asked}, needValues(r.Need))
		known(r.Product, r.Allows[asked], factValues(r.Product))
	}
	for _, fact := range slices.Sorted(maps.Keys(r.When)) {
		known(fact, r.When[fact], factValues(fact))
	}
	return wrong
}

// testShape is what kinds of value a test compares, and whether it looks at the
// need.
func testShape(test string) (kinds []kind, needed bool) {
	switch test {
	case testYes, testNo, testIncludesAll, testIncludesAny, testAllowed:
		return []kind{kindWords}, true
	case testAtMost, testAtLeast:
		return []kind{kindNumber}, true
	case testPeriod:
		return []kind{kindPeriod}, true
	case testExpect:
		return []kind{kindWords, kindPeriod}, false
	}
	return nil, false
}

func (r *Rule) checkConditions() (wrong []error) {
	for name := range r.When {
		if get, ok := productFacts[name]; !ok || kindOf(get(&catalog.Product{})) != kindWords {
			wrong = append(wrong, fmt.Errorf("when: %q is not a product fact with words", name))
		}
	}
	for name := range r.WhenNeed {
		if get, ok := needFacts[name]; !ok || kindOf(get(&testbeds.Need{})) != kindWords {
			wrong = append(wrong, fmt.Errorf("whenNeed: %q is not a need fact with words", name))
		}
	}
	if !r.ValidFrom.IsZero() && !r.ValidTo.IsZero() && r.ValidTo.Before(r.ValidFrom.Date) {
		wrong = append(wrong, errors.New("validTo is before validFrom"))
	}
	return wrong
}

// demand is a rule as one need puts it: what a product must have.
type demand struct {
	rule     *Rule
	fact     func(*catalog.Product) value // what a product says about the rule's thing
	accepted words                        // one of these, or all of them
	all      bool                         // all of accepted must be there
	limit    number                       // for numbers
	period   period                       // for periods
	asked    value                        // what the need asks for, for the reason; nil when the rule asks on its own
	softened bool                         // does not exclude this time
	proposed bool                         // read from running text, not confirmed by the need's owner
	sources  []Range                      // where it was read
	asks     string                       // what [demand.needs] gives, once it has been asked
}

// demands returns what the rules in force on the day ask of products for this
// need.
func (rs *Ruleset) demands(n *testbeds.Need, day catalog.Date) []demand {
	var list []demand
	for i := range rs.Rules {
		if d, ok := rs.Rules[i].demand(n, day); ok {
			list = append(list, d)
		}
	}
	return list
}

func (r *Rule) demand(n *testbeds.Need, day catalog.Date) (demand, bool) {
	if !r.inForce(day) {
		return demand{}, false
	}
	for name, accepted := range r.WhenNeed {
		if !meets(needFacts[name](n), accepted) {
			return demand{}, false
		}
	}
	d := demand{rule: r, fact: productFacts[r.Product]}
	if r.Test == testExpect {
		d.accepted = r.Expect
		if r.Product == "listing" {
			d.period = period{day.Days(), noDay}
		}
		return d, true
	}
	d.asked = needFacts[r.Need](n)
	if !d.asked.known() {
		return demand{}, false
	}
	return d, d.fill()
}

// fill works out what is accepted from what is asked; false when the need asks
// for nothing.
func (d *demand) fill() bool {
	switch asked := d.asked.(type) {
	case number:
		d.limit = asked
	case period:
		d.period = asked
	case words:
		switch d.rule.Test {
		case testYes, testNo:
			d.accepted = words{d.rule.Test}
			return slices.Contains(asked, yes)
		case testAllowed:
			d.accepted = asked
			if d.rule.Allows != nil {
				d.accepted = d.rule.Allows[asked[0]]
			}
		default:
			d.accepted, d.all = asked, d.rule.Test == testIncludesAll
		}
	}
	return true
}

// meets reports whether a known value is among those accepted.
func meets(v value, accepted []string) bool {
	w, ok := v.(words)
	if !ok || !w.known() {
		return false
	}
	return slices.Contains(accepted, anyValue) || slices.ContainsFunc(w, func(s string) bool { return slices.Contains(accepted, s) })
}

// covers reports whether what meets this demand meets the other one, which is of
// the same rule and compares words.
func (d *demand) covers(other *demand) bool {
	narrow, wide := d.accepted, other.accepted
	if d.all { // the more is asked, the less passes
		narrow, wide = wide, narrow
	}
	return !slices.ContainsFunc(narrow, func(s string) bool { return !slices.Contains(wide, s) })
}
