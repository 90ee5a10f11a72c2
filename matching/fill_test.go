package matching

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching/postings"
)

// TestAFailedFillChangesNothing: the products of before stay.
func TestAFailedFillChangesNothing(t *testing.T) {
	broken := errors.New("the disk is broken")
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	good := Listing{Product: fallProduct("new", nil)}
	tests := []struct {
		name string
		ctx  context.Context
		list []Listing
		want error
	}{
		{"a listing that cannot be read", t.Context(), []Listing{good, {Err: broken}}, broken},
		{"the same ID twice", t.Context(), []Listing{good, good}, postings.ErrDouble},
		{"cancelled", cancelled, []Listing{good}, context.Canceled},
	}
	for _, tt := range tests {
		m := newMatcher(t, fallProduct("old", nil))
		before := jsonOf(t, match(t, m, fallNeed()))
		if err := m.Fill(tt.ctx, slices.Values(tt.list), Memory{}); !errors.Is(err, tt.want) {
			t.Errorf("%s: error %v, want %v", tt.name, err, tt.want)
		}
		if after := jsonOf(t, match(t, m, fallNeed())); after != before {
			t.Errorf("%s: the answer changed to %s", tt.name, after)
		}
	}
}

func TestMatchEndsWhenItsContextDoes(t *testing.T) {
	m := newMatcher(t, fallProduct("p", nil))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.Match(ctx, fallNeed(), Options{Day: today, Top: 5}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}

// missing is a catalogue that has lost its products.
type missing struct{ err error }

func (c missing) Product(context.Context, string, postings.Origin) (*catalog.Product, error) {
	return nil, c.err
}

func TestAProductThatCannotBeReadAgainIsAnError(t *testing.T) {
	j := judgedCollection(t)
	m := New(j.reader, j.ruleset)
	lost := errors.New("lost")
	if err := m.Fill(t.Context(), Memory{fallProduct("p", nil)}.Listings(), missing{lost}); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Match(t.Context(), fallNeed(), Options{Day: today, Top: 1, Explain: 1}); !errors.Is(err, lost) {
		t.Errorf("error %v, want that of the catalogue", err)
	}
	if r := matchWith(t, m, fallNeed(), Options{Day: today, Top: 1}); len(r.Matches) != 1 {
		t.Errorf("without reasons: %d matches, want 1; nothing needs to be read again", len(r.Matches))
	}
}

func TestANeedThatSaysNothing(t *testing.T) {
	j := judgedCollection(t)
	n := *fallNeed()
	n.Title, n.Statements = "", nil
	r := match(t, newMatcher(t, j.products...), &n)
	if r.Products != len(j.products) || len(r.Matches) != 50 {
		t.Errorf("%d products, %d matches; want %d and 50", r.Products, len(r.Matches), len(j.products))
	}
	for _, m := range r.Matches {
		checkContributions(t, "empty", &m, j.ruleset)
	}
}

func TestAnEmptyMatcher(t *testing.T) {
	r := match(t, newMatcher(t), fallNeed())
	if r.Products != 0 || r.Eligible != 0 || r.Matches == nil || r.NearMisses == nil || r.Musts == nil {
		t.Errorf("%s; want nothing, in lists that are there", jsonOf(t, r))
	}
}
