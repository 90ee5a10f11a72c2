package i18n

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"sync"

	"github.com/go-json-experiment/json"
)

// Language is a language that Matcharenan speaks.
type Language string

// The languages.
const (
	Swedish Language = "sv"
	English Language = "en"
)

// Languages returns the languages, the default first.
func Languages() []Language { return []Language{Swedish, English} }

// Catalogue holds the texts of each language by key.
type Catalogue map[Language]map[string]string

//go:embed messages
var embedded embed.FS

// own is the embedded catalogue. That it loads is held by a test, so that a
// failure here cannot reach people.
var own = sync.OnceValues(func() (Catalogue, error) {
	return Load(embedded)
})

// Load reads messages/<language>/*.json of a file system. A key that stands
// twice in a language, in one file or in two, is an error.
func Load(fsys fs.FS) (Catalogue, error) {
	c := Catalogue{}
	for _, lang := range Languages() {
		files, err := fs.Glob(fsys, path.Join("messages", string(lang), "*.json"))
		if err != nil {
			return nil, fmt.Errorf("listing messages of %s: %w", lang, err)
		}
		c[lang] = map[string]string{}
		for _, name := range files {
			if err := c.merge(fsys, lang, name); err != nil {
				return nil, err
			}
		}
	}
	return c, nil
}

func (c Catalogue) merge(fsys fs.FS, lang Language, name string) error {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return fmt.Errorf("reading messages: %w", err)
	}
	var texts map[string]string
	// This decoder refuses a member that stands twice; encoding/json takes the last.
	if err := json.Unmarshal(data, &texts); err != nil {
		return fmt.Errorf("reading messages %s: %w", name, err)
	}
	for key, text := range texts {
		if _, ok := c[lang][key]; ok {
			return fmt.Errorf("reading messages %s: key %q stands in another file too", name, key)
		}
		c[lang][key] = text
	}
	return nil
}
