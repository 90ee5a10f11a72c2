package journeys

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
)

// root is the repository's top level, seen from this package.
var root = filepath.Join("..", "..")

// world is what all tests share.
type world struct {
	program string          // the built program
	seeded  string          // a data folder with the demo's examples
	axe     string          // the text of axe-core
	browser context.Context // of the one Chromium
	missing error           // why there is none of this
}

var shared world

// required is the variable that makes the tests fail where a browser is missing.
const required = "MATCHARENAN_TEST_BROWSER"

func TestMain(m *testing.M) { os.Exit(runAll(m)) }

func runAll(m *testing.M) (code int) {
	chromium, err := findTools()
	if err != nil {
		shared.missing = err
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "journeys-*")
	if err != nil {
		return failed(err)
	}
	defer os.RemoveAll(dir)
	if err := shared.build(dir); err != nil {
		return failed(err)
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(chromium),
		chromedp.Flag("font-render-hinting", "none"), chromedp.Flag("hide-scrollbars", true), chromedp.Flag("accept-lang", "sv-SE,sv"))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	defer stop()
	browser, stopBrowser := chromedp.NewContext(allocator)
	defer stopBrowser()
	if err := chromedp.Do(browser); err != nil {
		return failed(fmt.Errorf("starting %s: %w", chromium, err))
	}
	shared.browser = browser
	code = m.Run()
	if err := writeIndex(); err != nil {
		return failed(err)
	}
	return code
}

func failed(err error) int {
	fmt.Fprintln(os.Stderr, err)
	return 1
}

// findTools finds Chromium, and reads axe-core.
func findTools() (chromium string, err error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if chromium, err = exec.LookPath(name); err == nil {
			break
		}
	}
	if err != nil {
		return "", errors.New("no Chromium on PATH: run make browser")
	}
	found, err := filepath.Glob(filepath.Join(root, ".tools", "axe-core-*.js"))
	if err != nil || len(found) != 1 {
		return "", errors.New("no axe-core in .tools: run make browser")
	}
	text, err := os.ReadFile(found[0])
	shared.axe = string(text)
	return chromium, err
}

// build builds the program and lets it fill a data folder that each service gets a
// copy of.
func (w *world) build(dir string) error {
	w.program = filepath.Join(dir, "matcharenan")
	cmd := exec.Command("go", "build", "-o", w.program, "./cmd/matcharenan")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building: %w\n%s", err, out)
	}
	w.seeded = filepath.Join(dir, "seeded")
	s, err := start(w.program, w.seeded)
	if err != nil {
		return err
	}
	return s.stop()
}

// needBrowser ends a test that has no browser: by failing where make started it.
func needBrowser(t testing.TB) {
	t.Helper()
	switch {
	case shared.missing == nil:
	case os.Getenv(required) != "":
		t.Fatal(shared.missing)
	default:
		t.Skip(shared.missing)
	}
}
