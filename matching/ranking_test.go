package matching

import (
	goflag "flag" // the package has a flag of its own
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/evaluation"
	"github.com/allagehub/matcharenan/testbeds"
)

var update = goflag.Bool("update", false, "write the golden files anew")

const rankingFile = "testdata/ranking.golden"

// Floors of the means over the judged needs.
const (
	floorNDCG    = 0.80
	floorSuccess = 0.90
)

// quality is how good the rankings of some needs are.
type quality struct {
	needs               int
	ndcg, success, mrr  float64 // sums
	recall              float64
	violations          int
	rankings, breakages []string
}

// TestRanking shows each change of a ranking as a change of the golden file, which
// `go test ./matching -run TestRanking -update` writes anew, and holds the means
// above their floors.
func TestRanking(t *testing.T) {
	j := judgedCollection(t)
	m := newMatcher(t, j.products...)
	byID := make(map[string]*catalog.Product)
	for _, p := range j.products {
		byID[p.ID] = p
	}
	var q quality
	for _, n := range j.needs {
		r := matchWith(t, m, n, Options{Day: today, Top: 20})
		q.add(n, r, j.grades[n.ID], byID)
	}
	got := q.String()
	if *update {
		if err := os.WriteFile(rankingFile, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(rankingFile)
	if err != nil {
		t.Fatalf("%v (made with -update)", err)
	}
	if got != string(want) {
		t.Errorf("rankings changed; if for the better, run with -update:\n%s", lineDiff(got, string(want)))
	}
	count := float64(q.needs)
	if q.ndcg/count < floorNDCG || q.success/count < floorSuccess {
		t.Errorf("nDCG@10 %.3f, success@3 %.3f; want at least %.2f and %.2f", q.ndcg/count, q.success/count, floorNDCG, floorSuccess)
	}
	if q.violations > 0 {
		t.Errorf("%d products break a requirement of the need whose first ten they are among: %v", q.violations, q.breakages)
	}
}

func (q *quality) add(n *testbeds.Need, r *Result, grades evaluation.Grades, products map[string]*catalog.Product) {
	var ids, best []string
	for i, m := range r.Matches {
		ids = append(ids, m.ID)
		if i < 5 {
			best = append(best, fmt.Sprintf("%s:%d:%.2f", m.ID, grades[m.ID], m.Score.Float()))
		}
		if broken := breachesOf(n, products[m.ID], today); i < 10 && len(broken) > 0 {
			q.violations++
			q.breakages = append(q.breakages, fmt.Sprintf("need %s, product %s: %v", n.ID, m.ID, broken))
		}
	}
	ndcg := evaluation.NDCG(ids, grades, 10)
	q.needs++
	q.ndcg += ndcg
	q.success += evaluation.Success(ids, grades, 3, 2)
	q.mrr += evaluation.ReciprocalRank(ids, grades, 20, 2)
	q.recall += evaluation.Recall(ids, grades, 20, 2)
	q.rankings = append(q.rankings, fmt.Sprintf("%s %.3f %s", n.ID, ndcg, strings.Join(best, " ")))
}

// String is a line for each need (nDCG@10, then the first five as
// product:grade:score), then the means.
func (q *quality) String() string {
	count := float64(q.needs)
	return strings.Join(q.rankings, "\n") + fmt.Sprintf(
		"\n\nneeds %d\nnDCG@10 %.3f\nsuccess@3 %.3f\nMRR@20 %.3f\nrecall@20 %.3f\nviolations@10 %d\n",
		q.needs, q.ndcg/count, q.success/count, q.mrr/count, q.recall/count, q.violations)
}

// lineDiff shows the lines in which two texts of the same shape differ.
func lineDiff(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	var b strings.Builder
	for i := range max(len(g), len(w)) {
		var a, c string
		if i < len(g) {
			a = g[i]
		}
		if i < len(w) {
			c = w[i]
		}
		if a != c {
			fmt.Fprintf(&b, "- %s\n+ %s\n", c, a)
		}
	}
	return b.String()
}

// TestJudgementsAreOfWhatThereIs: no judgement is lost to a misspelt ID.
func TestJudgementsAreOfWhatThereIs(t *testing.T) {
	j := judgedCollection(t)
	if len(j.products) < 120 || len(j.needs) < 45 {
		t.Errorf("%d products and %d needs; want at least 120 and 45", len(j.products), len(j.needs))
	}
	product := func(id string) bool {
		return slices.ContainsFunc(j.products, func(p *catalog.Product) bool { return p.ID == id })
	}
	for _, n := range j.needs {
		grades := j.grades[n.ID]
		good := false
		for id, g := range grades {
			if !product(id) || g < 0 || g > 3 {
				t.Errorf("need %s: product %s has grade %d; there is no such product or grade", n.ID, id, g)
			}
			good = good || g >= 2
		}
		if !good {
			t.Errorf("need %s has no product of grade 2 or 3", n.ID)
		}
	}
	if len(j.grades) != len(j.needs) {
		t.Errorf("%d needs are judged, of %d", len(j.grades), len(j.needs))
	}
}
