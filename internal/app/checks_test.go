package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func TestTheBuiltInThesaurusIsGood(t *testing.T) {
	t.Parallel()
	for language, want := range map[string]string{"sv": "Fel: 0.\n", "en": "Errors: 0.\n"} {
		out := good(t, "--language", language, "thesaurus", "check")
		if !strings.HasSuffix(out, want) || strings.Contains(out, "error: ") || !strings.Contains(out, "50 ") || !strings.Contains(out, "90 ") {
			t.Errorf("%s: got %q", language, out)
		}
	}
}

// thesaurusFolder writes a thesaurus of one function and one product type.
func thesaurusFolder(t *testing.T, area string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"areas.yaml": "version: 2026.1\nareas:\n  - {id: larm, sv: larm, en: alarms}\n",
		"larm.yaml":  area,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const goodArea = `area: larm
functions:
  - {id: F01, sv: larma, en: call for help}
types:
  - {id: P01, sv: larm, en: alarm, functions: [F01]}
phrases:
  sv:
    - {phrase: ropar på hjälp, means: [F01]}
`

func TestThesaurusCheckOfAFolder(t *testing.T) {
	t.Parallel()
	if out := good(t, "thesaurus", "check", thesaurusFolder(t, goodArea)); !strings.Contains(out, "1 funktioner, 1 produkttyper, 4 benämningar, 1 problemfraser. Fel: 0.") {
		t.Errorf("got %q", out)
	}
	broken := thesaurusFolder(t, strings.Replace(goodArea, "functions: [F01]", "functions: [F02]", 1))
	a := call(t, "thesaurus", "check", broken)
	if a.code != ExitBadInput || !strings.Contains(a.stdout, "error: P01: functions holds F02") || !strings.Contains(a.stdout, "Fel: 1.") {
		t.Errorf("exit code %d, got %q", a.code, a.stdout)
	}
}

func TestThesaurusCheckOfWhatIsNone(t *testing.T) {
	t.Parallel()
	unknown := thesaurusFolder(t, goodArea+"colour: red\n")
	call(t, "thesaurus", "check", unknown).refused(t, ExitBadInput, "larm.yaml", "[9:1]", "colour", "Rätta detta")
	call(t, "thesaurus", "check", t.TempDir()).refused(t, ExitBadInput, "areas.yaml")
	call(t, "thesaurus", "check", filepath.Join(t.TempDir(), "none")).refused(t, ExitFailure, "none finns inte")
	call(t, "thesaurus", "check", productsFile).refused(t, ExitFailure, "products.jsonl")
}

func TestRulesetCheck(t *testing.T) {
	t.Parallel()
	for language, want := range map[string]string{"sv": "Inga fel.\n", "en": "No errors.\n"} {
		if out := good(t, "--language", language, "ruleset", "check"); !strings.HasSuffix(out, want) {
			t.Errorf("%s: got %q", language, out)
		}
	}
	standard := read(t, filepath.Join("..", "..", "matching", "data", "ruleset.yaml"))
	good(t, "ruleset", "check", write(t, "same.yaml", standard))
	for name, test := range map[string]struct{ old, new, want string }{
		"a key":     {"tieSeed:", "tieSeeds:", "tieSeeds"},
		"a weight":  {"weight: 28", "weight: -28", "W1"},
		"a rule":    {"test: atMost", "test: below", "below"},
		"a version": {`version: "2026.1"`, "", "version"},
	} {
		if !strings.Contains(standard, test.old) {
			t.Fatalf("%s: %q does not stand in the rule set", name, test.old)
		}
		path := write(t, "broken.yaml", strings.Replace(standard, test.old, test.new, 1))
		call(t, "ruleset", "check", path).refused(t, ExitBadInput, "broken.yaml", test.want, "Rätta detta")
		call(t, match("--language", "en", "--ruleset", path)...).refused(t, ExitBadInput, "broken.yaml", test.want, "Mend this")
	}
}

// TestARulesetOfOnesOwnCounts: without the rule for prices, no need has a price
// that is too high.
func TestARulesetOfOnesOwnCounts(t *testing.T) {
	t.Parallel()
	var kept []string
	for line := range strings.Lines(read(t, filepath.Join("..", "..", "matching", "data", "ruleset.yaml"))) {
		if !strings.Contains(line, "{id: H18,") {
			kept = append(kept, line)
		}
	}
	path := write(t, "own.yaml", strings.Join(kept, ""))
	if out := good(t, match("--format", "tsv", "--ruleset", path)...); !strings.Contains(out, "n-fall\tp-pills\t") {
		t.Errorf("a product above the price is not ranked:\n%s", out)
	}
}

// TestSchemas: both are valid, and the products and needs of the tests keep to
// them.
func TestSchemas(t *testing.T) {
	t.Parallel()
	for of, file := range map[string]string{"product": productsFile, "need": needsFile} {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(good(t, "schema", of)))
		if err != nil {
			t.Fatalf("%s: no JSON: %v", of, err)
		}
		compiler := jsonschema.NewCompiler()
		if err := compiler.AddResource("schema.json", doc); err != nil {
			t.Fatal(err)
		}
		schema, err := compiler.Compile("schema.json")
		if err != nil {
			t.Fatalf("%s: no schema: %v", of, err)
		}
		for i, o := range objects(t, read(t, file)) {
			value, err := jsonschema.UnmarshalJSON(strings.NewReader(marshal(t, o)))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(value); err != nil {
				t.Errorf("%s %d: %v", of, i+1, err)
			}
		}
	}
}
