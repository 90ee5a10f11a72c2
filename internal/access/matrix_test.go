package access

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestMatrix holds the table to its golden file, where every role stands with every
// permission, so that a change of rights is a diff to read.
func TestMatrix(t *testing.T) {
	var b strings.Builder
	for _, s := range Sides() {
		for _, r := range RolesOf(s) {
			fmt.Fprintf(&b, "%s %s\n", s, r)
			for _, p := range Permissions() {
				fmt.Fprintf(&b, "  %-20s %s\n", p, ReachOf(r, p))
			}
		}
	}
	path := filepath.Join("testdata", "matrix.golden")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got, golden := strings.Split(b.String(), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(got), len(golden)) {
		if i >= len(got) || i >= len(golden) || got[i] != golden[i] {
			t.Fatalf("line %d of %s is not what the table gives; run with -update and read the diff", i+1, path)
		}
	}
}

// TestTheTableIsWhole finds roles and permissions that stand in one place only.
func TestTheTableIsWhole(t *testing.T) {
	known := Roles()
	for r, row := range matrix {
		if !slices.Contains(known, r) {
			t.Errorf("%s has permissions and no side", r)
		}
		for p := range row {
			if !slices.Contains(Permissions(), p) {
				t.Errorf("%s has %s, which is not among the permissions", r, p)
			}
		}
	}
	seen := map[Role]bool{}
	for _, r := range known {
		if len(matrix[r]) == 0 {
			t.Errorf("%s may do nothing", r)
		}
		if seen[r] {
			t.Errorf("%s is of two sides", r)
		}
		seen[r] = true
	}
}

// TestReachesFitTheSide holds that only the hub's roles act on what others own, but
// for what owns nothing: matching reads what is published.
func TestReachesFitTheSide(t *testing.T) {
	for _, s := range []Side{Company, Municipality} {
		for _, r := range RolesOf(s) {
			for _, p := range Permissions() {
				if ReachOf(r, p) == All && p != MatchRun {
					t.Errorf("%s of %s has %s for everything", r, s, p)
				}
			}
		}
	}
	for _, p := range Permissions() {
		if ReachOf(Auditor, p) != Nothing && !strings.HasSuffix(string(p), ".read") {
			t.Errorf("an auditor, who only reads, has %s", p)
		}
	}
}
