package validate

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/go-playground/validator/v10"

	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/schema"
)

// Validator checks values. It is safe for use by several goroutines.
type Validator struct {
	v      *validator.Validate
	vocabs map[string]vocabulary
}

// vocabulary is a closed list of values, in the order that people see.
type vocabulary struct {
	values []string
	known  map[string]struct{}
}

// New returns a validator of the types of the samples, which knows the
// vocabularies, each an ordered list of values. A rule that does not exist, or
// that names an unknown vocabulary, is an error.
func New(vocabularies map[string][]string, samples ...any) (*Validator, error) {
	v := &Validator{
		v:      validator.New(validator.WithRequiredStructEnabled()),
		vocabs: make(map[string]vocabulary, len(vocabularies)),
	}
	for name, values := range vocabularies {
		v.vocabs[name] = newVocabulary(values)
	}
	v.v.RegisterTagNameFunc(jsonName)
	for tag, rule := range v.rules() {
		if err := v.v.RegisterValidation(tag, rule); err != nil {
			return nil, fmt.Errorf("registering the rule %s: %w", tag, err)
		}
	}
	for _, s := range samples {
		if err := v.compile(s); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// Struct returns the problems of a pointer to a struct, in the order of its
// members, or nil.
func (v *Validator) Struct(value any) []fault.Problem {
	err := v.v.Struct(value)
	if err == nil {
		return nil
	}
	found, ok := errors.AsType[validator.ValidationErrors](err)
	if !ok { // value is no struct: a mistake of the caller's
		return []fault.Problem{{Key: "error.internal"}}
	}
	problems := make([]fault.Problem, len(found))
	for i, fe := range found {
		problems[i] = v.problem(fe)
	}
	return problems
}

// compile makes the library build its cache for the sample's type and the
// types inside it, and finds vocabularies that nobody has given. The library
// panics on a bad tag; here that is an error.
func (v *Validator) compile(sample any) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("rules of %T: %v", sample, r)
		}
	}()
	if err := v.checkVocabularies(reflect.TypeOf(sample), 0); err != nil {
		return err
	}
	v.Struct(sample)
	return nil
}

func (v *Validator) checkVocabularies(t reflect.Type, depth int) error {
	if t = schema.Deref(t); t.Kind() != reflect.Struct || depth > 16 {
		return nil
	}
	for _, m := range schema.Members(t) {
		for _, r := range m.Rules {
			if _, ok := v.vocabs[r.Param]; r.Name == "vocab" && !ok {
				return fmt.Errorf("rules of %s.%s: no vocabulary %q", t, m.Name, r.Param)
			}
		}
		inner := schema.Deref(m.Type)
		if m.Kind == schema.Objects {
			inner = inner.Elem()
		}
		if err := v.checkVocabularies(inner, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func newVocabulary(values []string) vocabulary {
	voc := vocabulary{values: values, known: make(map[string]struct{}, len(values))}
	for _, s := range values {
		voc.known[s] = struct{}{}
	}
	return voc
}

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}
