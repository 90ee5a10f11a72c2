package api

import (
	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/testbeds"
)

// refuseOwn refuses members of a product that the service sets: whoever sends them
// expects something to happen that does not.
func refuseOwn(p *catalog.Product, path string) error {
	var problems []fault.Problem
	for _, m := range []struct {
		member string
		given  bool
	}{
		{"id", p.ID != ""},
		{"vendor", p.Vendor != catalog.Vendor{}},
		{"status", p.Status != ""},
		{"validUntil", !p.ValidUntil.IsZero()},
	} {
		if m.given {
			problems = append(problems, fault.Problem{Member: path + m.member, Key: "api.notYours"})
		}
	}
	return fault.Bad(problems)
}

// refuseOwnOf is refuseOwn for a need.
func refuseOwnOf(n *testbeds.Need, path string) error {
	var problems []fault.Problem
	if n.ID != "" {
		problems = append(problems, fault.Problem{Member: path + "id", Key: "api.notYours"})
	}
	if n.Municipality != "" {
		problems = append(problems, fault.Problem{Member: path + "municipality", Key: "api.notYours"})
	}
	return fault.Bad(problems)
}
