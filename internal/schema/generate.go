package schema

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Options are what the Go types do not say about a published schema.
type Options struct {
	ID           string
	Title        string
	Description  string
	Vocabularies map[string][]string // by the name in the rule vocab
	Patterns     map[string]string   // for vocabularies that are too long or too lively to be listed
}

// node is one schema. The order of its fields is that of the file.
type node struct {
	Schema      string      `json:"$schema,omitzero"`
	ID          string      `json:"$id,omitzero"`
	Title       string      `json:"title,omitzero"`
	Description string      `json:"description,omitzero"`
	Type        []string    `json:"type,omitzero"`
	Format      string      `json:"format,omitzero"`
	Pattern     string      `json:"pattern,omitzero"`
	Enum        []any       `json:"enum,omitzero"`
	Minimum     *float64    `json:"minimum,omitzero"`
	Maximum     *float64    `json:"maximum,omitzero"`
	MinLength   int         `json:"minLength,omitzero"`
	MaxLength   int         `json:"maxLength,omitzero"`
	MaxItems    int         `json:"maxItems,omitzero"`
	Unique      bool        `json:"uniqueItems,omitzero"`
	Items       *node       `json:"items,omitzero"`
	Required    []string    `json:"required,omitzero"`
	Properties  *properties `json:"properties,omitzero"`
	Closed      *bool       `json:"additionalProperties,omitzero"`
}

// properties keep the order of the struct's fields.
type properties []property

type property struct {
	name string
	node *node
}

// MarshalJSONTo writes an object in the given order.
func (ps *properties) MarshalJSONTo(enc *jsontext.Encoder) error {
	if err := enc.WriteToken(jsontext.BeginObject); err != nil {
		return err
	}
	for _, p := range *ps {
		if err := enc.WriteToken(jsontext.String(p.name)); err != nil {
			return err
		}
		if err := json.MarshalEncode(enc, p.node); err != nil {
			return err
		}
	}
	return enc.WriteToken(jsontext.EndObject)
}

// Generate returns the JSON Schema (2020-12) of a struct type, indented. It
// knows the rules of package validate; a rule that it does not know is an error,
// so that no schema is laxer than the reader unnoticed.
func Generate(t reflect.Type, o Options) ([]byte, error) {
	g := generator{o}
	n, err := g.object(t)
	if err != nil {
		return nil, err
	}
	n.Schema, n.ID = "https://json-schema.org/draft/2020-12/schema", o.ID
	n.Title, n.Description, n.Type = o.Title, o.Description, []string{"object"}
	b, err := json.Marshal(n, jsontext.WithIndent("  "))
	if err != nil {
		return nil, fmt.Errorf("writing the schema of %s: %w", t, err)
	}
	return append(b, '\n'), nil
}

type generator struct{ o Options }

func (g generator) object(t reflect.Type) (*node, error) {
	closed := false
	n := &node{Type: []string{"object", "null"}, Properties: &properties{}, Closed: &closed}
	for _, m := range Members(t) {
		p, err := g.member(m)
		if err != nil {
			return nil, fmt.Errorf("member %s of %s: %w", m.Name, t, err)
		}
		*n.Properties = append(*n.Properties, property{m.Name, p})
		if m.Required() {
			n.Required = append(n.Required, m.Name)
		}
	}
	return n, nil
}

func (g generator) member(m Member) (*node, error) {
	n, err := g.kind(m.Kind, m.Type)
	if err != nil {
		return nil, err
	}
	own, inner := split(m.Rules)
	if err := g.rules(n, m.Kind, own); err != nil {
		return nil, err
	}
	if n.Items != nil && m.Kind == Texts {
		n.Items.Type = []string{"string"}
		if err := g.rules(n.Items, Text, inner); err != nil {
			return nil, err
		}
	}
	if m.Required() {
		n.Type = slices.DeleteFunc(n.Type, func(t string) bool { return t == "null" })
		return n, nil
	}
	if n.Enum != nil {
		n.Enum = append(n.Enum, nil) // an enum leaves out null unless it says so
	}
	return n, nil
}

// kind returns the schema of a kind, null included.
func (g generator) kind(k Kind, t reflect.Type) (*node, error) {
	switch k {
	case Text:
		return &node{Type: []string{"string", "null"}}, nil
	case Whole:
		return &node{Type: []string{"integer", "null"}}, nil
	case Number:
		return &node{Type: []string{"number", "null"}}, nil
	case YesNo:
		return &node{Type: []string{"boolean", "null"}}, nil
	case Day:
		return &node{Type: []string{"string", "null"}, Format: "date", Pattern: `^(19|20|21|22)[0-9]{2}-[0-9]{2}-[0-9]{2}$`}, nil
	case Time:
		return &node{Type: []string{"string", "null"}, Format: "date-time"}, nil
	case Texts:
		return &node{Type: []string{"array", "null"}, Items: &node{}}, nil
	case Object:
		return g.object(t)
	case Objects:
		items, err := g.object(t.Elem())
		if err != nil {
			return nil, err
		}
		items.Type = []string{"object"}
		return &node{Type: []string{"array", "null"}, Items: items}, nil
	case Other:
	}
	return nil, fmt.Errorf("no JSON Schema for the Go type %s", t)
}

// split parts the rules of a list from those of its values.
func split(rules []Rule) (own, inner []Rule) {
	i := slices.IndexFunc(rules, func(r Rule) bool { return r.Name == "dive" })
	if i < 0 {
		return rules, nil
	}
	return rules[:i], rules[i+1:]
}

func (g generator) rules(n *node, k Kind, rules []Rule) error {
	for _, r := range rules {
		if err := g.rule(n, k, r); err != nil {
			return err
		}
	}
	return nil
}

// formats are the patterns of the rules on texts.
var formats = map[string]string{
	"id":               `^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$`,
	"langcode":         `^[a-z]{2,3}$`,
	"iso9999":          `^[0-9]{2}( ?[0-9]{2}){0,3}$`,
	"iso3166_1_alpha2": `^[A-Z]{2}$`,
	"weburl":           `^https?://[^/]+`,
}

func (g generator) rule(n *node, k Kind, r Rule) error {
	switch r.Name {
	case "omitempty", "notbefore", "orgnr": // what depends on another member, a schema leaves to the reader
	case "required":
		if k == Text {
			n.MinLength = 1
		}
	case "distinct":
		n.Unique = true
	case "max", "min":
		return limit(n, k, r)
	case "vocab":
		return g.vocabulary(n, r.Param)
	case "oneof":
		n.Enum = enum(k, strings.Fields(r.Param))
	default:
		pattern, ok := formats[r.Name]
		if !ok {
			return fmt.Errorf("no JSON Schema for the rule %s", r.Name)
		}
		n.Pattern = pattern
		if r.Name == "weburl" {
			n.Format, n.MaxLength = "uri", 2000
		}
	}
	return nil
}

func limit(n *node, k Kind, r Rule) error {
	f, err := strconv.ParseFloat(r.Param, 64)
	if err != nil {
		return fmt.Errorf("rule %s: %w", r.Name, err)
	}
	switch {
	case r.Name == "min" && (k == Whole || k == Number):
		n.Minimum = &f
	case r.Name == "max" && (k == Whole || k == Number):
		n.Maximum = &f
	case r.Name == "max" && k == Text:
		n.MaxLength = int(f)
	case r.Name == "max" && (k == Texts || k == Objects):
		n.MaxItems = int(f)
	default:
		return fmt.Errorf("no JSON Schema for the rule %s here", r.Name)
	}
	return nil
}

func (g generator) vocabulary(n *node, name string) error {
	if p, ok := g.o.Patterns[name]; ok {
		n.Pattern = p
		return nil
	}
	values, ok := g.o.Vocabularies[name]
	if !ok {
		return fmt.Errorf("no vocabulary %q", name)
	}
	n.Enum = enum(Text, values)
	return nil
}

func enum(k Kind, values []string) []any {
	all := make([]any, len(values))
	for i, s := range values {
		all[i] = s
		if n, err := strconv.Atoi(s); err == nil && k == Whole {
			all[i] = n
		}
	}
	return all
}
