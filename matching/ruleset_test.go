package matching

import (
	"os"
	"strings"
	"testing"
)

// plainRuleset has no rules; tests put theirs at its end, or change a line.
const plainRuleset = `version: "1"
tieSeed: seed
text:
  sections: {title: 1, must: 1, should: 1, could: 1, description: 1, background: 1, goal: 1, effect: 1, transcript: 1}
  part: 0.5
  corrected: 0.5
  concept: 0.5
  types: 1
  saturation: 0.5
fullFit: 0.5
unknown: 0.5
unconfirmedBreach: 0.5
criteria:
  - {id: A, name: functions, weight: 20, fit: true}
  - {id: B, name: text, weight: 20, fit: true}
  - {id: C, name: settings, weight: 10}
evidence:
  sources: {own: 0.2, reference: 0.5, independent_test: 0.8, study: 1.0}
  fadeYears: 6
readiness: {from: 7, to: 9}
rules:
`

func parseRules(tb testing.TB, rules string) *Ruleset {
	tb.Helper()
	rs, err := ParseRuleset([]byte(plainRuleset + rules))
	if err != nil {
		tb.Fatal(err)
	}
	return rs
}

func TestParseRulesetComplains(t *testing.T) {
	const rule = "  - {id: X, name: x, test: expect, product: data.camera, expect: [none], onBreach: exclude"
	tests := []struct{ name, from, to, want string }{
		{"unknown member", `tieSeed: seed`, "tieSeed: seed\ncolour: red", "colour"},
		{"unknown member of a rule", "rules:\n", "rules:\n" + rule + ", color: red}\n", "color"},
		{"no YAML", `text:`, "text: [", "rule set:"},
		{"text for a number", `fullFit: 0.5`, `fullFit: much`, "rule set:"},
		{"no version", `version: "1"`, `version: ""`, "version and tieSeed must be given"},
		{"no seed", `tieSeed: seed`, ``, "version and tieSeed must be given"},
		{"unknown above 1", `unknown: 0.5`, `unknown: 1.5`, "unknown is 1.5; it must be between 0 and 1"},
		{"negative breach", `unconfirmedBreach: 0.5`, `unconfirmedBreach: -0.1`, "unconfirmedBreach is -0.1"},
		{"full fit 0", `fullFit: 0.5`, `fullFit: 0`, "must be above 0"},
		{"full fit above 1", `fullFit: 0.5`, `fullFit: 2`, "fullFit is 2"},
		{"saturation 0", `saturation: 0.5`, `saturation: 0`, "must be above 0"},
		{"part above 1", `part: 0.5`, `part: 1.1`, "text.part is 1.1"},
		{"types above 3", `types: 1`, `types: 4`, "text.types"},
		{"no fading", `fadeYears: 6`, `fadeYears: 0`, "evidence.fadeYears between 0.1 and 100"},
		{"section missing", `title: 1, `, ``, "text.sections must give title a weight"},
		{"section too heavy", `title: 1`, `title: 3.5`, "text.sections must give title a weight"},
		{"section unknown", `title: 1`, `title: 1, heading: 1`, `"heading" is not a section`},
		{"criterion unknown", `name: settings`, `name: colour`, `"colour" is not a criterion`},
		{"criterion twice", `name: settings`, `name: text`, `"text" must be given, and only once`},
		{"weight negative", `weight: 10`, `weight: -1`, "weight -1 must be between 0 and 1000"},
		{"weight absurd", `weight: 10`, `weight: 1001`, "weight 1001 must be between 0 and 1000"},
		{"fit of paperwork", `weight: 10`, `weight: 10, fit: true`, "fit must be set for"},
		{"fit without fit", `name: text, weight: 20, fit: true`, `name: text, weight: 20`, "criterion B: fit must be set for"},
		{"no weight of fit", `weight: 20`, `weight: 0`, "the criteria of the functional fit must have a weight"},
		{"source missing", `own: 0.2, `, ``, "evidence.sources must give own a value"},
		{"source above 1", `own: 0.2`, `own: 1.2`, "evidence.sources must give own a value"},
		{"band backwards", `from: 7, to: 9`, `from: 9, to: 7`, "readiness 9–7 is not a band"},
		{"band outside", `to: 9`, `to: 10`, "readiness 7–10 is not a band"},
		{"rule twice", "rules:\n", "rules:\n" + rule + "}\n" + rule + "}\n", "rule X: id and name must be given, and only once"},
		{"rule without name", "rules:\n", "rules:\n" + strings.Replace(rule, "name: x", `name: ""`, 1) + "}\n", "id and name must be given"},
		{"unknown fact", "rules:\n", "rules:\n" + strings.Replace(rule, "data.camera", "data.smell", 1) + "}\n", `product fact "data.smell" is unknown`},
		{"unknown test", "rules:\n", "rules:\n" + strings.Replace(rule, "test: expect", "test: guess", 1) + "}\n", `test "guess" is unknown`},
		{"unknown breach", "rules:\n", "rules:\n" + strings.Replace(rule, "exclude", "scold", 1) + "}\n", "onBreach must be exclude or ask"},
		{"nothing expected", "rules:\n", "rules:\n" + strings.Replace(rule, "expect: [none], ", "", 1) + "}\n", "expect goes with the test expect"},
		{"test of another kind", "rules:\n", "rules:\n  - {id: X, name: x, test: atLeast, need: requires.minTRL, product: status, onBreach: ask}\n", "test atLeast does not go with product fact status"},
		{"need of another kind", "rules:\n", "rules:\n  - {id: X, name: x, test: atLeast, need: requires.camera, product: trl, onBreach: ask}\n", "test atLeast does not go with need fact requires.camera"},
		{"unknown need fact", "rules:\n", "rules:\n  - {id: X, name: x, test: atLeast, need: requires.luck, product: trl, onBreach: ask}\n", `need fact "requires.luck" is unknown`},
		{"condition on a number", "rules:\n", "rules:\n" + rule + ", when: {trl: [\"9\"]}}\n", `when: "trl" is not a product fact with words`},
		{"condition on nothing", "rules:\n", "rules:\n" + rule + ", whenNeed: {mood: [good]}}\n", `whenNeed: "mood" is not a need fact with words`},
		{"no date", "rules:\n", "rules:\n" + rule + ", validFrom: soon}\n", "a date must be written YYYY-MM-DD"},
		{"no such day", "rules:\n", "rules:\n" + rule + ", validFrom: 2026-02-30}\n", "a date must be written YYYY-MM-DD"},
		{"ends before it begins", "rules:\n", "rules:\n" + rule + ", validFrom: 2026-02-02, validTo: 2026-02-01}\n", "validTo is before validFrom"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if !strings.Contains(plainRuleset, tt.from) {
				t.Fatalf("the plain rule set has no %q", tt.from)
			}
			_, err := ParseRuleset([]byte(strings.ReplaceAll(plainRuleset, tt.from, tt.to)))
			if err == nil {
				t.Fatalf("no complaint, want %q", tt.want)
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("complaint %q, want in it %q", err, tt.want)
			}
		})
	}
}

func TestParseRulesetSaysAllThatIsWrong(t *testing.T) {
	broken := strings.NewReplacer("unknown: 0.5", "unknown: 2", "to: 9", "to: 11", "own: 0.2", "own: 3").Replace(plainRuleset)
	_, err := ParseRuleset([]byte(broken))
	if err == nil {
		t.Fatal("no complaint")
	}
	for _, want := range []string{"unknown is 2", "readiness 7–11", "evidence.sources must give own"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("complaint %q lacks %q", err, want)
		}
	}
}

func TestRulesetVersionFollowsTheData(t *testing.T) {
	version := func(data string) string {
		rs, err := ParseRuleset([]byte(data))
		if err != nil {
			t.Fatal(err)
		}
		return rs.Version
	}
	one, two := version(plainRuleset), version(plainRuleset+"# a remark\n")
	if !strings.HasPrefix(one, "1+") || one == two || one != version(plainRuleset) {
		t.Errorf("versions %q and %q; want the file's own with the sum of its bytes", one, two)
	}
}

func TestTheStandardRulesetIsTheFile(t *testing.T) {
	data, err := os.ReadFile("data/ruleset.yaml")
	if err != nil {
		t.Fatal(err)
	}
	fromFile, err := ParseRuleset(data)
	if err != nil {
		t.Fatal(err)
	}
	if rs := judgedCollection(t).ruleset; rs.Version != fromFile.Version {
		t.Errorf("built in is %s, the file %s", rs.Version, fromFile.Version)
	}
	for _, r := range fromFile.Rules {
		if !r.ValidFrom.IsZero() && r.Source == "" {
			t.Errorf("rule %s begins on a day but names no legal source", r.ID)
		}
	}
}
