package thesaurus

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed data/*.yaml
var embedded embed.FS

// Thesaurus is a loaded and checked vocabulary. It never changes.
type Thesaurus struct {
	Version      string // as given in the data, with the beginning of their SHA-256 sum
	Areas        []Area
	Concepts     []Concept // functions and product types, by ID
	Phrases      []Phrase
	Prohibitions Prohibitions

	byID map[string]int
}

// The files that are not an area's.
const (
	areasFile        = "areas.yaml"
	prohibitionsFile = "prohibitions.yaml"
)

type areasData struct {
	Version string `yaml:"version"`
	Areas   []Area `yaml:"areas"`
}

type areaData struct {
	Area      string    `yaml:"area"`
	Functions []Concept `yaml:"functions"`
	Types     []Concept `yaml:"types"`
	Phrases   struct {
		Swedish []Phrase `yaml:"sv"`
		English []Phrase `yaml:"en"`
	} `yaml:"phrases"`
}

// builtIn is read once: a thesaurus never changes.
var builtIn = sync.OnceValues(func() (*Thesaurus, error) {
	dir, err := fs.Sub(embedded, "data")
	if err != nil {
		return nil, fmt.Errorf("thesaurus: %w", err)
	}
	return Read(dir)
})

// Load returns the thesaurus that is built into the program. It is shared: do not
// change it.
func Load() (*Thesaurus, error) { return builtIn() }

// Read returns the thesaurus in the YAML files of a folder. The error lists
// everything that [Thesaurus.Check] calls an error.
func Read(dir fs.FS) (*Thesaurus, error) {
	t, err := Parse(dir)
	if err != nil {
		return nil, err
	}
	var wrong []error
	for _, f := range t.Check() {
		if f.Severity == Error {
			wrong = append(wrong, errors.New(f.String()))
		}
	}
	if len(wrong) > 0 {
		return nil, fmt.Errorf("thesaurus: %w", errors.Join(wrong...))
	}
	return t, nil
}

// Parse returns the thesaurus in the YAML files of a folder without checking
// what they say.
func Parse(dir fs.FS) (*Thesaurus, error) {
	names, err := fs.Glob(dir, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("thesaurus: %w", err)
	}
	if !slices.Contains(names, areasFile) {
		return nil, fmt.Errorf("thesaurus: the folder has no file %s, which gives the version and the areas", areasFile)
	}
	t := &Thesaurus{}
	sum := sha256.New()
	for _, name := range names {
		data, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, fmt.Errorf("thesaurus: %w", err)
		}
		fmt.Fprintf(sum, "%s %d\n", name, len(data))
		sum.Write(data)
		if err := t.add(name, data); err != nil {
			return nil, fmt.Errorf("thesaurus: %s: %w", name, err)
		}
	}
	t.Version += "+" + hex.EncodeToString(sum.Sum(nil))[:12]
	t.connect()
	return t, nil
}

func (t *Thesaurus) add(name string, data []byte) error {
	switch path.Base(name) {
	case areasFile:
		var d areasData
		if err := decode(data, &d); err != nil {
			return err
		}
		t.Version, t.Areas = d.Version, d.Areas
		return nil
	case prohibitionsFile:
		return decode(data, &t.Prohibitions)
	default:
		return t.addArea(name, data)
	}
}

func (t *Thesaurus) addArea(name string, data []byte) error {
	var d areaData
	if err := decode(data, &d); err != nil {
		return err
	}
	for i, list := range [][]Concept{d.Functions, d.Types} {
		for _, c := range list {
			c.Kind, c.Area = Kind(i), d.Area
			t.Concepts = append(t.Concepts, c)
		}
	}
	for i, list := range [][]Phrase{d.Phrases.Swedish, d.Phrases.English} {
		for _, p := range list {
			p.English, p.File = i == 1, name
			t.Phrases = append(t.Phrases, p)
		}
	}
	return nil
}

// decode reads YAML strictly: an unknown or double key is an error, with its
// line and the text around it.
func decode(data []byte, into any) error {
	return yaml.UnmarshalWithOptions(data, into, yaml.DisallowUnknownField())
}

// connect sorts the concepts and fills in what follows from the data.
func (t *Thesaurus) connect() {
	slices.SortStableFunc(t.Concepts, func(a, b Concept) int { return cmpID(a.ID, b.ID) })
	t.byID = make(map[string]int, len(t.Concepts))
	for i, c := range t.Concepts {
		t.byID[c.ID] = i
	}
	for _, c := range t.Concepts {
		for _, b := range c.Broader {
			if i, ok := t.byID[b]; ok {
				t.Concepts[i].Narrower = append(t.Concepts[i].Narrower, c.ID)
			}
		}
	}
}

// cmpID orders P9 before P10 and F before P.
func cmpID(a, b string) int {
	if len(a) != len(b) && a != "" && b != "" && a[0] == b[0] {
		return len(a) - len(b)
	}
	if a < b {
		return -1
	} else if a > b {
		return 1
	}
	return 0
}

// Concept returns the concept with the ID.
func (t *Thesaurus) Concept(id string) (*Concept, bool) {
	i, ok := t.byID[id]
	if !ok {
		return nil, false
	}
	return &t.Concepts[i], true
}

// IDs returns the identities of all concepts of a kind, in order.
func (t *Thesaurus) IDs(kind Kind) []string {
	var ids []string
	for _, c := range t.Concepts {
		if c.Kind == kind {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// Label is the preferred label in Swedish, or in English.
func (c *Concept) Label(english bool) string {
	if english {
		return c.English
	}
	return c.Swedish
}
