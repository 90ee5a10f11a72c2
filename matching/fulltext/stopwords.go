package fulltext

import (
	_ "embed"
	"strings"
)

//go:embed words/stop_sv.txt
var swedishStopWords string

//go:embed words/stop_en.txt
var englishStopWords string

// stopWords holds the words that give no terms, by language.
var stopWords = [...]map[string]bool{
	Swedish: wordSet(swedishStopWords),
	English: wordSet(englishStopWords),
}

func wordSet(list string) map[string]bool {
	set := make(map[string]bool)
	for line := range strings.Lines(list) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "#") {
			set[line] = true
		}
	}
	return set
}
