package fulltext

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"testing"
)

// filesOf returns the files below a folder that a pattern fits.
func filesOf(t *testing.T, dir, pattern string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			if fits, _ := filepath.Match(pattern, entry.Name()); fits {
				files = append(files, path)
			}
		}
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("no %s in %s: %v", pattern, dir, err)
	}
	return files
}

func truncateTo(part float64) func(string) error {
	return func(path string) error {
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		return os.Truncate(path, int64(part*float64(info.Size())))
	}
}

// garble overwrites a part of a file.
func garble(from, to float64) func(string) error {
	return func(path string) error {
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for i := int(from * float64(len(data))); i < len(data) && i < int(to*float64(len(data))); i++ {
			data[i] ^= 0x5a
		}
		return os.WriteFile(path, data, 0o600)
	}
}

// A folder in which files are missing, cut off or overwritten is never answered
// from: it is found out when it is opened, and rebuilt.
func TestDamagedFolders(t *testing.T) {
	log.SetOutput(io.Discard) // bleve tells of each segment that it cannot read
	t.Cleanup(func() { log.SetOutput(os.Stderr) })
	l, dir := builtLive(t)
	for i := range 5 { // more than one segment
		if err := l.Apply(context.Background(), []Document{{ID: fmt.Sprint("x", i), Text: map[string]string{"body": "larm"}}}, nil, "p2"); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for pattern, damages := range map[string]map[string]func(string) error{
		"*.zap": {
			"missing": os.Remove, "empty": truncateTo(0), "cut": truncateTo(0.5), "cut a little": truncateTo(0.99),
			"garbled": garble(0, 1), "begin garbled": garble(0, 0.1), "middle garbled": garble(0.5, 0.51), "end garbled": garble(0.98, 1),
		},
		"root.bolt":       {"missing": os.Remove, "empty": truncateTo(0), "cut": truncateTo(0.1), "garbled": garble(0, 1)},
		"index_meta.json": {"missing": os.Remove, "empty": truncateTo(0), "garbled": garble(0, 1)},
		"stamp.json":      {"missing": os.Remove, "empty": truncateTo(0), "garbled": garble(0, 1)},
	} {
		for name, damage := range damages {
			t.Run(pattern+" "+name, func(t *testing.T) {
				copied := t.TempDir()
				if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
					t.Fatal(err)
				}
				for _, path := range filesOf(t, copied, pattern) {
					if err := damage(path); err != nil {
						t.Fatal(err)
					}
				}
				l := openTestLive(t, copied, testOptions)
				if err := l.NeedsRebuild(); !errors.Is(err, ErrDamaged) {
					t.Fatalf("NeedsRebuild: %v", err)
				}
				if _, err := l.Search(context.Background(), Query{Size: 1}); !errors.Is(err, ErrNoIndex) {
					t.Errorf("Search: %v", err)
				}
				if err := l.Rebuild(context.Background(), "p3", each(testDocuments...)); err != nil {
					t.Fatal(err)
				}
				if got := liveFinds(t, l, "larm"); got != "a c" || l.NeedsRebuild() != nil {
					t.Errorf("after the rebuild %q, %v", got, l.NeedsRebuild())
				}
			})
		}
	}
}

// Wherever the list of segments is overwritten, the index is found damaged, or
// the bytes were of no use and it is as it was.
func TestGarbledStore(t *testing.T) {
	log.SetOutput(io.Discard)
	t.Cleanup(func() { log.SetOutput(os.Stderr) })
	l, dir := builtLive(t)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	const places = 50
	damaged := 0
	for i := range places {
		copied := t.TempDir()
		if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		path := filesOf(t, copied, "root.bolt")[0]
		if err := garble(float64(i)/places, float64(i+1)/places)(path); err != nil {
			t.Fatal(err)
		}
		l := openTestLive(t, copied, testOptions)
		if errors.Is(l.NeedsRebuild(), ErrDamaged) {
			damaged++
			continue
		}
		if got := liveFinds(t, l, "larm"); got != "a c" || l.Position() != "p1" || l.Count() != len(testDocuments) {
			t.Errorf("garbled at %d: finds %q of %d at %q", i, got, l.Count(), l.Position())
		}
	}
	if damaged == 0 {
		t.Error("no damage was found")
	}
	for i := range places { // all bytes of a segment are in use
		copied := t.TempDir()
		if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		path := filesOf(t, copied, "*.zap")[0]
		if err := garble(float64(i)/places, float64(i)/places+0.001)(path); err != nil {
			t.Fatal(err)
		}
		if l := openTestLive(t, copied, testOptions); !errors.Is(l.NeedsRebuild(), ErrDamaged) {
			t.Errorf("a segment garbled at %d: %v", i, l.NeedsRebuild())
		}
	}
}

// Bleve answers with fewer documents when it cannot read what it wrote last.
func TestMissingDocuments(t *testing.T) {
	x, dir := newTestIndex(t, testOptions)
	if err := errors.Join(x.bleve.Delete("a"), x.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenIndex(dir, testOptions); !errors.Is(err, ErrDamaged) {
		t.Errorf("opened with a document less: %v", err)
	}
}
