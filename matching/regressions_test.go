package matching

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/testbeds"
)

// A product put with a word that only the need has so far must not move the others (postings/doc.go).
func TestAChangeMovesNobodyElse(t *testing.T) {
	m := newMatcher(t, fallProduct("p", nil), fallProduct("q", func(p *catalog.Product) { p.Summary = "Något annat." }))
	n := fallNeed()
	n.Description = "kvarnolin zynkrator"
	before := found(match(t, m, n), "p").Score
	if err := m.Put(&catalog.Product{ID: "new", Name: "Kvarnolin", Language: "sv"}); err != nil {
		t.Fatal(err)
	}
	if after := found(match(t, m, n), "p").Score; after != before {
		t.Errorf("p had %d, has %d after another was put", before, after)
	}
	_ = m.Remove("new")
	if after := found(match(t, m, n), "p").Score; after != before {
		t.Errorf("p had %d, has %d after another was put and removed", before, after)
	}
}

// A product that shares one everyday word with a need must not fit it because nobody in the catalogue has the others.
func TestOneSharedWordIsNoFit(t *testing.T) {
	m := newMatcher(t, fallProduct("p", nil), fallProduct("q", nil))
	n := &testbeds.Need{ID: "n", Title: "Hemtjänsten kör fram och tillbaka för att hämta nycklar"}
	for _, c := range match(t, m, n).Matches[0].Contributions {
		if c.Name == "text" && c.Value > 0.3 {
			t.Errorf("text is %g for one shared word", c.Value)
		}
	}
}

// Explanations during a fill must be of the right product.
func TestExplanationsDuringAFill(t *testing.T) {
	small, large := signedCatalogue(10), signedCatalogue(90)
	slices.Reverse(large)
	m := newMatcher(t, small...)
	stop := keepMatching(t, m, 3, Options{Day: today, Top: 100, Explain: 100}, whole)
	defer stop()
	for i := range 20 {
		refill(t, m, [][]*catalog.Product{large, small}[i%2])
	}
}

// A put beside a fill may be lost, but must not break later matches.
func TestPutBesideAFill(t *testing.T) {
	m := newMatcher(t, signedCatalogue(10)...)
	var putter sync.WaitGroup
	putter.Go(func() {
		for i := range 300 {
			_ = m.Put(signed(fmt.Sprintf("new%d", i)))
		}
	})
	for range 40 {
		refill(t, m, signedCatalogue(3))
		if err := whole(matchWith(t, m, fallNeed(), Options{Day: today, Top: 100, Explain: 100})); err != nil {
			t.Fatal(err)
		}
	}
	putter.Wait()
	if err := whole(matchWith(t, m, fallNeed(), Options{Day: today, Top: 500, Explain: 500})); err != nil {
		t.Fatal(err)
	}
}

func TestRulesetsThatShouldBeRefused(t *testing.T) {
	for _, c := range [][2]string{
		{"unknown: 0.5", "unknown: .nan"},
		{"weight: 10", "weight: .nan"},
		{"title: 1", "title: .nan"},
		{"own: 0.2", "own: .nan"},
		{"fadeYears: 6", "fadeYears: .nan"},
		{"fullFit: 0.5", "fullFit: .nan"},
		{"fadeYears: 6", "fadeYears: .inf"},
		{"own: 0.2", "own: 0.2, rumour: 5"}, // a misspelt source
		{"{id: C, name: settings", `{id: "", name: settings`},
		{"{id: C, name: settings", "{id: A, name: settings"},
		{"rules:\n", "rules:\n  - {id: X, name: x, test: allowed, need: requires.camera, product: data.camera, allows: {none: [none]}, onBreach: exclude}\n"},
		{"rules:\n", "rules:\n  - {id: X, name: x, test: allowed, need: requires.camera, product: data.camera, allows: {nune: [none], live: [none, live]}, onBreach: exclude}\n"},
		{"rules:\n", "rules:\n  - {id: X, name: x, test: \"yes\", need: requires.camera, product: data.camera, onBreach: exclude}\n"},
		{"rules:\n", "rules:\n  - {id: X, name: x, test: expect, need: requires.camera, product: status, expect: [publishd], onBreach: exclude}\n"},
		{"rules:\n", "rules:\n  - {id: X, name: x, test: expect, product: trialOffer.period, expect: [current], onBreach: exclude}\n"},
		{"rules:\n", "rules:\n  - {id: X, name: x, test: expect, product: listing, expect: [curent], onBreach: exclude}\n"},
		{"rules:\n", "rules:\n  - {id: X, name: x, test: atMost, need: requires.weeks, product: trl, allows: {a: [b]}, onBreach: ask}\n"},
	} {
		if _, err := ParseRuleset([]byte(strings.Replace(plainRuleset, c[0], c[1], 1))); err == nil {
			t.Errorf("%s is accepted", c[1])
		}
	}
}

func TestComplaintsComeInTheSameOrder(t *testing.T) {
	broken := strings.NewReplacer("unknown: 0.5", "unknown: 2", "part: 0.5", "part: 2", "concept: 0.5", "concept: 3", "fullFit: 0.5", "fullFit: 4").Replace(plainRuleset)
	_, first := ParseRuleset([]byte(broken))
	for range 20 {
		if _, err := ParseRuleset([]byte(broken)); err.Error() != first.Error() {
			t.Fatalf("%v, then %v", first, err)
		}
	}
}

// The text forbids more than the need requires under the same rule.
func TestARequiredListDoesNotHideWhatTheTextForbids(t *testing.T) {
	m := newMatcher(t, fallProduct("p", func(p *catalog.Product) { p.WorksWithout = []string{"wifi"} }))
	n := fallNeed()
	n.Requires.WorksWithout = []string{"wifi"}
	n.Description = "De flesta har ingen smartphone."
	if p := match(t, m, n).Understood.Proposed; len(p) != 1 {
		t.Errorf("proposed %v, want worksWithout smartphone", p)
	}
	n.Requires.WorksWithout = nil
	n.Requires.Camera, n.Description = "live", "Vi vill inte ha kamera."
	if p := match(t, m, n).Understood.Proposed; len(p) != 1 {
		t.Errorf("camera: live is required and the text forbids cameras; proposed %v", p)
	}
}

// TestAnswersDoNotDependOnWhatWasAskedBefore: nothing of one need is left for the
// next.
func TestAnswersDoNotDependOnWhatWasAskedBefore(t *testing.T) {
	j := judgedCollection(t)
	m := newMatcher(t, j.products...)
	want := make(map[string]string)
	for _, n := range j.needs {
		want[n.ID] = jsonOf(t, match(t, m, n))
	}
	for _, n := range slices.Backward(j.needs) {
		if got := jsonOf(t, match(t, m, n)); got != want[n.ID] {
			t.Errorf("need %s, asked after others:\n%.2000s\nwant\n%.2000s", n.ID, got, want[n.ID])
		}
	}
}

func TestNoConceptStandsTwice(t *testing.T) {
	j := judgedCollection(t)
	m := newMatcher(t)
	for _, n := range j.needs {
		u := matchWith(t, m, n, Options{Day: today}).Understood
		seen := make(map[string]bool)
		for _, c := range slices.Concat(u.Functions, u.Types) {
			if seen[c.ID] {
				t.Errorf("need %s is about %s twice", n.ID, c.ID)
			}
			seen[c.ID] = true
		}
	}
}

// A long need leaves its places behind for a short one: index out of range in passage.quote.
func TestAShortNeedAfterALongOne(t *testing.T) {
	j := judgedCollection(t)
	m := newMatcher(t)
	var labels []string
	for _, c := range j.thesaurus.Concepts {
		labels = append(labels, c.Swedish)
	}
	long := strings.Repeat("och ord ", 80) + strings.Join(labels, ", ")
	for _, short := range []string{"obevittnade fall på avdelningen", "skyddsombudet kräver larm för personalen"} {
		matchWith(t, m, &testbeds.Need{ID: "long", Title: long, Language: "sv"}, Options{Day: today})
		matchWith(t, m, &testbeds.Need{ID: "short", Title: short, Language: "sv"}, Options{Day: today})
	}
}
