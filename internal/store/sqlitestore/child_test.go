package sqlitestore_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/sqlitestore"
)

// The test program runs itself again as another process: with these variables it is
// one of the programs below instead, on a data folder.
const (
	childProgram = "MATCHARENAN_TEST_CHILD"
	childFolder  = "MATCHARENAN_TEST_FOLDER"
	childName    = "MATCHARENAN_TEST_NAME" // different for each child of a test
)

var programs = map[string]func(ctx context.Context, s *sqlitestore.Store, name string) error{
	"write": writeForEver,
	"count": countUp,
	"hold":  holdOpen,
}

func TestMain(m *testing.M) {
	if program := os.Getenv(childProgram); program != "" {
		if err := runChild(program); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

func runChild(program string) error {
	ctx := context.Background()
	s, err := sqlitestore.Open(ctx, os.Getenv(childFolder), sqlitestore.Options{Now: time.Now})
	if err != nil {
		return err
	}
	if err := s.Declare(ctx, declared); err != nil {
		return err
	}
	return errors.Join(programs[program](ctx, s, os.Getenv(childName)), s.Close())
}

// child returns the command of another process, which ends with the test.
func child(t *testing.T, program, dir, name string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), childProgram+"="+program, childFolder+"="+dir, childName+"="+name)
	cmd.Stderr = os.Stderr
	return cmd
}

// say writes a line at once; what is acknowledged has been on disk before.
func say(words ...any) error {
	_, err := fmt.Fprintln(os.Stdout, words...)
	return err
}

// fill is a text that shows whether it is whole.
func fill(id string, n int) string { return strings.Repeat(id+".", n) }

// writeForEver writes things with effects, changes one that others change as well,
// and keeps blobs, and says what has been acknowledged.
func writeForEver(ctx context.Context, s *sqlitestore.Store, name string) error {
	failed := make(chan error)
	for w := range 4 {
		go func() {
			for i := 0; ; i++ {
				if err := writeOne(ctx, s, fmt.Sprint(name, "-", w, "-", i), i); err != nil {
					failed <- err
					return
				}
			}
		}()
	}
	return <-failed
}

func writeOne(ctx context.Context, s *sqlitestore.Store, id string, i int) error {
	written, err := s.Write(ctx, "things", []store.Write{thing(id, fill(id, i%300))})
	if err == nil {
		err = written[0].Err
	}
	if err == nil {
		err = say("thing", id)
	}
	if err != nil {
		return err
	}
	if i%3 == 0 {
		if _, err := s.Blobs().Put(ctx, id, strings.NewReader(fill(id, 1000)), 1<<20); err != nil {
			return err
		}
		if err := say("blob", id); err != nil {
			return err
		}
	}
	return sayAdded(ctx, s, "all")
}

type count struct {
	N int `json:"n"`
}

// add adds one to a counter and returns what it is now.
func add(ctx context.Context, s *sqlitestore.Store, id string) (int, error) {
	counters := store.NewCollection[count](s, "counters")
	if _, err := counters.Insert(ctx, id, count{}); err != nil && !errors.Is(err, store.ErrExists) {
		return 0, err
	}
	for {
		it, err := counters.Update(ctx, id, func(c *count, _ *store.Txn) error {
			c.N++
			return nil
		})
		// With so many that change nothing else, one may lose often.
		if !errors.Is(err, store.ErrVersion) {
			return it.Value.N, err
		}
	}
}

// sayAdded adds one to a counter and says what it is now.
func sayAdded(ctx context.Context, s *sqlitestore.Store, id string) error {
	n, err := add(ctx, s, id)
	if err != nil {
		return err
	}
	return say("count", n)
}

// countUp adds to a counter a hundred times.
func countUp(ctx context.Context, s *sqlitestore.Store, _ string) error {
	var all sync.WaitGroup
	failures := make([]error, 4)
	for w := range failures {
		all.Go(func() {
			for range 25 {
				if err := sayAdded(ctx, s, "all"); err != nil {
					failures[w] = err
					return
				}
			}
		})
	}
	all.Wait()
	return errors.Join(failures...)
}

// slow gives a byte and then nothing more.
type slow struct{ begun bool }

func (r *slow) Read(p []byte) (int, error) {
	if r.begun {
		if err := say("putting"); err != nil {
			return 0, err
		}
		select {}
	}
	r.begun = true
	return copy(p, "x"), nil
}

// holdOpen is in the middle of keeping a blob until it is killed.
func holdOpen(ctx context.Context, s *sqlitestore.Store, name string) error {
	_, err := s.Blobs().Put(ctx, name, &slow{}, 1<<20)
	return err
}

// rounds is how often something is done, more often if the environment says so.
func rounds(t *testing.T, usual int) int {
	t.Helper()
	text := os.Getenv("MATCHARENAN_TEST_CRASHES")
	if text == "" {
		return usual
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func number(t *testing.T, d store.Document) int {
	t.Helper()
	var c count
	if err := json.Unmarshal(d.Body, &c); err != nil {
		t.Error(err)
	}
	return c.N
}
