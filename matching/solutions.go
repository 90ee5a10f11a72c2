package matching

import (
	"strings"
	"unicode"

	"github.com/allagehub/matcharenan/matching/thesaurus"
	"github.com/allagehub/matcharenan/testbeds/needcheck"
)

// Solutions tells the need check how products are called, out of the thesaurus. What
// it proposes instead of a product is what the product is for.
type Solutions struct{ Thesaurus *thesaurus.Thesaurus }

// TradeNames implements [needcheck.Vocabulary]: the hidden labels that are written as
// names. The others are words of neighbouring languages and misspellings.
func (s Solutions) TradeNames() []needcheck.Label {
	return s.labels(func(l thesaurus.Label) bool { return l.Kind == thesaurus.Hidden && isName(l.Text) })
}

// Solutions implements [needcheck.Vocabulary].
func (s Solutions) Solutions(english bool) []needcheck.Label {
	return s.labels(func(l thesaurus.Label) bool {
		return l.English == english && (l.Kind == thesaurus.Preferred || l.Kind == thesaurus.Synonym)
	})
}

func (s Solutions) labels(wanted func(thesaurus.Label) bool) (list []needcheck.Label) {
	for _, id := range s.Thesaurus.IDs(thesaurus.ProductType) {
		c, ok := s.Thesaurus.Concept(id)
		if !ok {
			continue
		}
		var does *thesaurus.Concept
		if len(c.Functions) > 0 {
			does, _ = s.Thesaurus.Concept(c.Functions[0])
		}
		for _, l := range c.Labels() {
			if !wanted(l) {
				continue
			}
			label := needcheck.Label{Text: l.Text}
			if does != nil {
				label.Swedish, label.English = does.Swedish, does.English
			}
			list = append(list, label)
		}
	}
	return list
}

// isName reports whether a label is written as a name: with a capital in it that is
// not that of a short form such as GPS-klokke.
func isName(label string) bool {
	for word := range strings.FieldsSeq(label) {
		before, _, _ := strings.Cut(word, "-")
		if short := before != word && strings.ToUpper(before) == before; !short && strings.ContainsFunc(word, unicode.IsUpper) {
			return true
		}
	}
	return false
}
