package fulltext

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// ErrNoHunspell says that no Swedish hunspell dictionary is installed.
var ErrNoHunspell = errors.New("no Swedish hunspell dictionary found")

// maxHunspellBytes bounds each file of a dictionary; the Swedish ones have 2 MB.
const maxHunspellBytes = 32 << 20

// hunspellPlaces are where systems install the dictionary, without extension.
var hunspellPlaces = []string{
	"/usr/share/hunspell/sv_SE",
	"/usr/share/hunspell/sv",
	"/usr/share/myspell/dicts/sv_SE",
	"/usr/local/share/hunspell/sv_SE",
	"/opt/homebrew/share/hunspell/sv_SE",
}

// Hunspell is a hunspell dictionary that is read where it is installed; it is
// not part of this program. Words are kept as stems with flags, and inflected
// forms are found by taking endings off. It is immutable and safe for
// concurrent use.
//
// Of the format it reads what Swedish needs: suffixes, the compound flags, and
// words that are forbidden or stand in compounds only. Prefixes and compound
// rules for numerals are passed over.
type Hunspell struct {
	words       entries
	affixes     *affixes
	fingerprint string
}

// FindHunspell loads a dictionary. The path may be its .aff or .dic file, the
// two files' common name or the folder they are in; "" looks in the usual
// places, and the error is ErrNoHunspell when there is none.
func FindHunspell(path string) (*Hunspell, error) {
	if path != "" {
		return loadHunspell(hunspellBase(path))
	}
	for _, base := range hunspellPlaces {
		if isFile(base+".aff") && isFile(base+".dic") {
			return loadHunspell(base)
		}
	}
	return nil, ErrNoHunspell
}

// hunspellBase cuts a path down to what both files' names begin with.
func hunspellBase(path string) string {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return filepath.Join(path, "sv_SE")
	}
	return strings.TrimSuffix(strings.TrimSuffix(path, ".aff"), ".dic")
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

func loadHunspell(base string) (*Hunspell, error) {
	aff, err := readLimited(base + ".aff")
	if err != nil {
		return nil, fmt.Errorf("loading hunspell dictionary: %w", err)
	}
	dic, err := readLimited(base + ".dic")
	if err != nil {
		return nil, fmt.Errorf("loading hunspell dictionary: %w", err)
	}
	h, err := parseHunspell(aff, dic)
	if err != nil {
		return nil, fmt.Errorf("loading hunspell dictionary %s: %w", base, err)
	}
	return h, nil
}

func readLimited(path string) (string, error) {
	f, err := os.Open(path) //nolint:gosec // G304: the operator names the dictionary
	if err != nil {
		return "", err
	}
	defer f.Close() //nolint:errcheck // nothing was written
	var text strings.Builder
	n, err := io.Copy(&text, io.LimitReader(f, maxHunspellBytes+1))
	if err != nil {
		return "", err
	}
	if n > maxHunspellBytes {
		return "", fmt.Errorf("%s is larger than %d bytes", path, maxHunspellBytes)
	}
	return text.String(), nil
}

// parseHunspell reads the text of both files.
func parseHunspell(aff, dic string) (*Hunspell, error) {
	a, err := parseAffixes(aff)
	if err != nil {
		return nil, fmt.Errorf(".aff: %w", err)
	}
	words, err := parseDictionary(dic, a)
	if err != nil {
		return nil, fmt.Errorf(".dic: %w", err)
	}
	h := sha256.New()
	io.WriteString(h, aff)
	io.WriteString(h, dic)
	return &Hunspell{words: newEntries(words), affixes: a, fingerprint: hex.EncodeToString(h.Sum(nil))}, nil
}
