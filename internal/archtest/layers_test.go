package archtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// layer is a row of the table of layers. A package that fits in and not except
// may not import what fits bans and not but.
type layer struct {
	in, except []string
	bans, but  []string
	directOnly bool // what it reaches by way of others is not looked at
	testsMay   bool // the row is not for tests
	why        string
}

// Groups of the table below.
var (
	domain    = []string{"catalog/...", "testbeds/...", "matching/..."}
	transport = []string{"webexpo/...", "api/...", "internal/web/..."}
	top       = []string{"internal/app/...", "cmd/..."}
	engines   = []string{"internal/store/mongostore/...", "internal/store/sqlitestore/..."}
	people    = []string{"internal/accounts/...", "internal/audit/...", "internal/access/..."}
)

// layers, lowest first: imports point down only.
var layers = []layer{
	{
		in:     []string{"internal/..."},
		except: []string{"internal/app/...", "internal/synthetic/...", "internal/web/..."},
		bans:   slices.Concat(domain, transport, top),
		why:    "leaf packages know no domain and no transport",
	},
	{
		in: []string{
			"internal/calendar/...", "internal/evaluation/...", "internal/fault/...", "internal/i18n/...", "internal/id/...",
			"internal/jsonl/...", "internal/ordered/...", "internal/picture/...", "internal/readability/...", "internal/schema/...", "internal/spreadsheet/...", "internal/store/...",
			"internal/validate/...",
		},
		bans: people,
		why:  "leaf packages know no accounts, rights or audit trail",
	},
	{
		in:   []string{"matching/fulltext/..."},
		bans: slices.Concat(domain, transport, top), but: []string{"matching/fulltext/..."},
		why: "full text knows documents and fields, no domain",
	},
	{
		in:   []string{"matching/postings/..."},
		bans: slices.Concat(domain, transport, top), but: []string{"matching/postings/..."},
		why: "the in-memory index knows terms and columns, no domain",
	},
	{
		in:   []string{"matching/thesaurus/..."},
		bans: slices.Concat(domain, transport, top), but: []string{"matching/thesaurus/..."},
		why: "the thesaurus knows words and concepts, no domain",
	},
	{
		in:   []string{"catalog/..."},
		bans: slices.Concat([]string{"testbeds/...", "matching/..."}, transport, top),
		why:  "catalog is the lowest of the domain",
	},
	{
		in:   []string{"testbeds/..."},
		bans: slices.Concat([]string{"matching/..."}, transport, top),
		why:  "testbeds is below matching",
	},
	{
		in:   []string{"testbeds"},
		bans: []string{"testbeds/library/..."},
		why:  "the library is above testbeds",
	},
	{
		in:   []string{"matching/..."},
		bans: slices.Concat(transport, top),
		why:  "domain never imports transport",
	},
	{
		in:   []string{"matching"},
		bans: []string{"matching/conference/..."},
		why:  "the conference is above matching",
	},
	{
		in:     slices.Concat(domain, transport),
		except: []string{"webexpo/sitetest"}, // the service for tests of pages
		bans:   engines,
		why:    "domain declares the store that it needs; only internal/app knows which engine it is",
	},
	{
		in:   []string{"internal/synthetic/..."},
		bans: slices.Concat(transport, top),
		why:  "made-up data are of the domain and know no transport",
	},
	{
		in: []string{"..."}, except: []string{"internal/app/...", "internal/synthetic/..."},
		bans:       []string{"internal/synthetic/..."},
		directOnly: true, testsMay: true,
		why: "made-up data are for benchmarks and tests",
	},
	{
		in:   []string{"internal/web/..."},
		bans: slices.Concat([]string{"webexpo/...", "api/..."}, top),
		why:  "what both transports share knows neither",
	},
	{
		in:   []string{"webexpo/..."},
		bans: slices.Concat([]string{"api/..."}, top),
		why:  "transports do not know each other, nor what is above them",
	},
	{
		in:   []string{"api/..."},
		bans: slices.Concat([]string{"webexpo/..."}, top),
		why:  "transports do not know each other, nor what is above them",
	},
	{
		in:   []string{"internal/app/..."},
		bans: []string{"cmd/..."},
		why:  "cmd is the doorway; nothing imports it",
	},
	{
		in:   []string{"cmd/..."},
		bans: slices.Concat(domain, transport, []string{"internal/..."}), but: []string{"internal/app/..."},
		directOnly: true,
		why:        "cmd knows internal/app and nothing else",
	},
	{
		in:   []string{"..."},
		bans: []string{"internal/archtest", "internal/journeys"},
		why:  "they have tests only",
	},
}

// fits tells whether a path below the module fits one of the patterns.
func fits(path string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		if pattern == "..." {
			return true
		}
		tree, all := strings.CutSuffix(pattern, "/...")
		return path == tree || all && strings.HasPrefix(path, tree+"/")
	})
}

// brokenLayers gives a line for each import of the package that a row forbids.
func brokenLayers(p goPackage, table []layer) []string {
	var broken []string
	for _, l := range table {
		if !fits(p.path(), l.in) || fits(p.path(), l.except) {
			continue
		}
		banned := func(importPath string) bool {
			to := below(importPath)
			return ours(importPath) && to != p.path() && fits(to, l.bans) && !fits(to, l.but)
		}
		direct := p.Imports
		if !l.testsMay {
			direct = slices.Concat(p.Imports, p.TestImports, p.XTestImports)
		}
		for _, to := range distinct(direct) {
			if banned(to) {
				broken = append(broken, fmt.Sprintf("%s imports %s: %s", p.path(), below(to), l.why))
			}
		}
		for _, to := range distinct(p.Deps) {
			if !l.directOnly && !slices.Contains(direct, to) && banned(to) {
				broken = append(broken, fmt.Sprintf("%s reaches %s: %s", p.path(), below(to), l.why))
			}
		}
	}
	return broken
}

// distinct gives the values in order, each once.
func distinct(values []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(values)))
}

func TestImportsPointDown(t *testing.T) {
	for _, p := range listed(t) {
		for _, line := range brokenLayers(p, layers) {
			t.Error(line)
		}
	}
}

func TestEveryLayerHasAReason(t *testing.T) {
	for i, l := range layers {
		if l.why == "" || len(l.in) == 0 || len(l.bans) == 0 {
			t.Errorf("row %d is not whole: %+v", i, l)
		}
	}
}

// TestBrokenLayersAreSeen proves the table: made-up packages that break it are
// told, and those that keep to it are not.
func TestBrokenLayersAreSeen(t *testing.T) {
	tests := []struct {
		from, to string
		broken   bool
	}{
		{"internal/fault", "catalog", true},
		{"internal/fault", "internal/i18n", false},
		{"internal/fault", "internal/audit", true},
		{"internal/audit", "internal/fault", false},
		{"internal/access", "testbeds", true},
		{"internal/jobs", "internal/web", true},
		{"internal/jobs", "internal/app", true},
		{"internal/brandnew", "matching", true},
		{"matching/fulltext", "matching", true},
		{"matching/fulltext", "matching/thesaurus", true},
		{"matching/fulltext", "matching/fulltext/words", false},
		{"matching/fulltext", "internal/fault", false},
		{"matching/postings", "matching/fulltext", true},
		{"matching/thesaurus", "catalog", true},
		{"catalog", "testbeds", true},
		{"catalog", "matching/thesaurus", true},
		{"catalog", "internal/jsonl", false},
		{"catalog", "internal/store", false},
		{"catalog", "internal/store/mongostore", true},
		{"testbeds", "catalog", false},
		{"testbeds", "matching", true},
		{"testbeds", "testbeds/library", true},
		{"testbeds/library", "testbeds", false},
		{"testbeds/library", "matching", true},
		{"matching", "testbeds", false},
		{"matching", "matching/postings", false},
		{"matching", "matching/conference", true},
		{"matching", "webexpo", true},
		{"matching/conference", "matching", false},
		{"matching/conference", "internal/web", true},
		{"webexpo", "api", true},
		{"webexpo", "internal/web", false},
		{"webexpo", "internal/app", true},
		{"webexpo", "internal/store/sqlitestore", true},
		{"api", "webexpo/pages", true},
		{"api", "matching", false},
		{"internal/synthetic", "testbeds", false},
		{"internal/synthetic", "webexpo", true},
		{"internal/app", "internal/synthetic", false},
		{"internal/web", "webexpo", true},
		{"internal/web", "internal/access", false},
		{"internal/app", "webexpo", false},
		{"internal/app", "internal/store/mongostore", false},
		{"internal/app", "cmd/matcharenan", true},
		{"cmd/matcharenan", "internal/app", false},
		{"cmd/matcharenan", "matching", true},
		{"cmd/matcharenan", "internal/i18n", true},
		{"catalog", "internal/archtest", true},
		{"internal/app", "internal/journeys", true},
		{"internal/journeys", "internal/i18n", false},
		{"internal/journeys", "webexpo", true},
		{"catalogue", "testbeds", false}, // a name that only begins alike
	}
	for _, test := range tests {
		from := goPackage{ImportPath: module + "/" + test.from}
		to := []string{"fmt", "example.org/" + test.to, module + "/" + test.to}
		seen := func(p goPackage) bool { return len(brokenLayers(p, layers)) > 0 }

		code, tests, outside, reached := from, from, from, from
		code.Imports, tests.TestImports, outside.XTestImports, reached.Deps = to, to, to, to
		for where, p := range map[string]goPackage{"code": code, "tests": tests, "tests from outside": outside} {
			if seen(p) != test.broken {
				t.Errorf("%s imports %s in its %s: seen as broken is %t, want %t",
					test.from, test.to, where, !test.broken, test.broken)
			}
		}
		if throughApp := test.from == "cmd/matcharenan"; seen(reached) != (test.broken && !throughApp) {
			t.Errorf("%s reaches %s: seen as broken is %t", test.from, test.to, seen(reached))
		}
	}
}

func TestMadeUpDataAreForTests(t *testing.T) {
	data := []string{module + "/internal/synthetic"}
	p := goPackage{ImportPath: module + "/matching", TestImports: data, XTestImports: data}
	if broken := brokenLayers(p, layers); broken != nil {
		t.Error(broken)
	}
	p.Imports = data
	if broken := brokenLayers(p, layers); len(broken) != 1 {
		t.Error(broken)
	}
}

func TestAPackageMayTestItselfFromOutside(t *testing.T) {
	for _, path := range []string{"matching/fulltext", "cmd/matcharenan", "internal/archtest"} {
		p := goPackage{ImportPath: module + "/" + path, XTestImports: []string{module + "/" + path}}
		if broken := brokenLayers(p, layers); broken != nil {
			t.Error(broken)
		}
	}
}
