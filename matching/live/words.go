package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/matching/fulltext"
)

// learnFrom is how many products words are learned from.
const learnFrom = 20_000

// learned is how often each word stands in the texts that were learned from.
type learned map[string]int

func wordsFile(dir string) string { return filepath.Join(dir, "words.json") }

// readWords reads what was learned before, nothing if that cannot be read: it is
// then learned again.
func readWords(dir string) (learned, bool) {
	data, err := os.ReadFile(wordsFile(dir))
	if err != nil {
		return nil, false
	}
	var words learned
	if json.Unmarshal(data, &words) != nil {
		return nil, false
	}
	return words, true
}

// learn learns from the first products of the shelf, and remembers it.
func learn(ctx context.Context, shelf Shelf, dir string) (learned, error) {
	var sample []*catalog.Product
	for p, err := range shelf.AllPublished(ctx) {
		if err != nil {
			return nil, fmt.Errorf("learning words: %w", err)
		}
		if sample = append(sample, p.Product); len(sample) == learnFrom {
			break
		}
	}
	words := learned(matching.CountWords(sample))
	data, err := json.Marshal(words)
	if err != nil {
		return nil, fmt.Errorf("learning words: %w", err)
	}
	if err := writeWhole(wordsFile(dir), data); err != nil {
		return nil, fmt.Errorf("learning words: %w", err)
	}
	return words, nil
}

// writeWhole writes a file so that a reader never sees a part of it.
func writeWhole(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	beside := path + ".new"
	if err := os.WriteFile(beside, data, 0o600); err != nil {
		return errors.Join(err, removed(beside))
	}
	return os.Rename(beside, path)
}

func removed(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (o *Options) lexicon(words learned) *fulltext.Lexicon {
	return fulltext.NewLexicon(fulltext.LexiconOptions{Hunspell: o.Hunspell, Learned: fulltext.LearnWords(words)})
}
