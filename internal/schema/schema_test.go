package schema

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	known := []string{"targetGroups", "trl", "data.camera", "older", "special_housing", "SoL", "F01", "camera", "2016"}
	for word, want := range map[string]string{
		"targetgroups": "targetGroups", "target_groups": "targetGroups", "targetGroup": "targetGroups", "tragetGroups": "targetGroups",
		"TRL": "trl", "sol": "SoL", "special housing": "special_housing", "kamera": "camera", "caemra": "camera", "oldr": "older",
		"F02": "", "F1": "", "2017": "", "colour": "", "": "", "-": "", "elderly": "",
		strings.Repeat("x", 101): "",
	} {
		if got := Nearest(word, known); got != want {
			t.Errorf("Nearest(%s) = %q, want %q", word, got, want)
		}
	}
	if got := Nearest("abcdx", []string{"abcde", "abcdf"}); got != "abcde" {
		t.Errorf("a tie goes to %q", got)
	}
}

func TestEditDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"kitten", "sitting", 3}, {"ab", "ba", 1}, {"åäö", "aao", 3}, {"abc", "abc", 0}} {
		if got := editDistance([]rune(tt.a), []rune(tt.b)); got != tt.want {
			t.Errorf("%q to %q: %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

type fact uint8

func (fact) SchemaKind() Kind { return YesNo }

func TestMembers(t *testing.T) {
	type inner struct {
		X string `json:"x"`
	}
	type sample struct {
		Text    string   `json:"text" validate:"required,max=3"`
		Whole   *int     `json:"whole,omitzero"`
		Number  float64  `json:"number"`
		Fact    fact     `json:"fact"`
		Texts   []string `json:"texts" validate:"max=2,dive,required"`
		Object  *inner   `json:"object"`
		Objects []inner  `json:"objects"`
		Skipped string   `json:"-"`
		NoTag   string
		hidden  string
	}
	_ = sample{hidden: ""}
	want := []Kind{Text, Whole, Number, YesNo, Texts, Object, Objects}
	ms := Members(reflect.TypeFor[*sample]())
	if len(ms) != len(want) {
		t.Fatalf("members %v", Names(ms))
	}
	for i, m := range ms {
		if m.Kind != want[i] || m.Required() != (m.Name == "text") {
			t.Errorf("%s has kind %d and required %v", m.Name, m.Kind, m.Required())
		}
	}
}

func TestGenerate(t *testing.T) {
	type sample struct {
		A string   `json:"a" validate:"required,vocab=v"`
		B []string `json:"b,omitzero" validate:"max=2,distinct,dive,vocab=w"`
		C *int     `json:"c,omitzero" validate:"omitempty,min=0,max=3"`
	}
	o := Options{ID: "x", Vocabularies: map[string][]string{"v": {"p", "q"}}, Patterns: map[string]string{"w": "^W$"}}
	b, err := Generate(reflect.TypeFor[sample](), o)
	if err != nil {
		t.Fatal(err)
	}
	var got, want any
	text := `{"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"x","type":["object"],"required":["a"],"properties":{
		"a":{"type":["string"],"enum":["p","q"],"minLength":1},
		"b":{"type":["array","null"],"maxItems":2,"uniqueItems":true,"items":{"type":["string"],"pattern":"^W$"}},
		"c":{"type":["integer","null"],"minimum":0,"maximum":3}},"additionalProperties":false}`
	if json.Unmarshal(b, &got) != nil || json.Unmarshal([]byte(text), &want) != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %s", b)
	}
}

func TestGenerateRefusesWhatItDoesNotKnow(t *testing.T) {
	for _, sample := range []any{
		struct {
			A string `json:"a" validate:"nosuchrule"`
		}{},
		struct {
			A string `json:"a" validate:"vocab=nosuch"`
		}{},
		struct {
			A map[string]string `json:"a"`
		}{},
		struct {
			A string `json:"a" validate:"min=3"`
		}{},
		struct {
			A []struct {
				B complex128 `json:"b"`
			} `json:"a"`
		}{},
	} {
		if b, err := Generate(reflect.TypeOf(sample), Options{}); err == nil {
			t.Errorf("%T gave %s", sample, b)
		}
	}
}
