package app

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/testbeds"
)

// evaluate runs eval and decodes its one JSON object.
func evaluate(t *testing.T, args ...string) (o object) {
	t.Helper()
	if err := json.Unmarshal([]byte(good(t, append([]string{"eval"}, args...)...)), &o); err != nil {
		t.Fatal(err)
	}
	return o
}

func evalMatchArgs(judgements string, more ...string) []string {
	return append([]string{"match", "--hunspell", "off", "--products", productsFile, "--needs", needsFile, "--judgements", judgements}, more...)
}

// TestEvalMatch: the ranking of n-fall is p-radar, p-button, and p-pills is the
// first of n-pills (see TestTSV).
func TestEvalMatch(t *testing.T) {
	t.Parallel()
	o := evaluate(t, evalMatchArgs(judgementsFile)...)
	for _, part := range []object{o, o.object(t, "tunedHalf"), o.object(t, "heldOutHalf"), o.object(t, "bleveSv")} {
		part.has(t, "a part", "needs", "ndcg5", "ndcg10", "recall20", "mrr", "success3", "violationsTop10")
	}
	o.has(t, "the report", "misspelt", "ruleset")
	for name, want := range map[string]float64{"needs": 2, "ndcg5": 1, "ndcg10": 1, "recall20": 1, "mrr": 1, "success3": 1, "violationsTop10": 0, "misspelt": 0} {
		if o[name] != want {
			t.Errorf("%s is %v, want %g", name, o[name], want)
		}
	}
	if halves := o.object(t, "tunedHalf")["needs"].(float64) + o.object(t, "heldOutHalf")["needs"].(float64); halves != 2 {
		t.Errorf("the halves have %g needs", halves)
	}
}

// TestEvalMatchByHand judges the second best: p-button, at rank 2 of n-fall, and
// p-pills, which the price shuts out there.
//
//	nDCG: gain 2²−1 = 3 at rank 2 is 3/log₂3 = 1.892789; the ideal is 7 (p-pills)
//	+ 1.892789 = 8.892789: 0.2128
//	recall from grade 2: one of two; MRR 1/2; success@3 1
func TestEvalMatchByHand(t *testing.T) {
	t.Parallel()
	path := write(t, "judgements.tsv", "n-fall\tp-button\t2\nn-fall\tp-pills\t3\n")
	o := evaluate(t, evalMatchArgs(path)...)
	for name, want := range map[string]float64{"needs": 1, "ndcg5": 0.2128, "ndcg10": 0.2128, "recall20": 0.5, "mrr": 0.5, "success3": 1} {
		if o[name] != want {
			t.Errorf("%s is %v, want %g", name, o[name], want)
		}
	}
}

// TestEvalSeesViolations when a rule set does not hold prices and cameras against
// anybody: p-camera and p-pills break n-fall then.
func TestEvalSeesViolations(t *testing.T) {
	t.Parallel()
	var kept []string
	for line := range strings.Lines(read(t, filepath.Join("..", "..", "matching", "data", "ruleset.yaml"))) {
		if !strings.Contains(line, "{id: H18,") && !strings.Contains(line, "{id: H20,") {
			kept = append(kept, line)
		}
	}
	o := evaluate(t, evalMatchArgs(judgementsFile, "--ruleset", write(t, "lax.yaml", strings.Join(kept, "")))...)
	if o["violationsTop10"] != 2.0 {
		t.Errorf("%v violations, want 2", o["violationsTop10"])
	}
}

func TestEvalMatchOfChangedNeeds(t *testing.T) {
	t.Parallel()
	misspelt := evalMatchArgs(judgementsFile, "--misspell", "0.3", "--seed", "4")
	a, b := evaluate(t, misspelt...), evaluate(t, misspelt...)
	if diff := cmp.Diff(a, b); diff != "" || a["misspelt"] != 0.3 {
		t.Errorf("misspelt %v; two runs differ: %s", a["misspelt"], diff)
	}
	if o := evaluate(t, evalMatchArgs(judgementsFile, "--text-only")...); o["needs"] != 2.0 || o["mrr"] != 1.0 {
		t.Errorf("of texts alone: %v", o)
	}
}

func TestBrokenJudgements(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		content string
		want    said
	}{
		"no tabs":         {"n-fall p-radar 3\n", said{"sv": {"rad 1", "tabb", "Rätta"}, "en": {"line 1", "tabs", "Mend"}}},
		"a grade missing": {"# x\nn-fall\tp-radar\n", said{"sv": {"rad 2", "betyg"}, "en": {"line 2", "grade"}}},
		"a grade of 4":    {"n-fall\tp-radar\t4\n", said{"sv": {"rad 1", "0–3"}, "en": {"line 1", "0–3"}}},
		"a grade below":   {"n-fall\tp-radar\t-1\n", said{"sv": {"rad 1", "0–3"}, "en": {"line 1", "0–3"}}},
		"a grade in word": {"n-fall\tp-radar\tgood\n", said{"sv": {"rad 1"}, "en": {"line 1"}}},
		"a column more":   {"n-fall\tp-radar\t3\tx\n", said{"sv": {"rad 1"}, "en": {"line 1"}}},
		"no such need":    {"n-fall\tp-radar\t3\nn-none\tp-radar\t3\n", said{"sv": {"rad 2", `"n-none"`, "ta bort"}, "en": {"line 2", `"n-none"`, "remove"}}},
		"no such product": {"n-fall\tp-none\t3\n", said{"sv": {"rad 1", `"p-none"`, "ta bort"}, "en": {"line 1", `"p-none"`, "remove"}}},
		"only comments":   {"# nothing\n\n", said{"sv": {"inga bedömningar", "Lägg in"}, "en": {"no judgements", "Add"}}},
	} {
		_, err := readJudgements(write(t, "judgements.tsv", test.content), []*testbeds.Need{{ID: "n-fall"}}, matching.Memory{{ID: "p-radar"}})
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for language, want := range test.want {
			said := i18n.Printer{Language: i18n.Language(language)}.Error(err)
			for _, w := range append(want, "judgements.tsv") {
				if !strings.Contains(said, w) {
					t.Errorf("%s in %s: %q does not say %q", name, language, said, w)
				}
			}
		}
	}
	broken := write(t, "judgements.tsv", "n-fall p-radar 3\n")
	call(t, append([]string{"eval"}, evalMatchArgs(broken)...)...).refused(t, ExitBadInput, "judgements.tsv rad 1")
}

func TestEvalText(t *testing.T) {
	t.Parallel()
	documents, queries := filepath.Join("testdata", "documents.jsonl"), filepath.Join("testdata", "queries.jsonl")
	o := evaluate(t, "text", "--hunspell", "off", "--documents", documents, "--queries", queries)
	if o["documents"] != 3.0 || o["queries"] != 2.0 {
		t.Errorf("%v documents and %v queries, want 3 and 2", o["documents"], o["queries"])
	}
	for _, part := range []string{"own", "bleveSv"} {
		q := o.object(t, part)
		q.has(t, part, "ndcg10", "mrr10", "recall10", "p50ms", "p99ms")
		if q["recall10"] != 1.0 || q["mrr10"] != 1.0 || q["ndcg10"] != 1.0 {
			t.Errorf("%s: %v, want every document found first", part, q)
		}
	}
	bad := write(t, "bad.jsonl", "{\"id\":\"d\",\"title\":\"t\",\"text\":\"x\",\"zzz\":1}\n")
	call(t, "eval", "text", "--documents", bad, "--queries", queries).refused(t, ExitBadInput, "bad.jsonl rad 1", `"zzz"`)
	call(t, "eval", "text", "--documents", documents, "--queries", bad).refused(t, ExitBadInput, "bad.jsonl rad 1", `"title"`)
}

// TestEvalLeavesNothingBehind of bleve's indexes.
func TestEvalLeavesNothingBehind(t *testing.T) {
	dir, path := t.TempDir(), judgementsFile
	t.Setenv("TMPDIR", dir)
	evaluate(t, evalMatchArgs(path)...)
	evaluate(t, "text", "--documents", filepath.Join("testdata", "documents.jsonl"), "--queries", filepath.Join("testdata", "queries.jsonl"))
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestTheHalvesAreHalves, and a need never changes sides, or weights would be
// judged on what they were tuned on.
func TestTheHalvesAreHalves(t *testing.T) {
	tuned := 0
	for i := range 1000 {
		if tunedOn("need-" + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + string(rune('a'+i/26))) {
			tuned++
		}
	}
	if tuned < 400 || tuned > 600 {
		t.Errorf("%d of 1000 needs are in the tuned half", tuned)
	}
	sides := ""
	for _, id := range []string{"a", "b", "c", "d", "n-fall", "n-pills", "b01", "b02"} {
		sides += map[bool]string{true: "t", false: "h"}[tunedOn(id)]
	}
	if want := "thttttth"; sides != want {
		t.Errorf("needs have changed sides: %s, want %s", sides, want)
	}
}
