package api

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/accounts"
	"github.com/allagehub/matcharenan/internal/audit"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/internal/jobs"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/outbox"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/testbeds"
)

// schemas makes the schemas of Go types. Each struct is a component; what is sent
// and what is answered are two, when they differ.
type schemas struct {
	t     testing.TB
	named openapi3.Schemas
	types map[string]reflect.Type // that have the names
}

// shape is which way a value goes.
type shape uint8

const (
	answered shape = iota
	sent           // less what the service sets itself
)

// wordier are the components whose Go name would say too little beside the others.
var wordier = map[reflect.Type]string{
	reflect.TypeFor[productView]():           "PublishedProduct",
	reflect.TypeFor[needView]():              "NeedRecord",
	reflect.TypeFor[openNeedView]():          "PublishedNeed",
	reflect.TypeFor[searchView]():            "SearchResult",
	reflect.TypeFor[whoView]():               "Caller",
	reflect.TypeFor[signedInView]():          "SignedIn",
	reflect.TypeFor[messageView]():           "DeadMessage",
	reflect.TypeFor[newTokenView]():          "TokenWithSecret",
	reflect.TypeFor[newWebhookView]():        "WebhookWithSecret",
	reflect.TypeFor[audit.Entry]():           "AuditEntry",
	reflect.TypeFor[audit.Report]():          "AuditReport",
	reflect.TypeFor[audit.Head]():            "AuditHead",
	reflect.TypeFor[audit.Break]():           "AuditBreak",
	reflect.TypeFor[audit.Gap]():             "AuditGap",
	reflect.TypeFor[lifecycle.Message]():     "ReviewMessage",
	reflect.TypeFor[lifecycle.Who]():         "Author",
	reflect.TypeFor[matching.Result]():       "MatchResult",
	reflect.TypeFor[matching.Outcome]():      "RuleOutcome",
	reflect.TypeFor[matching.Range]():        "TextRange",
	reflect.TypeFor[catalog.Content]():       "ListingContent",
	reflect.TypeFor[accounts.ProviderName](): "Provider",
	reflect.TypeFor[access.Kind]():           "CallerKind",
	reflect.TypeFor[lifecycle.State]():       "DocumentState",
	reflect.TypeFor[catalog.Age]():           "Age",
	reflect.TypeFor[catalog.Outcome]():       "RowResult",
	reflect.TypeFor[jobs.Outcome]():          "RunResult",
	reflect.TypeFor[outbox.Kind]():           "MessageKind",
	reflect.TypeFor[matching.State]():        "RuleState",
}

// values are the types that are closed lists.
var values = map[reflect.Type][]string{
	reflect.TypeFor[access.Role]():              texts(access.Roles()),
	reflect.TypeFor[access.Permission]():        texts(access.Permissions()),
	reflect.TypeFor[access.Side]():              texts(access.Sides()),
	reflect.TypeFor[access.Kind]():              texts([]access.Kind{access.Person, access.Token, access.System}),
	reflect.TypeFor[i18n.Language]():            texts(i18n.Languages()),
	reflect.TypeFor[lifecycle.State]():          {"draft", "submitted", "published", "expired", "closed", "archived", "withdrawn"},
	reflect.TypeFor[catalog.Age]():              texts([]catalog.Age{catalog.Fresh, catalog.Ageing, catalog.Overdue}),
	reflect.TypeFor[catalog.FileFormat]():       texts([]catalog.FileFormat{catalog.JSONL, catalog.CSV, catalog.XLSX}),
	reflect.TypeFor[catalog.ImportState]():      texts([]catalog.ImportState{catalog.ImportRunning, catalog.ImportDone, catalog.ImportFailed}),
	reflect.TypeFor[catalog.Outcome]():          texts([]catalog.Outcome{catalog.RowCreated, catalog.RowUpdated, catalog.RowUnchanged, catalog.RowRefused}),
	reflect.TypeFor[jobs.Outcome]():             texts([]jobs.Outcome{jobs.Succeeded, jobs.Failed, jobs.Interrupted}),
	reflect.TypeFor[outbox.Kind]():              texts([]outbox.Kind{outbox.Mail, outbox.Webhook, outbox.Event}),
	reflect.TypeFor[accounts.InvitationState](): texts([]accounts.InvitationState{accounts.Open, accounts.Accepting, accounts.Accepted, accounts.Revoked}),
	reflect.TypeFor[matching.State]():           {"pass", "unknown", "fail"},
}

func texts[T ~string](list []T) []string {
	all := make([]string, len(list))
	for i, v := range list {
		all[i] = string(v)
	}
	return all
}

// left are the members that the service sets, which nobody may send.
var left = map[reflect.Type][]string{
	reflect.TypeFor[catalog.Product](): {"id", "vendor", "status", "validUntil"},
	reflect.TypeFor[testbeds.Need]():   {"id", "municipality"},
}

// of is the schema of a type, a reference when it is a struct.
func (s *schemas) of(t reflect.Type, how shape) *openapi3.SchemaRef {
	plain := func(v *openapi3.Schema) *openapi3.SchemaRef { return &openapi3.SchemaRef{Value: v} }
	switch {
	case t == reflect.TypeFor[time.Time](), t == reflect.TypeFor[store.Instant]():
		return plain(openapi3.NewDateTimeSchema())
	case t == reflect.TypeFor[catalog.Date]():
		return plain(openapi3.NewStringSchema().WithFormat("date").WithNullable())
	case t == reflect.TypeFor[catalog.Fact]():
		return plain(openapi3.NewBoolSchema().WithNullable())
	case t == reflect.TypeFor[matching.Score]():
		return plain(openapi3.NewFloat64Schema())
	case values[t] != nil:
		return s.add(typeName(t), t, enum(openapi3.NewStringSchema(), values[t]))
	}
	switch t.Kind() {
	case reflect.Pointer:
		ref := s.of(t.Elem(), how)
		if ref.Ref == "" { // beside a reference it would say nothing
			ref.Value.Nullable = true
		}
		return ref
	case reflect.Bool:
		return plain(openapi3.NewBoolSchema())
	case reflect.Int, reflect.Int32, reflect.Int64:
		return plain(openapi3.NewIntegerSchema())
	case reflect.Float64:
		return plain(openapi3.NewFloat64Schema())
	case reflect.String:
		return plain(openapi3.NewStringSchema())
	case reflect.Slice:
		list := openapi3.NewArraySchema()
		list.Items = s.of(t.Elem(), how)
		return plain(list)
	case reflect.Map:
		object := openapi3.NewObjectSchema()
		object.AdditionalProperties.Schema = s.of(t.Elem(), how)
		return plain(object)
	case reflect.Struct:
		return s.component(t, how)
	default:
		s.t.Fatalf("no schema for %s", t)
		return nil
	}
}

// component names the schema of a struct. What is sent shares the name of what is
// answered when they are the same; so answers come first.
func (s *schemas) component(t reflect.Type, how shape) *openapi3.SchemaRef {
	object := openapi3.NewObjectSchema()
	s.members(object, t, how)
	slices.Sort(object.Required)
	name := typeName(t)
	if other := s.named[name]; how == sent && other != nil && !s.same(other.Value, object) {
		name += "Input"
	}
	return s.add(name, t, object)
}

func (s *schemas) add(name string, t reflect.Type, v *openapi3.Schema) *openapi3.SchemaRef {
	if other := s.types[name]; other != nil && other != t {
		s.t.Fatalf("%s and %s are both %s in the contract", other, t, name)
	}
	s.types[name], s.named[name] = t, &openapi3.SchemaRef{Value: v}
	return &openapi3.SchemaRef{Ref: "#/components/schemas/" + name, Value: v}
}

func (s *schemas) members(object *openapi3.Schema, t reflect.Type, how shape) {
	for f := range t.Fields() {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" && f.Anonymous {
			s.members(object, f.Type, how)
		}
		if name == "" || name == "-" || how == sent && slices.Contains(left[t], name) {
			continue
		}
		ref := s.of(f.Type, how)
		own, inner, _ := strings.Cut(f.Tag.Get("validate"), "dive")
		if ref.Ref == "" {
			s.rules(ref.Value, own)
			if ref.Value.Items != nil && ref.Value.Items.Ref == "" {
				s.rules(ref.Value.Items.Value, inner)
			}
		}
		object.WithPropertyRef(name, ref)
		if always := slices.Contains(strings.Split(own, ","), "required"); always || how == answered && !strings.Contains(options, "omit") {
			object.Required = append(object.Required, name)
			if always && ref.Ref == "" {
				ref.Value.Nullable = false
			}
		}
	}
}

// rules takes limits and lists of values from the rules of validation.
func (s *schemas) rules(v *openapi3.Schema, rules string) {
	for rule := range strings.SplitSeq(rules, ",") {
		name, param, _ := strings.Cut(rule, "=")
		switch name {
		case "max", "min":
			s.limit(v, name, param)
		case "vocab":
			all := catalog.Vocabularies()
			all["priority"] = testbeds.Priorities()
			if pattern := catalog.ThesaurusPatterns()[param]; pattern != "" {
				v.Pattern = pattern
			} else if enum(v, all[param]); v.Enum == nil {
				s.t.Fatalf("no vocabulary %s", param)
			}
		case "oneof":
			for text := range strings.FieldsSeq(param) {
				if n, err := strconv.Atoi(text); err == nil && v.Type.Is("integer") {
					v.Enum = append(v.Enum, n)
				} else {
					v.Enum = append(v.Enum, text)
				}
			}
		case "weburl":
			v.Format = "uri"
		}
	}
}

func (s *schemas) limit(v *openapi3.Schema, name, param string) {
	n := must[float64](s.t)(strconv.ParseFloat(param, 64))
	switch {
	case v.Type.Is("string") && name == "max":
		v.WithMaxLength(int64(n))
	case v.Type.Is("array") && name == "max":
		v.WithMaxItems(int64(n))
	case name == "max":
		v.WithMax(n)
	case name == "min":
		v.WithMin(n)
	}
}

func enum(v *openapi3.Schema, allowed []string) *openapi3.Schema {
	for _, a := range allowed {
		v.Enum = append(v.Enum, a)
	}
	return v
}

// typeName is a type's name in the contract, without package and brackets.
func typeName(t reflect.Type) string {
	if name := wordier[t]; name != "" {
		return name
	}
	name := t.Name()
	if kind, of, generic := strings.Cut(strings.TrimSuffix(name, "]"), "["); generic {
		switch {
		case kind == "versionView" && strings.HasSuffix(of, "catalog.Content"):
			return "ListingVersion"
		case kind == "versionView":
			return "NeedVersion"
		}
		return typeName(t.Field(0).Type.Elem()) + "List"
	}
	name = strings.TrimSuffix(name, "View")
	return strings.ToUpper(name[:1]) + name[1:]
}

// same reports whether two schemas say the same.
func (s *schemas) same(a, b *openapi3.Schema) bool {
	return bytes.Equal(must[[]byte](s.t)(json.Marshal(a)), must[[]byte](s.t)(json.Marshal(b)))
}
