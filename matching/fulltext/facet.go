package fulltext

import (
	"cmp"
	"slices"
	"strings"
)

// facets counts the values of each field among the candidates that all filters
// but its own leave.
func (r *reading) facets(q *Query, filters []filter) map[string][]FacetValue {
	out := make(map[string][]FacetValue, len(q.Facets))
	for _, name := range q.Facets {
		if _, done := out[name]; done {
			continue
		}
		at, _ := r.index.fields.keyword(name)
		own := uint64(0)
		for i := range filters {
			if filters[i].keyword == at {
				own = filters[i].bit
			}
		}
		counts := r.count(at, own)
		out[name] = commonest(&r.view.columns.keywords[at], counts, q.Filters[name])
	}
	return out
}

// count counts a field's values where no filter fails but those of ignored.
func (r *reading) count(field int, ignored uint64) []uint32 {
	s := r.scratch
	column := &r.view.columns.keywords[field]
	if cap(s.counts) < len(column.names) {
		s.counts = make([]uint32, len(column.names)+len(column.names)/8)
	}
	counts := s.counts[:len(column.names)]
	clear(counts)
	starts, codes := column.starts, column.codes
	for i, c := range s.candidates {
		if s.fails[i]&^ignored != 0 {
			continue
		}
		for _, code := range codes[starts[c.row]:starts[c.row+1]] {
			counts[code]++
		}
	}
	return counts
}

// commonest returns the values with most documents, and those that were chosen.
func commonest(column *keywordColumn, counts []uint32, chosen []string) []FacetValue {
	values := make([]FacetValue, 0, min(len(counts), MaxFacetValues)+1)
	for code, n := range counts {
		if n == 0 || len(values) == MaxFacetValues && int(n) < values[MaxFacetValues-1].Count {
			continue
		}
		values = insertValue(values, FacetValue{column.names[code], int(n)})
		values = values[:min(len(values), MaxFacetValues)]
	}
	for _, value := range chosen {
		if slices.ContainsFunc(values, func(v FacetValue) bool { return v.Value == value }) {
			continue
		}
		n := uint32(0)
		if code, there := column.code(value); there {
			n = counts[code]
		}
		values = insertValue(values, FacetValue{value, int(n)})
	}
	return values
}

func insertValue(values []FacetValue, v FacetValue) []FacetValue {
	at, _ := slices.BinarySearchFunc(values, v, compareFacetValues)
	return slices.Insert(values, at, v)
}

func compareFacetValues(a, b FacetValue) int {
	return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Value, b.Value))
}
