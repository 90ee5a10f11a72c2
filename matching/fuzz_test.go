package matching

import (
	"math"
	"testing"

	"github.com/allagehub/matcharenan/testbeds"
)

func FuzzParseRuleset(f *testing.F) {
	f.Add(standardRuleset)
	f.Add([]byte(plainRuleset))
	f.Add([]byte(plainRuleset + "  - {id: X, name: x, test: allowed, need: requires.camera, product: data.camera, onBreach: exclude}\n"))
	f.Add([]byte("rules: [{}]"))
	f.Add([]byte("- 1"))
	f.Add([]byte("version: {a: b}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		rs, err := ParseRuleset(data)
		if err != nil {
			return
		}
		// What is accepted can be used.
		m := New(judgedCollection(t).reader, rs)
		if err := m.Put(fallProduct("p", nil)); err != nil {
			t.Fatal(err)
		}
		n := paperNeed()
		n.Requires.Camera, n.Requires.Units = "none", new(3)
		for _, x := range match(t, m, n).Matches {
			if x.Score < 0 || x.Score > 10_000 {
				t.Errorf("score %d", x.Score)
			}
		}
	})
}

func FuzzReadNeed(f *testing.F) {
	for _, tt := range prohibitionSentences[:20] {
		f.Add(tt.text)
	}
	for _, text := range []string{"", " ", ".!?", "\x00\xff\xfe", "ﬁ Å a\u030a \u200b", "inte inte inte kamera kamera", "fall larm-fall--larm", "utan"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		j := judgedCollection(t)
		n := &testbeds.Need{
			ID: "n", Title: text, Goal: text, EffectGoals: []testbeds.EffectGoal{{Measure: text}},
			Statements: []testbeds.Statement{{Text: text, Priority: "must"}},
		}
		u := understandNeed(j.reader, n, &j.ruleset.Text)
		again := understandNeed(j.reader, n, &j.ruleset.Text)
		if a, b := jsonOf(t, u.weights)+jsonOf(t, u.functions)+jsonOf(t, u.types)+jsonOf(t, u.proposed),
			jsonOf(t, again.weights)+jsonOf(t, again.functions)+jsonOf(t, again.types)+jsonOf(t, again.proposed); a != b {
			t.Errorf("read once as %s, then as %s", a, b)
		}
		for term, w := range u.weights {
			if w < 0 || math.IsNaN(w) || math.IsInf(w, 0) {
				t.Errorf("term %q has the weight %g", term, w)
			}
		}
		for _, list := range []map[string]float64{u.functions, u.types, u.effects} {
			for c, v := range list {
				if !(v > 0 && v <= 1) {
					t.Errorf("concept %s has the strength %g, want 0–1", c, v)
				}
			}
		}
		if len(u.weights) > 3*MaxTerms {
			t.Errorf("%d terms", len(u.weights))
		}
	})
}
