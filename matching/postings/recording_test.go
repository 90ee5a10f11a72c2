package postings

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func record(tb testing.TB, key string, list []Document) []byte {
	tb.Helper()
	var b bytes.Buffer
	r := NewRecorder(&b, key, "the note")
	add(tb, r, list)
	if err := r.Finish(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// add fills an index with the documents and has that recorded.
func add(tb testing.TB, r *Recorder, list []Document) {
	tb.Helper()
	columns := numberColumns
	if len(list) > 0 {
		columns = len(list[0].Numbers)
	}
	f := New(columns).Fill()
	f.Record(r)
	for i := range list {
		if err := f.Add(&list[i]); err != nil {
			tb.Fatal(err)
		}
	}
}

// replay gives the documents of a recording, and those before an error with it.
func replay(data []byte, key string) (list []Document, note string, err error) {
	c, err := OpenRecording(bytes.NewReader(data), key)
	if err != nil {
		return nil, "", err
	}
	for {
		d, err := c.Next()
		if err != nil || d == nil {
			return list, c.Note(), err
		}
		list = append(list, keep(*d))
	}
}

// spell writes a document so that unknown numbers are equal.
func spell(list []Document) []string {
	texts := make([]string, len(list))
	for i := range list {
		texts[i] = fmt.Sprintf("%+v", list[i])
	}
	return texts
}

func TestARecordingGivesTheDocumentsAgain(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	tests := map[string][]Document{
		"none": nil,
		"extremes": {
			{ID: "", Origin: Origin{math.MaxInt64, math.MinInt32, math.MaxInt32}, Length: math.MaxInt32, Bits: math.MaxUint64, Numbers: []float64{0, -0.5, math.Inf(1)}},
			{
				ID: "å\x00", Origin: Origin{-1, -1, -1}, Text: []Count{{"\x00F1", math.MaxUint16}, {"", 0}}, Channel: []Impact{{"c", MaxImpact}},
				Attributes: []string{"a?", "a=å"}, Numbers: []float64{math.NaN(), math.Inf(-1), 0.1}, Payload: []uint64{math.MaxUint64, 0},
			},
		},
		"several blocks": randomDocuments(r, 3000),
	}
	for name, want := range tests {
		data := record(t, "key", want)
		got, note, err := replay(data, "key")
		if err != nil || note != "the note" {
			t.Errorf("%s: note %q, error %v", name, note, err)
		}
		if g, w := spell(got), spell(want); !slices.Equal(g, w) {
			t.Errorf("%s: %d documents are read, which are not the %d that were written", name, len(g), len(w))
		}
		if name == "several blocks" && len(data) < 2*recordingBlock {
			t.Errorf("%d bytes are not several blocks", len(data))
		}
	}
}

// TestWhatIsNotTheRecordingIsRefused: nothing but the very bytes is read to its end,
// and what is read before the error is right.
func TestWhatIsNotTheRecordingIsRefused(t *testing.T) {
	list := randomDocuments(rand.New(rand.NewPCG(7, 8)), 20)
	data, want := record(t, "key", list), spell(list)
	refused := func(what string, data []byte, key string) {
		t.Helper()
		got, _, err := replay(data, key)
		if !errors.Is(err, ErrRecording) {
			t.Errorf("%s: error %v", what, err)
		}
		if !slices.Equal(spell(got), want[:len(got)]) {
			t.Errorf("%s: another document is read", what)
		}
	}
	refused("another key", data, "key ")
	for i := range data {
		damaged := slices.Clone(data)
		damaged[i] ^= 1 << (i % 8)
		refused(fmt.Sprintf("byte %d of %d changed", i, len(data)), damaged, "key")
		refused(fmt.Sprintf("cut after %d of %d bytes", i, len(data)), data[:i], "key")
	}
	unfinished := new(bytes.Buffer)
	r := NewRecorder(unfinished, "key", "")
	add(t, r, list[:1])
	r.endBlock()
	if err := r.w.Flush(); err != nil {
		t.Fatal(err)
	}
	refused("one that was not finished", unfinished.Bytes(), "key")
}

// full is a disk that takes so many bytes.
type full struct{ left int }

var errFull = errors.New("the disk is full")

func (f *full) Write(b []byte) (int, error) {
	if f.left -= len(b); f.left < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func TestAFullDiskIsToldAtTheEnd(t *testing.T) {
	list := randomDocuments(rand.New(rand.NewPCG(9, 10)), 3000)
	size := len(record(t, "key", list))
	for _, room := range []int{0, size / 2, size - 1} {
		r := NewRecorder(&full{room}, "key", "the note")
		add(t, r, list)
		if err := r.Finish(); !errors.Is(err, errFull) {
			t.Errorf("room for %d of %d bytes: error %v", room, size, err)
		}
	}
}

// FuzzRecording reads blocks of anything whose sums are right: a document or an error
// comes of it.
func FuzzRecording(f *testing.F) {
	list := randomDocuments(rand.New(rand.NewPCG(11, 12)), 3)
	r := NewRecorder(new(bytes.Buffer), "", "")
	add(f, r, list)
	f.Add(slices.Clone(r.block))
	f.Add([]byte{0, 0, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, block []byte) {
		var b bytes.Buffer
		r := NewRecorder(&b, "", "")
		r.block = append(r.block, block...)
		if err := r.Finish(); err != nil {
			t.Fatal(err)
		}
		if _, _, err := replay(b.Bytes(), ""); err != nil && !errors.Is(err, ErrRecording) {
			t.Error(err)
		}
	})
}

func BenchmarkRecord(b *testing.B) {
	list := benchDocuments(2000)
	data := record(b, "key", list)
	b.Run("write", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			record(b, "key", list)
		}
	})
	b.Run("read", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			c, err := OpenRecording(bytes.NewReader(data), "key")
			if err != nil {
				b.Fatal(err)
			}
			for {
				d, err := c.Next()
				if err != nil {
					b.Fatal(err)
				}
				if d == nil {
					break
				}
			}
		}
	})
}
