package fulltext

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// generations is the folder of a Live: a folder for each generation, and the
// file that names the current one.
type generations struct{ dir string }

const (
	currentFile      = "current"
	generationPrefix = "generation-"
)

func (g generations) path(name string) string { return filepath.Join(g.dir, name) }

// current returns the name of the current generation, "" when there is none.
// What is no name of a generation names none.
func (g generations) current() (string, error) {
	data, err := os.ReadFile(g.path(currentFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	name := string(data)
	if _, ok := generationNumber(name); !ok {
		return "", nil
	}
	return name, nil
}

// setCurrent names the current generation, wholly or not at all.
func (g generations) setCurrent(name string) error {
	return writeDurably(g.path(currentFile), []byte(name))
}

// names returns all generations that lie there, finished or not.
func (g generations) names() ([]string, error) {
	entries, err := os.ReadDir(g.dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if _, ok := generationNumber(e.Name()); ok {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// next returns a name that no generation has.
func (g generations) next() (string, error) {
	names, err := g.names()
	if err != nil {
		return "", err
	}
	last := 0
	for _, name := range names {
		n, _ := generationNumber(name)
		last = max(last, n)
	}
	return generationName(last + 1), nil
}

// keep removes all generations but one, and what a write left that was
// interrupted.
func (g generations) keep(name string) error {
	names, err := g.names()
	if err != nil {
		return err
	}
	for _, other := range names {
		if other != name {
			err = errors.Join(err, os.RemoveAll(g.path(other)))
		}
	}
	if gone := os.Remove(g.path(currentFile + temporarySuffix)); !errors.Is(gone, fs.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	return err
}

func generationName(n int) string { return fmt.Sprintf("%s%08d", generationPrefix, n) }

func generationNumber(name string) (int, bool) {
	digits, ok := strings.CutPrefix(name, generationPrefix)
	if !ok {
		return 0, false
	}
	var n int
	if _, err := fmt.Sscanf(digits, "%08d", &n); err != nil || n < 1 || generationName(n) != name {
		return 0, false
	}
	return n, true
}
