package fulltext

import (
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2/analysis/lang/sv"
	"github.com/blevesearch/bleve/v2/registry"
)

// benchText has 150 words, as long as the description of a product.
var benchText = strings.Join(strings.Fields(strings.Repeat(`Trygghetslarmet bärs på armen och går till larmcentralen när
den boende trycker på knappen, även utomhus. Läkemedelsroboten påminner om medicinen, delar ut rätt dos och larmar
personalen om dosen inte tas i tid. Sensorn under madrassen märker om någon lämnar sängen på natten. `, 4))[:150], " ")

func BenchmarkAnalyze150Words(b *testing.B) {
	a := NewAnalyzer(nil)
	dst := a.Analyze(benchText, Swedish)
	b.ReportAllocs()
	for b.Loop() {
		dst = a.AppendTokens(dst[:0], benchText, Swedish)
	}
}

func BenchmarkBleveSv150Words(b *testing.B) {
	analyzer, err := registry.NewCache().AnalyzerNamed(sv.AnalyzerName)
	if err != nil {
		b.Fatal(err)
	}
	text := []byte(benchText)
	for b.Loop() {
		analyzer.Analyze(text)
	}
}

func BenchmarkKnownWord(b *testing.B) {
	a := NewAnalyzer(nil)
	a.Word("läkemedelsrobotarna", Swedish)
	b.ReportAllocs()
	for b.Loop() {
		a.Word("läkemedelsrobotarna", Swedish)
	}
}

func BenchmarkSplit(b *testing.B) {
	l := NewLexicon(LexiconOptions{})
	b.Run("own", func(b *testing.B) { benchSplit(b, l, "läkemedelsrobotarna") })
	b.Run("hostile", func(b *testing.B) { benchSplit(b, l, strings.Repeat("vård", 25)) })
	b.Run("hunspell", func(b *testing.B) {
		h := hunspellForTest(b)
		benchSplit(b, NewLexicon(LexiconOptions{Hunspell: h}), "läkemedelsrobotarna")
	})
	b.Run("hunspell hostile", func(b *testing.B) {
		h := hunspellForTest(b)
		benchSplit(b, NewLexicon(LexiconOptions{Hunspell: h}), strings.Repeat("vård", 25))
	})
}

func benchSplit(b *testing.B, l *Lexicon, word string) {
	for b.Loop() {
		l.Split(word)
	}
}

func BenchmarkLoadHunspell(b *testing.B) {
	hunspellForTest(b)
	for b.Loop() {
		if _, err := FindHunspell(""); err != nil {
			b.Fatal(err)
		}
	}
}
