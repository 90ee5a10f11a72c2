package config

import (
	"bytes"
	"fmt"

	"github.com/go-json-experiment/json"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/jsonl"
)

// MaxFile is how many bytes a configuration file may have.
const MaxFile = 1 << 20

// Source is what the environment and the file say.
type Source struct {
	values map[string]any // by flag
}

// NewSource reads the file's content, which may be nil for none, and looks up the
// environment. The file's name is for messages. Unknown or doubled members and
// values of the wrong sort are problems of the error.
func NewSource(file []byte, name string, env func(name string) (string, bool)) (*Source, error) {
	s := &Source{values: map[string]any{}}
	if err := s.readFile(file, name); err != nil {
		return nil, err
	}
	for _, set := range settings(&Config{}) {
		// A variable that is set but empty says nothing, as in a file of variables.
		if v, ok := env(set.env); set.env != "" && ok && v != "" {
			s.values[set.flag] = v
		}
	}
	return s, nil
}

func (s *Source) readFile(file []byte, name string) error {
	if file == nil {
		return nil
	}
	if len(file) > MaxFile {
		return fault.New(fault.TooLarge, "config.fileTooLarge", fault.Args{"file": name, "limit": MaxFile})
	}
	if len(bytes.TrimSpace(file)) == 0 {
		return fault.New(fault.Invalid, "read.empty", fault.Args{"file": name})
	}
	problems, _ := jsonl.Decode(file, &Config{})
	if len(problems) > 0 {
		for i := range problems {
			problems[i].File = name
		}
		return fault.Bad(problems)
	}
	tree := map[string]any{}
	if err := json.Unmarshal(file, &tree); err != nil { // it was read before
		return fmt.Errorf("reading %s: %w", name, err)
	}
	for _, set := range settings(&Config{}) {
		if v, ok := find(tree, set.path); ok {
			s.values[set.flag] = v
		}
	}
	return nil
}

func find(tree map[string]any, path []string) (any, bool) {
	v, ok := tree[path[0]]
	if !ok || v == nil || len(path) == 1 {
		return v, ok && v != nil
	}
	inner, ok := v.(map[string]any)
	if !ok {
		return nil, false
	}
	return find(inner, path[1:])
}

// Value returns what the environment, or else the file, says of a flag, and nil for
// nothing. It is what a resolver of the command line parser returns: a flag that is
// given goes before it, a default after it.
func (s *Source) Value(flag string) any { return s.values[flag] }
