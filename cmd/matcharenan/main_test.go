package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// program is the built program, for all tests.
var program string

func TestMain(m *testing.M) {
	os.Exit(build(m))
}

// build builds the program as it is released, in a folder that other users may
// look into.
func build(m *testing.M) int {
	dir, err := os.MkdirTemp("", "matcharenan-*")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	program = filepath.Join(dir, "matcharenan")
	cmd := exec.Command("go", "build", "-o", program, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building: %v\n%s", err, out)
		return 1
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

var testdata = filepath.Join("..", "..", "internal", "app", "testdata")

func data(name string) string { return filepath.Join(testdata, name) }

func match(more ...string) []string {
	return append([]string{"match", "--hunspell", "off", "--products", data("products.jsonl"), "--needs", data("needs.jsonl")}, more...)
}

// start prepares a run of the program.
func start(t *testing.T, args ...string) (cmd *exec.Cmd, stdout, stderr *bytes.Buffer) {
	t.Helper()
	stdout, stderr = new(bytes.Buffer), new(bytes.Buffer)
	cmd = exec.CommandContext(t.Context(), program, args...)
	cmd.Env = append(os.Environ(), "MATCHARENAN_LANGUAGE=sv")
	cmd.Stdout, cmd.Stderr = stdout, stderr
	return cmd, stdout, stderr
}

// code is the exit code of a run; a signal that ended it is a failure.
func code(t *testing.T, err error) int {
	t.Helper()
	if err == nil {
		return 0
	}
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok || exit.ExitCode() < 0 {
		t.Fatal(err)
	}
	return exit.ExitCode()
}

func TestExitCodes(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.jsonl")
	if err := os.WriteFile(bad, []byte("{\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		args []string
		code int
		says string
	}{
		"done":       {match("--format", "tsv"), 0, ""},
		"help":       {[]string{"--help"}, 0, ""},
		"bad input":  {[]string{"products", "check", bad}, 1, "bad.jsonl rad 1"},
		"wrong call": {match("--colour"), 2, "--colour"},
		"no file":    {[]string{"products", "check", bad + "x"}, 3, "bad.jsonlx finns inte"},
	} {
		cmd, stdout, stderr := start(t, test.args...)
		if got := code(t, cmd.Run()); got != test.code {
			t.Errorf("%s: exit code %d, want %d", name, got, test.code)
		}
		if !strings.Contains(stderr.String(), test.says) || (stderr.Len() == 0) != (test.says == "") {
			t.Errorf("%s: says %q, want %q", name, stderr, test.says)
		}
		if (stdout.Len() == 0) == (test.code == 0) {
			t.Errorf("%s: standard output has %d bytes", name, stdout.Len())
		}
	}
}

// TestAPipeThatCloses: the reader takes ten bytes, as head -c 10 does, and goes.
// What the program writes is more than a pipe holds.
func TestAPipeThatCloses(t *testing.T) {
	big := filepath.Join(t.TempDir(), "needs.jsonl")
	var needs strings.Builder
	for i := range 300 {
		fmt.Fprintf(&needs, `{"id":"n-%d","title":"Fall på natten","description":"Äldre ramlar.","goal":"Hjälp.","language":"sv","statements":[{"text":"Fall upptäcks.","priority":"must"}]}`+"\n", i)
	}
	if err := os.WriteFile(big, []byte(needs.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, args := range map[string][]string{
		"match text":       {"match", "--hunspell", "off", "--products", data("products.jsonl"), "--needs", big},
		"match json":       {"match", "--hunspell", "off", "--products", data("products.jsonl"), "--needs", big, "--format", "json"},
		"schema":           {"schema", "product"},
		"products convert": {"products", "convert", data("products.jsonl"), "-"},
	} {
		cmd, _, stderr := start(t, args...)
		cmd.Stdout = nil
		pipe, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(pipe, make([]byte, 10)); err != nil {
			t.Error(err)
		}
		_ = pipe.Close()
		if got := code(t, cmd.Wait()); got != 0 || stderr.Len() > 0 {
			t.Errorf("%s: exit code %d, says %q", name, got, stderr)
		}
	}
}

// TestAnInterrupt while the program waits for its standard input, by Ctrl-C and
// by the end of the machine.
func TestAnInterrupt(t *testing.T) {
	for name, signal := range signals {
		tmp := t.TempDir()
		cmd, stdout, stderr := start(t, "match", "--products", data("products.jsonl"), "--needs", "-")
		cmd.Env = append(cmd.Env, "TMPDIR="+tmp)
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		const need = `{"id":"n-%d","title":"T","description":"D.","goal":"G.","language":"sv","statements":[{"text":"x","priority":"must"}]}` + "\n"
		for i := range 2000 { // more than the pipe holds: the program is reading when the last is written
			if _, err := fmt.Fprintf(in, need, i); err != nil {
				t.Fatal(err)
			}
		}
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		for i := 2000; ; i++ { // the reading ends by itself, and with it the pipe
			if _, err := fmt.Fprintf(in, need, i); err != nil {
				break
			}
			if i > 100_000 {
				t.Fatalf("%s: the program reads on after the interrupt", name)
			}
			time.Sleep(100 * time.Microsecond)
		}
		if got := code(t, cmd.Wait()); got != 130 || stdout.Len() > 0 || strings.Contains(stderr.String(), "goroutine") {
			t.Errorf("%s: exit code %d, says %q, writes %d bytes", name, got, stderr, stdout.Len())
		}
		if left, err := os.ReadDir(tmp); err != nil || len(left) > 0 {
			t.Errorf("%s: left behind: %v, %v", name, left, err)
		}
	}
}
