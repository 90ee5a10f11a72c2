package thesaurus

// Kind tells functions and product types apart.
type Kind uint8

// The kinds of concept.
const (
	Function    Kind = iota // what a product does for somebody, F01–F99
	ProductType             // what a product is, P01–P999
)

// Text is the same text in both languages.
type Text struct {
	Swedish string `yaml:"sv"`
	English string `yaml:"en"`
}

// Texts are words or labels in both languages.
type Texts struct {
	Swedish []string `yaml:"sv"`
	English []string `yaml:"en"`
}

// Concept is one function or product type.
type Concept struct {
	ID         string    `yaml:"id"`
	Swedish    string    `yaml:"sv"` // preferred label
	English    string    `yaml:"en"` // preferred label
	Definition Text      `yaml:"definition"`
	Synonyms   Texts     `yaml:"synonyms"`
	Quasi      Texts     `yaml:"quasi"`  // used loosely for the concept
	Hidden     []string  `yaml:"hidden"` // find the concept, are never shown
	Broader    []string  `yaml:"broader"`
	Related    []string  `yaml:"related"`
	Functions  []string  `yaml:"functions"` // of a product type; the first is the primary one
	LifeAreas  []string  `yaml:"lifeAreas"`
	IBIC       []string  `yaml:"ibic"` // life areas of "Individens behov i centrum"
	ISO9999    []ISOCode `yaml:"iso9999"`
	Words      Texts     `yaml:"words"` // point to this concept rather than to another

	Kind     Kind     `yaml:"-"`
	Area     string   `yaml:"-"`
	Narrower []string `yaml:"-"` // the other end of Broader
}

// ISOCode is a class of ISO 9999 that the product type is usually given.
type ISOCode struct {
	Edition  int    `yaml:"edition"`
	Code     string `yaml:"code"`
	Verified bool   `yaml:"verified"` // seen in an official list
}

// Phrase is an everyday way to tell a problem, and the concepts that answer it,
// the most probable first.
type Phrase struct {
	Text  string   `yaml:"phrase"`
	Means []string `yaml:"means"`

	English bool   `yaml:"-"`
	File    string `yaml:"-"`
}

// Area is a top concept: a shelf for functions and product types.
type Area struct {
	ID      string `yaml:"id"`
	Swedish string `yaml:"sv"`
	English string `yaml:"en"`
}

// Prohibitions is the vocabulary by which prohibitions are read from running
// text.
type Prohibitions struct {
	Negators   Texts     `yaml:"negators"`   // "inte", "utan", "no"
	Plain      Texts     `yaml:"plain"`      // negators that forbid what stands before them only beside a modal
	Modals     Texts     `yaml:"modals"`     // "får", "ska", "must"
	Missing    Texts     `yaml:"missing"`    // "saknas": the thing is not there, so it must work without
	Subjects   []Subject `yaml:"subjects"`   // what can be forbidden
	Exceptions Texts     `yaml:"exceptions"` // "inte bara kamera" forbids nothing
}

// Subject is a property of products that a need may forbid, with the words for
// it.
type Subject struct {
	Property string   `yaml:"property"`
	Swedish  []string `yaml:"sv"`
	English  []string `yaml:"en"`
}
