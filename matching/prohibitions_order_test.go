package matching

import (
	"slices"
	"testing"
)

// What stands before a negation, and what a second one takes back.
var orderedSentences = []struct {
	text string
	want []string
}{
	{"Utan att hon behöver göra något själv.", []string{passive}},
	{"Kamera är inget problem.", nil},
	{"No mobile coverage in the valley.", []string{noMobile}},
	{"Inga bilder från rummet.", []string{noCamera}},
	{"Bilder får inte tas.", []string{noCamera}},
	{"Lösningen får inte vara beroende av mobilnätet.", []string{noMobile}},
	{"Måste klara sig utan mobilnät och wifi.", []string{noMobile, noWifi}},
	{"Kameran ser inte i mörker.", nil},
	{"Kameran hjälper inte när hon ligger på golvet.", nil},
	{"Det går inte att se på kameran om hon andas.", nil},
	{"Utan kamera ser vi inte om hon har ramlat.", nil},
	{"Without a camera we cannot see whether she has fallen.", nil},
	{"Kamera ja, men ingen inspelning.", nil},
	{"Internet ligger ofta nere.", []string{noWifi}},
	{"Larmklockan ringer aldrig när hon faller.", nil},
	{"Avlyssning är helt otänkbart.", []string{noAudio}},
}

func TestProhibitionsFollowTheOrderOfWords(t *testing.T) {
	m := newMatcher(t)
	for _, tt := range orderedSentences {
		want := slices.Sorted(slices.Values(tt.want))
		if got := proposals(t, m, tt.text, ""); !slices.Equal(got, want) {
			t.Errorf("%q proposes %q, want %q", tt.text, got, want)
		}
	}
}
