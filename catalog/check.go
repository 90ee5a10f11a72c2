package catalog

import (
	"fmt"
	"maps"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/validate"
)

// Thesaurus is what the catalogue needs to know of the thesaurus: its ids.
type Thesaurus struct {
	ProductTypes []string // P01, ...
	Functions    []string // F01, ...
}

// Vocabularies returns the catalogue's vocabularies and those of the thesaurus,
// for a validator.
func (t Thesaurus) Vocabularies() map[string][]string {
	all := Vocabularies()
	maps.Copy(all, map[string][]string{"product_type": t.ProductTypes, "function": t.Functions})
	return all
}

// Checker holds products against the rules. It is safe for use by several
// goroutines; build it once.
type Checker struct {
	v *validate.Validator
}

// NewChecker returns a checker that knows the thesaurus.
func NewChecker(t Thesaurus) (*Checker, error) {
	v, err := validate.New(t.Vocabularies(), &Product{}, &Vendor{})
	if err != nil {
		return nil, fmt.Errorf("building the product checker: %w", err)
	}
	return &Checker{v: v}, nil
}

// Check returns the problems of a product, or nil. It expects the product as
// [Product.Normalize] leaves it.
func (c *Checker) Check(p *Product) []fault.Problem { return c.v.Struct(p) }

// Parse decodes, normalizes and checks one line of JSON. The product is only
// to be used if there are no problems.
func (c *Checker) Parse(line []byte) (Product, []fault.Problem) {
	p, problems, whole := decode(line)
	if !whole {
		return p, problems
	}
	return p, fault.Merge(problems, c.Check(&p))
}

// Normalize rewrites what has several written forms: the organisation number to
// NNNNNN-NNNN and the ISO 9999 code to pairs of digits. Values that are wrong
// are left for [Checker.Check] to refuse.
func (p *Product) Normalize() {
	if p.Vendor.Country == "" || p.Vendor.Country == "SE" {
		p.Vendor.OrgNumber, _ = validate.NormalOrgNumber(p.Vendor.OrgNumber)
	}
	if p.ISO9999 != nil {
		p.ISO9999.Code, _ = validate.NormalISO9999(p.ISO9999.Code)
	}
}
