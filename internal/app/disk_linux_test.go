package app

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestAFullDiskLosesNothing fills the disk that a running service keeps its data on,
// and then makes room: the service must say so to those who write, go on answering
// those who read, and go on writing without a restart. Then the disk is taken from
// it for writing, and given back.
func TestAFullDiskLosesNothing(t *testing.T) {
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=40m"); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v; the store's own tests try the like without one", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	y := newYardIn(t, filepath.Join(disk, "data"), 20)
	ballast := filepath.Join(disk, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 8<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	a := y.start()

	var kept []string
	create := func() error {
		name := fmt.Sprintf("Lampa %d", len(kept))
		body := map[string]any{"organisation": y.seeded.company, "product": map[string]any{
			"name": name, "summary": "En lampa.", "description": strings.Repeat("Den tänds när någon reser sig. ", 600), "language": "sv",
		}}
		var made listingSeen
		err := a.ask(t.Context(), http.MethodPost, "/api/v1/listings", y.seeded.editor, body, &made)
		if err == nil {
			kept = append(kept, made.ID)
		}
		return err
	}
	refused := func(err error) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), "503") || !strings.Contains(err.Error(), "urn:matcharenan:problem:") {
			t.Errorf("a write without room was answered: %v", err)
		}
		if _, err := a.finds(t.Context(), "", "lampa"); err != nil {
			t.Errorf("reading: %v", err)
		}
	}
	goesOn := func() {
		t.Helper()
		var err error
		for range 100 {
			if err = create(); err == nil {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
		if err != nil {
			t.Fatalf("writing does not go on: %v", err)
		}
	}

	var err error
	for range 5000 {
		if err = create(); err != nil {
			break
		}
	}
	refused(err)
	if len(kept) < 10 {
		t.Fatalf("only %d listings had room", len(kept))
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	goesOn()

	if err := syscall.Mount("", disk, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Logf("a disk in use cannot be made read-only here (%v); a second start on one is tried instead", err)
	} else {
		refused(create())
		if err := syscall.Mount("", disk, "", syscall.MS_REMOUNT, ""); err != nil {
			t.Fatal(err)
		}
		goesOn()
	}
	for _, id := range kept {
		if _, err := a.listing(t.Context(), id); err != nil {
			t.Errorf("%s was acknowledged: %v", id, err)
		}
	}
	if n := y.mended(a); n > 0 {
		t.Errorf("the index differed in %d products", n)
	}
	if err := a.child.stop(); err != nil {
		t.Fatal(err)
	}
	y.verified()
	if err := syscall.Mount("", disk, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	code, _, stderr := runApp(t, "", serving(y.data, "off")...)
	if code == ExitOK || !strings.Contains(stderr, y.data) {
		t.Errorf("a start on a folder that cannot be written: %d %s", code, stderr)
	}
}
