package fulltext

import (
	"cmp"
	"slices"
	"sort"
	"strings"
)

// labelColumn holds the labels of each row.
type labelColumn struct {
	starts []uint32 // where the labels of each row begin, and the end
	texts  []string
	plain  []string // the texts normalised
}

func (c *labelColumn) add(labels []string) {
	for _, l := range labels {
		plain := normalise(l)
		if plain == l {
			plain = l // one string in memory
		}
		c.texts, c.plain = append(c.texts, l), append(c.plain, plain)
	}
	c.starts = append(c.starts, uint32(len(c.texts))) //nolint:gosec // G115: fewer labels than memory
}

func (c *labelColumn) row(row uint32) []string { return c.texts[c.starts[row]:c.starts[row+1]] }

// labelIndex finds labels by what their words begin with. It is immutable;
// labels beyond those that it has seen are read one by one.
type labelIndex struct {
	places []labelPlace // sorted by the text from there on
	seen   int          // rows
	labels int          // of these rows
}

// labelPlace is where a word of a label begins.
type labelPlace struct {
	label  uint32 // its place in the column
	row    uint32
	offset uint16
}

const (
	maxRecentLabels = 2048 // labels read one by one
	maxLabelWords   = 6    // words of a label by which it is found
)

// extended returns an index that has seen all rows, if there are many new ones.
func (x labelIndex) extended(c *columns) labelIndex {
	if len(c.labels.texts)-x.labels <= maxRecentLabels {
		return x
	}
	compare := func(a, b labelPlace) int {
		if c := strings.Compare(c.labels.from(a), c.labels.from(b)); c != 0 {
			return c
		}
		return cmp.Compare(a.label, b.label)
	}
	var added []labelPlace
	for row := x.seen; row < c.len(); row++ {
		added = appendPlaces(added, &c.labels, uint32(row)) //nolint:gosec // G115: a row
	}
	slices.SortFunc(added, compare)
	return labelIndex{places: merged(x.places, added, compare), seen: c.len(), labels: len(c.labels.texts)}
}

// merged puts two sorted lists together as a new one.
func merged(a, b []labelPlace, compare func(a, b labelPlace) int) []labelPlace {
	if len(a) == 0 {
		return b
	}
	out := make([]labelPlace, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if compare(a[0], b[0]) <= 0 {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// appendPlaces adds the words of a row's labels.
func appendPlaces(places []labelPlace, c *labelColumn, row uint32) []labelPlace {
	for label := c.starts[row]; label < c.starts[row+1]; label++ {
		words := 0
		scanWords(c.plain[label], func(start, _ int) {
			if words++; words <= maxLabelWords {
				places = append(places, labelPlace{label: label, row: row, offset: uint16(start)}) //nolint:gosec // G115: at most MaxValueBytes
			}
		})
	}
	return places
}

// from is the text of a label from one of its words on.
func (c *labelColumn) from(p labelPlace) string { return c.plain[p.label][p.offset:] }

// find yields the places from where labels go on with a text that is normalised.
func (x *labelIndex) find(c *columns, prefix string, yield func(labelPlace)) {
	first := sort.Search(len(x.places), func(i int) bool { return c.labels.from(x.places[i]) >= prefix })
	for _, p := range x.places[first:] {
		if !strings.HasPrefix(c.labels.from(p), prefix) {
			break
		}
		yield(p)
	}
	var places []labelPlace
	for row := x.seen; row < c.len(); row++ {
		places = appendPlaces(places[:0], &c.labels, uint32(row)) //nolint:gosec // G115: a row
		for _, p := range places {
			if strings.HasPrefix(c.labels.from(p), prefix) {
				yield(p)
			}
		}
	}
}
