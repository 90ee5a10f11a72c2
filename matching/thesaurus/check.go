package thesaurus

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Severity says how bad a finding is.
type Severity uint8

// The severities of a finding.
const (
	Warning Severity = iota // worth a look
	Error                   // the thesaurus cannot be used
)

// Finding is something that the check noticed, and how to mend it.
type Finding struct {
	Severity Severity
	Concept  string // its ID; empty when the finding is about something else
	Text     string
}

// String gives the finding as one line.
func (f Finding) String() string {
	kind := "warning"
	if f.Severity == Error {
		kind = "error"
	}
	if f.Concept == "" {
		return kind + ": " + f.Text
	}
	return kind + ": " + f.Concept + ": " + f.Text
}

var (
	functionID    = regexp.MustCompile(`^F\d{2}$`)
	productTypeID = regexp.MustCompile(`^P\d{2,3}$`)
	isoCode       = regexp.MustCompile(`^\d\d( \d\d){0,3}$`)
)

// IBICAreas are the life areas of "Individens behov i centrum", with its two
// additions.
var IBICAreas = []string{
	"learning", "general_tasks", "communication", "mobility", "self_care", "domestic_life", "relationships",
	"education_work_economy", "community_life", "security", "relative_support",
}

// Check looks for cycles, orphans, double labels and everything else that would
// make the thesaurus wrong or useless. Findings come in the order of concepts.
func (t *Thesaurus) Check() []Finding {
	c := &checker{t: t, owner: make(map[string]string)}
	if t.Version == "" || strings.HasPrefix(t.Version, "+") {
		c.fail("", "areas.yaml gives no version; write for example: version: 2026.1")
	}
	seen := make(map[string]bool)
	for i := range t.Concepts {
		concept := &t.Concepts[i]
		if seen[concept.ID] {
			c.fail(concept.ID, "stands twice; give one of them another ID")
			continue
		}
		seen[concept.ID] = true
		c.concept(concept)
	}
	c.cycles()
	c.phrases()
	c.prohibitions()
	return c.findings
}

type checker struct {
	t        *Thesaurus
	owner    map[string]string // concept of each label
	findings []Finding
}

func (c *checker) fail(id, format string, args ...any) {
	c.findings = append(c.findings, Finding{Error, id, fmt.Sprintf(format, args...)})
}

func (c *checker) warn(id, format string, args ...any) {
	c.findings = append(c.findings, Finding{Warning, id, fmt.Sprintf(format, args...)})
}

func (c *checker) concept(x *Concept) {
	if pattern := []*regexp.Regexp{functionID, productTypeID}[x.Kind]; !pattern.MatchString(x.ID) {
		c.fail(x.ID, "is not an ID; functions are F01–F99, product types P01–P999")
	}
	if x.Swedish == "" || x.English == "" {
		c.fail(x.ID, "needs a preferred label in both languages (sv and en)")
	}
	if !slices.ContainsFunc(c.t.Areas, func(a Area) bool { return a.ID == x.Area }) {
		c.fail(x.ID, "is in area %q, which areas.yaml does not list", x.Area)
	}
	c.relations(x)
	c.labels(x)
	for _, a := range x.IBIC {
		if !slices.Contains(IBICAreas, a) {
			c.fail(x.ID, "ibic %q is unknown; use one of %s", a, strings.Join(IBICAreas, " "))
		}
	}
	for _, code := range x.ISO9999 {
		if !isoCode.MatchString(code.Code) {
			c.fail(x.ID, "iso9999 code %q must be pairs of digits, such as 22 27 18", code.Code)
		}
	}
}

func (c *checker) relations(x *Concept) {
	for _, b := range x.Broader {
		other, ok := c.t.Concept(b)
		switch {
		case !ok:
			c.fail(x.ID, "broader %s does not exist", b)
		case other.Kind != x.Kind:
			c.fail(x.ID, "broader %s is of the other kind", b)
		}
	}
	for _, r := range x.Related {
		if _, ok := c.t.Concept(r); !ok || r == x.ID {
			c.fail(x.ID, "related %s does not exist or is itself", r)
		}
	}
	for _, f := range x.Functions {
		if other, ok := c.t.Concept(f); !ok || other.Kind != Function || x.Kind == Function {
			c.fail(x.ID, "functions holds %s; a product type lists functions, and they must exist", f)
		}
	}
	c.orphan(x)
}

// orphan notices concepts that nothing leads to: nobody will ever be matched
// through them.
func (c *checker) orphan(x *Concept) {
	switch {
	case x.Kind == ProductType && len(x.Functions) == 0:
		c.fail(x.ID, "is an orphan: a product type must list at least one function")
	case x.Kind == Function && !c.used(x.ID):
		c.warn(x.ID, "is an orphan: no product type lists this function")
	}
	if x.Kind == Function && !slices.ContainsFunc(c.t.Phrases, func(p Phrase) bool { return slices.Contains(p.Means, x.ID) }) {
		c.warn(x.ID, "no problem phrase leads to this function")
	}
}

func (c *checker) used(function string) bool {
	return slices.ContainsFunc(c.t.Concepts, func(x Concept) bool { return slices.Contains(x.Functions, function) })
}

func (c *checker) labels(x *Concept) {
	own := make(map[string]bool)
	for _, label := range x.Labels() {
		key := strings.ToLower(strings.TrimSpace(label.Text))
		if key == "" {
			c.fail(x.ID, "has an empty label")
			continue
		}
		if own[key] {
			continue // a word may be the same in both languages
		}
		own[key] = true
		if other, ok := c.owner[key]; ok {
			c.fail(x.ID, "label %q already stands for %s; a label has one meaning", label.Text, other)
			continue
		}
		c.owner[key] = x.ID
	}
}

// cycles finds concepts that are broader than themselves.
func (c *checker) cycles() {
	for i := range c.t.Concepts {
		id := c.t.Concepts[i].ID
		if path := c.t.pathUp(id, id, nil); path != nil {
			c.fail(id, "is broader than itself: %s", strings.Join(path, " < "))
		}
	}
}

// pathUp is a way from a concept to target along broader, nil when there is
// none.
func (t *Thesaurus) pathUp(from, target string, path []string) []string {
	if slices.Contains(path, from) {
		return nil
	}
	path = append(path, from)
	x, ok := t.Concept(from)
	if !ok {
		return nil
	}
	for _, b := range x.Broader {
		if b == target {
			return append(path, b)
		}
		if found := t.pathUp(b, target, path); found != nil {
			return found
		}
	}
	return nil
}

func (c *checker) phrases() {
	seen := make(map[string]bool)
	for _, p := range c.t.Phrases {
		key := strings.ToLower(strings.TrimSpace(p.Text))
		if key == "" || seen[key] {
			c.fail("", "%s: phrase %q is empty or stands twice", p.File, p.Text)
		}
		seen[key] = true
		if len(p.Means) == 0 {
			c.fail("", "%s: phrase %q means nothing; list at least one function", p.File, p.Text)
		}
		for _, id := range p.Means {
			if _, ok := c.t.Concept(id); !ok {
				c.fail("", "%s: phrase %q means %s, which does not exist", p.File, p.Text, id)
			}
		}
	}
}

func (c *checker) prohibitions() {
	owner := make(map[string]string)
	for _, s := range c.t.Prohibitions.Subjects {
		for _, w := range append(slices.Clone(s.Swedish), s.English...) {
			key := strings.ToLower(w)
			if other, ok := owner[key]; ok && other != s.Property {
				c.fail("", "prohibitions.yaml: %q stands for both %s and %s", w, other, s.Property)
			}
			owner[key] = s.Property
		}
	}
}
