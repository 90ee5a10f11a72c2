package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestInterruptedRuns(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	documents, queries := filepath.Join("testdata", "documents.jsonl"), filepath.Join("testdata", "queries.jsonl")
	for name, args := range map[string][]string{
		"match":            match(),
		"mirror":           {"mirror", "--products", productsFile, "--needs", needsFile, "--vendor", "v-south"},
		"eval match":       append([]string{"eval"}, evalMatchArgs(judgementsFile)...),
		"eval text":        {"eval", "text", "--documents", documents, "--queries", queries},
		"products check":   {"products", "check", productsFile},
		"products convert": {"products", "convert", productsFile, "-"},
	} {
		a := callWith(ctx, strings.NewReader(""), args...)
		if a.refused(t, ExitInterrupted); t.Failed() {
			t.Fatalf("at %s: says %q", name, a.stderr)
		}
	}
}

// endless gives good lines until the context is cancelled, which it does itself
// after a while, as a person would.
type endless struct {
	t      *testing.T
	lines  int
	cancel context.CancelFunc
}

func (e *endless) Read(p []byte) (int, error) {
	if e.lines++; e.lines == 200 {
		e.cancel()
	}
	if e.lines > 100_000 {
		return 0, errors.New("the run goes on after it was interrupted")
	}
	return copy(p, need(e.t, "n-"+strings.Repeat("x", e.lines%50)+"-"+string(rune('a'+e.lines%26)), nil)+"\n"), nil
}

func TestAnInterruptInTheMiddleOfReading(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	a := callWith(ctx, &endless{t: t, cancel: cancel}, "match", "--skip-invalid", "--products", productsFile, "--needs", "-")
	a.refused(t, ExitInterrupted)
}

// closing is a writer that fails after so many bytes.
type closing struct {
	left int
	err  error
}

func (c *closing) Write(p []byte) (int, error) {
	if c.left -= len(p); c.left < 0 {
		return 0, c.err
	}
	return len(p), nil
}

// TestAClosedPipeIsNoError: whoever reads has all they want.
func TestAClosedPipeIsNoError(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"match":            match(),
		"mirror":           {"mirror", "--products", productsFile, "--needs", needsFile, "--vendor", "v-south"},
		"schema":           {"schema", "product"},
		"thesaurus check":  {"thesaurus", "check"},
		"ruleset check":    {"ruleset", "check"},
		"products check":   {"products", "check", productsFile},
		"products convert": {"products", "convert", productsFile, "-"},
	} {
		var stderr bytes.Buffer
		code := Run(t.Context(), args, World{Stdin: strings.NewReader(""), Stdout: &closing{err: syscall.EPIPE}, Stderr: &stderr, Now: now})
		if code != ExitOK || stderr.Len() > 0 {
			t.Errorf("%s: exit code %d, says %q", name, code, stderr.String())
		}
	}
	a := &run{}
	if code := a.finish(fmt.Errorf("writing: %w", io.ErrClosedPipe)); code != ExitOK {
		t.Errorf("a pipe that was closed on our side: exit code %d", code)
	}
}

// TestAFullDiskIsAnError, other than a closed pipe.
func TestAFullDiskIsAnError(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"match": match("--format", "tsv"), "schema": {"schema", "need"}, "convert": {"products", "convert", productsFile, "-"},
	} {
		var stderr bytes.Buffer
		w := World{Stdin: strings.NewReader(""), Stdout: &closing{left: 10, err: syscall.ENOSPC}, Stderr: &stderr, Now: now}
		if code := Run(t.Context(), args, w); code != ExitFailure || !strings.Contains(stderr.String(), "no space left") {
			t.Errorf("%s: exit code %d, says %q", name, code, stderr.String())
		}
	}
}
