package catalog

import (
	_ "embed" // for the schema
	"reflect"

	"github.com/allagehub/matcharenan/internal/schema"
)

// ThesaurusPatterns returns the forms of the thesaurus ids, by the name of their
// vocabulary. A schema does not list them: the thesaurus grows between releases.
func ThesaurusPatterns() map[string]string {
	return map[string]string{"function": `^F[0-9]{2}$`, "product_type": `^P[0-9]{2,3}$`}
}

//go:embed product.schema.json
var productSchema []byte

// ProductSchema returns the JSON Schema (2020-12) of a product.
func ProductSchema() []byte { return append([]byte(nil), productSchema...) }

func generateSchema() ([]byte, error) {
	return schema.Generate(reflect.TypeFor[Product](), schema.Options{
		ID:           "https://allagehub.se/schema/product.schema.json",
		Title:        "Product",
		Description:  "A welfare-technology product. An absent member or null means unknown, which is not no; an empty list means that there is none.",
		Vocabularies: Vocabularies(),
		Patterns:     ThesaurusPatterns(),
	})
}
