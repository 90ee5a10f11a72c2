package app

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestStandardInput(t *testing.T) {
	t.Parallel()
	want := standard(t, "tsv")
	for name, c := range map[string]struct {
		stdin string
		args  []string
	}{
		"products": {productsFile, []string{"--products", "-", "--needs", needsFile}},
		"needs":    {needsFile, []string{"--products", productsFile, "--needs", "-"}},
	} {
		args := append([]string{"match", "--hunspell", "off", "--format", "tsv"}, c.args...)
		a := callWith(t.Context(), strings.NewReader(read(t, c.stdin)), args...)
		if a.code != ExitOK || a.stderr != "" || a.stdout != want {
			t.Errorf("%s: exit code %d, says %q, result\n%s", name, a.code, a.stderr, a.stdout)
		}
	}
}

func TestErrorsOnStandardInputNameIt(t *testing.T) {
	t.Parallel()
	a := callWith(t.Context(), strings.NewReader("{\n"), "--language", "en", "products", "check", "-")
	a.refused(t, ExitBadInput, "- line 1", "the line ends in the middle")
}

// TestStandardInputLeavesNothingBehind: products from there are copied to a file
// that is gone after the run, however it ended.
func TestStandardInputLeavesNothingBehind(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	args := []string{"match", "--hunspell", "off", "--products", "-", "--needs", needsFile}
	for name, c := range map[string]struct {
		ctx   context.Context
		stdin string
		code  int
	}{
		"done":        {t.Context(), read(t, productsFile), ExitOK},
		"bad input":   {t.Context(), "{}\n", ExitBadInput},
		"empty":       {t.Context(), "", ExitBadInput},
		"interrupted": {cancelled, read(t, productsFile), ExitInterrupted},
	} {
		if a := callWith(c.ctx, strings.NewReader(c.stdin), args...); a.code != c.code {
			t.Errorf("%s: exit code %d, want %d: %s", name, a.code, c.code, a.stderr)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) > 0 {
			t.Errorf("%s: left behind %v", name, left)
			for _, f := range left {
				_ = os.RemoveAll(f)
			}
		}
	}
}

// TestSpreadsheetsRankAlike: the kind of file makes no difference.
func TestSpreadsheetsRankAlike(t *testing.T) {
	t.Parallel()
	want := standard(t, "json")
	for _, ending := range []string{".csv", ".XLSX"} {
		sheet := filepath.Join(t.TempDir(), "products"+ending)
		good(t, "products", "convert", productsFile, sheet)
		got := good(t, "match", "--hunspell", "off", "--format", "json", "--products", sheet, "--needs", needsFile)
		if got != want {
			t.Errorf("%s gives another result", ending)
		}
	}
}
