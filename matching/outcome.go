package matching

import (
	"slices"

	"github.com/allagehub/matcharenan/catalog"
)

// State is what a rule says of a product.
type State uint8

// The states of a rule.
const (
	Pass State = iota
	Unknown
	Fail
)

// String is the state as it stands in files.
func (s State) String() string { return [...]string{"pass", "unknown", "fail"}[s] }

// MarshalText writes the state by name.
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// test says how a product meets the demand. Ok is false when the rule does not
// concern the product at all.
func (d *demand) test(p *catalog.Product) (state State, ok bool) {
	if !d.concerns(p) {
		return Pass, false
	}
	return d.state(d.fact(p)), true
}

func (d *demand) concerns(p *catalog.Product) bool {
	for name, accepted := range d.rule.When {
		if !meets(productFacts[name](p), accepted) {
			return false
		}
	}
	return true
}

// state is that of a product which has this value.
func (d *demand) state(has value) State {
	state := d.compare(has)
	if state == Fail && d.rule.OnBreach == breachAsks {
		return Unknown
	}
	return state
}

func (d *demand) compare(has value) State {
	if !has.known() {
		return Unknown
	}
	ok := false
	switch has := has.(type) {
	case number:
		ok = has <= d.limit
		if d.rule.Test == testAtLeast {
			ok = has >= d.limit
		}
	case period:
		ok = d.period.meets(has)
	case words:
		in := func(s string) bool { return slices.Contains(has, s) }
		if d.all {
			ok = !slices.ContainsFunc(d.accepted, func(s string) bool { return !in(s) })
		} else {
			ok = slices.ContainsFunc(d.accepted, in)
		}
	}
	if ok {
		return Pass
	}
	return Fail
}

// meets reports whether two periods have a day in common; an open end reaches
// for ever.
func (p period) meets(q period) bool {
	return (p.to == noDay || q.from == noDay || q.from <= p.to) &&
		(p.from == noDay || q.to == noDay || p.from <= q.to)
}
