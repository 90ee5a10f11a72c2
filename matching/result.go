package matching

// Result is the answer to one need, with everything that explains it.
type Result struct {
	Need       NeedRef     `json:"need"`
	Day        string      `json:"day"`
	Versions   Versions    `json:"versions"`
	Understood Understood  `json:"understood"`
	Products   int         `json:"products"` // compared
	Eligible   int         `json:"eligible"` // of these, not shut out by a rule
	Matches    []Match     `json:"matches"`
	NearMisses []NearMiss  `json:"nearMisses"`
	Musts      []MustPrice `json:"musts"`
	Softened   []Softened  `json:"softened,omitempty"`
}

// Softened is a rule that the need asks for and that did not exclude anything, because
// the caller wished to see what it would be like.
type Softened struct {
	Rule  string `json:"rule"`
	Name  string `json:"name"`
	Needs string `json:"needs"`
}

// NeedRef names a need.
type NeedRef struct {
	ID           string `json:"id"`
	Title        string `json:"title"`
	Municipality string `json:"municipality,omitempty"`
}

// Versions are what the answer follows from. The same five give the same answer,
// byte for byte; the version of each product stands with it.
type Versions struct {
	Need      string `json:"need"` // hash of its content
	Ruleset   string `json:"ruleset"`
	Thesaurus string `json:"thesaurus"`
	Analysis  string `json:"analysis"`
	Index     string `json:"index"` // generation: which products the index was filled with, and how many changes since
}

// Understood is how the need was read.
type Understood struct {
	Functions []Concept  `json:"functions"`
	Types     []Concept  `json:"productTypes"`
	Proposed  []Proposal `json:"proposed"` // requirements that the running text seems to make; the need's owner confirms them
}

// Concept is a function or product type with how surely a text is about it, 0–1,
// and the words that show it best, where words in a row do.
type Concept struct {
	ID       string  `json:"id"`
	Swedish  string  `json:"sv"`
	English  string  `json:"en"`
	Strength float64 `json:"strength"`
	Evidence *Range  `json:"evidence,omitempty"`
}

// Proposal is a requirement read from running text.
type Proposal struct {
	Rule   string  `json:"rule"`
	Name   string  `json:"name"`
	Needs  string  `json:"needs"`
	Source []Range `json:"source"`
}

// ProductRef names a product.
type ProductRef struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Vendor  string `json:"vendor,omitempty"`
	Version string `json:"version"` // hash of its content
}

// Match is a product that may solve the need. Only the first so many carry
// reasons.
type Match struct {
	Rank          int             `json:"rank"`
	ID            string          `json:"id"`
	Score         Score           `json:"score"`
	Product       *ProductRef     `json:"product,omitempty"`
	Contributions []Contribution  `json:"contributions,omitempty"`
	Words         []MatchedWord   `json:"words,omitempty"`
	Concepts      []SharedConcept `json:"concepts,omitempty"`
	Rules         []Outcome       `json:"rules,omitempty"`
	Questions     []string        `json:"questions,omitempty"` // names of the rules whose outcome is unknown and worth asking about
}

// MatchedWord is a word of the need that the product's text holds, as it stands
// in both.
type MatchedWord struct {
	Need    string `json:"need"`
	Product Range  `json:"product"`
}

// SharedConcept is something that both are about.
type SharedConcept struct {
	ID      string  `json:"id"`
	Swedish string  `json:"sv"`
	English string  `json:"en"`
	Need    float64 `json:"need"`    // strength in the need, 0–1
	Product float64 `json:"product"` // strength in the product, 0–1
	InNeed  *Range  `json:"inNeed,omitempty"`
	Stands  *Range  `json:"inProduct,omitempty"`
}

// Outcome is what a rule says of a product. Needs and Has are both values.
type Outcome struct {
	Rule     string `json:"rule"`
	Name     string `json:"name"`
	State    State  `json:"state"`
	Needs    string `json:"needs"`
	Has      string `json:"has"` // empty when it is unknown
	Proposed bool   `json:"proposed,omitempty"`
	Softened bool   `json:"softened,omitempty"` // asked for by the need, but not to exclude this time
	Source   string `json:"source,omitempty"`   // legal basis
}

// NearMiss is a product that fails one rule, and the change that would admit it.
type NearMiss struct {
	ID      string      `json:"id"`
	Score   Score       `json:"score"` // that it would have
	Product *ProductRef `json:"product,omitempty"`
	Fails   Outcome     `json:"fails"`
}

// MustPrice is what one hard rule costs: how many products it shuts out, how many
// of them no other rule shuts out, and how many of those would fit well. The last
// is only counted when near misses are asked for. Only what the need itself asks for
// can be softened.
type MustPrice struct {
	Rule     string `json:"rule"`
	Name     string `json:"name"`
	Needs    string `json:"needs"`
	Asked    bool   `json:"asked"` // by the need itself, and not by law or the service
	ShutsOut int    `json:"shutsOut"`
	Alone    int    `json:"alone"`
	Fitting  int    `json:"fitting"`
}
