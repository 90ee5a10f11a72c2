package fulltext

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// hostileTexts are queries that nobody types.
var hostileTexts = map[string]string{
	"10,000 words":     strings.Repeat("larm trygghetslarm kamera ", 3334),
	"only stop words":  strings.Repeat("och att för ", 100),
	"NUL":              "\x00larm\x00\x00 \x00",
	"invalid UTF-8":    "\xff\xfe larm \xc3\x28 \xf0\x28\x8c\x28",
	"1 MB of a letter": strings.Repeat("a", 1<<20),
	"1 MB of spaces":   strings.Repeat(" ", 1<<20),
	"1 MB of quotes":   strings.Repeat(`"`, 1<<20),
	"dashes":           strings.Repeat("-", 400) + strings.Repeat(" -", 50),
	"pairs of quotes":  strings.Repeat(`"a b" `, 80),
	"excluded":         strings.Repeat(`-"larm kamera" -larm `, 20),
	"syntax":           `title:larm^5 AND (kamera OR *) ~2 /re.*/ [1 TO 5] {a} \`,
	"combining":        strings.Repeat("a\u0301\u0302\u0303", 300),
	"emoji":            strings.Repeat("👵🏽‍🦽", 200),
	"misspelt words":   strings.Repeat("trygghetslrm läkemdelsrobot inkontinnens duschtoalet ", 8),
	"long compounds":   strings.Repeat(strings.Repeat("vård", 20)+" ", 32),
	"right to left":    "\u202elarm\u202c \u200f\u200f",
}

func TestHostileQueries(t *testing.T) {
	x := goldIndex(t)
	ctx := context.Background()
	for name, text := range hostileTexts {
		got, err := x.Search(ctx, Query{Text: text, Unfinished: true, Size: 100})
		if err != nil || got.Total > x.Count() {
			t.Errorf("%s: %d hits, error %v", name, got.Total, err)
		}
		if long := len(text) > 4*MaxQueryRunes; long && !got.Truncated {
			t.Errorf("%s: it is not told that the text was cut", name)
		}
		if len(got.Meant) > 8*MaxQueryRunes {
			t.Errorf("%s: meant %d bytes", name, len(got.Meant))
		}
		if _, err := x.Suggest(ctx, text, 10); err != nil {
			t.Errorf("%s: suggesting: %v", name, err)
		}
		if _, err := x.DidYouMean(ctx, text); err != nil {
			t.Errorf("%s: correcting: %v", name, err)
		}
		got.Marker.Spans(text[:min(len(text), 10_000)], Swedish)
	}
}

// What a query asks of the index is bounded, whatever is typed and whatever
// synonyms there are.
func TestPlanIsBounded(t *testing.T) {
	x := goldIndex(t)
	v := x.acquire()
	defer x.release(v)
	asked := 0
	synonyms := func(words []string) []Alternative {
		asked++
		if len(words) > MaxPhraseWords {
			t.Errorf("asked for %d words in a row", len(words))
		}
		many := make([]Alternative, 100)
		for i := range many {
			many[i] = Alternative{Text: strings.Repeat("dörrlarm trygghet ", i) + strings.Join(words, "x"), Weight: 0.4}
		}
		return many
	}
	for name, text := range hostileTexts {
		asked = 0
		r := x.newReading(v)
		parsed := parse(x.options.Analyzer, text, x.fields.spoken)
		p, err := r.plan(context.Background(), parsed, &Query{Text: text, Synonyms: synonyms, Unfinished: true})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(parsed.words) > MaxQueryWords || len(p.clauses) > maxClauses || p.bits > maxBits || len(p.corrected) > maxCorrected {
			t.Errorf("%s: %d words, %d clauses, %d bits, %d corrections", name, len(parsed.words), len(p.clauses), p.bits, len(p.corrected))
		}
		if asked > MaxQueryWords*MaxPhraseWords {
			t.Errorf("%s: synonyms asked for %d times", name, asked)
		}
	}
}

// No query has more terms than the limit, though its words have.
func TestClausesAreLimited(t *testing.T) {
	var parts, words []string
	for i := range 3 * MaxQueryWords {
		parts = append(parts, "k"+string("aeiou"[i%5])+string("bdfgklmnprstv"[i/5%13])+string("aeo"[i/65]))
	}
	for i := range MaxQueryWords {
		words = append(words, parts[3*i]+parts[3*i+1]+parts[3*i+2])
	}
	o := goldOptions
	o.Analyzer = NewAnalyzer(NewLexicon(LexiconOptions{Learned: parts}))
	x, err := CreateIndex(t.TempDir(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	v := x.acquire()
	defer x.release(v)
	parsed := parse(x.options.Analyzer, strings.Join(words, " "), x.fields.spoken)
	terms := 0
	for _, w := range parsed.words {
		terms += len(w.terms[Swedish]) + len(w.terms[English])
	}
	p, err := x.newReading(v).plan(context.Background(), parsed, &Query{})
	if err != nil || len(p.clauses) != maxClauses || terms <= maxClauses {
		t.Errorf("%d terms become %d clauses, error %v, want %d", terms, len(p.clauses), err, maxClauses)
	}
}

func TestCancelledSearch(t *testing.T) {
	x := goldIndex(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := x.Search(ctx, Query{Text: "larm", Size: 1}); !errors.Is(err, context.Canceled) {
		t.Errorf("Search: %v", err)
	}
	if _, err := x.Suggest(ctx, "larm", 1); !errors.Is(err, context.Canceled) {
		t.Errorf("Suggest: %v", err)
	}
	if _, err := x.DidYouMean(ctx, "larm"); !errors.Is(err, context.Canceled) {
		t.Errorf("DidYouMean: %v", err)
	}
}

// countdown is done after it was asked so many times.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// However far a search has come, it ends when its context is done.
func TestSearchEndsWhenCancelled(t *testing.T) {
	x := goldIndex(t)
	q := Query{Text: `larm trygghet "den boende" -kamera`, Size: 5}
	steps := 0
	for ; ; steps++ {
		_, err := x.Search(&countdown{context.Background(), steps}, q)
		if err == nil {
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("after %d steps: %v", steps, err)
		}
	}
	if steps < 5 {
		t.Errorf("the context is looked at %d times only", steps)
	}
}

func FuzzQuery(f *testing.F) {
	for _, text := range hostileTexts {
		f.Add(text[:min(len(text), 4000)])
	}
	a := NewAnalyzer(nil)
	f.Fuzz(func(t *testing.T, text string) {
		q := parse(a, text, []Language{Swedish, English})
		end := 0
		for _, w := range q.words {
			if w.start < end || w.end <= w.start || w.end > len(q.text) {
				t.Fatalf("word at %d to %d after %d", w.start, w.end, end)
			}
			end = w.end
		}
		words := len(q.words)
		for _, run := range q.excluded {
			words += len(run)
		}
		if words > MaxQueryWords {
			t.Fatalf("%d words", words)
		}
		if !strings.HasPrefix(text, q.text) {
			t.Fatalf("%q is read as %q", text, q.text)
		}
	})
}
