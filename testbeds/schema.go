package testbeds

import (
	_ "embed" // for the schema
	"reflect"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/schema"
)

//go:embed need.schema.json
var needSchema []byte

// NeedSchema returns the JSON Schema (2020-12) of a need.
func NeedSchema() []byte { return append([]byte(nil), needSchema...) }

func generateSchema() ([]byte, error) {
	return schema.Generate(reflect.TypeFor[Need](), schema.Options{
		ID:           "https://allagehub.se/schema/need.schema.json",
		Title:        "Need",
		Description:  "What a municipality wants solved. An absent member or null means unknown, which is not no.",
		Vocabularies: vocabularies(catalog.Thesaurus{}),
		Patterns:     catalog.ThesaurusPatterns(),
	})
}
