package thesaurus

// LabelKind says how surely a label means its concept.
type LabelKind uint8

// The kinds of label.
const (
	Preferred LabelKind = iota
	Synonym
	Hidden
	Quasi
)

// Label is one way to write a concept.
type Label struct {
	Text    string
	Kind    LabelKind
	English bool
}

// Labels are all ways to write the concept, the preferred first. Hidden labels
// count as Swedish.
func (c *Concept) Labels() []Label {
	labels := []Label{{c.Swedish, Preferred, false}, {c.English, Preferred, true}}
	add := func(kind LabelKind, english bool, texts []string) {
		for _, t := range texts {
			labels = append(labels, Label{t, kind, english})
		}
	}
	add(Synonym, false, c.Synonyms.Swedish)
	add(Synonym, true, c.Synonyms.English)
	add(Hidden, false, c.Hidden)
	add(Quasi, false, c.Quasi.Swedish)
	add(Quasi, true, c.Quasi.English)
	return labels
}
