package wording

import (
	"testing"

	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/matching"
)

func TestOutcomesAreWorded(t *testing.T) {
	t.Parallel()
	tests := []struct {
		language         i18n.Language
		outcome          matching.Outcome
		rule, needs, has string
	}{
		{i18n.Swedish, matching.Outcome{Name: "camera", Needs: "none", Has: "recording"}, "kamera", "ingen", "inspelning"},
		{i18n.English, matching.Outcome{Name: "camera", Needs: "none", Has: "recording"}, "camera", "none", "recording"},
		{i18n.Swedish, matching.Outcome{Name: "worksWithout", Needs: "wifi, smartphone"}, "fungerar utan", "wifi, egen mobiltelefon", "uppgift saknas"},
		{i18n.Swedish, matching.Outcome{Name: "price", Needs: "≤ 300", Has: "450"}, "pris per månad (kr)", "≤ 300", "450"},
	}
	for _, test := range tests {
		got := Words{i18n.Printer{Language: test.language}}.Outcome(&test.outcome)
		if got["rule"] != test.rule || got["needs"] != test.needs || got["has"] != test.has {
			t.Errorf("%s: %v, want %s: %s, %s", test.language, got, test.rule, test.needs, test.has)
		}
	}
}

// TestEveryNameHasWords holds the rule set to the messages: a name without words would
// be shown to people as it is.
func TestEveryNameHasWords(t *testing.T) {
	t.Parallel()
	rs, err := matching.StandardRuleset()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range i18n.Languages() {
		p := i18n.Printer{Language: l}
		for _, r := range rs.Rules {
			if !p.Has("rule." + r.Name) {
				t.Errorf("%s: rule %s has no name", l, r.Name)
			}
		}
		for _, c := range rs.Criteria {
			if !p.Has("criterion." + c.Name) {
				t.Errorf("%s: criterion %s has no name", l, c.Name)
			}
		}
	}
}

func TestOnlyOpenOutcomesAreQuestions(t *testing.T) {
	t.Parallel()
	m := &matching.Match{
		Questions: []string{"camera"},
		Rules: []matching.Outcome{
			{Name: "camera", State: matching.Unknown}, {Name: "audio", State: matching.Unknown}, {Name: "camera", State: matching.Pass, Proposed: true},
		},
	}
	if got := Questions(m); len(got) != 1 || got[0] != &m.Rules[0] {
		t.Errorf("questions %v, want the camera alone", got)
	}
}
