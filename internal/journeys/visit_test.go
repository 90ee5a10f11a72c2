package journeys

import (
	"strings"
	"testing"
)

// visit are the words of a visit in a language.
type visit struct {
	language, ask, search, meant, found, group, choice, show, choices, compare, chosen, title, differ, company string
}

var visits = map[string]visit{
	swedish: {
		language: "Svenska", ask: "Vad behöver du hjälp med?", search: "Sök", meant: "Menade du det här?", found: "Vi hittade",
		group: "Målgrupp", choice: "Äldre", show: "Visa träffar", choices: "Ta bort alla val", compare: "Jämför", chosen: "Jämför valda",
		title: "Jämför produkter", differ: "uppgifter skiljer sig åt", company: "Om företaget och dess produkter",
	},
	english: {
		language: "English", ask: "What do you need help with?", search: "Search", meant: "Did you mean this?", found: "We found",
		group: "Target group", choice: "Older people", show: "Show results", choices: "Remove all choices", compare: "Compare", chosen: "Compare chosen",
		title: "Compare products", differ: "facts differ", company: "About the company and its products",
	},
}

// TestAVisitorSearchesFiltersComparesAndMeetsACompany is a visitor who spells badly.
func TestAVisitorSearchesFiltersComparesAndMeetsACompany(t *testing.T) {
	for language, words := range visits {
		t.Run(language, func(t *testing.T) {
			journey(t, func(v *visitor) {
				v.Visit("/")
				if strings.Contains(v.text(), visits[other(language)].ask) {
					v.Follow(words.language)
				}
				v.Fill(words.ask, "trygetslarm")
				v.Press(words.search)
				v.See(words.meant)
				v.See("trygghetslarm")
				v.Within(words.group).Choose(words.choice)
				v.show(words)
				v.See(words.choices)
				names := v.called("choice", words.compare)
				if len(names) < 3 {
					t.Fatalf("only %q can be compared", names)
				}
				for _, name := range names[:3] {
					v.Choose(name)
				}
				v.Press(words.chosen)
				v.At(words.title)
				v.See(words.differ)
				for _, name := range names[:3] {
					v.See(product(name))
				}
				v.Follow(product(names[0]))
				v.At(product(names[0]))
				v.Follow(words.company)
				v.See(product(names[0]))
			})
		})
	}
}

// other is the other language.
func other(language string) string {
	if language == swedish {
		return english
	}
	return swedish
}

// product is the name of a product in the label of its choice: Jämför Nattlampa.
func product(label string) string { _, name, _ := strings.Cut(label, " "); return name }

// show has the results narrowed: by the button, or by the script that needs none.
func (v *visitor) show(words visit) {
	v.t.Helper()
	if v.scriptless {
		v.Press(words.show)
	}
}
