package archtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// driver is a module of others and where it may be imported.
type driver struct {
	module  string // what its import paths begin with
	in      []string
	inTests []string // where tests may import it besides
	why     string
}

// everywhere is the pattern that every package fits.
var everywhere = []string{"..."}

var drivers = []driver{
	{module: "github.com/blevesearch", in: []string{"matching/fulltext/..."}, why: "only full text talks to bleve"},
	{
		module: "github.com/goccy/go-yaml", in: []string{"matching", "matching/thesaurus", "testbeds/needcheck"}, inTests: []string{"api"},
		why: "YAML is for the rule set, the thesaurus and the contract that api's tests write; interchange is JSON",
	},
	{module: "gopkg.in/yaml", why: "archived and unmaintained: goccy/go-yaml"},
	{module: "go.yaml.in/yaml", why: "one YAML reader is enough: goccy/go-yaml"},
	{
		module: "github.com/go-playground/validator", in: []string{"internal/validate"},
		why: "only internal/validate talks to the validator",
	},
	{
		module: "github.com/xuri/excelize", in: []string{"internal/spreadsheet"}, inTests: everywhere,
		why: "only internal/spreadsheet reads and writes workbooks; tests make them as another program would",
	},
	{
		module: "github.com/alecthomas/kong", in: []string{"internal/app/...", "cmd/..."},
		why: "the command line is parsed in internal/app and cmd",
	},
	{
		module: "go.mongodb.org/mongo-driver", in: []string{"internal/store/mongostore"},
		why: "only the MongoDB engine talks to MongoDB",
	},
	{module: "modernc.org/sqlite", in: []string{"internal/store/sqlitestore"}, why: "only the SQLite engine talks to SQLite"},
	{
		module: "github.com/gofiber/fiber", in: []string{"webexpo/...", "api/...", "internal/web/...", "internal/app/..."},
		why: "HTTP lives in webexpo, api, internal/web and internal/app",
	},
	{
		module: "github.com/prometheus", in: []string{"internal/metrics"},
		why: "only internal/metrics talks to Prometheus's library; others count through it",
	},
	{module: "rsc.io/qr", in: []string{"webexpo/expo"}, why: "only the public product page makes QR codes"},
	{module: "github.com/robfig/cron", in: []string{"internal/jobs/..."}, why: "only internal/jobs schedules"},
	{
		module: "github.com/getkin/kin-openapi", inTests: []string{"api"},
		why: "for api's tests, which make the contract and hold answers to it",
	},
	{module: "github.com/chromedp", inTests: []string{"internal/journeys"}, why: "for the journeys, which open the pages in a browser"},
	{module: "github.com/google/go-cmp", inTests: everywhere, why: "for tests; it panics on what it cannot compare"},
	{module: "github.com/santhosh-tekuri/jsonschema", inTests: everywhere, why: "for tests, which hold the schemas to the code"},
	{module: "github.com/jba/templatecheck", inTests: []string{"webexpo/..."}, why: "for webexpo's tests, which check templates against their types"},
	{module: "pgregory.net/rapid", inTests: everywhere, why: "for tests"},
}

// brokenDrivers gives a line for each import of a driver out of its place.
func brokenDrivers(p goPackage, table []driver) []string {
	var broken []string
	for _, d := range table {
		// A version ("/v2", ".v3") or a package may follow the module's path.
		isDriver := func(path string) bool {
			rest, ok := strings.CutPrefix(path, d.module)
			return ok && (rest == "" || rest[0] == '/' || rest[0] == '.')
		}
		if fits(p.path(), d.in) {
			continue
		}
		if slices.ContainsFunc(p.Imports, isDriver) {
			broken = append(broken, fmt.Sprintf("%s imports %s: %s", p.path(), d.module, d.why))
		}
		tests := slices.Concat(p.TestImports, p.XTestImports)
		if slices.ContainsFunc(tests, isDriver) && !fits(p.path(), d.inTests) {
			broken = append(broken, fmt.Sprintf("the tests of %s import %s: %s", p.path(), d.module, d.why))
		}
	}
	return broken
}

func TestDriversStayInTheirPlace(t *testing.T) {
	for _, p := range listed(t) {
		for _, line := range brokenDrivers(p, drivers) {
			t.Error(line)
		}
	}
}

func TestDriversOutOfPlaceAreSeen(t *testing.T) {
	tests := []struct {
		from, to        string
		inCode, inTests bool // seen as broken
	}{
		{"matching/fulltext", "github.com/blevesearch/bleve/v2", false, false},
		{"matching", "github.com/blevesearch/bleve/v2/analysis/lang/sv", true, true},
		{"matching/postings", "github.com/blevesearch/segment", true, true},
		{"matching", "github.com/goccy/go-yaml", false, false},
		{"matching/conference", "github.com/goccy/go-yaml/ast", true, true},
		{"api", "github.com/goccy/go-yaml", true, false},
		{"api", "github.com/getkin/kin-openapi/openapi3", true, false},
		{"webexpo", "github.com/getkin/kin-openapi/openapi3", true, true},
		{"webexpo", "github.com/jba/templatecheck", true, false},
		{"internal/mail", "github.com/jba/templatecheck", true, true},
		{"internal/journeys", "github.com/chromedp/cdproto/page", true, false},
		{"webexpo", "github.com/chromedp/chromedp", true, true},
		{"matching", "gopkg.in/yaml.v3", true, true},
		{"catalog", "github.com/go-playground/validator/v10", true, true},
		{"catalog", "github.com/go-playground/validators", false, false},
		{"catalog", "github.com/xuri/excelize/v2", true, false},
		{"internal/spreadsheet", "github.com/xuri/excelize/v2", false, false},
		{"cmd/matcharenan", "github.com/alecthomas/kong", false, false},
		{"internal/i18n", "github.com/alecthomas/kong", true, true},
		{"webexpo", "go.mongodb.org/mongo-driver/v2/mongo", true, true},
		{"testbeds", "github.com/robfig/cron/v3", true, true},
		{"matching", "github.com/gofiber/fiber/v2", true, true},
		{"internal/config", "github.com/gofiber/fiber/v2", true, true},
		{"internal/web", "github.com/gofiber/fiber/v2/middleware/adaptor", false, false},
		{"internal/web", "github.com/prometheus/client_golang/prometheus", true, true},
		{"catalog", "github.com/google/go-cmp/cmp", true, false},
		{"catalog", "encoding/json", false, false},
	}
	for _, test := range tests {
		code := goPackage{ImportPath: module + "/" + test.from, Imports: []string{"fmt", test.to}}
		if broken := brokenDrivers(code, drivers); (len(broken) == 1) != test.inCode {
			t.Errorf("%s imports %s: %q, want broken %t", test.from, test.to, broken, test.inCode)
		}
		inside := goPackage{ImportPath: module + "/" + test.from, TestImports: []string{"testing", test.to}}
		outside := goPackage{ImportPath: module + "/" + test.from, XTestImports: []string{"testing", test.to}}
		for _, p := range []goPackage{inside, outside} {
			if broken := brokenDrivers(p, drivers); (len(broken) == 1) != test.inTests {
				t.Errorf("tests of %s import %s: %q, want broken %t", test.from, test.to, broken, test.inTests)
			}
		}
	}
}
