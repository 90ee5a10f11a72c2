package synthetic

import (
	"fmt"
	"strings"
)

// template is a sentence with slots.
type template []piece

// piece is a slot with the text before it. The last piece of a template may have
// no slot.
type piece struct {
	text string
	slot slot
}

// readTemplates reads a file of templates by section. A line is a template, and a
// line in square brackets begins a section.
func readTemplates(file string) (map[string][]template, error) {
	lines, err := readLines(file)
	if err != nil {
		return nil, err
	}
	sections := make(map[string][]template)
	section := ""
	for _, line := range lines {
		if line[0] == '[' {
			section = strings.Trim(line, "[]")
			continue
		}
		t, err := parseTemplate(line)
		if err != nil {
			return nil, fmt.Errorf("synthetic: %s: %w", file, err)
		}
		sections[section] = append(sections[section], t)
	}
	for _, name := range sectionNames {
		if len(sections[name]) == 0 {
			return nil, fmt.Errorf("synthetic: %s has no section [%s]", file, name)
		}
	}
	return sections, nil
}

func parseTemplate(line string) (template, error) {
	var t template
	for line != "" {
		text, rest, found := strings.Cut(line, "{")
		if !found {
			return append(t, piece{text: text}), nil
		}
		name, rest, found := strings.Cut(rest, "}")
		fill, known := slots[name]
		if !found || !known {
			return nil, fmt.Errorf("slot {%s} is unknown", name)
		}
		t = append(t, piece{text, fill})
		line = rest
	}
	return t, nil
}

// The sections of a file of templates.
const (
	sectionSummary     = "summary"
	sectionProduct     = "product"
	sectionClaim       = "claim"
	sectionTitle       = "title"
	sectionBackground  = "background"
	sectionDescription = "description"
	sectionGoal        = "goal"
	sectionStatement   = "statement"
	sectionProhibition = "prohibition"
	sectionMeasure     = "measure"
)

var sectionNames = []string{
	sectionSummary, sectionProduct, sectionClaim, sectionTitle, sectionBackground,
	sectionDescription, sectionGoal, sectionStatement, sectionProhibition, sectionMeasure,
}
