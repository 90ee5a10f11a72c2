package fulltext

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// each yields documents as a store would.
func each(docs ...Document) iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		for _, d := range docs {
			if !yield(d, nil) {
				return
			}
		}
	}
}

func openTestLive(t *testing.T, dir string, o IndexOptions) *Live {
	t.Helper()
	l, err := OpenLive(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func builtLive(t *testing.T) (l *Live, dir string) {
	t.Helper()
	dir = t.TempDir()
	l = openTestLive(t, dir, testOptions)
	if err := l.Rebuild(context.Background(), "p1", each(testDocuments...)); err != nil {
		t.Fatal(err)
	}
	return l, dir
}

// found returns what a query finds, sorted.
func liveFinds(t *testing.T, l *Live, text string) string {
	t.Helper()
	got, err := l.Search(context.Background(), Query{Text: text, Size: 100})
	if err != nil {
		t.Fatal(err)
	}
	return sortedIDs(got.Hits)
}

// generationsIn are the names in a folder, without the lock.
func generationsIn(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.Name() != "lock" {
			names = append(names, e.Name())
		}
	}
	return strings.Join(names, " ")
}

func TestLiveFromNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	l := openTestLive(t, dir, testOptions)
	ctx := context.Background()
	if err := l.NeedsRebuild(); !errors.Is(err, ErrNoIndex) {
		t.Errorf("NeedsRebuild: %v", err)
	}
	if _, err := l.Search(ctx, Query{Size: 1}); !errors.Is(err, ErrNoIndex) {
		t.Errorf("Search: %v", err)
	}
	if err := l.Apply(ctx, testDocuments, nil, "1"); !errors.Is(err, ErrNoIndex) {
		t.Errorf("Apply: %v", err)
	}
	if n, p, v := l.Count(), l.Position(), maps.Collect(l.Versions()); n != 0 || p != "" || len(v) != 0 {
		t.Errorf("%d documents at %q, %v", n, p, v)
	}
	if err := l.Rebuild(ctx, "p1", each(testDocuments...)); err != nil {
		t.Fatal(err)
	}
	if err := l.NeedsRebuild(); err != nil || l.Position() != "p1" || l.Count() != len(testDocuments) {
		t.Errorf("after the rebuild: %v, %d at %q", err, l.Count(), l.Position())
	}
	if got := liveFinds(t, l, "larm"); got != "a c" {
		t.Errorf("found %q", got)
	}
	if s, err := l.Suggest(ctx, "lär", 5); err != nil || len(s) != 0 {
		t.Errorf("Suggest: %v, %v", s, err)
	}
	if m, err := l.DidYouMean(ctx, "trygghetslrm"); err != nil || m != "trygghetslarm" {
		t.Errorf("DidYouMean: %q, %v", m, err)
	}
	if err := l.Apply(ctx, []Document{{ID: "e", Text: map[string]string{"title": "Larm"}}}, []string{"a"}, "p2"); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Errorf("closing again: %v", err)
	}
	for name, err := range map[string]error{
		"Apply":   l.Apply(ctx, nil, nil, ""),
		"Rebuild": l.Rebuild(ctx, "", each()),
		"Search":  func() error { _, err := l.Search(ctx, Query{}); return err }(),
	} {
		if !errors.Is(err, ErrClosed) {
			t.Errorf("%s after closing: %v", name, err)
		}
	}
	again := openTestLive(t, dir, testOptions)
	if err := again.NeedsRebuild(); err != nil || again.Position() != "p2" {
		t.Errorf("opened again: %v at %q", err, again.Position())
	}
	if got := liveFinds(t, again, "larm"); got != "c e" {
		t.Errorf("found %q", got)
	}
}

// An index that was made otherwise answers until it is rebuilt, unless it has
// other fields.
func TestLiveStale(t *testing.T) {
	l, dir := builtLive(t)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	stamped, learned, fields := testOptions, testOptions, testOptions
	stamped.Stamp = "thesaurus 2"
	learned.Analyzer = NewAnalyzer(NewLexicon(LexiconOptions{Learned: []string{"fjomp"}}))
	fields.Keywords = []string{"type"}
	docs := slices.Clone(testDocuments)
	for i := range docs {
		docs[i].Keywords = nil
	}
	for _, c := range []struct {
		name    string
		options IndexOptions
		answers bool
	}{{"stamp", stamped, true}, {"analyzer", learned, true}, {"fields", fields, false}} {
		l := openTestLive(t, dir, c.options)
		if err := l.NeedsRebuild(); !errors.Is(err, ErrStale) {
			t.Errorf("%s: %v", c.name, err)
		}
		if _, err := l.Search(context.Background(), Query{Text: "larm", Size: 5}); (err == nil) != c.answers {
			t.Errorf("%s: searching the old one: %v", c.name, err)
		}
		if err := l.Rebuild(context.Background(), "p", each(docs...)); err != nil {
			t.Fatal(err)
		}
		if got := liveFinds(t, l, "larm"); l.NeedsRebuild() != nil || got != "a c" {
			t.Errorf("%s: after the rebuild: %q, %v", c.name, got, l.NeedsRebuild())
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		again := openTestLive(t, dir, c.options)
		if err := errors.Join(again.NeedsRebuild(), again.Close()); err != nil {
			t.Errorf("%s: opened again: %v", c.name, err)
		}
	}
}

func TestRebuildWithOtherOptions(t *testing.T) {
	l, dir := builtLive(t)
	o := testOptions
	o.Stamp = "2"
	if err := l.RebuildWith(context.Background(), o, "p2", each(testDocuments[:2]...)); err != nil {
		t.Fatal(err)
	}
	if l.Count() != 2 || l.Position() != "p2" || l.NeedsRebuild() != nil {
		t.Errorf("%d documents at %q, %v", l.Count(), l.Position(), l.NeedsRebuild())
	}
	if err := l.Rebuild(context.Background(), "p3", each(testDocuments...)); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	again := openTestLive(t, dir, o)
	if err := again.NeedsRebuild(); err != nil || again.Count() != len(testDocuments) {
		t.Errorf("opened again: %v, %d documents", err, again.Count())
	}
	if names := generationsIn(t, dir); names != "current generation-00000003" {
		t.Errorf("the folder holds %s", names)
	}
}

// Whatever goes wrong, the index stays as it was and nothing is left behind.
func TestRebuildThatFails(t *testing.T) {
	l, dir := builtLive(t)
	before := generationsIn(t, dir)
	broken := errors.New("the store is gone")
	cancelled, cancel := context.WithCancel(context.Background())
	for name, c := range map[string]struct {
		ctx       context.Context
		documents iter.Seq2[Document, error]
		want      error
	}{
		"store": {context.Background(), func(yield func(Document, error) bool) {
			_ = yield(testDocuments[0], nil) && yield(Document{}, broken)
		}, broken},
		"document": {context.Background(), each(testDocuments[0], Document{ID: "x", Text: map[string]string{"nothing": ""}}), ErrBadDocument},
		"context": {cancelled, func(yield func(Document, error) bool) {
			for i := 0; ; i++ {
				if i == 10 {
					cancel()
				}
				if !yield(Document{ID: fmt.Sprint(i)}, nil) {
					return
				}
			}
		}, context.Canceled},
	} {
		if err := l.Rebuild(c.ctx, "never", c.documents); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if got := liveFinds(t, l, "larm"); got != "a c" || l.Position() != "p1" {
			t.Errorf("%s: finds %q at %q", name, got, l.Position())
		}
		if after := generationsIn(t, dir); after != before {
			t.Errorf("%s: the folder holds %s, want %s", name, after, before)
		}
		if err := l.Apply(context.Background(), nil, nil, "p1"); err != nil {
			t.Errorf("%s: writing afterwards: %v", name, err)
		}
	}
}

// What is written while a rebuild goes on is in both indexes, and wins over what
// the rebuild reads, whichever comes first.
func TestApplyWhileRebuilding(t *testing.T) {
	for _, empty := range []bool{false, true} {
		t.Run(fmt.Sprint("from nothing ", empty), func(t *testing.T) {
			l := openTestLive(t, t.TempDir(), testOptions)
			ctx := context.Background()
			title := func(s string) map[string]string { return map[string]string{"title": s} }
			old := []Document{{ID: "early", Text: title("kamera")}, {ID: "late", Text: title("kamera")}, {ID: "gone", Text: title("kamera")}, {ID: "same", Text: title("kamera")}}
			if !empty {
				if err := l.Rebuild(ctx, "p0", each(old...)); err != nil {
					t.Fatal(err)
				}
			}
			apply := func(puts []Document, deletes []string, position string) {
				t.Helper()
				if err := l.Apply(ctx, puts, deletes, position); err != nil {
					t.Fatal(err)
				}
			}
			err := l.Rebuild(ctx, "p1", func(yield func(Document, error) bool) {
				if err := l.Rebuild(ctx, "", each()); !errors.Is(err, ErrRebuilding) {
					t.Errorf("a second rebuild: %v", err)
				}
				apply([]Document{{ID: "late", Text: title("spis")}, {ID: "new", Text: title("spis")}}, []string{"gone"}, "p2")
				fill := func(from int) { // so that what was read before is written
					for i := range rebuildBatch {
						yield(Document{ID: fmt.Sprint("filler", from+i)}, nil)
					}
				}
				fill(0)
				for _, d := range old { // as the store was before
					yield(d, nil)
				}
				fill(rebuildBatch)
				apply([]Document{{ID: "early", Text: title("spis")}}, nil, "p3")
				if want := map[bool]string{true: "", false: "early late new"}[empty]; !empty && liveFinds(t, l, "spis") != want {
					t.Errorf("meanwhile %q, want %q", liveFinds(t, l, "spis"), want)
				}
				if err := l.Apply(ctx, []Document{{ID: ""}}, nil, "bad"); !errors.Is(err, ErrBadDocument) {
					t.Errorf("a bad document: %v", err)
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			if spis, kamera := liveFinds(t, l, "spis"), liveFinds(t, l, "kamera"); spis != "early late new" || kamera != "same" {
				t.Errorf("spis %q, kamera %q", spis, kamera)
			}
			if l.Position() != "p3" || l.Count() != 4+2*rebuildBatch {
				t.Errorf("%d documents at %q", l.Count(), l.Position())
			}
		})
	}
}

// Readers and writers go on while the index is rebuilt again and again: no
// search fails or sees less than all, and no write is lost.
func TestRebuildUnderLoad(t *testing.T) {
	l, dir := builtLive(t)
	ctx, stop := context.WithCancel(context.Background())
	var mu sync.Mutex
	store := make(map[string]Document)
	for _, d := range testDocuments {
		store[d.ID] = d
	}
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			for ctx.Err() == nil {
				got, err := l.Search(context.Background(), Query{Text: "larm", Facets: []string{"type"}, Size: 100})
				if err != nil || got.Total < 2 {
					t.Errorf("%d found, error %v", got.Total, err)
					return
				}
				if _, err := l.Suggest(context.Background(), "la", 5); err != nil {
					t.Error(err)
				}
				for range l.Versions() {
				}
			}
		})
	}
	group.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			d := Document{ID: fmt.Sprint("w", i%50), Version: fmt.Sprint(i), Text: map[string]string{"title": "Larm"}}
			mu.Lock()
			store[d.ID] = d
			mu.Unlock()
			if err := l.Apply(context.Background(), []Document{d}, nil, fmt.Sprint(i)); err != nil {
				t.Error(err)
				return
			}
		}
	})
	for range 5 {
		documents := func(yield func(Document, error) bool) {
			mu.Lock()
			docs := slices.Collect(maps.Values(store))
			mu.Unlock()
			each(docs...)(yield)
		}
		if err := l.Rebuild(context.Background(), "p", documents); err != nil {
			t.Error(err)
		}
	}
	stop()
	group.Wait()
	want := make(map[string]string)
	for id, d := range store {
		want[id] = d.Version
	}
	if got := maps.Collect(l.Versions()); !maps.Equal(got, want) {
		t.Errorf("versions %v, want %v", got, want)
	}
	if names := generationsIn(t, dir); names != "current generation-00000006" {
		t.Errorf("the folder holds %s", names)
	}
}

// Closing ends a rebuild that is under way; the old index is there next time.
func TestCloseWhileRebuilding(t *testing.T) {
	l, dir := builtLive(t)
	closed := make(chan error, 1)
	err := l.Rebuild(context.Background(), "p2", func(yield func(Document, error) bool) {
		go func() { closed <- l.Close() }()
		for i := 0; yield(Document{ID: fmt.Sprint(i)}, nil); i++ {
			continue
		}
	})
	if !errors.Is(err, ErrClosed) {
		t.Errorf("Rebuild: %v", err)
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
	again := openTestLive(t, dir, testOptions)
	if again.NeedsRebuild() != nil || again.Position() != "p1" {
		t.Errorf("opened again: %v at %q", again.NeedsRebuild(), again.Position())
	}
	if names := generationsIn(t, dir); names != "current generation-00000001" {
		t.Errorf("the folder holds %s", names)
	}
}

func TestInUse(t *testing.T) {
	l, dir := builtLive(t)
	if _, err := OpenLive(dir, testOptions); !errors.Is(err, ErrInUse) {
		t.Errorf("a second Live: %v", err)
	}
	if _, err := OpenIndex(filepath.Join(dir, "generation-00000001"), testOptions); !errors.Is(err, ErrInUse) {
		t.Errorf("its index: %v", err)
	}
	if got := liveFinds(t, l, "larm"); got != "a c" {
		t.Errorf("found %q afterwards", got)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	openTestLive(t, dir, testOptions)
}

// What a process leaves that was killed between any two steps of a rebuild.
func TestLeftovers(t *testing.T) {
	l, dir := builtLive(t)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for name, leave := range map[string]func(dir string) error{
		"an empty folder": func(dir string) error { return os.Mkdir(filepath.Join(dir, "generation-00000002"), 0o750) },
		"half an index": func(dir string) error {
			return os.CopyFS(filepath.Join(dir, "generation-00000002", "bleve"), os.DirFS(filepath.Join(dir, "generation-00000001", "bleve", "store")))
		},
		"a whole index that was not switched to": func(dir string) error {
			return os.CopyFS(filepath.Join(dir, "generation-00000002"), os.DirFS(filepath.Join(dir, "generation-00000001")))
		},
		"an old index": func(dir string) error {
			if err := os.CopyFS(filepath.Join(dir, "generation-00000007"), os.DirFS(filepath.Join(dir, "generation-00000001"))); err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(dir, "current"), []byte("generation-00000007"), 0o600)
		},
		"half a name": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "current.new"), []byte("generation-0"), 0o600)
		},
	} {
		copied := t.TempDir()
		if err := errors.Join(os.CopyFS(copied, os.DirFS(dir)), leave(copied)); err != nil {
			t.Fatal(err)
		}
		l := openTestLive(t, copied, testOptions)
		if l.NeedsRebuild() != nil || liveFinds(t, l, "larm") != "a c" {
			t.Errorf("%s: %v", name, l.NeedsRebuild())
		}
		if names := strings.Fields(generationsIn(t, copied)); len(names) != 2 {
			t.Errorf("%s: the folder holds %s", name, names)
		}
		if err := l.Rebuild(context.Background(), "p2", each(testDocuments...)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Killed after the name was taken away or never written: nothing is current.
	for _, name := range []string{"", "generation-", "../generation-00000001", "generation-1"} {
		copied := t.TempDir()
		err := errors.Join(os.CopyFS(copied, os.DirFS(dir)), os.WriteFile(filepath.Join(copied, "current"), []byte(name), 0o600))
		if err != nil {
			t.Fatal(err)
		}
		if l := openTestLive(t, copied, testOptions); !errors.Is(l.NeedsRebuild(), ErrNoIndex) {
			t.Errorf("current says %q: %v", name, l.NeedsRebuild())
		}
	}
}
