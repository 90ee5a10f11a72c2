package matching

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/goccy/go-yaml"

	"github.com/allagehub/matcharenan/catalog"
)

//go:embed data/ruleset.yaml
var standardRuleset []byte

// Ruleset says what excludes a product from a need and what is weighed. It is
// data: see data/ruleset.yaml, where every member is explained.
type Ruleset struct {
	Version           string          `yaml:"version"` // with the beginning of the data's SHA-256 sum
	TieSeed           string          `yaml:"tieSeed"`
	Text              TextWeights     `yaml:"text"`
	FullFit           float64         `yaml:"fullFit"`
	Unknown           float64         `yaml:"unknown"`
	UnconfirmedBreach float64         `yaml:"unconfirmedBreach"`
	Criteria          []Criterion     `yaml:"criteria"`
	Evidence          EvidenceWeights `yaml:"evidence"`
	Readiness         ReadinessBand   `yaml:"readiness"`
	Rules             []Rule          `yaml:"rules"`
}

// TextWeights say how the words of a need count.
type TextWeights struct {
	Sections   map[string]float64 `yaml:"sections"`
	Part       float64            `yaml:"part"`
	Corrected  float64            `yaml:"corrected"`
	Concept    float64            `yaml:"concept"`
	Types      float64            `yaml:"types"`
	Saturation float64            `yaml:"saturation"`
}

// Criterion is something that is weighed. Weights are shares of the whole.
type Criterion struct {
	ID     string  `yaml:"id"`
	Name   string  `yaml:"name"`
	Weight float64 `yaml:"weight"`
	Fit    bool    `yaml:"fit"` // part of the functional fit
}

// EvidenceWeights say what claims are worth.
type EvidenceWeights struct {
	Sources   map[string]float64 `yaml:"sources"`
	FadeYears float64            `yaml:"fadeYears"`
}

// ReadinessBand is the TRL band in which readiness counts in full.
type ReadinessBand struct {
	From int `yaml:"from"`
	To   int `yaml:"to"`
}

// Rule is a hard rule.
type Rule struct {
	ID            string              `yaml:"id"`
	Name          string              `yaml:"name"`
	Test          string              `yaml:"test"`
	Need          string              `yaml:"need"`
	Product       string              `yaml:"product"`
	Expect        []string            `yaml:"expect"`
	Allows        map[string][]string `yaml:"allows"`
	When          map[string][]string `yaml:"when"`
	WhenNeed      map[string][]string `yaml:"whenNeed"`
	OnBreach      string              `yaml:"onBreach"`
	SilentUnknown bool                `yaml:"silentUnknown"` // not worth a question when it is not known
	Source        string              `yaml:"source"`        // of a rule with a legal basis
	ValidFrom     ruleDate            `yaml:"validFrom"`
	ValidTo       ruleDate            `yaml:"validTo"`
}

// ruleDate reads a date from YAML.
type ruleDate struct{ catalog.Date }

// UnmarshalYAML reads YYYY-MM-DD.
func (d *ruleDate) UnmarshalYAML(data []byte) error {
	var text string
	if err := yaml.Unmarshal(data, &text); err != nil {
		return fmt.Errorf("a date must be written YYYY-MM-DD: %w", err)
	}
	date, err := catalog.ParseDate(text)
	if err != nil {
		return fmt.Errorf("a date must be written YYYY-MM-DD: %w", err)
	}
	d.Date = date
	return nil
}

// inForce reports whether the rule applies on the day.
func (r *Rule) inForce(day catalog.Date) bool {
	if !r.ValidFrom.IsZero() && day.Before(r.ValidFrom.Date) {
		return false
	}
	return r.ValidTo.IsZero() || !day.After(r.ValidTo.Date)
}

// StandardRuleset returns the rule set that is built into the program.
func StandardRuleset() (*Ruleset, error) { return ParseRuleset(standardRuleset) }

// ParseRuleset reads and checks a rule set in YAML.
func ParseRuleset(data []byte) (*Ruleset, error) {
	var rs Ruleset
	if err := yaml.UnmarshalWithOptions(data, &rs, yaml.DisallowUnknownField()); err != nil {
		return nil, fmt.Errorf("rule set: %w", err)
	}
	if err := rs.check(); err != nil {
		return nil, fmt.Errorf("rule set: %w", err)
	}
	sum := sha256.Sum256(data)
	rs.Version += "+" + hex.EncodeToString(sum[:])[:12]
	return &rs, nil
}

func (rs *Ruleset) check() error {
	var wrong []error
	add := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	if rs.Version == "" || rs.TieSeed == "" {
		add("version and tieSeed must be given")
	}
	for _, x := range []struct {
		name  string
		value float64
	}{
		{"unknown", rs.Unknown},
		{"unconfirmedBreach", rs.UnconfirmedBreach},
		{"fullFit", rs.FullFit},
		{"text.part", rs.Text.Part},
		{"text.corrected", rs.Text.Corrected},
		{"text.concept", rs.Text.Concept},
		{"text.saturation", rs.Text.Saturation},
	} {
		if !between(x.value, 0, 1) {
			add("%s is %g; it must be between 0 and 1", x.name, x.value)
		}
	}
	if !between(rs.Text.Types, 0, 3) {
		add("text.types is %g; it must be between 0 and 3", rs.Text.Types)
	}
	if rs.FullFit == 0 || rs.Text.Saturation == 0 || !between(rs.Evidence.FadeYears, 0.1, 100) {
		add("fullFit and text.saturation must be above 0, evidence.fadeYears between 0.1 and 100")
	}
	wrong = append(wrong, rs.checkSections()...)
	wrong = append(wrong, rs.checkCriteria()...)
	wrong = append(wrong, rs.checkEvidence()...)
	wrong = append(wrong, rs.checkRules()...)
	return errors.Join(wrong...)
}

// between is false for what is not a number.
func between(v, low, high float64) bool { return v >= low && v <= high }

func (rs *Ruleset) checkSections() (wrong []error) {
	for _, s := range sections {
		if w, ok := rs.Text.Sections[s]; !ok || !between(w, 0, 3) {
			wrong = append(wrong, fmt.Errorf("text.sections must give %s a weight between 0 and 3", s))
		}
	}
	for _, s := range slices.Sorted(maps.Keys(rs.Text.Sections)) {
		if !slices.Contains(sections, s) {
			wrong = append(wrong, fmt.Errorf("text.sections: %q is not a section; they are %v", s, sections))
		}
	}
	return wrong
}

func (rs *Ruleset) checkCriteria() (wrong []error) {
	seen := make(map[string]bool)
	fit := 0.0
	for _, c := range rs.Criteria {
		if !slices.Contains(criterionNames, c.Name) {
			wrong = append(wrong, fmt.Errorf("criterion %s: %q is not a criterion; they are %v", c.ID, c.Name, criterionNames))
		}
		if c.ID == "" || seen[c.ID] || seen[c.Name] {
			wrong = append(wrong, fmt.Errorf("criterion %s: id and name %q must be given, and only once", c.ID, c.Name))
		}
		seen[c.ID], seen[c.Name] = true, true
		if !between(c.Weight, 0, 1000) {
			wrong = append(wrong, fmt.Errorf("criterion %s: weight %g must be between 0 and 1000", c.ID, c.Weight))
		}
		if c.Fit {
			fit += c.Weight
		}
		if c.Fit != slices.Contains(fitCriteria, c.Name) {
			wrong = append(wrong, fmt.Errorf("criterion %s: fit must be set for %v and no others", c.ID, fitCriteria))
		}
	}
	if fit <= 0 {
		wrong = append(wrong, errors.New("the criteria of the functional fit must have a weight"))
	}
	return wrong
}

func (rs *Ruleset) checkEvidence() (wrong []error) {
	for _, s := range catalog.ClaimSources() {
		if w, ok := rs.Evidence.Sources[s]; !ok || !between(w, 0, 1) {
			wrong = append(wrong, fmt.Errorf("evidence.sources must give %s a value between 0 and 1", s))
		}
	}
	for _, s := range slices.Sorted(maps.Keys(rs.Evidence.Sources)) {
		if !slices.Contains(catalog.ClaimSources(), s) {
			wrong = append(wrong, fmt.Errorf("evidence.sources: %q is not a source; they are %v", s, catalog.ClaimSources()))
		}
	}
	if r := rs.Readiness; r.From < 1 || r.To > 9 || r.From > r.To {
		wrong = append(wrong, fmt.Errorf("readiness %d–%d is not a band within TRL 1–9", r.From, r.To))
	}
	return wrong
}

func (rs *Ruleset) checkRules() (wrong []error) {
	seen := make(map[string]bool)
	for i := range rs.Rules {
		r := &rs.Rules[i]
		if seen[r.ID] || seen[r.Name] || r.ID == "" || r.Name == "" {
			wrong = append(wrong, fmt.Errorf("rule %s: id and name must be given, and only once", r.ID))
		}
		seen[r.ID], seen[r.Name] = true, true
		if err := r.check(); err != nil {
			wrong = append(wrong, fmt.Errorf("rule %s: %w", r.ID, err))
		}
	}
	return wrong
}
