package archtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// sharedByAreas are the packages below webexpo that every area of the site may use.
var sharedByAreas = []string{"webexpo/form/...", "webexpo/frame/...", "webexpo/sitetest"}

// brokenAreas gives a line for each import that ties an area of the site to another.
// An area is a folder below webexpo, so that a new one needs no row.
func brokenAreas(p goPackage) (broken []string) {
	rest, ok := strings.CutPrefix(p.path(), "webexpo/")
	if !ok {
		return nil
	}
	name, _, _ := strings.Cut(rest, "/")
	own := append([]string{"webexpo/" + name + "/..."}, sharedByAreas...)
	for _, to := range distinct(slices.Concat(p.Imports, p.TestImports, p.XTestImports)) {
		if ours(to) && fits(below(to), []string{"webexpo/..."}) && !fits(below(to), own) {
			broken = append(broken, fmt.Sprintf("%s imports %s: areas of the site link to each other by path alone", p.path(), below(to)))
		}
	}
	return broken
}

func TestAreasDoNotKnowEachOther(t *testing.T) {
	for _, p := range listed(t) {
		for _, line := range brokenAreas(p) {
			t.Error(line)
		}
	}
}

func TestTiedAreasAreSeen(t *testing.T) {
	for _, test := range []struct {
		from, to string
		broken   bool
	}{
		{"webexpo/expo", "webexpo/company", true},
		{"webexpo/expo", "webexpo", true},
		{"webexpo/expo", "webexpo/frame", false},
		{"webexpo/expo", "webexpo/form", false},
		{"webexpo/expo", "webexpo/expo/cards", false},
		{"webexpo/expo", "webexpo/expos", true},
		{"webexpo/frame", "webexpo/expo", true},
		{"webexpo/form", "webexpo/frame", false},
		{"webexpo", "webexpo/expo", false},
		{"internal/app", "webexpo", false},
	} {
		for _, p := range []goPackage{{Imports: []string{module + "/" + test.to}}, {XTestImports: []string{module + "/" + test.to}}} {
			p.ImportPath = module + "/" + test.from
			if broken := brokenAreas(p); (len(broken) == 1) != test.broken {
				t.Errorf("%s imports %s: %q, want broken %t", test.from, test.to, broken, test.broken)
			}
		}
	}
}
