package app

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/allagehub/matcharenan/internal/synthetic"
)

// isProgram makes the test program the program itself, so that a test can start it
// as a process of its own, and kill it.
const isProgram = "TEST_MATCHARENAN_PROGRAM=1"

// aheadOf names how far the clock of such a process is ahead of the machine's.
const aheadOf = "TEST_MATCHARENAN_AHEAD"

func TestMain(m *testing.M) {
	name, value, _ := strings.Cut(isProgram, "=")
	if os.Getenv(name) != value {
		os.Exit(m.Run())
	}
	ahead, err := time.ParseDuration(cmp.Or(os.Getenv(aheadOf), "0"))
	if err != nil {
		os.Exit(ExitUsage)
	}
	now := func() time.Time { return time.Now().Add(ahead) }
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := Run(ctx, os.Args[1:], World{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Now: now})
	stop()
	os.Exit(code)
}

// yard is a folder with a small made-up catalogue, and the processes that a test
// starts on it.
type yard struct {
	*serviceBench
	t      *testing.T
	data   string
	seeded *seeded
	client *http.Client
	starts int
}

func newYard(t *testing.T, products int) *yard {
	t.Helper()
	return newYardIn(t, filepath.Join(t.TempDir(), "data"), products)
}

func newYardIn(t *testing.T, data string, products int) *yard {
	t.Helper()
	generator, err := synthetic.New(1)
	if err != nil {
		t.Fatal(err)
	}
	y := &yard{t: t, data: data, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}, Timeout: 30 * time.Second}}
	t.Cleanup(y.client.CloseIdleConnections)
	y.serviceBench = &serviceBench{
		run:       &run{World: World{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard, Now: time.Now}, ctx: t.Context()},
		command:   &benchServiceCommand{Hunspell: "off"},
		dir:       t.TempDir(),
		generator: generator,
	}
	if y.seeded, err = y.seed(y.data, products); err != nil {
		t.Fatal(err)
	}
	return y
}

// start starts a process on the folder; the test's end kills what is left.
func (y *yard) start() *asker {
	y.t.Helper()
	y.starts++
	log, err := os.Create(filepath.Join(y.dir, "log-"+strconv.Itoa(y.starts)))
	if err != nil {
		y.t.Fatal(err)
	}
	c, err := y.launch(log, append(foreignEnvironment(), isProgram), serving(y.data, "off"))
	if err != nil {
		y.t.Fatal(err)
	}
	y.t.Cleanup(func() { _ = c.cmd.Process.Kill() }) // has ended, unless the test has failed
	return &asker{b: y.serviceBench, seeded: y.seeded, child: c, client: y.client}
}

// kill ends the process as a power cut would.
func (y *yard) kill(a *asker) {
	y.t.Helper()
	if err := a.child.cmd.Process.Kill(); err != nil {
		y.t.Fatal(err)
	}
	_ = a.child.cmd.Wait() // it was killed
	if err := a.child.log.Close(); err != nil {
		y.t.Fatal(err)
	}
	y.client.CloseIdleConnections()
}

// mended has the process hold its index to the store, and returns how many products
// differed.
func (y *yard) mended(a *asker) int {
	y.t.Helper()
	// One that was killed while it ran the job holds its lease for half a minute.
	for range 300 {
		var r struct {
			Outcome string         `json:"outcome"`
			Report  map[string]int `json:"report"`
		}
		err := a.ask(y.t.Context(), http.MethodPost, "/api/v1/jobs/upkeep/runs", y.seeded.reviewer, struct{}{}, &r)
		if err == nil {
			if r.Outcome != "succeeded" {
				y.t.Fatalf("upkeep: %+v", r)
			}
			return r.Report["mended"]
		}
		if !strings.Contains(err.Error(), "409") {
			y.t.Fatal(err)
		}
		time.Sleep(200 * time.Millisecond) // another runs it, or did when it was killed
	}
	y.t.Fatal("upkeep is never free")
	return 0
}

// number is a number that the environment may set, to test for longer.
func number(t *testing.T, name string, standard int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return standard
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s is %q, which is no number above 0", name, text)
	}
	return n
}

// listingSeen is a listing as its owner sees it.
type listingSeen struct {
	ID    string `json:"id"`
	State string `json:"state"`
	Draft struct {
		Name string `json:"name"`
	} `json:"draft"`
}

func (a *asker) listing(ctx context.Context, id string) (l listingSeen, err error) {
	err = a.ask(ctx, http.MethodGet, "/api/v1/listings/"+id, a.seeded.editor, nil, &l)
	return l, err
}

// verified holds the audit chain and every document of a folder that no process has
// open.
func (y *yard) verified() {
	y.t.Helper()
	if code, out, stderr := runApp(y.t, "", "audit", "verify", "--data", y.data, "--hunspell", "off"); code != ExitOK {
		y.t.Errorf("audit verify: %d %s %s", code, out, stderr)
	}
	s, err := y.openService(benchConfig(y.data, "off"))
	if err != nil {
		y.t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			y.t.Error(err)
		}
	}()
	n := 0
	for p, err := range s.listings.AllPublished(y.t.Context(), time.Now()) {
		if err != nil || p.Name == "" {
			y.t.Fatalf("published product %q: %v", p.ID, err)
		}
		n++
	}
	if n < len(y.seeded.listings) {
		y.t.Errorf("%d published products are left of %d", n, len(y.seeded.listings))
	}
}
