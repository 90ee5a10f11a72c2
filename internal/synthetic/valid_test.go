package synthetic

import (
	"reflect"
	"testing"
	"unicode/utf8"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching/thesaurus"
	"github.com/allagehub/matcharenan/testbeds"
)

const checked = 2000

func ids(t *testing.T) catalog.Thesaurus {
	t.Helper()
	th, err := thesaurus.Load()
	if err != nil {
		t.Fatal(err)
	}
	return catalog.Thesaurus{ProductTypes: th.IDs(thesaurus.ProductType), Functions: th.IDs(thesaurus.Function)}
}

// TestProductsAreValid also holds that a product survives being written to a
// file and read again.
func TestProductsAreValid(t *testing.T) {
	g := newStandard(t)
	c, err := catalog.NewChecker(ids(t))
	if err != nil {
		t.Fatal(err)
	}
	for i := range checked {
		p := g.Product(i)
		line := encode(t, p)
		read, problems := c.Parse(line)
		if len(problems) > 0 {
			t.Fatalf("product %d: %v\n%s", i, problems, line)
		}
		if !reflect.DeepEqual(read, p) {
			t.Fatalf("product %d is read as another:\n%s%s", i, line, encode(t, read))
		}
		if !utf8.ValidString(p.Description + p.Name + p.Summary) {
			t.Fatalf("product %d is no UTF-8", i)
		}
	}
}

func TestNeedsAreValid(t *testing.T) {
	g := newStandard(t)
	c, err := testbeds.NewChecker(ids(t))
	if err != nil {
		t.Fatal(err)
	}
	for i := range checked {
		n := g.Need(i)
		line := encode(t, n)
		read, problems := c.Parse(line)
		if len(problems) > 0 {
			t.Fatalf("need %d: %v\n%s", i, problems, line)
		}
		if !reflect.DeepEqual(read, n) {
			t.Fatalf("need %d is read as another:\n%s%s", i, line, encode(t, read))
		}
	}
}

func TestDatesLieWhereTheyShould(t *testing.T) {
	g := newStandard(t)
	for i := range checked {
		p := g.Product(i)
		o := p.TrialOffer
		if !o.From.IsZero() && (o.From.Time().Year() < 2026 || o.To.Time().Year() > 2027 || o.To < o.From) {
			t.Errorf("product %d is offered from %s to %s", i, o.From, o.To)
		}
		if len(p.Claims) > 4 {
			t.Errorf("product %d has %d claims", i, len(p.Claims))
		}
		for _, c := range p.Claims {
			if y := c.Date.Time().Year(); y < 2020 || y > 2026 {
				t.Errorf("product %d has a claim of %s", i, c.Date)
			}
		}
		if x := p.Price.PerMonthSEK; x != nil && (*x < 20 || *x > 3000) {
			t.Errorf("product %d costs %v", i, *x)
		}
	}
}
