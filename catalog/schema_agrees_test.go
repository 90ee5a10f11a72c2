package catalog

import (
	"bytes"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"
)

func compileSchema(t *testing.T, text []byte) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	must(t, err)
	c := jsonschema.NewCompiler()
	must(t, c.AddResource("s.json", doc))
	s, err := c.Compile("s.json")
	must(t, err)
	return s
}

// accepts reports whether the schema accepts a line.
func accepts(s *jsonschema.Schema, line string) bool {
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
	return err == nil && s.Validate(value) == nil
}

func TestSchemaAcceptsWhatTheReaderDoes(t *testing.T) {
	s := compileSchema(t, ProductSchema())
	for _, line := range []string{
		sample,
		`{"id":"a","name":"A","trl":null,"vendor":null,"iso9999":null,"claims":null,"language":null,"data":{"camera":null}}`,
	} {
		if !accepts(s, line) {
			t.Errorf("refused: %.100s", line)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		p := drawProduct(t)
		line, err := json.Marshal(p)
		if err != nil || !accepts(s, string(line)) {
			t.Fatalf("refused: %s %v", line, err)
		}
	})
}

func TestSchemaRefusesWhatTheReaderDoes(t *testing.T) {
	s, c := compileSchema(t, ProductSchema()), newChecker(t)
	for _, line := range []string{
		`{"name":"b"}`,
		`{"id":null,"name":"b"}`,
		`{"id":"-a","name":"b"}`,
		`{"id":"a","name":"b","colour":1}`,
		`{"id":"a","name":"b","trl":10}`,
		`{"id":"a","name":"b","trl":7.5}`,
		`{"id":"a","name":"b","functions":["P01"]}`,
		`{"id":"a","name":"b","careActs":["sol"]}`,
		`{"id":"a","name":"b","careActs":["SoL","SoL"]}`,
		`{"id":"a","name":"b","requiresActiveUse":"no"}`,
		`{"id":"a","name":"b","vendor":{"name":"x"}}`,
		`{"id":"a","name":"b","iso9999":{"edition":2017,"code":"22"}}`,
		`{"id":"a","name":"b","iso9999":{"edition":2016,"code":"222"}}`,
		`{"id":"a","name":"b","claims":[{"text":"x","source":"own"}]}`,
		`{"id":"a","name":"b","claims":[null]}`,
		`{"id":"a","name":"b","claims":[{"text":"x","source":"own","date":"1899-01-01"}]}`,
		`{"id":"a","name":"b","claims":[{"text":"x","source":"own","date":"2026-01-01","url":"ftp://x"}]}`,
		`{"id":"a","name":"b","languages":["SV"]}`,
	} {
		if _, problems := c.Parse([]byte(line)); len(problems) == 0 {
			t.Errorf("the reader accepts %s", line)
		}
		if accepts(s, line) {
			t.Errorf("the schema accepts %s", line)
		}
	}
}
