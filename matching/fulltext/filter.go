package fulltext

import (
	"maps"
	"math"
	"slices"
)

// filter is one condition on rows. Each has a bit of its own, so that a facet
// can be counted as if the filter on its field was not there.
type filter struct {
	bit     uint64
	keyword int    // the field, -1 for a range
	allowed []bool // of each code
	number  int    // the field
	min     float64
	max     float64
}

// filters reads those of a query, keywords first, in the order of the fields.
func (r *reading) filters(q *Query) []filter {
	var list []filter
	next := uint64(1)
	for _, name := range slices.Sorted(maps.Keys(q.Filters)) {
		if len(q.Filters[name]) == 0 {
			continue
		}
		at, _ := r.index.fields.keyword(name)
		column := &r.view.columns.keywords[at]
		f := filter{bit: next, keyword: at, allowed: make([]bool, len(column.names))}
		for _, value := range q.Filters[name] {
			if code, there := column.code(value); there {
				f.allowed[code] = true
			}
		}
		list, next = append(list, f), next<<1
	}
	for _, name := range slices.Sorted(maps.Keys(q.Ranges)) {
		bounds := q.Ranges[name]
		if bounds.Min == nil && bounds.Max == nil {
			continue
		}
		at, _ := r.index.fields.number(name)
		f := filter{bit: next, keyword: -1, number: at, min: math.Inf(-1), max: math.Inf(1)}
		if bounds.Min != nil {
			f.min = *bounds.Min
		}
		if bounds.Max != nil {
			f.max = *bounds.Max
		}
		list, next = append(list, f), next<<1
	}
	return list
}

// apply finds out for every candidate which filters it fails.
func (r *reading) apply(filters []filter) {
	s := r.scratch
	if cap(s.fails) < len(s.candidates) {
		s.fails = make([]uint64, len(s.candidates)+len(s.candidates)/8)
	}
	s.fails = s.fails[:len(s.candidates)]
	clear(s.fails)
	for i := range filters {
		if filters[i].keyword >= 0 {
			r.applyKeyword(&filters[i])
		} else {
			r.applyRange(&filters[i])
		}
	}
}

func (r *reading) applyKeyword(f *filter) {
	column := &r.view.columns.keywords[f.keyword]
	for i, c := range r.scratch.candidates {
		failed := f.bit
		for _, code := range column.row(c.row) {
			if f.allowed[code] {
				failed = 0
				break
			}
		}
		r.scratch.fails[i] |= failed
	}
}

// applyRange fails what is unknown, as NaN is neither above nor below anything.
func (r *reading) applyRange(f *filter) {
	column := r.view.columns.numbers[f.number]
	for i, c := range r.scratch.candidates {
		if n := column[c.row]; !(n >= f.min && n <= f.max) {
			r.scratch.fails[i] |= f.bit
		}
	}
}
