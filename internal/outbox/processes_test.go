package outbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/store/sqlitestore"
)

// childFolder names the folder to a test binary that is a child.
const childFolder = "MATCHARENAN_TEST_OUTBOX_FOLDER"

// sentFile is where children write what they send, a line at a time.
const sentFile = "sent.txt"

func shared(ctx context.Context, folder string) (store.Engine, error) {
	e, err := sqlitestore.Open(ctx, folder, sqlitestore.Options{Now: time.Now})
	if err != nil {
		return nil, err
	}
	if err := e.Declare(ctx, append(Declarations(), store.Declaration{Name: audit.Inbox})); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return e, nil
}

// child sends messages until its standard input ends or it is killed.
func child(folder string) int {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	pause := func() { time.Sleep(time.Duration(rand.IntN(30)) * time.Millisecond) }
	sending := &recorder{fail: func(_ context.Context, m Message) error {
		pause()
		f, err := os.OpenFile(filepath.Join(folder, sentFile), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		_, err = f.WriteString(m.Key() + " " + m.Reference() + "\n")
		pause()
		return errors.Join(err, f.Close())
	}}
	e, err := shared(ctx, folder)
	if err == nil {
		o := New(Config{
			Engine: e, Senders: map[Kind]Sender{Mail: sending}, Now: time.Now,
			Claim: 2 * time.Second, Poll: 50 * time.Millisecond, Workers: 2,
		})
		err = errors.Join(o.Run(ctx), e.Close())
	}
	if err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// TestProcessesThatAreKilled has two processes send from one folder and kills one or
// the other at random: every message is sent, and those that are sent again are no
// more than what the killed were at, and have the same reference.
func TestProcessesThatAreKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("takes eight seconds")
	}
	folder := t.TempDir()
	e, err := shared(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}()
	start := func() (*exec.Cmd, io.Closer) {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childFolder+"="+folder)
		cmd.Stderr = os.Stderr
		stdin, err := cmd.StdinPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		return cmd, stdin
	}
	var cmds [2]*exec.Cmd
	var stdins [2]io.Closer
	for i := range cmds {
		cmds[i], stdins[i] = start()
	}
	o := open(e, time.Now, nil)
	messages, kills := 0, 0
	for begin := time.Now(); time.Since(begin) < 5*time.Second; kills++ {
		for end := time.Now().Add(time.Duration(200+rand.IntN(400)) * time.Millisecond); time.Now().Before(end); messages++ {
			put(t, o, fmt.Sprint("key-", messages))
			time.Sleep(10 * time.Millisecond)
		}
		i := rand.IntN(2)
		_ = cmds[i].Process.Kill()
		_ = cmds[i].Wait()
		_ = stdins[i].Close()
		cmds[i], stdins[i] = start()
	}
	awaitSent(t, o)
	for i := range cmds {
		_ = stdins[i].Close()
		if err := cmds[i].Wait(); err != nil {
			t.Error(err)
		}
	}
	checkSent(t, filepath.Join(folder, sentFile), messages, kills)
}

// awaitSent returns when no message is due or claimed.
func awaitSent(t *testing.T, o *Outbox) {
	t.Helper()
	for range 1000 {
		_, err := o.messages.First(t.Context(), store.Query{Index: "due"})
		if errors.Is(err, store.ErrNotFound) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("messages are left")
}

func checkSent(t *testing.T, file string, messages, kills int) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	times, references := map[string]int{}, map[string]bool{}
	again := 0
	for line := range strings.Lines(string(data)) {
		key, reference, _ := strings.Cut(strings.TrimSpace(line), " ")
		if times[key]++; times[key] > 1 {
			again++
		}
		references[reference] = true
	}
	t.Logf("%d messages, %d kills, %d sent again", messages, kills, again)
	if len(times) != messages || len(references) != messages {
		t.Errorf("%d of %d messages were sent, with %d references", len(times), messages, len(references))
	}
	if again > kills*2 { // two workers a process
		t.Errorf("%d were sent again after %d kills", again, kills)
	}
}
