package expo

import (
	"slices"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching/live"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// filter is a field of the search index that people choose values of.
type filter struct {
	name       string // in addresses
	field      string // of the index
	vocabulary string // of its values; those of the index itself have none
	shown      bool   // with all its values beside the hits; others are shown when one is chosen
}

// Names of filters that other pages lead to.
const (
	filterFunction = "funktion"
	filterType     = "slag"
	filterLifeArea = "livsomrade"
	filterCompany  = "foretag"
)

// Vocabularies of the thesaurus, and the one of companies.
const (
	functions = "function"
	types     = "product_type"
	companies = "company"
)

// filters are in the order in which the page shows them.
var filters = []filter{
	{filterFunction, live.FieldFunction, functions, true},
	{"malgrupp", live.FieldTargetGroup, "target_group", true},
	{"plats", live.FieldSetting, "setting", true},
	{filterLifeArea, live.FieldLifeArea, "life_area", true},
	{"pris", live.FieldPrice, "", true},
	{"mognad", live.FieldReadiness, "", true},
	{"test", live.FieldTrial, "", true},
	{filterType, live.FieldType, types, false},
	{filterCompany, live.FieldVendor, companies, false},
}

// bands are the values of filters that the index itself makes, in their order.
var bands = map[string][]string{
	"pris":   {"free", "0-100", "100-300", "300-1000", "1000-", "unknown"},
	"mognad": {"8-9", "5-7", "1-4", "unknown"},
	"test":   {"yes", "no", "unknown"},
}

// facets are the fields whose values are counted beside the hits.
func facets() (fields []string) {
	for _, f := range filters {
		if f.shown {
			fields = append(fields, f.field)
		}
	}
	return fields
}

// values are those that a filter may have; nil where any may be.
func (f *filter) values() []string {
	if f.vocabulary == "" {
		return bands[f.name]
	}
	return catalog.Vocabularies()[f.vocabulary]
}

// sound reports whether a value can be asked for.
func (a *Area) sound(f *filter, value string) bool {
	switch f.vocabulary {
	case functions, types:
		_, ok := a.s.Thesaurus.Concept(value)
		return ok
	case companies:
		return true
	default:
		return slices.Contains(f.values(), value)
	}
}

// label is what people call a value of a filter. A company is called by its name,
// which is not known here.
func (a *Area) label(b *frame.Base, f *filter, value string) string {
	if f.vocabulary == "" {
		return b.T("expo.value." + f.name + "." + value)
	}
	return a.value(b, f.vocabulary, value)
}

// value is what people call a value of a vocabulary.
func (a *Area) value(b *frame.Base, vocabulary, value string) string {
	switch vocabulary {
	case functions, types:
		if c, ok := a.s.Thesaurus.Concept(value); ok {
			return capital(c.Label(english(b)))
		}
		return value
	default:
		return b.T("form.value." + vocabulary + "." + value)
	}
}

// valuesOf are what people call several values.
func (a *Area) valuesOf(b *frame.Base, vocabulary string, values []string) []string {
	labels := make([]string, len(values))
	for i, v := range values {
		labels[i] = a.value(b, vocabulary, v)
	}
	return labels
}
