package app

import (
	"strings"
	"testing"
)

// TestWrongCalls end with the code for them and name what is wrong.
func TestWrongCalls(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"an unknown flag":           {match("--colour", "red"), "--colour"},
		"an unknown command":        {[]string{"marry"}, "marry"},
		"an unknown sub-command":    {[]string{"products", "sell"}, "sell"},
		"a flag that is missing":    {[]string{"match", "--products", productsFile}, "--needs"},
		"an argument missing":       {[]string{"products", "check"}, "<file>"},
		"an argument too many":      {[]string{"schema", "product", "need"}, "need"},
		"a format that is not":      {match("--format", "xml"), `"text","json","tsv"`},
		"a language that is not":    {[]string{"--language", "fi", "ruleset", "check"}, `"sv","en"`},
		"a schema that is not":      {[]string{"schema", "vendor"}, `"product","need"`},
		"a number that is a word":   {match("--top", "ten"), "--top"},
		"mirror without its vendor": {[]string{"mirror", "--products", productsFile, "--needs", needsFile}, "--vendor"},
	} {
		a := call(t, test.args...)
		a.refused(t, ExitUsage, "matcharenan: ", test.want, "--help")
		if t.Failed() {
			t.Fatalf("at %s", name)
		}
	}
}

// TestValuesOutOfBounds: whether they are bad input or a wrong call, they are
// refused with a remedy before anything is read.
func TestValuesOutOfBounds(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args []string
		want said
	}{
		"a day that is not":  {match("--day", "2026-02-30"), said{"sv": {"2026-02-30", "Skriv den som"}, "en": {"2026-02-30", "Write it as"}}},
		"a day out of order": {match("--day", "31/3 2026"), said{"sv": {"31/3 2026", "Skriv den som"}, "en": {"31/3 2026", "Write it as"}}},
		"too large a top":    {match("--top", "1001"), said{"sv": {"--top", "1000"}, "en": {"--top", "1000"}}},
		"a negative top":     {match("--top=-1"), said{"sv": {"inga negativa tal"}, "en": {"no negative numbers"}}},
		"too many near":      {match("--near", "51"), said{"sv": {"--near", "50"}, "en": {"--near", "50"}}},
		"standard input twice": {
			[]string{"match", "--products", "-", "--needs", "-"},
			said{"sv": {"Bara en", "i en fil"}, "en": {"Only one", "in a file"}},
		},
	} {
		for language, want := range test.want {
			a := call(t, append([]string{"--language", language}, test.args...)...)
			if a.code != ExitBadInput && a.code != ExitUsage {
				t.Errorf("%s: exit code %d", name, a.code)
			}
			a.refused(t, a.code, want...)
		}
	}
}

func TestNoArgumentsGiveHelp(t *testing.T) {
	t.Parallel()
	if out := good(t); !strings.Contains(out, "Usage: matcharenan") || !strings.Contains(out, "Exit codes") {
		t.Errorf("got %q", out)
	}
}
