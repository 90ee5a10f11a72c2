package company

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/matching/thesaurus"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// Vocabularies of the members whose values are concepts of the thesaurus.
const (
	productTypes = "product_type"
	functions    = "function"
)

// vocabularies are the vocabularies of a product's members by their paths, as the
// rules of the catalogue name them.
var vocabularies = membersOf(reflect.TypeFor[catalog.Product](), "")

// membersOf reads the rules of a struct and of those in it.
func membersOf(t reflect.Type, prefix string) map[string]string {
	found := map[string]string{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		path, inner := prefix+name, f.Type
		if m := vocabularyRule.FindStringSubmatch(f.Tag.Get("validate")); m != nil {
			found[path] = m[1]
		}
		for inner.Kind() == reflect.Slice || inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct {
			for path, vocabulary := range membersOf(inner, path+".") {
				found[path] = vocabulary
			}
		}
	}
	return found
}

var (
	vocabularyRule = regexp.MustCompile(`\bvocab=(\w+)`)
	listPlace      = regexp.MustCompile(`\[\d+\]|\.\d+\b`)
)

// memberName is what people call a member. Which of several it is, as in
// claims[2].text, is not part of its name.
func memberName(b *frame.Base, path string) string {
	key := "form.member." + listPlace.ReplaceAllString(path, "")
	if b.Printer().Has(key) {
		return b.T(key)
	}
	return path
}

// words turns values into what people read.
type words struct {
	*frame.Base
	thesaurus *thesaurus.Thesaurus
}

// value is a value of a member, as a [lifecycle.Difference] tells it.
func (w words) value(path, raw string) string {
	if strings.HasPrefix(raw, "{") {
		return w.object(path, raw)
	}
	switch vocabulary := vocabularies[path]; vocabulary {
	case "":
	case productTypes, functions:
		return w.concept(raw)
	default:
		for _, key := range []string{"form.value." + vocabulary + "." + raw, "value." + raw} {
			if w.Printer().Has(key) {
				return w.T(key)
			}
		}
		return raw
	}
	switch {
	case raw == "true":
		return w.T("value.yes")
	case raw == "false":
		return w.T("value.no")
	case raw == "[]":
		return w.T("desk.noneOfIt")
	}
	if _, err := catalog.ParseDate(raw); err == nil {
		return w.Day(raw)
	}
	return raw
}

// concept is the label of one of the thesaurus, in the page's language.
func (w words) concept(id string) string {
	c, ok := w.thesaurus.Concept(id)
	if !ok {
		return id
	}
	if w.Language == i18n.English {
		return c.English
	}
	return c.Swedish
}

// object is a member of several parts as one line: a claim, picture, document or code.
func (w words) object(path, raw string) string {
	var parts struct {
		Text, Source, Alt, Title, Code string
		Date                           string
		Edition                        int
	}
	if err := json.Unmarshal([]byte(raw), &parts); err != nil {
		return raw
	}
	switch {
	case parts.Text != "":
		return fmt.Sprintf("%s (%s)", parts.Text, w.List(nonEmpty(w.value(path+".source", parts.Source), w.Day(parts.Date))))
	case parts.Code != "":
		return fmt.Sprintf("%s (%d)", parts.Code, parts.Edition)
	default:
		return strings.Join(nonEmpty(parts.Alt, parts.Title), ", ")
	}
}

func nonEmpty(all ...string) (some []string) {
	for _, s := range all {
		if s != "" {
			some = append(some, s)
		}
	}
	return some
}
