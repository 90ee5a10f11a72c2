package fulltext

import (
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis/tokenizer/unicode"
	"golang.org/x/text/unicode/norm"
)

// show writes tokens as word[stem +part], for tests to compare.
func show(tokens []Token) string {
	var out []string
	for _, token := range tokens {
		s := token.Word + "["
		for i, term := range token.Terms {
			if i > 0 {
				s += " "
			}
			if term.Part {
				s += "+"
			}
			s += term.Text
		}
		out = append(out, s+"]")
	}
	return strings.Join(out, " ")
}

func TestAnalyzeSwedish(t *testing.T) {
	a := NewAnalyzer(nil)
	for text, want := range map[string]string{
		"Trygghetslarmet fungerar inte.": "trygghetslarmet[trygghetslarm +trygg +larm] fungerar[funger] inte[]",
		"GPS-larm":                       "gps[gps] larm[larm]",
		"vård- och omsorgsboende":        "vård[vård] och[] omsorgsboende[omsorgsboend +omsorg +boend]",
		"4G, 12,5 kg och IP44":           "4g[4g] 12,5[12,5] kg[kg] och[] ip44[ip44]",
		"FALLARM":                        "fallarm[fallarm +fall +larm]",
		"trygg\u00adhets\u00adlarm":      "trygghetslarm[trygghetslarm +trygg +larm]",
		"SÄBO:s":                         "säbo:s[säbo]",
		" \t\n":                          "",
		"":                               "",
		"”larm” – larm…":                 "larm[larm] larm[larm]",
	} {
		if got := show(a.Analyze(text, Swedish)); got != want {
			t.Errorf("Analyze(%q)\n got %s\nwant %s", text, got, want)
		}
	}
}

// A text that is not in NFC gives the same words, and offsets into itself.
func TestAnalyzeDecomposed(t *testing.T) {
	a := NewAnalyzer(nil)
	composed := "Våra läkemedelsrobotar på 3 äldreboenden: Åsa, »öppna« dörrlarm"
	text := norm.NFD.String(composed)
	tokens, want := a.Analyze(text, Swedish), a.Analyze(composed, Swedish)
	if show(tokens) != show(want) {
		t.Fatalf("decomposed: %s\ncomposed: %s", show(tokens), show(want))
	}
	for _, token := range tokens {
		if marked := text[token.Start:token.End]; normalise(marked) != token.Word {
			t.Errorf("offsets mark %q, the word is %q", marked, token.Word)
		}
	}
}

func TestVeryLongWordStaysWhole(t *testing.T) {
	word := strings.Repeat("trygghetslarm", 20)
	tokens := NewAnalyzer(nil).Analyze("ett "+word, Swedish)
	if len(tokens) != 2 || len(tokens[1].Terms) != 1 || tokens[1].Terms[0].Text != word {
		t.Errorf("got %s", show(tokens))
	}
}

func TestFingerprint(t *testing.T) {
	own := NewAnalyzer(nil).Fingerprint()
	if again := NewAnalyzer(NewLexicon(LexiconOptions{})).Fingerprint(); again != own {
		t.Errorf("the same lexicon gives %s and %s", own, again)
	}
	if learned := NewAnalyzer(NewLexicon(LexiconOptions{Learned: []string{"fjomp"}})).Fingerprint(); learned == own {
		t.Error("a learned word does not change it")
	}
	h, err := parseHunspell("SET UTF-8\n", "1\nord\n")
	if err != nil {
		t.Fatal(err)
	}
	if with := NewAnalyzer(NewLexicon(LexiconOptions{Hunspell: h})).Fingerprint(); with == own {
		t.Error("a dictionary does not change it")
	}
}

// The cache is bounded, so words fall out of it and come in again, at the same
// time from many sides: what it gives must not depend on that.
func TestCacheIsTransparent(t *testing.T) {
	a := NewAnalyzer(nil)
	gold := goldCompounds(t)
	want := make([]string, len(gold))
	for i, g := range gold {
		want[i] = show([]Token{{Word: g.word, Terms: a.analyzeWord(g.word, Swedish)}})
	}
	var group sync.WaitGroup
	for worker := range 4 {
		group.Go(func() {
			for i := range 20 * len(gold) {
				at := (i*7 + worker) % len(gold)
				if got := show([]Token{{Word: gold[at].word, Terms: a.Word(gold[at].word, Swedish)}}); got != want[at] {
					t.Errorf("got %s, want %s", got, want[at])
					return
				}
				a.Word("fyll"+strings.Repeat("x", i%20)+gold[at].word, Swedish)
			}
		})
	}
	group.Wait()
}

func TestCacheIsBounded(t *testing.T) {
	c := newWordCache()
	c.slots = c.slots[:cacheWays]
	for i := range 100 {
		c.put(&cachedWord{hash: uint64(i) << 32 * cacheSets, word: "w"})
	}
	for i := range c.slots {
		if c.slots[i].Load() == nil {
			t.Errorf("slot %d is empty after 100 words", i)
		}
	}
}

func TestDetectLanguage(t *testing.T) {
	for text, want := range map[string]Language{
		"Ett larm som de boende bär på armen och som går till personalen": Swedish,
		"An alarm that the residents wear on the wrist":                   English,
		"GPS":                                 Swedish,
		"":                                    Swedish,
		"THE SYSTEM AND ITS PARTS ARE TESTED": English,
		"Vi söker ett system for remote care": Swedish,
	} {
		if got := DetectLanguage(text); got != want {
			t.Errorf("DetectLanguage(%q) = %v, want %v", text, got, want)
		}
	}
	for code, want := range map[string]string{"sv": "sv true", "en-GB": "en true", "SV-se": "sv true", "de": "sv false", "": "sv false"} {
		lang, ok := ParseLanguage(code)
		if got := lang.String() + map[bool]string{true: " true", false: " false"}[ok]; got != want {
			t.Errorf("ParseLanguage(%q) = %s, want %s", code, got, want)
		}
	}
}

// scanTexts are hard cases for word boundaries.
var scanTexts = []string{
	"Ett larm, två: tre; fyra. Fem!", "t.ex. kl. 08:30, 12,5 kr, 3.000:-", "e-post a@b.se http://x.y/z?q=1&r=å",
	"don't l'été d'accord 'citat' \"citat\" a'", "a_b _ a__1 _x", "naïve Ångström A\u030angstro\u0308m", "a\u0301\u00adb",
	"日本語カタカナ ひらがな 한국어", "שלום צה\"ל", "a.b.c 1.2.3 a.1 1.a a,b 1,2 a:b 1:2 a;b 1;2", "..a..", "\u0301abc \u0301 a",
	"å.b å,1 a'å", "x×y÷z", "a\u2019s \u2013 a\u2013b\u2026c\u2022", "\u00a0a\u2003b\u200bc\u200dd", "👩\u200d🚀 emoji", "\r\n\v\fa\x00b\x85",
	"a·b", "١٢٣٫٤", "ﬁn", "1ª", "µg", "½ ²",
}

func sameAsBleve(t *testing.T, text string) {
	t.Helper()
	var got, want [][2]int
	scanWords(text, func(start, end int) { got = append(got, [2]int{start, end}) })
	for _, token := range unicode.NewUnicodeTokenizer().Tokenize([]byte(text)) {
		want = append(want, [2]int{token.Start, token.End})
	}
	if len(got) != len(want) {
		t.Fatalf("%q: words %v, bleve's %v", text, got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("%q: word %d at %v, bleve's at %v", text, i, got[i], want[i])
		}
	}
}

func TestScanIsBleves(t *testing.T) {
	for _, text := range scanTexts {
		sameAsBleve(t, text)
	}
	sameAsBleve(t, strings.Join(scanTexts, " "))
	sameAsBleve(t, strings.Join(scanTexts, ""))
}

func FuzzAnalyze(f *testing.F) {
	for _, text := range scanTexts {
		f.Add(text)
	}
	f.Add("Läkemedelsrobotarna \xff\xfe på natten")
	a := NewAnalyzer(nil)
	f.Fuzz(func(t *testing.T, text string) {
		if utf8.ValidString(text) {
			sameAsBleve(t, text)
		}
		DetectLanguage(text)
		for _, lang := range []Language{Swedish, English} {
			checkTokens(t, a, text, lang)
		}
	})
}

func checkTokens(t *testing.T, a *Analyzer, text string, lang Language) {
	last := 0
	for _, token := range a.Analyze(text, lang) {
		if token.Start < last || token.End <= token.Start || token.End > len(text) {
			t.Fatalf("%q: token at %d-%d after %d", text, token.Start, token.End, last)
		}
		last = token.End
		if !utf8.ValidString(token.Word) || normalise(text[token.Start:token.End]) != token.Word || normalise(token.Word) != token.Word {
			t.Errorf("%q: word %q is not the normal form of %q", text, token.Word, text[token.Start:token.End])
		}
		for i, term := range token.Terms {
			if !utf8.ValidString(term.Text) || term.Text == "" {
				t.Errorf("%q: term %q of %q", text, term.Text, token.Word)
			}
			if term.Part != (i > 0) || term.Part && utf8.RuneCountInString(term.Text) < minPartRunes {
				t.Errorf("%q: term %d of %q is %+v", text, i, token.Word, term)
			}
		}
	}
}
