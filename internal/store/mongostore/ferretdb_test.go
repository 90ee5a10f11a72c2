package mongostore

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// startFerretDB builds FerretDB out of its own module and runs it until the test
// ends. It says what it costs: the first build takes half a minute.
func startFerretDB(t *testing.T) (uri string) {
	t.Helper()
	if os.Getenv("MATCHARENAN_TEST_FERRETDB") == "" {
		t.Skip("MATCHARENAN_TEST_FERRETDB is not set: FerretDB, an imitation of MongoDB, is not built")
	}
	program := filepath.Join(t.TempDir(), "ferretdb")
	begun := time.Now()
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".")
	build.Dir = filepath.Join("testdata", "ferretdb")
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-mod=readonly -buildvcs=false", "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building FerretDB: %v\n%s", err, out)
	}
	t.Logf("built in %s", time.Since(begun).Round(time.Millisecond))

	server := exec.CommandContext(context.WithoutCancel(t.Context()), program, t.TempDir())
	server.Stderr = os.Stderr
	input, err := server.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, server, input) })
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		t.Fatalf("FerretDB does not say its address: %v", err)
	}
	// More than one connection makes its SQLite deadlock.
	return strings.TrimSpace(line) + "?maxPoolSize=1"
}

// stop ends the server by ending its input, and by its process ID if it does not
// hear.
func stop(t *testing.T, server *exec.Cmd, input io.Closer) {
	if err := input.Close(); err != nil {
		t.Error(err)
	}
	kill := time.AfterFunc(10*time.Second, func() { _ = server.Process.Kill() })
	defer kill.Stop()
	if err := server.Wait(); err != nil {
		t.Errorf("FerretDB: %v", err)
	}
}
