package live

import (
	"strings"

	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/matching/thesaurus"
)

// Weights of other words for the same thing, beside 1 for what was typed.
const (
	synonymWeight = 0.4
	quasiWeight   = 0.3
)

// synonyms maps each label of the thesaurus, in lower case, to the other labels of
// its concepts.
func synonyms(t *thesaurus.Thesaurus) fulltext.Synonyms {
	byLabel := make(map[string][]fulltext.Alternative)
	for i := range t.Concepts {
		c := &t.Concepts[i]
		for _, from := range c.Labels() {
			key := strings.ToLower(from.Text)
			for _, english := range []bool{false, true} {
				if label := c.Label(english); label != "" && !strings.EqualFold(label, from.Text) {
					byLabel[key] = append(byLabel[key], fulltext.Alternative{Text: label, Weight: synonymWeight})
				}
			}
			for _, other := range c.Quasi.Swedish {
				if !strings.EqualFold(other, from.Text) {
					byLabel[key] = append(byLabel[key], fulltext.Alternative{Text: other, Weight: quasiWeight})
				}
			}
		}
	}
	return func(words []string) []fulltext.Alternative { return byLabel[strings.Join(words, " ")] }
}
