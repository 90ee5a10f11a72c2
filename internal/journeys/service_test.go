package journeys

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// service is the program, serving.
type service struct {
	address  string            // without a slash at its end
	people   map[string]string // addresses of the demo's accounts by their role in Swedish
	password string            // of all of them
	data     string            // folder
	process  *exec.Cmd
	log      bytes.Buffer // what it wrote to standard error; to be read when it has stopped
}

// startSpan is how long the program may take until it answers, and until it stops.
const startSpan = time.Minute

// start starts the program on a data folder and reads its address and accounts from
// what it says.
func start(program, data string) (*service, error) {
	s := &service{people: make(map[string]string), data: data}
	s.process = exec.Command(program, "serve", "--demo", "--data", data, "--listen", "127.0.0.1:0", "--hunspell", "off",
		// One address asks as much here as a town does.
		"--rate-read", "100000", "--rate-write", "100000", "--rate-expensive", "100000", "--rate-sign-in", "100000",
		"--log-level", "warn", "--log-format", "text")
	s.process.Env = append(os.Environ(), "MATCHARENAN_LANGUAGE=sv")
	s.process.Stderr = &s.log
	out, err := s.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.process.Start(); err != nil {
		return nil, err
	}
	late := time.AfterFunc(startSpan, func() { s.process.Process.Kill() })
	defer late.Stop()
	for lines := bufio.NewScanner(out); s.address == "" && lines.Scan(); {
		s.read(lines.Text())
	}
	if s.address == "" || s.password == "" || len(s.people) == 0 {
		return nil, errors.Join(errors.New("the program told no address or no accounts"), s.stop(), errors.New(s.log.String()))
	}
	return s, nil
}

var (
	accountLine  = regexp.MustCompile(`^(\S+@\S+)\s{2,}(\S.*?)\s{2,}\S`)
	passwordLine = regexp.MustCompile(`^Alla konton har lösenordet: (.+)$`)
)

func (s *service) read(line string) {
	if m := accountLine.FindStringSubmatch(line); m != nil {
		s.people[m[2]] = m[1]
	} else if m := passwordLine.FindStringSubmatch(line); m != nil {
		s.password = m[1]
	} else if strings.HasPrefix(line, "http://") {
		s.address = line
	}
}

// stop asks the program to end, and tells if it ends badly or has logged an error.
func (s *service) stop() error {
	if err := s.process.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	late := time.AfterFunc(startSpan, func() { s.process.Process.Kill() })
	defer late.Stop()
	if err := s.process.Wait(); err != nil {
		return fmt.Errorf("the program ended: %w\n%s", err, &s.log)
	}
	for line := range strings.Lines(s.log.String()) {
		// The end cuts off the jobs that a new service begins with.
		if strings.Contains(line, "level=ERROR") && !strings.Contains(line, "outcome=interrupted") {
			return fmt.Errorf("the program logged an error:\n%s", &s.log)
		}
	}
	return nil
}

// newService serves a demo of its own until the test ends.
func newService(t testing.TB) *service {
	t.Helper()
	needBrowser(t)
	data := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(data, os.DirFS(shared.seeded)); err != nil {
		t.Fatal(err)
	}
	s, err := start(shared.program, data)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// email is the address of the demo's account with a role.
func (s *service) email(t testing.TB, role string) string {
	t.Helper()
	email, ok := s.people[role]
	if !ok {
		t.Fatalf("the demo has no %s among %v", role, s.people)
	}
	return email
}
