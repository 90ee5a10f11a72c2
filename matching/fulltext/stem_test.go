package fulltext

import (
	"slices"
	"testing"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/sv"
	"github.com/blevesearch/bleve/v2/registry"
)

// Words of one row must have one stem, and no other row's.
func TestStemSwedish(t *testing.T) {
	rows := [][]string{
		{"larm", "larmet", "larmen", "larmets", "larmens"},
		{"boende", "boendet", "boenden", "boendets"},
		{"trygghet", "tryggheten", "trygghetens"},
		{"läkemedel", "läkemedlet", "läkemedlen", "läkemedels", "läkemedlets"},
		{"nyckel", "nyckeln", "nycklar", "nycklarna"},
		{"nummer", "numret", "numren"},
		{"fönster", "fönstret", "fönstren"},
		{"rum", "rummet", "rummen", "rummets"},
		{"tecken", "tecknet"},
		{"vatten", "vattnet"},
		{"arbete", "arbetet", "arbeten", "arbetets"},
		{"paket", "paketet", "paketen"},
		{"insats", "insatsen", "insatser", "insatserna"},
		{"demens", "demensen"},
		{"robot", "robotar", "robotarna", "roboten"},
		{"kamera", "kameran", "kameror", "kamerorna"},
		{"sjukhus", "sjukhuset", "sjukhusen"},
		{"säbo", "säbo:s", "säbo:n"},
		{"kvalitet", "kvaliteten"},
		{"dörr", "dörren", "dörrar"},
		{"sensor", "sensorn", "sensorer", "sensorerna", "sensors"},
		{"detektor", "detektorn", "detektorer"},
		{"matta", "mattan", "mattor", "mattorna"},
		{"plan", "planen", "planer"},
		{"artikel", "artikeln", "artiklar", "artiklarna"},
	}
	owner := map[string]string{}
	for _, row := range rows {
		want := stem(row[0], Swedish)
		for _, word := range row {
			if got := stem(word, Swedish); got != want {
				t.Errorf("stem(%q) = %q, but stem(%q) = %q", word, got, row[0], want)
			}
		}
		if other, taken := owner[want]; taken {
			t.Errorf("%s and %s have the stem %q", other, row[0], want)
		}
		owner[want] = row[0]
	}
	for _, word := range []string{"4g", "12.5", "1177", "mp3et"} {
		if got := stem(word, Swedish); got != word {
			t.Errorf("stem(%q) = %q: words with digits are kept", word, got)
		}
	}
}

// The lists hold bleve's, and words of our own beside them.
func TestStopWordsHoldBleves(t *testing.T) {
	cache := registry.NewCache()
	for lang, name := range map[Language]string{Swedish: sv.StopName, English: en.StopName} {
		list, err := cache.TokenMapNamed(name)
		if err != nil {
			t.Fatal(err)
		}
		var missing []string
		for word := range list {
			if !stopWords[lang][word] {
				missing = append(missing, word)
			}
		}
		if len(missing) > 0 || len(list) >= len(stopWords[lang]) {
			t.Errorf("%v: %d stop words, bleve has %d; missing %v", lang, len(stopWords[lang]), len(list), missing)
		}
	}
}

func TestEnglishIsBleves(t *testing.T) {
	bleveEnglish, err := registry.NewCache().AnalyzerNamed(en.AnalyzerName)
	if err != nil {
		t.Fatal(err)
	}
	text := "The vendors' alarms weren't connected; the nurse's GPS-watch monitors 2 falls (12.5 %), it's reliably tested."
	var got []string
	for _, token := range NewAnalyzer(nil).Analyze(text, English) {
		for _, term := range token.Terms {
			got = append(got, term.Text)
		}
	}
	want := termsOf(bleveEnglish.Analyze([]byte(text)))
	if !slices.Equal(got, want) {
		t.Errorf("terms %q, bleve's %q", got, want)
	}
}

func termsOf(stream analysis.TokenStream) []string {
	terms := make([]string, len(stream))
	for i, token := range stream {
		terms[i] = string(token.Term)
	}
	return terms
}
