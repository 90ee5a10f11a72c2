// Package evaluation measures rankings against graded judgements, by the usual
// measures of information retrieval.
package evaluation

import (
	"cmp"
	"math"
	"slices"
)

// Grades are the judged relevance of documents for one query; what is not judged
// is 0. In graded collections 3 is the best.
type Grades map[string]int

// NDCG is the normalised discounted cumulative gain of the first k of a ranking,
// with gains 2^grade − 1 and discounts log₂(rank+1) (Järvelin and Kekäläinen,
// 2002, with the gains of Burges et al., 2005). It is 0 when nothing is relevant.
func NDCG(ranking []string, grades Grades, k int) float64 {
	ideal := make([]int, 0, len(grades))
	for _, g := range grades {
		ideal = append(ideal, g)
	}
	slices.SortFunc(ideal, func(a, b int) int { return cmp.Compare(b, a) })
	best := 0.0
	for i, g := range ideal[:min(k, len(ideal))] {
		best += gain(g, i)
	}
	if best == 0 {
		return 0
	}
	sum := 0.0
	for i, id := range ranking[:min(k, len(ranking))] {
		sum += gain(grades[id], i)
	}
	return sum / best
}

func gain(grade, index int) float64 {
	return (math.Exp2(float64(grade)) - 1) / math.Log2(float64(index)+2)
}

// ReciprocalRank is one divided by the rank of the first document with at least
// the grade, among the first k; 0 when there is none.
func ReciprocalRank(ranking []string, grades Grades, k, least int) float64 {
	for i, id := range ranking[:min(k, len(ranking))] {
		if grades[id] >= least {
			return 1 / float64(i+1)
		}
	}
	return 0
}

// Recall is the share of the documents with at least the grade that are among
// the first k; 1 when there are none to find.
func Recall(ranking []string, grades Grades, k, least int) float64 {
	all, found := 0, 0
	for _, g := range grades {
		if g >= least {
			all++
		}
	}
	for _, id := range ranking[:min(k, len(ranking))] {
		if grades[id] >= least {
			found++
		}
	}
	if all == 0 {
		return 1
	}
	return float64(found) / float64(all)
}

// Success is 1 when a document with at least the grade is among the first k, else
// 0.
func Success(ranking []string, grades Grades, k, least int) float64 {
	if ReciprocalRank(ranking, grades, k, least) > 0 {
		return 1
	}
	return 0
}

// Percentile is the value below which p percent of the sorted values lie, by
// nearest rank; 0 for no values.
func Percentile(sorted []float64, p float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	i := int(math.Ceil(p/100*float64(len(sorted)))) - 1
	return sorted[max(0, min(i, len(sorted)-1))]
}
