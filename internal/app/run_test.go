package app

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// The files that most tests read.
var (
	productsFile   = filepath.Join("testdata", "products.jsonl")
	needsFile      = filepath.Join("testdata", "needs.jsonl")
	judgementsFile = filepath.Join("testdata", "judgements.tsv")
)

// answer is what a run of the program gave.
type answer struct {
	code           int
	stdout, stderr string
}

// now is the clock's only time, so that no result depends on the day.
func now() time.Time { return time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC) }

// call runs the program with nothing on standard input.
func call(t testing.TB, args ...string) answer {
	t.Helper()
	return callWith(t.Context(), strings.NewReader(""), args...)
}

func callWith(ctx context.Context, stdin io.Reader, args ...string) answer {
	var stdout, stderr bytes.Buffer
	code := Run(ctx, args, World{Stdin: stdin, Stdout: &stdout, Stderr: &stderr, Now: now})
	return answer{code, stdout.String(), stderr.String()}
}

// good runs the program and holds that all went well, without a word on standard
// error.
func good(t testing.TB, args ...string) string {
	t.Helper()
	a := call(t, args...)
	if a.code != ExitOK || a.stderr != "" {
		t.Fatalf("matcharenan %s: exit code %d, says %q", strings.Join(args, " "), a.code, a.stderr)
	}
	return a.stdout
}

// match gives the arguments of a run of match on the test files, with the built-in
// knowledge of words alone, and more arguments.
func match(more ...string) []string {
	return append([]string{"match", "--hunspell", "off", "--products", productsFile, "--needs", needsFile}, more...)
}

var (
	standardMu      sync.Mutex
	standardResults = map[string]string{}
)

// standard is what match gives for the test files in a format. It is worked out
// once.
func standard(t testing.TB, format string) string {
	t.Helper()
	standardMu.Lock()
	defer standardMu.Unlock()
	if _, ok := standardResults[format]; !ok {
		standardResults[format] = good(t, match("--format", format)...)
	}
	return standardResults[format]
}

// write makes a file of the test.
func write(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func read(t testing.TB, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// refused holds that a run ended with the code, wrote no result, and told why in
// words that hold all of want, without a trace of Go.
func (a answer) refused(t testing.TB, code int, want ...string) {
	t.Helper()
	if a.code != code {
		t.Errorf("exit code %d, want %d", a.code, code)
	}
	if a.stdout != "" {
		t.Errorf("a result was written: %.200q", a.stdout)
	}
	for _, w := range want {
		if !strings.Contains(a.stderr, w) {
			t.Errorf("the message does not say %q:\n%.1000s", w, a.stderr)
		}
	}
	for _, trace := range []string{"goroutine", "panic", ".go:", "0x", "%!", "fault.", "&{"} {
		if strings.Contains(a.stderr, trace) {
			t.Errorf("the message shows the inside (%q):\n%.1000s", trace, a.stderr)
		}
	}
}
