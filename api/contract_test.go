package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"maps"
	"net/http"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/goccy/go-yaml"
	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/web"
)

var update = flag.Bool("update", false, "write openapi.yaml from the table of operations")

// TestContractIsTheTable holds the contract to the operations in both directions:
// it is made from them, byte for byte.
func TestContractIsTheTable(t *testing.T) {
	want := writtenContract(t, (&Services{}).operations())
	if *update {
		if err := os.WriteFile("openapi.yaml", want, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(contract, want) {
		t.Error("openapi.yaml is not what the operations make: go test ./api -run Contract -update, and read the difference")
	}
}

// TestContractIsSound lets somebody else's reader judge the contract.
func TestContractIsSound(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(contract)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Error(err)
	}
	n := 0
	for path, item := range doc.Paths.Map() {
		for method, o := range item.Operations() {
			n++
			if o.OperationID == "" || o.Summary == "" || len(o.Tags) != 1 {
				t.Errorf("%s %s has no id, summary or tag", method, path)
			}
		}
	}
	if want := len((&Services{}).operations()); n != want {
		t.Errorf("%d operations in the contract, %d in the table", n, want)
	}
}

// TestRoutesAreTheContract holds the routes that are mounted to the contract.
func TestRoutesAreTheContract(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(contract)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			want = append(want, method+" "+Root+regexp.MustCompile(`\{(\w+)\}`).ReplaceAllString(path, ":$1"))
		}
	}
	var got []string
	for _, r := range newService(t).app.Routes() {
		if strings.Contains(r, " "+Root+"/") {
			got = append(got, r)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("routes\n%s\ncontract\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestOperationsAreWhole catches what a reader of the contract would stumble on.
func TestOperationsAreWhole(t *testing.T) {
	ids := map[string]bool{}
	for _, o := range (&Services{}).operations() {
		if ids[o.ID] {
			t.Errorf("%s is there twice", o.ID)
		}
		ids[o.ID] = true
		if (o.Who == permitted) != (o.Permission != "") {
			t.Errorf("%s: who may call it and the permission do not fit", o.ID)
		}
		if o.Method == http.MethodGet && (o.Body != nil || o.Match || o.Creates) {
			t.Errorf("%s reads, and takes a body or headers of changes", o.ID)
		}
		if !strings.HasSuffix(o.Summary, ".") {
			t.Errorf("%s: the summary is no sentence", o.ID)
		}
	}
}

// writtenContract is the contract as YAML.
func writtenContract(t *testing.T, all []operation) []byte {
	t.Helper()
	doc := &openapi3.T{
		OpenAPI: "3.0.3",
		Info: &openapi3.Info{
			Title: "Matcharenan", Version: "1",
			Description: "Needs of municipalities meet welfare technology. Errors are problems (RFC 9457). " +
				"In a body null means the same as leaving the member out, and an unknown member is refused. " +
				"A working copy may fall short of what its schema requires until it is submitted. " +
				"GET can be asked as HEAD, and takes If-None-Match where the answer has an ETag. " +
				"Pictures and documents are at /media/{id}, a picture also in another width by ?width.",
			License: &openapi3.License{Name: "EUPL-1.2", URL: "https://eupl.eu/1.2/en/"},
		},
		Servers: openapi3.Servers{{URL: Root}},
		Paths:   openapi3.NewPaths(),
		Components: &openapi3.Components{
			Schemas: openapi3.Schemas{},
			SecuritySchemes: openapi3.SecuritySchemes{
				"token":   {Value: openapi3.NewSecurityScheme().WithType("http").WithScheme("bearer").WithDescription("An API token: Authorization: Bearer mat_…")},
				"session": {Value: openapi3.NewSecurityScheme().WithType("apiKey").WithIn("cookie").WithName("__Host-matcharenan")},
			},
		},
	}
	c := &contractWriter{t: t, schemas: schemas{t: t, named: doc.Components.Schemas, types: map[string]reflect.Type{}}}
	doc.Components.Responses = openapi3.ResponseBodies{"Problem": {Value: openapi3.NewResponse().WithDescription("A problem.").
		WithContent(openapi3.Content{web.ProblemType: openapi3.NewMediaType().WithSchemaRef(c.schema(web.Problem{}, answered))})}}
	doc.Components.Parameters = openapi3.ParametersMap{
		"limit": {Value: c.query(page[0]).WithSchema(openapi3.NewIntegerSchema().WithMin(1).WithMax(web.MaxLimit).WithDefault(web.DefaultLimit))},
		"after": {Value: c.query(page[1])},
		"ifMatch": {Value: openapi3.NewHeaderParameter(fiber.HeaderIfMatch).WithRequired(true).
			WithDescription("ETag of what the change is made from, or *.").WithSchema(openapi3.NewStringSchema())},
		"idempotencyKey": {Value: openapi3.NewHeaderParameter(web.IdempotencyKey).
			WithDescription("The same key gives the same answer and creates nothing more, for 24 hours.").WithSchema(openapi3.NewStringSchema())},
	}
	for i := range all { // what is answered first: see component
		if all[i].Result != nil {
			c.schema(all[i].Result, answered)
		}
	}
	for i := range all {
		doc.AddOperation(all[i].Path, all[i].Method, c.operation(&all[i]))
	}
	var value any
	in := json.NewDecoder(bytes.NewReader(must[[]byte](t)(doc.MarshalJSON())))
	in.UseNumber() // 200 and not 200.0
	if err := in.Decode(&value); err != nil {
		t.Fatal(err)
	}
	out := must[[]byte](t)(yaml.Marshal(ordered(value, "")))
	return append([]byte("# Made from the table of operations: go test ./api -run Contract -update\n"), out...)
}

type contractWriter struct {
	t       *testing.T
	schemas schemas
}

func (c *contractWriter) schema(v any, how shape) *openapi3.SchemaRef {
	return c.schemas.of(reflect.TypeOf(v), how)
}

func (c *contractWriter) operation(o *operation) *openapi3.Operation {
	op := openapi3.NewOperation()
	op.OperationID, op.Summary, op.Description, op.Tags = o.ID, o.Summary, o.Notes, []string{o.Tag}
	c.security(op, o)
	for _, name := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(o.Path, -1) {
		op.AddParameter(openapi3.NewPathParameter(name[1]).WithSchema(openapi3.NewStringSchema()))
	}
	for _, q := range o.Query {
		if q.Name == "limit" || q.Name == "after" {
			op.Parameters = append(op.Parameters, shared(q.Name))
			continue
		}
		op.AddParameter(c.query(q))
	}
	if o.Match {
		op.Parameters = append(op.Parameters, shared("ifMatch"))
	}
	if o.Creates {
		op.Parameters = append(op.Parameters, shared("idempotencyKey"))
	}
	if o.Body != nil {
		op.RequestBody = &openapi3.RequestBodyRef{Value: openapi3.NewRequestBody().WithRequired(true).
			WithContent(openapi3.NewContentWithJSONSchemaRef(c.schema(o.Body, sent)))}
	}
	if len(o.BodyTypes) > 0 {
		content := files(o.BodyTypes)
		if o.Field != "" {
			form := openapi3.NewObjectSchema().WithRequired([]string{o.Field, "file"}).
				WithProperty(o.Field, openapi3.NewStringSchema()).WithProperty("file", openapi3.NewStringSchema().WithFormat("binary"))
			content = openapi3.NewContentWithSchema(form, o.BodyTypes)
		}
		op.RequestBody = &openapi3.RequestBodyRef{Value: openapi3.NewRequestBody().WithRequired(true).WithContent(content)}
	}
	op.Responses = c.responses(o)
	return op
}

func (c *contractWriter) security(op *openapi3.Operation, o *operation) {
	security := openapi3.NewSecurityRequirements()
	if o.Who == permitted || o.Who == signedIn {
		security.With(openapi3.NewSecurityRequirement().Authenticate("token")).
			With(openapi3.NewSecurityRequirement().Authenticate("session"))
	}
	op.Security = security
	if o.Permission != "" {
		op.Description = strings.TrimSpace(op.Description + " Permission: " + string(o.Permission) + ".")
	}
}

func (c *contractWriter) query(q parameter) *openapi3.Parameter {
	s := &openapi3.Schema{Type: &openapi3.Types{q.Type}}
	if q.Type == "date-time" {
		s = openapi3.NewStringSchema().WithFormat(q.Type)
	}
	for _, v := range q.Values {
		s.Enum = append(s.Enum, v)
	}
	if q.Many {
		s = openapi3.NewArraySchema().WithItems(s)
	}
	return openapi3.NewQueryParameter(q.Name).WithDescription(q.Summary).WithRequired(q.Required).WithSchema(s)
}

func (c *contractWriter) responses(o *operation) *openapi3.Responses {
	status := o.Status
	if status == 0 {
		status = http.StatusOK
	}
	good := openapi3.NewResponse().WithDescription(http.StatusText(status))
	if o.Result != nil {
		good.Content = openapi3.NewContentWithJSONSchemaRef(c.schema(o.Result, answered))
	}
	if len(o.ResultTypes) > 0 {
		good.Content = files(o.ResultTypes)
	}
	return openapi3.NewResponses(
		openapi3.WithStatus(status, &openapi3.ResponseRef{Value: good}),
		func(r *openapi3.Responses) {
			r.Set("default", &openapi3.ResponseRef{Ref: "#/components/responses/Problem"})
		},
	)
}

func shared(name string) *openapi3.ParameterRef {
	return &openapi3.ParameterRef{Ref: "#/components/parameters/" + name}
}

func files(types []string) openapi3.Content {
	content := openapi3.Content{}
	for _, name := range types {
		content[name] = openapi3.NewMediaType().WithSchema(openapi3.NewStringSchema().WithFormat("binary"))
	}
	return content
}

// first are the members that a reader wants before the others.
var first = []string{
	"openapi", "info", "servers", "tags", "paths", "components", "title", "version", "name", "in", "operationId",
	"summary", "description", "security", "parameters", "requestBody", "responses", "get", "post", "put", "delete", "type", "format",
}

// ordered gives objects the order of first, and of the alphabet after that.
func ordered(v any, name string) any {
	switch v := v.(type) {
	case map[string]any:
		keys := slices.SortedFunc(maps.Keys(v), func(a, b string) int {
			i, j := slices.Index(first, a), slices.Index(first, b)
			if name == "properties" || i < 0 && j < 0 {
				return strings.Compare(a, b)
			}
			if i < 0 || j < 0 {
				return cmp.Compare(j, i)
			}
			return cmp.Compare(i, j)
		})
		object := make(yaml.MapSlice, len(keys))
		for i, k := range keys {
			object[i] = yaml.MapItem{Key: k, Value: ordered(v[k], k)}
		}
		return object
	case []any:
		for i := range v {
			v[i] = ordered(v[i], "")
		}
	case json.Number:
		if whole, err := v.Int64(); err == nil {
			return whole
		}
		if f, err := v.Float64(); err == nil && f == float64(int64(f)) {
			return int64(f)
		}
	}
	return v
}
