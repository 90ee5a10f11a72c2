package storetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/allagehub/matcharenan/internal/store"
)

func blobs(t *testing.T, f Factory) {
	s := f.open(t)
	t.Run("come and go", s.blobComes)
	t.Run("stream", s.blobStreams)
	t.Run("are read from anywhere", s.blobSeeks)
	t.Run("keep to the limit", s.blobLimit)
	t.Run("whole or not at all", s.blobWhole)
	t.Run("have IDs of letters and digits", s.blobIDs)
	t.Run("are listed", s.blobList)
	t.Run("one of many wins", s.blobRace)
}

// pattern gives bytes that can be told for any place, without being kept.
type pattern struct {
	size, at int64
	inspect  func(at int64) // called after each read
}

func patternAt(i int64) byte {
	x := uint64(i)/8 + 0x9e3779b97f4a7c15 //nolint:gosec // places are not negative
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return byte(x >> (i % 8 * 8)) //nolint:gosec // one of eight bytes
}

func (p *pattern) Read(b []byte) (int, error) {
	if p.at == p.size {
		return 0, io.EOF
	}
	n := int(min(int64(len(b)), p.size-p.at))
	for i := range n {
		b[i] = patternAt(p.at + int64(i))
	}
	p.at += int64(n)
	if p.inspect != nil {
		p.inspect(p.at)
	}
	return n, nil
}

func shut(t *testing.T, c io.Closer) {
	t.Helper()
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

func (s *suite) put(t *testing.T, id, content string) store.BlobInfo {
	t.Helper()
	info, err := s.Blobs().Put(t.Context(), id, strings.NewReader(content), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return info
}

func (s *suite) holds(t *testing.T, id, content string) {
	t.Helper()
	b, err := s.Blobs().Open(t.Context(), id)
	if err != nil {
		t.Errorf("blob %s: %v", id, err)
		return
	}
	defer shut(t, b)
	got, err := io.ReadAll(b)
	if err != nil || string(got) != content {
		t.Errorf("blob %s: %.40q, %v; want %.40q", id, got, err, content)
	}
}

func (s *suite) holdsNot(t *testing.T, id string) {
	t.Helper()
	if b, err := s.Blobs().Open(t.Context(), id); err == nil {
		shut(t, b)
		t.Errorf("blob %s is there", id)
	} else {
		wants(t, "open "+id, err, store.ErrNotFound)
	}
}

func (s *suite) blobComes(t *testing.T) {
	info := s.put(t, "a.txt", "hello")
	sum := sha256.Sum256([]byte("hello"))
	want := store.BlobInfo{ID: "a.txt", Size: 5, SHA256: hex.EncodeToString(sum[:]), Stored: info.Stored}
	if info != want || info.Stored.IsZero() {
		t.Errorf("put %+v, want %+v", info, want)
	}
	s.holds(t, "a.txt", "hello")
	b, err := s.Blobs().Open(t.Context(), "a.txt")
	if err != nil {
		t.Fatal(err)
	}
	if got := b.Info(); got.ID != want.ID || got.Size != want.Size || got.SHA256 != want.SHA256 || !got.Stored.Equal(want.Stored) {
		t.Errorf("open tells %+v, want %+v", got, want)
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	_, err = s.Blobs().Put(t.Context(), "a.txt", strings.NewReader("other"), 100)
	wants(t, "put of a taken ID", err, store.ErrExists)
	s.holds(t, "a.txt", "hello")
	for range 2 {
		if err := s.Blobs().Delete(t.Context(), "a.txt"); err != nil {
			t.Error(err)
		}
		s.holdsNot(t, "a.txt")
	}
	s.put(t, "a.txt", "again")
	s.holds(t, "a.txt", "again")
	s.put(t, "empty", "")
	s.holds(t, "empty", "")
}

// blobStreams keeps a large file that nobody holds in memory.
func (s *suite) blobStreams(t *testing.T) {
	size := int64(64 << 20)
	if testing.Short() || s.Imitation != "" {
		size = 4 << 20
	}
	var before, during runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var peak uint64
	inspect := func(at int64) {
		if at%(8<<20) < 64<<10 {
			runtime.GC()
			runtime.ReadMemStats(&during)
			peak = max(peak, during.HeapAlloc)
		}
	}
	info, err := s.Blobs().Put(t.Context(), "large", &pattern{size: size, inspect: inspect}, size)
	if err != nil || info.Size != size {
		t.Fatalf("%+v, %v", info, err)
	}
	if peak > before.HeapAlloc+32<<20 {
		t.Errorf("%d MiB in memory", (peak-before.HeapAlloc)>>20)
	}
	b, err := s.Blobs().Open(t.Context(), "large")
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, b)
	want, got := sha256.New(), sha256.New()
	if _, err := io.Copy(want, &pattern{size: size}); err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(got, b); err != nil || n != size {
		t.Errorf("read %d, %v", n, err)
	}
	sum := hex.EncodeToString(want.Sum(nil))
	if hex.EncodeToString(got.Sum(nil)) != sum || info.SHA256 != sum {
		t.Errorf("put tells %s, read gave %x, want %s", info.SHA256, got.Sum(nil), sum)
	}
}

func (s *suite) blobSeeks(t *testing.T) {
	const size = 700_001
	if _, err := s.Blobs().Put(t.Context(), "seek", &pattern{size: size}, size); err != nil {
		t.Fatal(err)
	}
	b, err := s.Blobs().Open(t.Context(), "seek")
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, b)
	for _, c := range []struct {
		offset int64
		whence int
		at     int64
	}{
		{0, io.SeekEnd, size},
		{0, io.SeekStart, 0},
		{500_000, io.SeekStart, 500_000},
		{261_119, io.SeekStart, 261_119},
		{-10, io.SeekEnd, size - 10},
		{-600_000, io.SeekCurrent, 100_001 - 1000},
		{100, io.SeekCurrent, 100_101 - 1000},
	} {
		at, err := b.Seek(c.offset, c.whence)
		if err != nil {
			t.Errorf("seek %d, %d: %v", c.offset, c.whence, err)
			continue
		}
		if c.whence != io.SeekCurrent && at != c.at {
			t.Errorf("seek %d, %d: at %d, want %d", c.offset, c.whence, at, c.at)
		}
		got := make([]byte, 1000)
		n, err := io.ReadFull(b, got)
		if want := min(1000, size-at); int64(n) != want || err != nil && want == 1000 {
			t.Errorf("at %d: read %d, %v", at, n, err)
		}
		for i := range n {
			if got[i] != patternAt(at+int64(i)) {
				t.Fatalf("at %d: wrong byte", at+int64(i))
			}
		}
		// Back to where the read began, for what counts from there.
		if _, err := b.Seek(at, io.SeekStart); err != nil {
			t.Error(err)
		}
	}
	if _, err := b.Seek(-1, io.SeekStart); err == nil {
		t.Error("seek to before the beginning")
	}
}

func (s *suite) blobLimit(t *testing.T) {
	for _, c := range []struct {
		size, limit int64
		fits        bool
	}{{10, 10, true}, {0, 0, true}, {11, 10, false}, {1, 0, false}, {1 << 20, 100_000, false}} {
		id := fmt.Sprint("limit-", c.size, "-", c.limit)
		_, err := s.Blobs().Put(t.Context(), id, &pattern{size: c.size}, c.limit)
		if c.fits && err != nil {
			t.Errorf("%d of %d: %v", c.size, c.limit, err)
		}
		if !c.fits {
			wants(t, id, err, store.ErrTooLarge)
			s.holdsNot(t, id)
		}
	}
}

var errFailing = errors.New("the reader fails")

// failing gives some bytes and then an error.
func failing(n int64) io.Reader {
	return io.MultiReader(&pattern{size: n}, failure{})
}

type failure struct{}

func (failure) Read([]byte) (int, error) { return 0, errFailing }

func (s *suite) blobWhole(t *testing.T) {
	for _, n := range []int64{0, 1, 1 << 20} {
		_, err := s.Blobs().Put(t.Context(), "half", failing(n), 1<<21)
		wants(t, "a reader that fails", err, errFailing)
		s.holdsNot(t, "half")
	}
	ctx, cancel := context.WithCancel(t.Context())
	stopping := &pattern{size: 1 << 22, inspect: func(at int64) {
		if at >= 1<<20 {
			cancel()
		}
	}}
	if _, err := s.Blobs().Put(ctx, "half", stopping, 1<<23); err == nil {
		t.Error("put after the context's end")
	}
	s.holdsNot(t, "half")
	s.put(t, "half", "whole")
	s.holds(t, "half", "whole")
}

func (s *suite) blobIDs(t *testing.T) {
	for _, id := range []string{
		"", ".. /x", "../x", "..\\x", "a/b", "/etc/passwd", "a\x00b", "a b", "å", "a:b", "a~b", "a*", "\xff", "a\n", strings.Repeat("x", store.MaxID+1),
	} {
		_, err := s.Blobs().Put(t.Context(), id, strings.NewReader("x"), 10)
		refused(t, fmt.Sprintf("blob %.20q", id), err)
		if b, err := s.Blobs().Open(t.Context(), id); err == nil {
			shut(t, b)
			t.Errorf("blob %q is there", id)
		}
		_ = s.Blobs().Delete(t.Context(), id)
	}
	for _, id := range []string{".", "..", "-", "_", "...", "-rf", ".hidden", "CON", "A", "a", strings.Repeat("x", store.MaxID)} {
		s.put(t, id, "content of "+id)
	}
	s.holds(t, "..", "content of ..")
	s.holds(t, "A", "content of A")
	s.holds(t, "a", "content of a")
}

func (s *suite) blobList(t *testing.T) {
	var want []string
	for i := range 25 {
		id := fmt.Sprintf("list-%02d", i)
		want = append(want, id)
		s.put(t, id, strings.Repeat("x", i))
	}
	if err := s.Blobs().Delete(t.Context(), "list-13"); err != nil {
		t.Fatal(err)
	}
	want = append(want[:13], want[14:]...)
	var got []string
	for after := "list-"; ; {
		list, err := s.Blobs().List(t.Context(), after, 4)
		if err != nil || len(list) > 4 {
			t.Fatalf("%d blobs, %v", len(list), err)
		}
		for _, info := range list {
			if strings.HasPrefix(info.ID, "list-") {
				got = append(got, info.ID)
				if fmt.Sprintf("list-%02d", info.Size) != info.ID || len(info.SHA256) != 64 || info.Stored.IsZero() {
					t.Errorf("listed %+v", info)
				}
			}
			after = info.ID
		}
		if len(list) < 4 {
			break
		}
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("listed %s", got)
	}
	if list, err := s.Blobs().List(t.Context(), "\U0010ffff", 10); err != nil || len(list) != 0 {
		t.Errorf("after the last: %v, %v", list, err)
	}
}

func (s *suite) blobRace(t *testing.T) {
	s.atomic(t)
	for round := range 5 {
		id := fmt.Sprint("race", round)
		contents := make([]string, racers)
		results := make([]error, racers)
		var all sync.WaitGroup
		for i := range racers {
			contents[i] = strings.Repeat(fmt.Sprint(i), 100_000+i)
			all.Go(func() {
				_, results[i] = s.Blobs().Put(t.Context(), id, bytes.NewReader([]byte(contents[i])), 1<<20)
			})
		}
		all.Wait()
		won := -1
		for i, err := range results {
			if err == nil && won >= 0 {
				t.Errorf("%d and %d won", won, i)
			}
			if err == nil {
				won = i
			} else {
				wants(t, "put", err, store.ErrExists)
			}
		}
		if won >= 0 {
			s.holds(t, id, contents[won])
		} else {
			t.Error("nobody won")
		}
	}
}
