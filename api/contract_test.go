package api

import (
	"bytes"
	"flag"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3gen"
	"github.com/goccy/go-yaml"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/matching"
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
			Description: "Needs of municipalities meet welfare technology. Errors are problems (RFC 9457).",
			License:     &openapi3.License{Name: "EUPL-1.2", URL: "https://eupl.eu/1.2/en/"},
		},
		Servers: openapi3.Servers{{URL: Root}},
		Paths:   openapi3.NewPaths(),
		Components: &openapi3.Components{
			Schemas: openapi3.Schemas{},
			SecuritySchemes: openapi3.SecuritySchemes{
				"token":   {Value: openapi3.NewSecurityScheme().WithType("http").WithScheme("bearer").WithDescription("An API token: Authorization: Bearer mat_…")},
				"session": {Value: openapi3.NewSecurityScheme().WithType("apiKey").WithIn("cookie").WithName("__Host-matcharenan_session")},
			},
		},
	}
	c := &contractWriter{t: t, doc: doc}
	problem := c.schema(web.Problem{})
	for i := range all {
		doc.AddOperation(all[i].Path, all[i].Method, c.operation(&all[i], problem))
	}
	out, err := yamlOf(doc)
	if err != nil {
		t.Fatal(err)
	}
	return append([]byte("# Made from the table of operations: go test ./api -run Contract -update\n"), out...)
}

type contractWriter struct {
	t   *testing.T
	doc *openapi3.T
}

func (c *contractWriter) operation(o *operation, problem *openapi3.SchemaRef) *openapi3.Operation {
	op := openapi3.NewOperation()
	op.OperationID, op.Summary, op.Description, op.Tags = o.ID, o.Summary, o.Notes, []string{o.Tag}
	c.security(op, o)
	for _, name := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(o.Path, -1) {
		op.AddParameter(openapi3.NewPathParameter(name[1]).WithSchema(openapi3.NewStringSchema()))
	}
	for _, q := range o.Query {
		op.AddParameter(c.query(q))
	}
	if o.Match {
		op.AddParameter(openapi3.NewHeaderParameter("If-Match").WithRequired(true).
			WithDescription("ETag of what the change is made from, or *.").WithSchema(openapi3.NewStringSchema()))
	}
	if o.Creates {
		op.AddParameter(openapi3.NewHeaderParameter(web.IdempotencyKey).
			WithDescription("The same key gives the same answer and creates nothing more, for 24 hours.").WithSchema(openapi3.NewStringSchema()))
	}
	if o.Body != nil {
		op.RequestBody = &openapi3.RequestBodyRef{Value: openapi3.NewRequestBody().WithRequired(true).
			WithContent(openapi3.NewContentWithJSONSchemaRef(c.schema(o.Body)))}
	}
	if len(o.BodyTypes) > 0 {
		op.RequestBody = &openapi3.RequestBodyRef{Value: openapi3.NewRequestBody().WithRequired(true).WithContent(binary(o.BodyTypes))}
	}
	op.Responses = c.responses(o, problem)
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

func (c *contractWriter) responses(o *operation, problem *openapi3.SchemaRef) *openapi3.Responses {
	status := o.Status
	if status == 0 {
		status = http.StatusOK
	}
	good := openapi3.NewResponse().WithDescription(http.StatusText(status))
	if o.Result != nil {
		good.Content = openapi3.NewContentWithJSONSchemaRef(c.schema(o.Result))
	}
	if len(o.ResultTypes) > 0 {
		good.Content = binary(o.ResultTypes)
	}
	bad := openapi3.NewResponse().WithDescription("A problem.").
		WithContent(openapi3.Content{web.ProblemType: openapi3.NewMediaType().WithSchemaRef(problem)})
	return openapi3.NewResponses(
		openapi3.WithStatus(status, &openapi3.ResponseRef{Value: good}),
		openapi3.WithName("default", bad),
	)
}

func binary(types []string) openapi3.Content {
	content := openapi3.Content{}
	for _, name := range types {
		content[name] = openapi3.NewMediaType().WithSchema(openapi3.NewStringSchema().WithFormat("binary"))
	}
	return content
}

// schema is the schema of a type, named in the components.
func (c *contractWriter) schema(v any) *openapi3.SchemaRef {
	c.t.Helper()
	g := openapi3gen.NewGenerator(
		openapi3gen.UseAllExportedFields(),
		openapi3gen.CreateComponentSchemas(openapi3gen.ExportComponentSchemasOptions{ExportComponentSchemas: true, ExportTopLevelSchema: true}),
		openapi3gen.CreateTypeNameGenerator(typeName),
		openapi3gen.SchemaCustomizer(customize),
	)
	ref, err := g.NewSchemaRefForValue(v, c.doc.Components.Schemas)
	if err != nil {
		c.t.Fatalf("%T: %v", v, err)
	}
	return ref
}

// typeName is a type's name in the contract: without package, and "List of" for
// what is generic.
func typeName(t reflect.Type) string {
	name := strings.NewReplacer("github.com/allagehub/matcharenan/", "").Replace(t.Name())
	name = regexp.MustCompile(`^listOf\[(?:.*[./])?(\w+)\]$`).ReplaceAllString(name, "${1}List")
	name = regexp.MustCompile(`\[.*\]$`).ReplaceAllString(name, "")
	name = strings.Replace(name, "View", "", 1)
	return strings.ToUpper(name[:1]) + name[1:]
}

// customize words types whose JSON is not what their Go type would make.
func customize(_ string, t reflect.Type, tag reflect.StructTag, s *openapi3.Schema) error {
	text := func(format string) {
		*s = *openapi3.NewStringSchema().WithFormat(format)
	}
	switch t {
	case reflect.TypeFor[catalog.Date]():
		text("date")
		s.Nullable = true
	case reflect.TypeFor[catalog.Fact]():
		*s = *openapi3.NewBoolSchema()
		s.Nullable = true
	case reflect.TypeFor[store.Instant](), reflect.TypeFor[time.Time]():
		text("date-time")
		s.Nullable = t == reflect.TypeFor[store.Instant]()
	case reflect.TypeFor[matching.Score]():
		*s = *openapi3.NewFloat64Schema()
	case reflect.TypeFor[matching.State]():
		*s = *openapi3.NewStringSchema().WithEnum("pass", "unknown", "fail")
	}
	return limits(tag, s)
}

var atMost = regexp.MustCompile(`^[^=]*\bmax=(\d+)`)

// limits takes lengths from the rules of validation.
func limits(tag reflect.StructTag, s *openapi3.Schema) error {
	m := atMost.FindStringSubmatch(strings.SplitN(tag.Get("validate"), "dive", 2)[0])
	if m == nil || s.Type == nil {
		return nil
	}
	n, err := strconv.ParseUint(m[1], 10, 64)
	if err != nil {
		return fmt.Errorf("limit %s: %w", m[1], err)
	}
	switch {
	case s.Type.Is("string"):
		s.MaxLength = &n
	case s.Type.Is("array"):
		s.MaxItems = &n
	}
	return nil
}

func yamlOf(doc *openapi3.T) ([]byte, error) {
	data, err := doc.MarshalJSON()
	if err != nil {
		return nil, err
	}
	return yaml.JSONToYAML(data)
}
