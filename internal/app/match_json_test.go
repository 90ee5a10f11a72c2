package app

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
)

// object is a JSON object with its members.
type object map[string]any

func (o object) object(t *testing.T, name string) object {
	t.Helper()
	inner, ok := o[name].(map[string]any)
	if !ok {
		t.Fatalf("%s is %v, want an object", name, o[name])
	}
	return inner
}

func (o object) list(t *testing.T, name string) (list []object) {
	t.Helper()
	values, ok := o[name].([]any)
	if !ok {
		t.Fatalf("%s is %v, want a list", name, o[name])
	}
	for _, v := range values {
		list = append(list, v.(map[string]any))
	}
	return list
}

func (o object) has(t *testing.T, what string, members ...string) {
	t.Helper()
	for _, m := range members {
		if _, ok := o[m]; !ok {
			t.Errorf("%s has no member %s: %v", what, m, o)
		}
	}
}

// results gives the JSON result of each need.
func results(t *testing.T, out string) map[string]object {
	t.Helper()
	all := map[string]object{}
	for line := range strings.Lines(out) {
		var o object
		if err := json.Unmarshal([]byte(line), &o); err != nil {
			t.Fatalf("a line is no JSON object: %v", err)
		}
		all[o.object(t, "need")["id"].(string)] = o
	}
	return all
}

func TestJSONHasEveryMemberOfTheExplanation(t *testing.T) {
	t.Parallel()
	all := results(t, standard(t, "json"))
	if len(all) != 2 {
		t.Fatalf("%d results, want one a need", len(all))
	}
	o := all["n-fall"]
	o.has(t, "the result", "need", "day", "versions", "understood", "products", "eligible", "matches", "nearMisses", "musts")
	o.object(t, "need").has(t, "the need", "id", "title", "municipality")
	o.object(t, "versions").has(t, "versions", "need", "ruleset", "thesaurus", "analysis", "index")
	understood := o.object(t, "understood")
	understood.has(t, "understood", "functions", "productTypes", "proposed")
	understood.list(t, "functions")[0].has(t, "a function", "id", "sv", "en", "strength")

	m := o.list(t, "matches")[0]
	m.has(t, "a match", "rank", "id", "score", "product", "contributions", "words", "concepts", "rules")
	m.object(t, "product").has(t, "the product", "id", "name", "vendor", "version")
	m.list(t, "contributions")[0].has(t, "a contribution", "criterion", "name", "value", "known", "weight", "counts", "points")
	m.list(t, "concepts")[0].has(t, "a concept", "id", "sv", "en", "need", "product")
	word := m.list(t, "words")[0]
	word.has(t, "a word", "need", "product")
	word.object(t, "product").has(t, "a word's place", "field", "start", "end", "text")
	m.list(t, "rules")[0].has(t, "a rule", "rule", "name", "state", "needs", "has")

	near := o.list(t, "nearMisses")[0]
	near.has(t, "a near miss", "id", "score", "product", "fails")
	if fails := near.object(t, "fails"); near["id"] != "p-camera" || fails["name"] != "camera" || fails["state"] != "fail" || fails["has"] != "recording" {
		t.Errorf("the near miss is %v", near)
	}
	o.list(t, "musts")[0].has(t, "a must", "rule", "name", "needs", "shutsOut", "alone", "fitting")

	pills := all["n-pills"].list(t, "matches")[0]
	if q, _ := pills["questions"].([]any); !slices.Contains(q, any("integrations")) {
		t.Errorf("what is not known of %v is no question: %v", pills["id"], q)
	}
}

// TestContributionsAddUpToTheScore to the last digit shown.
func TestContributionsAddUpToTheScore(t *testing.T) {
	t.Parallel()
	for need, o := range results(t, standard(t, "json")) {
		for _, m := range o.list(t, "matches") {
			sum := 0.0
			for _, c := range m.list(t, "contributions") {
				sum += math.Round(c["points"].(float64) * 100)
			}
			if want := math.Round(m["score"].(float64) * 100); sum != want {
				t.Errorf("%s, %s: contributions add up to %g hundredths, the score is %g", need, m["id"], sum, want)
			}
		}
	}
}

// TestWordsStandWhereTheySay: the place of a matched word holds that word.
func TestWordsStandWhereTheySay(t *testing.T) {
	t.Parallel()
	fields := map[string]object{}
	for line := range strings.Lines(read(t, productsFile)) {
		var p object
		if err := json.Unmarshal([]byte(line), &p); err != nil {
			t.Fatal(err)
		}
		fields[p["id"].(string)] = p
	}
	seen := 0
	for _, o := range results(t, standard(t, "json")) {
		for _, m := range o.list(t, "matches") {
			words, _ := m["words"].([]any)
			for _, w := range words {
				place := object(w.(map[string]any)).object(t, "product")
				field, ok := fields[m["id"].(string)][place["field"].(string)].(string)
				start, end := int(place["start"].(float64)), int(place["end"].(float64))
				if ok && field[start:end] != place["text"] {
					t.Errorf("%s: %v says %q", m["id"], place, field[start:end])
				}
				seen++
			}
		}
	}
	if seen < 5 {
		t.Errorf("only %d words were seen", seen)
	}
}

func TestExplainAndNearLimitTheReasons(t *testing.T) {
	t.Parallel()
	o := results(t, good(t, match("--format", "json", "--explain", "1", "--near", "0")...))["n-fall"]
	matches := o.list(t, "matches")
	if _, ok := matches[0]["contributions"]; !ok {
		t.Error("the first is not explained")
	}
	if _, ok := matches[1]["contributions"]; ok {
		t.Error("the second is explained")
	}
	if near, _ := o["nearMisses"].([]any); len(near) != 0 {
		t.Errorf("near misses: %v", near)
	}
}

func TestTheThreeFormatsAgree(t *testing.T) {
	t.Parallel()
	var fromJSON, fromText []string
	all := results(t, standard(t, "json"))
	for _, need := range []string{"n-fall", "n-pills"} {
		for _, m := range all[need].list(t, "matches") {
			fromJSON = append(fromJSON, m["id"].(string))
		}
	}
	text := standard(t, "text")
	for line := range strings.Lines(text) {
		if i := strings.Index(line, "  [p-"); i >= 0 {
			fromText = append(fromText, strings.Trim(line[i:], " []\n"))
		}
	}
	var fromTSV []string
	for _, row := range rows(t, standard(t, "tsv")) {
		fromTSV = append(fromTSV, row[1])
	}
	if !slices.Equal(fromJSON, fromTSV) || !slices.Equal(fromText, fromTSV) {
		t.Errorf("rankings differ: JSON %v, text %v, TSV %v", fromJSON, fromText, fromTSV)
	}
}
