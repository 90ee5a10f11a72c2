package synthetic

import (
	"bufio"
	"cmp"
	"embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed data
var data embed.FS

// The parts of speech of base words.
const (
	nouns = iota
	verbs
	adjectives
	adverbs
	partsOfSpeech
)

// placed is a base word with its place in the list of its class, from 0 to 1.
type placed struct {
	lemma
	place float64
}

// readWords reads the base words by part of speech. Words with the same place in
// the lists of their classes come beside each other, so that no class has all the
// usual words.
func readWords(file string) (words [partsOfSpeech][]lemma, err error) {
	lines, err := readLines(file)
	if err != nil {
		return words, err
	}
	classes := make(map[string][]string)
	for _, line := range lines {
		class, list, _ := strings.Cut(line, ":")
		classes[class] = append(classes[class], strings.Fields(list)...)
	}
	var found [partsOfSpeech][]placed
	for class, list := range classes {
		for i, w := range list {
			l, err := inflect(class, w)
			if err != nil {
				return words, err
			}
			part := partOfSpeech(class)
			found[part] = append(found[part], placed{l, float64(i) / float64(len(list))})
		}
	}
	for part, list := range found {
		words[part] = inPlace(list)
	}
	return words, nil
}

// inPlace sorts the words so that nothing depends on the order of a map.
func inPlace(list []placed) []lemma {
	slices.SortFunc(list, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.place, b.place), slices.Compare(a.forms[:], b.forms[:]))
	})
	lemmas := make([]lemma, len(list))
	for i, p := range list {
		lemmas[i] = p.lemma
	}
	return lemmas
}

// partOfSpeech is the part of speech of a class that inflect knows.
func partOfSpeech(class string) int {
	switch strings.TrimPrefix(class, "e")[0] {
	case 'n', 't':
		return nouns
	case 'v':
		return verbs
	case 'b':
		return adverbs
	}
	return adjectives
}

// readLines reads the lines of an embedded file that are neither empty nor
// comments.
func readLines(file string) ([]string, error) {
	f, err := data.Open(file)
	if err != nil {
		return nil, fmt.Errorf("synthetic: %w", err)
	}
	defer f.Close() //nolint:errcheck // an embedded file
	var lines []string
	s := bufio.NewScanner(f)
	for s.Scan() {
		if line := strings.TrimSpace(s.Text()); line != "" && line[0] != '#' {
			lines = append(lines, line)
		}
	}
	if err := s.Err(); err != nil {
		return nil, fmt.Errorf("synthetic: %s: %w", file, err)
	}
	return lines, nil
}
