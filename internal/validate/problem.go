package validate

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/go-playground/validator/v10"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/schema"
)

// maxShown is how much of a bad value a message repeats, in characters.
const maxShown = 60

// maxListed is how long a vocabulary may be to be listed whole in a message.
const maxListed = 20

// problem turns one finding of the library into a problem with our words.
func (v *Validator) problem(fe validator.FieldError) fault.Problem {
	_, member, _ := strings.Cut(fe.Namespace(), ".")
	p := fault.Problem{Member: member, Key: keys[fe.Tag()], Args: fault.Args{}}
	switch tag := fe.Tag(); tag {
	case "vocab":
		p.Key, p.Args = unknownValue(shown(fe), v.vocabs[fe.Param()].values)
	case "oneof":
		p.Key, p.Args = unknownValue(shown(fe), strings.Fields(fe.Param()))
	case "max", "min":
		p.Key = limitKey(tag, fe.Kind())
		p.Args["limit"] = fe.Param()
		if fe.Kind() != reflect.String && fe.Kind() != reflect.Slice {
			p.Args["value"] = fe.Value()
		}
	case "notbefore":
		p.Args["value"] = fe.Value()
		p.Args["other"] = siblingName(member, fe.Param())
	case "distinct":
		p.Args["value"] = cut(repeated(reflect.ValueOf(fe.Value())))
	case "required":
	default:
		p.Args["value"] = shown(fe)
	}
	if p.Key == "" {
		p.Key = "check.invalid"
	}
	return p
}

// keys are the messages of the rules that have one message each.
var keys = map[string]string{
	"required":         "check.required",
	"id":               "check.id",
	"weburl":           "check.weburl",
	"orgnr":            "check.orgnr",
	"iso9999":          "check.iso9999",
	"langcode":         "check.langcode",
	"iso3166_1_alpha2": "check.country",
	"notbefore":        "check.notBefore",
	"distinct":         "check.repeated",
}

func unknownValue(value string, allowed []string) (string, fault.Args) {
	if guess := schema.Nearest(value, allowed); guess != "" {
		return "check.vocabGuess", fault.Args{"value": value, "suggestion": guess}
	}
	if len(allowed) > maxListed {
		return "check.vocabLong", fault.Args{"value": value, "count": len(allowed), "examples": allowed[:3]}
	}
	return "check.vocab", fault.Args{"value": value, "allowed": allowed}
}

func limitKey(tag string, kind reflect.Kind) string {
	switch {
	case tag == "min":
		return "check.atLeast"
	case kind == reflect.String:
		return "check.tooLong"
	case kind == reflect.Slice:
		return "check.tooMany"
	default:
		return "check.atMost"
	}
}

// siblingName names the field beside member. Field names of Go differ from
// those of JSON only in the case of the first letter, where rules name them.
func siblingName(member, field string) string {
	parent := member[:strings.LastIndexByte(member, '.')+1]
	return parent + strings.ToLower(field[:1]) + field[1:]
}

func shown(fe validator.FieldError) string {
	return cut(fmt.Sprint(fe.Value()))
}

func cut(s string) string {
	if r := []rune(s); len(r) > maxShown {
		return string(r[:maxShown]) + "…"
	}
	return s
}
