package webexpo

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/internal/readability"
)

// mostLIX is how hard a text that helps may be to read: LIX up to 45 is like a
// newspaper (Björnsson, Läsbarhet, 1968).
const mostLIX = 45

// leastWords is how many words a measure needs.
const leastWords = 30

var (
	argument = regexp.MustCompile(`\{\w+\}`)
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
		value, words := readability.LIX(text)
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
