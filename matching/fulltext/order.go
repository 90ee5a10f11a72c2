package fulltext

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// comparer says which of two candidates comes first.
type comparer func(a, b hitCandidate) int

// comparer makes the one that a query asks for.
func (r *reading) comparer(order Order) comparer {
	by := func(hitCandidate, hitCandidate) int { return 0 }
	if at, is := r.index.fields.sort(order.Field); is {
		by = byText(&r.view.columns.sorts[at], order.Descending)
	} else if at, is := r.index.fields.number(order.Field); is {
		by = byNumber(r.view.columns.numbers[at], order.Descending)
	}
	ties, ids := r.view.columns.ties, r.view.columns.ids
	return func(a, b hitCandidate) int {
		if c := by(a, b); c != 0 {
			return c
		}
		// The best first, also among those that are alike otherwise.
		if a.score != b.score {
			return cmp.Compare(b.score, a.score)
		}
		if c := cmp.Compare(ties[a.row], ties[b.row]); c != 0 {
			return c
		}
		return strings.Compare(ids[a.row], ids[b.row])
	}
}

func byText(column *sortColumn, descending bool) comparer {
	return func(a, b hitCandidate) int {
		c := cmp.Compare(column.heads[a.row], column.heads[b.row])
		if c == 0 {
			c = strings.Compare(column.keys[a.row], column.keys[b.row])
		}
		switch {
		case c == 0:
			return 0
		case column.keys[a.row] == "":
			return 1
		case column.keys[b.row] == "":
			return -1
		case descending:
			return -c
		}
		return c
	}
}

func byNumber(column []float64, descending bool) comparer {
	return func(a, b hitCandidate) int {
		x, y := column[a.row], column[b.row]
		switch {
		case math.IsNaN(x) && math.IsNaN(y):
			return 0
		case math.IsNaN(x):
			return 1
		case math.IsNaN(y):
			return -1
		case descending:
			return cmp.Compare(y, x)
		}
		return cmp.Compare(x, y)
	}
}

// best returns the first n of the candidates that fail no filter, in order, and
// how many there are in all.
func (r *reading) best(compare comparer, n int) (best []hitCandidate, total int) {
	h := candidateHeap{compare: compare}
	s := r.scratch
	for i, c := range s.candidates {
		if s.fails[i] != 0 {
			continue
		}
		total++
		h.offer(c, n)
	}
	slices.SortFunc(h.list, compare)
	return h.list, total
}

// candidateHeap keeps the first n candidates, the last of them on top.
type candidateHeap struct {
	list    []hitCandidate
	compare comparer
}

func (h *candidateHeap) offer(c hitCandidate, n int) {
	switch {
	case n == 0:
	case len(h.list) < n:
		h.list = append(h.list, c)
		h.up(len(h.list) - 1)
	case h.compare(c, h.list[0]) < 0:
		h.list[0] = c
		h.down(0)
	}
}

func (h *candidateHeap) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if h.compare(h.list[i], h.list[parent]) <= 0 {
			return
		}
		h.list[i], h.list[parent] = h.list[parent], h.list[i]
		i = parent
	}
}

func (h *candidateHeap) down(i int) {
	for {
		last := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(h.list); child++ {
			if h.compare(h.list[child], h.list[last]) > 0 {
				last = child
			}
		}
		if last == i {
			return
		}
		h.list[i], h.list[last] = h.list[last], h.list[i]
		i = last
	}
}
