package matching

import (
	"errors"
	"reflect"
	"testing"

	"github.com/allagehub/matcharenan/testbeds"
)

// TestCommonAgreesWithMatch: what a product shares with a need is what the need's match
// says of that product.
func TestCommonAgreesWithMatch(t *testing.T) {
	t.Parallel()
	j := judgedCollection(t)
	m := newMatcher(t, j.products...)
	needs := j.needs[:5]
	told := 0
	for i, n := range needs {
		for _, match := range matchWith(t, m, n, Options{Day: today, Top: 5, Explain: 5}).Matches {
			common, err := m.Common(t.Context(), match.ID, needs, today)
			if err != nil || len(common) != len(needs) {
				t.Fatalf("product %s: %d, %v", match.ID, len(common), err)
			}
			if !reflect.DeepEqual(common[i].Concepts, match.Concepts) || !reflect.DeepEqual(common[i].Words, match.Words) {
				t.Errorf("product %s and need %s share %+v; the match says %+v and %+v", match.ID, n.ID, common[i], match.Concepts, match.Words)
			}
			told += len(match.Concepts) + len(match.Words)
		}
	}
	if told < 20 {
		t.Errorf("only %d concepts and words; the test tries little", told)
	}
}

func TestNobodySharesAnything(t *testing.T) {
	m := newMatcher(t, fallProduct("p", nil))
	if _, err := m.Common(t.Context(), "q", []*testbeds.Need{fallNeed()}, today); !errors.Is(err, ErrNotFound) {
		t.Errorf("a product that is not there gives %v, want ErrNotFound", err)
	}
	if common, err := m.Common(t.Context(), "p", nil, today); err != nil || len(common) != 0 {
		t.Errorf("no needs: %+v, %v", common, err)
	}
}
