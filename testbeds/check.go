package testbeds

import (
	"fmt"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/validate"
)

// The priorities of a statement.
const (
	Must   = "must"
	Should = "should"
	Could  = "could"
)

// MaxStatements is how many statements a need may have, so that a company can
// answer each of them.
const MaxStatements = 20

// Priorities returns the priorities, the highest first.
func Priorities() []string { return []string{Must, Should, Could} }

// Checker holds needs against the rules. It is safe for use by several
// goroutines; build it once.
type Checker struct {
	v *validate.Validator
}

// NewChecker returns a checker that knows the thesaurus.
func NewChecker(t catalog.Thesaurus) (*Checker, error) {
	v, err := validate.New(vocabularies(t), &Need{})
	if err != nil {
		return nil, fmt.Errorf("building the need checker: %w", err)
	}
	return &Checker{v: v}, nil
}

// Check returns the problems of a need, or nil.
func (c *Checker) Check(n *Need) []fault.Problem { return c.v.Struct(n) }

func vocabularies(t catalog.Thesaurus) map[string][]string {
	all := t.Vocabularies()
	all["priority"] = Priorities()
	return all
}
