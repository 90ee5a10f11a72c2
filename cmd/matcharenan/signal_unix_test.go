//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// signals are those that end the program in good order.
var signals = map[string]os.Signal{"Ctrl-C": os.Interrupt, "terminate": syscall.SIGTERM}

// nobody is a user without rights, for tests that root runs.
const nobody = 65534

// TestAFolderWhereNothingMayBeWritten: there is a message, and nothing half
// written.
func TestAFolderWhereNothingMayBeWritten(t *testing.T) {
	dir := filepath.Join(filepath.Dir(program), "closed")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	products, err := os.ReadFile(data("products.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	from := filepath.Join(dir, "from.jsonl")
	if err := os.WriteFile(from, products, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o755) })
	for _, ending := range []string{".jsonl", ".csv", ".xlsx"} {
		cmd, stdout, stderr := start(t, "products", "convert", from, filepath.Join(dir, "to"+ending))
		cmd.Dir = dir
		if os.Geteuid() == 0 {
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		}
		got := code(t, cmd.Run())
		if got != 3 || stdout.Len() > 0 || !strings.Contains(stderr.String(), "to"+ending) || strings.Contains(stderr.String(), "goroutine") {
			t.Errorf("%s: exit code %d, says %q", ending, got, stderr)
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}
