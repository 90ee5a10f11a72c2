package thesaurus

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// loaded is the thesaurus that is built in.
func loaded(t testing.TB) *Thesaurus {
	t.Helper()
	th, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return th
}

func TestTheBuiltInThesaurusIsWithoutErrors(t *testing.T) {
	for _, f := range loaded(t).Check() {
		if f.Severity == Error {
			t.Error(f)
		}
	}
}

func TestAllFunctionsAndTypesAreThere(t *testing.T) {
	th := loaded(t)
	for kind, want := range map[Kind]struct {
		form string
		n    int
	}{Function: {"F%02d", 50}, ProductType: {"P%02d", 89}} {
		ids := th.IDs(kind)
		if len(ids) < want.n {
			t.Errorf("only %d are of the kind %d, want at least %d", len(ids), kind, want.n)
		}
		for i := range want.n {
			id := fmt.Sprintf(want.form, i+1)
			c, ok := th.Concept(id)
			if !ok || c.ID != id || c.Kind != kind || !slices.Contains(ids, id) {
				t.Errorf("%s is missing or of the other kind", id)
			}
		}
	}
}

func TestEveryConceptHasLabelsAndADefinitionInBothLanguages(t *testing.T) {
	th := loaded(t)
	for i := range th.Concepts {
		c := &th.Concepts[i]
		if c.Label(false) == "" || c.Label(true) == "" || c.Label(false) != c.Swedish || c.Label(true) != c.English {
			t.Errorf("%s: labels %q and %q", c.ID, c.Label(false), c.Label(true))
		}
		if c.Definition.Swedish == "" || c.Definition.English == "" {
			t.Errorf("%s is not defined in both languages", c.ID)
		}
	}
}

func TestEveryTypeLeadsToAFunction(t *testing.T) {
	th := loaded(t)
	for _, c := range th.Concepts {
		if c.Kind != ProductType {
			continue
		}
		if len(c.Functions) == 0 {
			t.Errorf("%s leads nowhere", c.ID)
		}
		for _, f := range c.Functions {
			if other, ok := th.Concept(f); !ok || other.Kind != Function {
				t.Errorf("%s leads to %s, which is no function", c.ID, f)
			}
		}
	}
}

func TestEveryFunctionIsReachedInBothLanguages(t *testing.T) {
	th := loaded(t)
	if len(th.Phrases) < 250 {
		t.Errorf("only %d phrases, want at least 250", len(th.Phrases))
	}
	reached := map[bool]map[string]int{false: {}, true: {}}
	for _, p := range th.Phrases {
		for _, id := range p.Means {
			reached[p.English][id]++
		}
	}
	for _, id := range th.IDs(Function) {
		if reached[false][id] == 0 || reached[true][id] == 0 {
			t.Errorf("%s is reached by %d Swedish and %d English phrases", id, reached[false][id], reached[true][id])
		}
	}
}

// TestPhrasesAreInTheirLanguage: letters that only Swedish has give away a phrase
// under the wrong heading.
func TestPhrasesAreInTheirLanguage(t *testing.T) {
	for _, p := range loaded(t).Phrases {
		if p.English && strings.ContainsAny(strings.ToLower(p.Text), "åäö") {
			t.Errorf("%s: %q stands among the English phrases", p.File, p.Text)
		}
	}
}

func TestTheVersionNamesTheData(t *testing.T) {
	if v := loaded(t).Version; !regexp.MustCompile(`^\d{4}\.\d+\+[0-9a-f]{12}$`).MatchString(v) {
		t.Errorf("version %q", v)
	}
	if a, b := loaded(t).Version, loaded(t).Version; a != b {
		t.Errorf("versions %s and %s of the same data", a, b)
	}
}

func TestIDsAreInOrder(t *testing.T) {
	th := loaded(t)
	for _, kind := range []Kind{Function, ProductType} {
		if ids := th.IDs(kind); !slices.IsSortedFunc(ids, cmpID) {
			t.Errorf("not in order: %v", ids)
		}
	}
	ids := []string{"P100", "F10", "P9", "P10", "F09"}
	slices.SortFunc(ids, cmpID)
	if got := strings.Join(ids, " "); got != "F09 F10 P9 P10 P100" {
		t.Errorf("got %s", got)
	}
}

func TestProhibitionsAreInBothLanguages(t *testing.T) {
	p := loaded(t).Prohibitions
	for name, texts := range map[string]Texts{"negators": p.Negators, "missing": p.Missing, "exceptions": p.Exceptions} {
		if len(texts.Swedish) == 0 || len(texts.English) == 0 {
			t.Errorf("%s: %d in Swedish, %d in English", name, len(texts.Swedish), len(texts.English))
		}
	}
	for _, property := range []string{"camera", "audio", "positioning", "wifi", "mobile_network", "mains_power", "smartphone", "outside_eu", "active_use"} {
		i := slices.IndexFunc(p.Subjects, func(s Subject) bool { return s.Property == property })
		if i < 0 || len(p.Subjects[i].Swedish) == 0 || len(p.Subjects[i].English) == 0 {
			t.Errorf("%s cannot be forbidden in both languages", property)
		}
	}
}
