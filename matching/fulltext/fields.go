package fulltext

import (
	"maps"
	"slices"
	"unicode/utf8"
)

// fields are the fields of an index in a fixed order: a field is known by its
// place in it.
type fields struct {
	texts     []string
	languages []Language // of each text field
	weights   []float32  // of each text field
	keywords  []string
	numbers   []string
	sorts     []string
	spoken    []Language // the languages that there are
}

func newFields(o *IndexOptions) *fields {
	f := &fields{
		texts:    slices.Sorted(maps.Keys(o.Text)),
		keywords: slices.Sorted(slices.Values(o.Keywords)),
		numbers:  slices.Sorted(slices.Values(o.Numbers)),
		sorts:    slices.Sorted(slices.Values(o.Sort)),
	}
	for _, name := range f.texts {
		field := o.Text[name]
		weight := field.Weight
		if weight == 0 {
			weight = 1
		}
		f.languages = append(f.languages, field.Language)
		f.weights = append(f.weights, float32(weight))
		if !slices.Contains(f.spoken, field.Language) {
			f.spoken = append(f.spoken, field.Language)
		}
	}
	slices.Sort(f.spoken)
	return f
}

func (f *fields) keyword(name string) (int, bool) { return slices.BinarySearch(f.keywords, name) }
func (f *fields) number(name string) (int, bool)  { return slices.BinarySearch(f.numbers, name) }
func (f *fields) sort(name string) (int, bool)    { return slices.BinarySearch(f.sorts, name) }

// cutRunes returns the length of the longest beginning of s that has at most so
// many bytes and ends between characters.
func cutRunes(s string, most int) int {
	if len(s) <= most {
		return len(s)
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return most
}
