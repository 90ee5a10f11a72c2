package app

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// product gives a good product as a line, with members changed.
func product(t testing.TB, id string, members object) string {
	t.Helper()
	p := object{"id": id, "name": "Namn", "summary": "Kort.", "language": "sv", "vendor": object{"id": "v-x", "name": "X AB"}}
	maps.Copy(p, members)
	return marshal(t, p)
}

// need gives a good need as a line, with members changed.
func need(t testing.TB, id string, members object) string {
	t.Helper()
	n := object{
		"id": id, "title": "Titel", "description": "Text.", "goal": "Mål.", "language": "sv",
		"statements": []object{{"text": "Ett krav.", "priority": "must"}},
	}
	maps.Copy(n, members)
	return marshal(t, n)
}

func marshal(t testing.TB, v any) string {
	t.Helper()
	line, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(line)
}

// said is what a message must hold in a language: where, what, and how to mend it.
type said map[string][]string

// badLine is a line that must be refused, as the second of a file.
type badLine struct {
	name string
	line string
	said said
}

func badProducts(t testing.TB) []badLine {
	change := func(members object) string { return product(t, "p-bad", members) }
	raw := func(old, new string) string { return strings.Replace(change(nil), old, new, 1) }
	return []badLine{
		{"malformed", raw(`"id"`, `id`), said{"sv": {", tecken ", "inte giltig JSON", "Kontrollera"}, "en": {", character ", "not valid JSON", "Check"}}},
		{"cut off", `{"id":"p-bad"`, said{"sv": {"tar slut mitt i", "Kontrollera"}, "en": {"ends in the middle", "Check"}}},
		{"two objects", change(nil) + "{}", said{"sv": {"efter objektet", "ett objekt per rad"}, "en": {"after the object", "one object a line"}}},
		{"a list", "[" + change(nil) + "]", said{"sv": {"inget objekt", "Skriv ett objekt"}, "en": {"no object", "Write one object"}}},
		{"text for a number", change(object{"trl": "nine"}), said{"sv": {`"trl"`, "heltal", "Skriv"}, "en": {`"trl"`, "whole number", "Write"}}},
		{"a number for text", change(object{"name": 7}), said{"sv": {`"name"`, "citattecken"}, "en": {`"name"`, "quotation marks"}}},
		{"text for a list", change(object{"keywords": "x"}), said{"sv": {`"keywords"`, "lista"}, "en": {`"keywords"`, "list"}}},
		{"text inside an object", change(object{"price": object{"perMonthSEK": "dyrt"}}), said{"sv": {`"price.perMonthSEK"`, "ska vara ett tal"}, "en": {`"price.perMonthSEK"`, "must be a number"}}},
		{"an unknown member", change(object{"zzzzzz": 1}), said{"sv": {`"zzzzzz"`, "känns inte igen", "Ta bort"}, "en": {`"zzzzzz"`, "not known", "Remove"}}},
		{"a misspelt member", change(object{"sumary": "x"}), said{"sv": {`"sumary"`, `Menade du "summary"`}, "en": {`"sumary"`, `Did you mean "summary"`}}},
		{"a member twice", raw(`{`, `{"id":"p-other",`), said{"sv": {`"id"`, "två gånger", "Behåll en"}, "en": {`"id"`, "twice", "Keep one"}}},
		{"no id", change(object{"id": nil}), said{"sv": {`"id"`, "saknas", "Fyll i"}, "en": {`"id"`, "missing", "Fill in"}}},
		{"an unknown value", change(object{"targetGroups": []string{"elder"}}), said{"sv": {`"targetGroups[0]"`, `"elder"`, `Menade du "older"`}, "en": {`"targetGroups[0]"`, `"elder"`, `Did you mean "older"`}}},
		{"an unknown short value", change(object{"careActs": []string{"XYZ"}}), said{"sv": {`"careActs[0]"`, "Välj bland: SoL, LSS, HSL"}, "en": {`"careActs[0]"`, "Choose from: SoL, LSS, HSL"}}},
		{"an unknown product type", change(object{"productTypes": []string{"P999"}}), said{"sv": {`"productTypes[0]"`, `"P999"`, "P01", "Rätta"}, "en": {`"productTypes[0]"`, `"P999"`, "P01", "Correct"}}},
		{"an unknown function", change(object{"functions": []string{"F99"}}), said{"sv": {`"functions[0]"`, `"F99"`, "F01"}, "en": {`"functions[0]"`, `"F99"`, "F01"}}},
		{"a line of 10 MiB", change(object{"description": strings.Repeat("x", 10<<20)}), said{"sv": {"1048576 byte", "Korta"}, "en": {"1048576 bytes", "Shorten"}}},
		{"no UTF-8", raw("Namn", "Na\xffmn"), said{"sv": {`"name"`, "UTF-8", "Spara"}, "en": {`"name"`, "UTF-8", "Save"}}},
		{"a NUL byte", raw("Namn", "Na\x00mn"), said{"sv": {"NUL", "Ta bort"}, "en": {"NUL", "Remove"}}},
		{"a NUL as an escape", raw("Namn", `Na\u0000mn`), said{"sv": {"NUL", "Ta bort"}, "en": {"NUL", "Remove"}}},
		{"an id twice", product(t, "p-first", nil), said{"sv": {`"p-first"`, "redan på rad 1", "eget id"}, "en": {`"p-first"`, "on line 1 already", "of its own"}}},
		{"dates reversed", change(object{"trialOffer": object{"from": "2026-05-01", "to": "2026-04-01"}}), said{"sv": {`"trialOffer.to"`, "2026-04-01", `"trialOffer.from"`, "rätta"}, "en": {`"trialOffer.to"`, "2026-04-01", `"trialOffer.from"`, "correct"}}},
		{"a day that is not", change(object{"validUntil": "2026-02-30"}), said{"sv": {`"validUntil"`, "datum som finns", "2026-03-31"}, "en": {`"validUntil"`, "date that exists", "2026-03-31"}}},
		{"out of range", change(object{"trl": 10}), said{"sv": {`"trl"`, "10", "högst 9"}, "en": {`"trl"`, "10", "at most 9"}}},
		{"a wrong organisation number", change(object{"vendor": object{"id": "v", "name": "X", "country": "SE", "orgNumber": "556036-0794"}}), said{"sv": {`"vendor.orgNumber"`, "556036-0794"}, "en": {`"vendor.orgNumber"`, "556036-0794"}}},
		{"too deep", strings.Repeat("[", 100), said{"sv": {"16 nivåer", "Ta bort"}, "en": {"16 levels", "Remove"}}},
	}
}

// told holds that a run on a file of bad lines, from line 2 on, is refused and
// tells of each line in the language.
func told(t *testing.T, language string, a answer, lines []badLine) {
	t.Helper()
	places := map[string][2]string{"sv": {"rad", fmt.Sprintf("fel på %d ställen", len(lines))}, "en": {"line", fmt.Sprintf("errors in %d places", len(lines))}}
	place := places[language]
	a.refused(t, ExitBadInput, "--skip-invalid", place[1])
	messages := strings.Split(strings.TrimSpace(a.stderr), "\n")
	if len(messages) != len(lines)+1 {
		t.Errorf("%d messages for %d bad lines and the end:\n%s", len(messages), len(lines), a.stderr)
		return
	}
	for i, bad := range lines {
		for _, want := range append(bad.said[language], fmt.Sprintf("bad.jsonl %s %d", place[0], i+2)) {
			if !strings.Contains(messages[i], want) {
				t.Errorf("%s, %s: %q does not say %q", bad.name, language, messages[i], want)
			}
		}
	}
}

// badFile is a file of a good line, the bad ones, and another good one.
func badFile(t *testing.T, first string, lines []badLine, last string) string {
	t.Helper()
	all := []string{first}
	for i, bad := range lines { // the same id is an error of its own
		all = append(all, strings.ReplaceAll(bad.line, "-bad", fmt.Sprintf("-bad-%d", i)))
	}
	return write(t, "bad.jsonl", strings.Join(append(all, last, ""), "\n"))
}

// TestBadProductsAreRefused by the commands that read products: each line is told
// of, and no result is written.
func TestBadProductsAreRefused(t *testing.T) {
	t.Parallel()
	lines := badProducts(t)
	path := badFile(t, product(t, "p-first", nil), lines, product(t, "p-last", nil))
	for _, command := range [][]string{
		{"--language", "sv", "products", "check", path},
		{"--language", "en", "match", "--products", path, "--needs", needsFile},
		{"--language", "sv", "mirror", "--vendor", "v-x", "--products", path, "--needs", needsFile},
	} {
		told(t, command[1], call(t, command...), lines)
	}
}

func TestBadNeedsAreRefused(t *testing.T) {
	t.Parallel()
	statement := object{"text": "x", "priority": "must"}
	tests := []badLine{
		{"an unknown priority", need(t, "n-bad", object{"statements": []object{{"text": "x", "priority": "most"}}}), said{"sv": {`"statements[0].priority"`, `"most"`}, "en": {`"statements[0].priority"`, `"most"`}}},
		{"a statement too long", need(t, "n-bad", object{"statements": []object{{"text": strings.Repeat("å", 301), "priority": "must"}}}), said{"sv": {`"statements[0].text"`, "300", "Korta"}, "en": {`"statements[0].text"`, "300", "Shorten"}}},
		{"too many statements", need(t, "n-bad", object{"statements": slices.Repeat([]object{statement}, 21)}), said{"sv": {`"statements"`, "20", "Ta bort"}, "en": {`"statements"`, "20", "Remove"}}},
		{"an unknown function", need(t, "n-bad", object{"statements": []object{{"text": "x", "priority": "must", "function": "F99"}}}), said{"sv": {`"statements[0].function"`, "F99"}, "en": {`"statements[0].function"`, "F99"}}},
		{"dates reversed", need(t, "n-bad", object{"requires": object{"startFrom": "2026-05-01", "startTo": "2026-04-01"}}), said{"sv": {`"requires.startTo"`, `"requires.startFrom"`}, "en": {`"requires.startTo"`, `"requires.startFrom"`}}},
		{"an id twice", need(t, "n-first", nil), said{"sv": {`"n-first"`, "redan på rad 1"}, "en": {`"n-first"`, "on line 1 already"}}},
		{"malformed", "{", said{"sv": {"tar slut mitt i"}, "en": {"ends in the middle"}}},
	}
	path := badFile(t, need(t, "n-first", nil), tests, need(t, "n-last", nil))
	for _, language := range []string{"sv", "en"} {
		told(t, language, call(t, "--language", language, "match", "--hunspell", "off", "--products", productsFile, "--needs", path), tests)
	}
}

func TestSkipInvalidGoesOn(t *testing.T) {
	t.Parallel()
	products := write(t, "products.jsonl", "{\n"+read(t, productsFile)+product(t, "p-bad", object{"trl": 99})+"\n")
	needs := write(t, "needs.jsonl", need(t, "n-bad", object{"zzz": 1})+"\n"+read(t, needsFile))
	a := call(t, "--language", "en", "match", "--hunspell", "off", "--format", "tsv", "--skip-invalid", "--products", products, "--needs", needs)
	if a.code != ExitOK {
		t.Errorf("exit code %d", a.code)
	}
	if want := standard(t, "tsv"); a.stdout != want {
		t.Errorf("the result differs from that of the good lines alone:\n%s", a.stdout)
	}
	for _, want := range []string{"products.jsonl line 1", "products.jsonl line 6", "needs.jsonl line 1", "3 places were passed over", "6 lines are used"} {
		if !strings.Contains(a.stderr, want) {
			t.Errorf("the message does not say %q:\n%s", want, a.stderr)
		}
	}
}

// TestManyProblemsAreCounted: the first fifty are told one by one.
func TestManyProblemsAreCounted(t *testing.T) {
	t.Parallel()
	a := call(t, "--language", "en", "products", "check", write(t, "bad.jsonl", strings.Repeat("{\n", 120)))
	a.refused(t, ExitBadInput, "bad.jsonl line 50", "… and 70 more errors", "errors in 120 places")
	if strings.Contains(a.stderr, "line 51") {
		t.Error("more than fifty are told")
	}
}
