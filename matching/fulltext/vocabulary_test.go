package fulltext

import (
	"slices"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"larm", "larm", 0},
		{"larm", "lram", 1},
		{"larm", "lrm", 1},
		{"larm", "larmm", 1},
		{"larm", "lärm", 1},
		{"larm", "mral", 3},
		{"", "ab", 2},
		{"ab", "", 2},
		{"ca", "abc", 3},
		{"åäö", "aao", 3},
	} {
		var d distance
		d.from(c.a)
		if got := d.to(c.b, 5); got != c.want {
			t.Errorf("%s to %s: %d, want %d", c.a, c.b, got, c.want)
		}
		if got := d.to(c.b, 0); got != min(1, c.want) {
			t.Errorf("%s to %s, no more than 0: %d", c.a, c.b, got)
		}
	}
}

// The quick way to similar words leaves none out.
func TestSimilarWordsAreAllFound(t *testing.T) {
	word := rapid.StringOfN(rapid.RuneFrom([]rune("abåöé")), 1, 8, -1)
	rapid.Check(t, func(t *rapid.T) {
		counts := make(map[string]uint32)
		for _, w := range rapid.SliceOf(word).Draw(t, "words") {
			counts[w] = 1
		}
		v := newVocabulary(counts)
		asked, most := word.Draw(t, "asked"), rapid.IntRange(0, 2).Draw(t, "most")
		var got, want []string
		v.similar(asked, most, func(w string, _ uint32, edits int) {
			if edits > most {
				t.Fatalf("%s is %d edits away, %d allowed", w, edits, most)
			}
			got = append(got, w)
		})
		var d distance
		d.from(asked)
		for w := range counts {
			if d.to(w, most) <= most {
				want = append(want, w)
			}
		}
		if !sameElements(got, want) {
			t.Fatalf("%s: %v, want %v", asked, got, want)
		}
	})
}

// Words are found, and counted, before and after they are put together.
func TestWordCountsGrow(t *testing.T) {
	c := newWordCounts()
	long := make([]string, maxRecentWords+1)
	for i := range long {
		long[i] = "ord" + benchLetters(uint64(i))
	}
	count := func(word string) (n uint32) {
		for _, v := range c.vocabularies() {
			n += v.count(word)
		}
		return n
	}
	c.add([]string{"kamera", "larm", "12ab", "ab"})
	c.add([]string{"larm"})
	if count("larm") != 2 || count("kamera") != 1 || count("12ab")+count("ab")+count("spis") != 0 {
		t.Errorf("larm %d, kamera %d", count("larm"), count("kamera"))
	}
	c.add(long)
	if v := c.vocabularies(); len(v[0].words) < maxRecentWords || len(v[1].words) != 0 {
		t.Errorf("%d and %d words", len(v[0].words), len(v[1].words))
	}
	c.add([]string{"spis"})
	if count("larm") != 2 || count("spis") != 1 || count(long[7]) != 1 {
		t.Errorf("larm %d, spis %d, %s %d", count("larm"), count("spis"), long[7], count(long[7]))
	}
}

func TestShortLengths(t *testing.T) {
	last := uint8(0)
	for n := range uint32(40_000) {
		short := shortLength(n)
		if short < last {
			t.Fatalf("%d is shorter than %d", n, n-1)
		}
		last = short
		long := float64(longLengths[short])
		if n < exactLengths && long != float64(n) || n < 30_000 && (long > float64(n) || long < float64(n)/1.05) {
			t.Fatalf("%d becomes %v", n, long)
		}
	}
	if shortLength(1<<31) != 255 {
		t.Error("very long texts do not stay the longest")
	}
}

func TestRecordRoundTrip(t *testing.T) {
	f := newFields(&testOptions)
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.String(), 0, 3)
		r := f.newRecord()
		r.version = rapid.String().Draw(t, "version")
		for i := range r.keywords {
			r.keywords[i] = values.Draw(t, "keywords")
		}
		r.numbers[0] = rapid.Float64().Draw(t, "number")
		r.labels = values.Draw(t, "labels")
		for i := range r.lengths {
			r.lengths[i] = rapid.Uint32().Draw(t, "length")
		}
		data := r.encode()
		got := f.newRecord()
		if err := got.decode(data); err != nil {
			t.Fatal(err)
		}
		if got.version != r.version || !slices.Equal(got.labels, r.labels) || !slices.Equal(got.lengths, r.lengths) || got.numbers[0] != r.numbers[0] {
			t.Fatalf("%+v becomes %+v", r, got)
		}
		for i := range r.keywords {
			if !slices.Equal(got.keywords[i], r.keywords[i]) {
				t.Fatalf("%q becomes %q", r.keywords[i], got.keywords[i])
			}
		}
		cut := rapid.IntRange(0, len(data)-1).Draw(t, "cut")
		if again := f.newRecord(); again.decode(data[:cut]) == nil || again.decode(append(data, 0)) == nil {
			t.Fatal("a record that is too short or too long is read")
		}
	})
}

func FuzzRecord(f *testing.F) {
	fields := newFields(&testOptions)
	r := fields.record(&testDocuments[0])
	f.Add(r.encode())
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f})
	f.Fuzz(func(t *testing.T, data []byte) {
		r := fields.newRecord()
		if err := r.decode(data); err == nil {
			if again := fields.newRecord(); again.decode(r.encode()) != nil {
				t.Error("what was read cannot be read again")
			}
		}
	})
}

func TestCutRunes(t *testing.T) {
	for _, c := range []struct {
		text string
		most int
		want string
	}{{"åäö", 6, "åäö"}, {"åäö", 5, "åä"}, {"åäö", 1, ""}, {"abc", 2, "ab"}, {"", 3, ""}} {
		if got := c.text[:cutRunes(c.text, c.most)]; got != c.want || !utf8.ValidString(got) {
			t.Errorf("%q cut at %d: %q", c.text, c.most, got)
		}
	}
}

// The nearest words are those fewest edits away; of these the ones that begin
// alike come first, then the commonest.
func TestNearest(t *testing.T) {
	v := &view{words: [2]*vocabulary{
		newVocabulary(map[string]uint32{"trygghetslarm": 5, "trygghetslar": 900, "brygghetslrm": 800, "hiss": 3, "miss": 50}),
		newVocabulary(map[string]uint32{"trygghetslirm": 7, "diss": 4}),
	}}
	for _, c := range []struct {
		word string
		n    int
		want []string
	}{
		{"trygghetslrm", 9, []string{"trygghetslirm", "trygghetslarm", "brygghetslrm"}}, // trygghetslar is two edits away
		{"trygghetslrm", 2, []string{"trygghetslirm", "trygghetslarm"}},
		{"htss", 9, []string{"hiss"}},
		{"piss", 9, []string{"miss", "diss", "hiss"}},
		{"iss", 9, nil}, // too short
		{"tryg1etslarm", 9, nil},
		{"trygghetslarmmm", 9, []string{"trygghetslarm"}},
	} {
		if got := v.nearest(c.word, c.n); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.word, got, c.want)
		}
	}
}
