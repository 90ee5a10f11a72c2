package app

import (
	"slices"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/matching/thesaurus"
)

// TestTheRuleSetHasWords: every rule and criterion has a name for people in both
// languages, and not the same for two.
func TestTheRuleSetHasWords(t *testing.T) {
	rs, err := matching.StandardRuleset()
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, r := range rs.Rules {
		keys = append(keys, "rule."+r.Name)
	}
	for _, c := range rs.Criteria {
		keys = append(keys, "criterion."+c.Name)
	}
	keys = append(keys, "criterion.unconfirmedProhibition")
	if len(keys) < 40 {
		t.Errorf("only %d rules and criteria", len(keys))
	}
	for _, language := range i18n.Languages() {
		p, owner := i18n.Printer{Language: language}, map[string]string{}
		for _, key := range keys {
			if !p.Has(key) {
				t.Errorf("%s: %s has no words", language, key)
				continue
			}
			kind, _, _ := strings.Cut(key, ".")
			words := kind + " " + p.Text(key, nil)
			if other, ok := owner[words]; ok {
				t.Errorf("%s: %s and %s are both called %q", language, key, other, words)
			}
			owner[words] = key
		}
	}
}

// TestThesaurusLifeAreasAreKnown: the thesaurus is below the catalogue and cannot
// hold its own life areas to the vocabulary.
func TestThesaurusLifeAreasAreKnown(t *testing.T) {
	th, err := thesaurus.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range th.Concepts {
		for _, a := range c.LifeAreas {
			if !slices.Contains(catalog.LifeAreas(), a) {
				t.Errorf("%s: life area %q is not in the vocabulary", c.ID, a)
			}
		}
	}
}
