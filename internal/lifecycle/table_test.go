package lifecycle

import (
	"slices"
	"testing"

	"github.com/allagehub/matcharenan/internal/access"
)

func TestBasicTable(t *testing.T) {
	table := Basic(access.NeedWrite, access.NeedReview)
	if err := table.Check(); err != nil {
		t.Fatal(err)
	}
	if got := table.States(); !slices.Equal(got, []State{Gone, Draft, Published, Submitted, Withdrawn}) {
		t.Errorf("states %v", got)
	}
	if got := table.Actions(); !slices.Equal(got, []Action{Create, Delete, Publish, Recall, Return, Save, Submit, Withdraw}) {
		t.Errorf("actions %v", got)
	}
	if s, ok := table.Step(Submitted, Publish); !ok || s.To != Published || s.Permission != access.NeedReview {
		t.Errorf("publish: %+v", s)
	}
	if s, ok := table.Step(Draft, Publish); ok {
		t.Errorf("a draft is published without review: %+v", s)
	}
	if p, ok := table.Permission("fly"); ok || p != "" {
		t.Errorf("fly needs %q", p)
	}
}

func TestTablesThatContradictThemselves(t *testing.T) {
	basic := Basic(access.NeedWrite, access.NeedReview)
	for name, step := range map[string]Step{
		"two steps":       {Draft, Save, access.NeedWrite, Submitted},
		"two permissions": {Submitted, Save, access.NeedReview, Submitted},
	} {
		if err := append(slices.Clone(basic), step).Check(); err == nil {
			t.Errorf("%s are accepted", name)
		}
		if _, err := NewFlow(nil, Kind[int, int]{Table: append(slices.Clone(basic), step)}); err == nil {
			t.Errorf("a flow with %s is made", name)
		}
	}
}
