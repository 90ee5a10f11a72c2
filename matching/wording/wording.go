package wording

import (
	"strings"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/matching"
)

// Words speak of results in the printer's language.
type Words struct{ i18n.Printer }

// Rule is the name of a rule.
func (w Words) Rule(name string) string { return w.Text("rule."+name, nil) }

// Criterion is the name of a criterion.
func (w Words) Criterion(name string) string { return w.Text("criterion."+name, nil) }

// Values words the values of the vocabularies in a list with commas between them.
// Anything else stands as it is.
func (w Words) Values(list string) string {
	parts := strings.Split(list, ", ")
	for i, v := range parts {
		if w.Has("value." + v) {
			parts[i] = w.Text("value."+v, nil)
		}
	}
	return strings.Join(parts, ", ")
}

// Told is what a product has, in an outcome.
func (w Words) Told(o *matching.Outcome) string {
	if o.Has == "" {
		return w.Text("value.unknown", nil)
	}
	return w.Values(o.Has)
}

// Outcome are the arguments of a message about what a rule says: rule, needs, has.
func (w Words) Outcome(o *matching.Outcome) fault.Args {
	return fault.Args{"rule": w.Rule(o.Name), "needs": w.Values(o.Needs), "has": w.Told(o)}
}

// Label is the one of two labels that is in the language.
func (w Words) Label(swedish, english string) string {
	if w.Language == i18n.English {
		return english
	}
	return swedish
}

// Questions are the outcomes that are worth asking the supplier about, in the order
// of the rules.
func Questions(m *matching.Match) []*matching.Outcome {
	asked := make(map[string]bool)
	for _, name := range m.Questions {
		asked[name] = true
	}
	var list []*matching.Outcome
	for i := range m.Rules {
		if o := &m.Rules[i]; o.State == matching.Unknown && asked[o.Name] {
			list = append(list, o)
		}
	}
	return list
}
