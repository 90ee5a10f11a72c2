package sqlitestore_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/sqlitestore"
)

// acknowledged is what children have said, in all rounds.
type acknowledged struct {
	mu     sync.Mutex
	things map[string]bool
	blobs  map[string]bool
	count  int // the highest
}

func (a *acknowledged) hear(line string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch what, id, _ := strings.Cut(line, " "); what {
	case "thing":
		a.things[id] = true
	case "blob":
		a.blobs[id] = true
	case "count":
		if n, err := strconv.Atoi(id); err == nil {
			a.count = max(a.count, n)
		}
	}
}

// TestKilledWhileWriting kills processes at any moment. What they had been told is
// kept must be there, and what is there must be whole. MATCHARENAN_TEST_CRASHES sets
// how many rounds there are.
func TestKilledWhileWriting(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a := &acknowledged{things: make(map[string]bool), blobs: make(map[string]bool)}
	for round := range rounds(t, 20) {
		// Every third time there are two, killed one after the other.
		children := 1
		if round%3 == 2 {
			children = 2
		}
		killed(t, dir, round, children, a)
		s := open(t, dir, sqlitestore.Options{})
		declare(t, s)
		a.check(t, s)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if t.Failed() {
			t.Fatalf("after round %d", round)
		}
	}
	integrity(t, dir)
	t.Logf("%d things, %d blobs and %d steps of a counter were acknowledged", len(a.things), len(a.blobs), a.count)
	if len(a.things) == 0 || len(a.blobs) == 0 || a.count == 0 {
		t.Error("nothing was tried")
	}
}

func killed(t *testing.T, dir string, round, children int, a *acknowledged) {
	t.Helper()
	var ended sync.WaitGroup
	var running []*exec.Cmd
	begun := make(chan struct{}, children)
	for i := range children {
		cmd := child(t, "write", dir, fmt.Sprint("r", round, "c", i))
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		running = append(running, cmd)
		ended.Go(func() { listen(out, begun, a) })
	}
	for _, cmd := range running {
		<-begun
		time.Sleep(time.Duration(rand.IntN(60_000)) * time.Microsecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Error(err)
		}
	}
	ended.Wait()
	for _, cmd := range running {
		if err := cmd.Wait(); err == nil {
			t.Error("a child ended by itself")
		}
	}
}

// listen hears whole lines; the last may have been cut off by the kill.
func listen(out io.Reader, begun chan<- struct{}, a *acknowledged) {
	r := bufio.NewReader(out)
	for first := true; ; first = false {
		line, err := r.ReadString('\n')
		if first {
			begun <- struct{}{}
		}
		if err != nil {
			return
		}
		a.hear(strings.TrimSuffix(line, "\n"))
	}
}

func (a *acknowledged) check(t *testing.T, s *sqlitestore.Store) {
	t.Helper()
	agree(t, s)
	things := all(t, s, "things")
	for id := range a.things {
		if _, ok := things[id]; !ok {
			t.Errorf("thing %s was acknowledged and is gone", id)
		}
	}
	for id, d := range things {
		var body struct{ Fill string }
		i, err := strconv.Atoi(id[strings.LastIndex(id, "-")+1:])
		if err == nil {
			err = json.Unmarshal(d.Body, &body)
		}
		if err != nil || body.Fill != fill(id, i%300) || d.Version != 1 {
			t.Errorf("thing %s is not whole: version %d, %v", id, d.Version, err)
		}
	}
	if a.count > 0 {
		if d := all(t, s, "counters")["all"]; number(t, d) < a.count || d.Version != int64(number(t, d))+1 {
			t.Errorf("the counter was told to be %d, is %d of version %d", a.count, number(t, d), d.Version)
		}
	}
	a.checkBlobs(t, s)
	l := make(map[string]int64)
	for feed := store.NewFeed(s, "things", ""); ; {
		changes, more, err := feed.Next(t.Context(), store.MaxPage)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range changes {
			l[c.Document.ID] = c.Document.Version
		}
		if !more {
			break
		}
	}
	if len(l) != len(things) {
		t.Errorf("the feed told of %d things of %d", len(l), len(things))
	}
}

func (a *acknowledged) checkBlobs(t *testing.T, s *sqlitestore.Store) {
	t.Helper()
	there := make(map[string]bool)
	for after := ""; ; {
		list, err := s.Blobs().List(t.Context(), after, 500)
		if err != nil {
			t.Fatal(err)
		}
		for _, info := range list {
			blobIs(t, s, info.ID, fill(info.ID, 1000))
			there[info.ID], after = true, info.ID
		}
		if len(list) < 500 {
			break
		}
	}
	for id := range a.blobs {
		if !there[id] {
			t.Errorf("blob %s was acknowledged and is gone", id)
		}
	}
	if left := files(t, filepath.Join(s.Dir(), "blobs")); len(left) != len(there) {
		t.Errorf("%d files of %d blobs", len(left), len(there))
	}
}

func TestTwoProcessesCountTogether(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir, sqlitestore.Options{})
	declare(t, s)
	var ended sync.WaitGroup
	for i := range 2 {
		cmd := child(t, "count", dir, fmt.Sprint(i))
		ended.Go(func() {
			if out, err := cmd.Output(); err != nil || strings.Count(string(out), "\n") != 100 {
				t.Errorf("child: %d lines, %v", strings.Count(string(out), "\n"), err)
			}
		})
	}
	// This process counts as well.
	for range 50 {
		if _, err := add(t.Context(), s, "all"); err != nil {
			t.Error(err)
			break
		}
	}
	ended.Wait()
	d, err := s.Get(t.Context(), "counters", "all")
	if err != nil || number(t, d) != 250 {
		t.Errorf("counted to %s, %v; want 250", d.Body, err)
	}
	changes, err := s.Changes(t.Context(), "counters", "", 10)
	if err != nil || len(changes.Changes) != 1 || changes.Changes[0].Document.Version != 251 {
		t.Errorf("the feed tells %+v, %v", changes, err)
	}
}

// What a dead process has left is removed; what a live one is writing is not.
func TestLeftoversOfTheDead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir, sqlitestore.Options{})
	putBlob(t, s, "kept", "content")
	temps := func() int { return len(files(t, filepath.Join(dir, "blobs", "tmp"))) }
	var running []*exec.Cmd
	for i := range 2 {
		cmd := child(t, "hold", dir, fmt.Sprint("half", i))
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		running = append(running, cmd)
		if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
			t.Fatal(err)
		}
	}
	for i, cmd := range running {
		if n := temps(); n != 2-i {
			t.Errorf("%d files on their way, want %d", n, 2-i)
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Error(err)
		}
		_ = cmd.Wait() // killed
		other := open(t, dir, sqlitestore.Options{})
		blobIs(t, other, "kept", "content")
		if err := other.Close(); err != nil {
			t.Error(err)
		}
	}
	if n := temps(); n != 0 {
		t.Errorf("%d files are left", n)
	}
	if locks, err := filepath.Glob(filepath.Join(dir, "instances", "*.lock")); err != nil || len(locks) != 1 {
		t.Errorf("instances %s, %v; want this one", locks, err)
	}
}
