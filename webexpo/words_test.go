package webexpo

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// mostLIX is how hard a text that helps may be to read: LIX up to 45 is like a
// newspaper (Björnsson, Läsbarhet, 1968).
const mostLIX = 45

// leastWords is how many words a measure needs.
const leastWords = 30

// lix is words in each sentence, and the percentage of words of more than six
// letters.
func lix(text string) (value float64, words int) {
	all := word.FindAllString(text, -1)
	if len(all) == 0 {
		return 0, 0
	}
	long := 0
	for _, w := range all {
		if len([]rune(w)) > 6 {
			long++
		}
	}
	sentences := max(1, len(sentenceEnd.FindAllString(text, -1)))
	return float64(len(all))/float64(sentences) + 100*float64(long)/float64(len(all)), len(all)
}

var (
	word        = regexp.MustCompile(`[\p{L}\d]+(?:[-:][\p{L}\d]+)*`)
	sentenceEnd = regexp.MustCompile(`[.?:](?:\s|$)`)
	argument    = regexp.MustCompile(`\{\w+\}`)
	// Keys of texts that help end so: leads, hints, what happened and what to do.
	helping = regexp.MustCompile(`(?i)(?:hint|lead|help|intro|text|what|next|why|until|limit|empty)\d*$`)
)

// otherFiles are the message files that are not for pages.
var otherFiles = []string{
	"access", "accounts", "api", "app", "audit", "bench", "catalog", "check", "config", "error", "jobs", "live", "match", "media",
	"outbox", "read", "service", "sheet", "store", "testbeds", "web", "webhook",
}

func TestTextsThatHelpAreEasyToRead(t *testing.T) {
	files, err := filepath.Glob("../internal/i18n/messages/sv/*.json")
	if err != nil {
		t.Fatal(err)
	}
	measured := 0
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		if slices.Contains(otherFiles, name) {
			continue
		}
		text := helpOf(t, file)
		value, words := lix(text)
		if words < leastWords {
			continue
		}
		measured++
		if value > mostLIX {
			t.Errorf("%s has LIX %.0f over %d words, at most %d: write shorter sentences and words", name, value, words, mostLIX)
		}
	}
	if measured < 2 {
		t.Errorf("only %d files were measured; the search is broken", measured)
	}
}

// helpOf joins the texts of a file that help, each as a sentence of its own.
func helpOf(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var messages map[string]string
	if err := json.Unmarshal(data, &messages); err != nil {
		t.Fatal(err)
	}
	var texts []string
	for key, text := range messages {
		if helping.MatchString(key) {
			texts = append(texts, strings.TrimRight(argument.ReplaceAllString(text, "1"), ".")+".")
		}
	}
	return strings.Join(texts, " ")
}

func TestLIXIsMeasuredAsBjornssonDid(t *testing.T) {
	for _, test := range []struct {
		text  string
		want  float64
		words int
	}{
		{"", 0, 0},
		{"Det är en hund.", 4, 4}, // 4 / 1, no long word
		{"Det är en hund. Den bor här.", 3.5, 7},        // 7 / 2
		{"Matcharenan hjälper kommuner.", 3 + 100, 3},   // 3 / 1, all three long
		{"Hunden springer bort i dag.", 5 + 100.0/5, 5}, // 5 / 1, one of five long
		{"Kostar den mer? Fråga i e-post.", 3 + 0, 6},   // e-post is one word of six
		{"Välj: larm eller lampa.", 2 + 0, 4},           // a colon ends a sentence
		{"Priset är 12 kr. Avtalet finns.", 3 + 100.0/6, 6},
	} {
		if got, words := lix(test.text); got != test.want || words != test.words {
			t.Errorf("%q: LIX %v over %d words, want %v over %d", test.text, got, words, test.want, test.words)
		}
	}
}
