package form

import (
	"slices"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

func TestAValueIsToldInWords(t *testing.T) {
	_, need := forms(t)
	price, baseline := 1200.5, 3.0
	n := testbeds.Need{
		Title: "Fall", TargetGroups: []string{"older", "staff"}, Environment: testbeds.Environment{Connectivity: []string{}},
		Statements:  []testbeds.Statement{{Text: "Ljus tänds", Priority: "must", Function: "F18"}},
		EffectGoals: []testbeds.EffectGoal{{Measure: "Fall", Baseline: &baseline}},
		Requires: testbeds.Requirements{
			MaxPricePerMonthSEK: &price, PassiveUse: catalog.Yes, Camera: "none", StartFrom: catalog.MustParseDate("2026-05-01"), Integrations: []string{"SCAIP", "SIP"},
		},
	}
	var b frame.Base
	got := map[string]string{}
	for _, theme := range need.Facts(&b, n) {
		for _, f := range theme.Facts {
			got[f.Name] = f.Value
		}
	}
	for name, want := range map[string]string{
		"Rubrik": "Fall", "Målgrupper": "Äldre, Personal", "Nät som finns på plats": "Inget av dessa", "Mål 1": "Fall · Så är det i dag: 3",
		"Högsta pris per månad": "1200,5 kr per månad", "Ska den fungera utan att personen gör något?": "Ja, det är ett krav",
		"Hur mycket kamera godtar ni?": "Ingen alls", "Start tidigast": "1 maj 2026", "System och standarder som den måste passa ihop med": "SCAIP, SIP",
	} {
		if got[name] != want {
			t.Errorf("%s is told as %q, want %q", name, got[name], want)
		}
	}
	if told := got["Behov 1"]; !strings.HasPrefix(told, "Ljus tänds · Måste · ") || strings.Contains(told, "F18") {
		t.Errorf("a statement is told as %q", told)
	}
	if len(got) != 10 {
		t.Errorf("%d facts, want those that are known: %v", len(got), got)
	}
	if told := need.Facts(&b, testbeds.Need{}); told != nil {
		t.Errorf("nothing is told as %v", told)
	}
}

func TestChangesAreToldInWords(t *testing.T) {
	_, need := forms(t)
	var b frame.Base
	was := testbeds.Need{
		Title: "Fall", TargetGroups: []string{"older", "staff"}, Settings: []string{"school", "home_care"},
		Statements: []testbeds.Statement{{Text: "a", Priority: "must"}, {Text: "b", Priority: "could"}},
	}
	now := was
	now.Title, now.TargetGroups, now.Settings = "Färre fall", []string{"older", "children"}, []string{"home_care", "school"}
	now.Statements = []testbeds.Statement{{Text: "a", Priority: "should"}, {Text: "b", Priority: "could"}}
	now.Requires.CEMarked = catalog.No
	want := []Change{
		{Name: "title", Label: "Rubrik", Before: "Fall", After: "Färre fall"},
		{Name: "statements", Label: "Behov", Added: []string{"a · Bör"}, Removed: []string{"a · Måste"}},
		{Name: "targetGroups", Label: "Målgrupper", Added: []string{"Barn"}, Removed: []string{"Personal"}},
		{Name: "settings", Label: "Miljöer", Before: "Skola, Hemtjänst", After: "Hemtjänst, Skola"},
		{Name: "requires.ceMarked", Label: "Ska den vara CE-märkt?", After: "Nej"},
	}
	got := need.Changes(&b, was, now)
	same := func(x, y Change) bool {
		return x.Name == y.Name && x.Label == y.Label && x.Before == y.Before && x.After == y.After && slices.Equal(x.Added, y.Added) && slices.Equal(x.Removed, y.Removed)
	}
	if !slices.EqualFunc(got, want, same) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
	if got := need.Changes(&b, was, now, "story"); len(got) != 1 {
		t.Errorf("the story has changed in %v", got)
	}
	if got := need.Changes(&b, was, was); got != nil {
		t.Errorf("nothing has changed in %v", got)
	}
}

func TestWhatIsAnsweredIsCounted(t *testing.T) {
	_, need := forms(t)
	n := testbeds.Need{Title: "Fall", Statements: []testbeds.Statement{{Text: "a"}, {Text: "b"}}, Environment: testbeds.Environment{Connectivity: []string{}}}
	for theme, want := range map[string][2]int{"story": {1, 5}, "statements": {1, 1}, "environment": {1, 3}, "people": {0, 4}} {
		if done, of := need.Filled(n, theme); done != want[0] || of != want[1] {
			t.Errorf("%s: %d of %d, want %v", theme, done, of, want)
		}
	}
	if done, _ := need.Filled(n); done != 3 {
		t.Errorf("%d in all", done)
	}
}

func TestAFingerprintTellsThemesApart(t *testing.T) {
	_, need := forms(t)
	n := testbeds.Need{Title: "Fall"}
	other := n
	other.TargetGroups = []string{"older"}
	if need.Fingerprint(n, "story") != need.Fingerprint(other, "story") || need.Fingerprint(n, "people") == need.Fingerprint(other, "people") || need.Fingerprint(n) == need.Fingerprint(other) {
		t.Error("a fingerprint is of another theme")
	}
}
