package mongostore

import (
	"encoding/json"
	"fmt"
	"math/big"
	"reflect"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"pgregory.net/rapid"

	"github.com/allagehub/matcharenan/internal/store"
)

// there converts a body to BSON and back.
func there(body string) (string, error) {
	doc, err := toBSON([]byte(body))
	if err != nil {
		return "", err
	}
	if err := doc.Validate(); err != nil {
		return "", fmt.Errorf("BSON that is none: %w", err)
	}
	back, err := toJSON(doc)
	return string(back), err
}

func TestAndBackAgain(t *testing.T) {
	for _, body := range []string{
		`{}`,
		`{"b":1,"a":2}`,
		`{"a":null,"b":true,"c":false,"d":"","e":[],"f":{}}`,
		`{"a":[1,[2,[3,{"b":[]}]]]}`,
		`{"a":[0,1,2,3,4,5,6,7,8,9,10,11]}`,
		`{"i":9223372036854775807,"j":-9223372036854775808,"k":9007199254740993}`,
		`{"f":0.1,"g":1e-300,"h":1.7976931348623157e+308,"i":5e-324,"j":-2.5,"k":100000000000000000000,"l":1e+21}`,
		`{"whole":1.0,"zero":0.0,"minus":-0.0}`,
		`{"":1," ":2,"å":"ä\u0000ö","\n":"\"\\"}`,
		`{"dollar":"$gt","price$":1,"text":"a.b"}`,
	} {
		back, err := there(body)
		if err != nil || back != body {
			t.Errorf("got %s, %v; want %s", back, err, body)
		}
	}
}

func TestWhatBSONCannotSay(t *testing.T) {
	for _, body := range []string{
		``, `[]`, `1`, `{`, `{}{}`, `{"a":1,"a":2}`, `{"a":"` + "\xff" + `"}`, `{"a":"\ud800"}`,
		`{"a.b":1}`, `{"$a":1}`, `{"x":{"$gt":""}}`, `{"x":[{"a.b":1}]}`, `{"a\u0000b":1}`,
		`{"n":9223372036854775808.5}`, `{"n":18446744073709551615}`, `{"n":0.10000000000000000001}`,
		`{"n":1e400}`, `{"n":-1e999999999999}`, `{"n":1e-400}`, `{"n":123456789012345678901234567890}`,
		`{"a":` + strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth) + `}`,
	} {
		if back, err := there(body); err == nil {
			t.Errorf("%.60s became %s", body, back)
		}
	}
}

// anyJSON makes an object out of everything that JSON has.
func anyJSON(t *rapid.T) string {
	name := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"a", "b", "a.b", "$gt", "_id", "owner", "period"}))
	number := rapid.OneOf(
		rapid.Map(rapid.Int64(), func(i int64) string { return fmt.Sprint(i) }),
		rapid.Map(rapid.Float64Range(-1e308, 1e308), func(f float64) string { return fmt.Sprint(f) }),
		rapid.StringMatching(`-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?`),
	)
	var value func(depth int) string
	value = func(depth int) string {
		most := 6
		if depth == 0 {
			most = 4
		}
		switch rapid.IntRange(0, most).Draw(t, "kind") {
		case 0:
			return "null"
		case 1:
			return fmt.Sprint(rapid.Bool().Draw(t, "yes"))
		case 2, 3:
			return number.Draw(t, "number")
		case 4:
			return quoted(rapid.String().Draw(t, "text"))
		case 5:
			var all []string
			for range rapid.IntRange(0, 12).Draw(t, "length") {
				all = append(all, value(depth-1))
			}
			return "[" + strings.Join(all, ",") + "]"
		default:
			var all []string
			for _, n := range rapid.SliceOfNDistinct(name, 0, 5, rapid.ID[string]).Draw(t, "names") {
				all = append(all, quoted(n)+":"+value(depth-1))
			}
			return "{" + strings.Join(all, ",") + "}"
		}
	}
	return `{"root":` + value(4) + `}`
}

func quoted(s string) string {
	text, err := json.Marshal(strings.ToValidUTF8(s, "?"))
	if err != nil {
		panic(err)
	}
	return string(text)
}

// meaning reads JSON with numbers as fractions, which are equal if the numbers are.
func meaning(t interface{ Fatalf(string, ...any) }, text string) any {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return exact(v)
}

func exact(v any) any {
	switch v := v.(type) {
	case json.Number:
		r, ok := new(big.Rat).SetString(v.String())
		if !ok {
			return v
		}
		return "number " + r.String()
	case []any:
		for i := range v {
			v[i] = exact(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = exact(v[k])
		}
	}
	return v
}

func TestNothingChangesOnTheWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := anyJSON(t)
		if store.CheckBody([]byte(body)) != nil {
			return // names that came to be equal
		}
		if back, err := there(body); err == nil && !reflect.DeepEqual(meaning(t, back), meaning(t, body)) {
			t.Fatalf("%s became %s", body, back)
		}
		k := newKind(declared[0], false)
		c, err := contentOf(k, []byte(body))
		if err != nil {
			t.Fatalf("%s: %v", body, err)
		}
		kept, err := c.body()
		if err != nil || !reflect.DeepEqual(meaning(t, string(kept)), meaning(t, body)) {
			t.Fatalf("%s was kept as %s, %v", body, kept, err)
		}
	})
}

// TestIndexesSeeTheSame holds what MongoDB's index would have of a record to what
// package store says that an index has of the body.
func TestIndexesSeeTheSame(t *testing.T) {
	fields := []string{"root", "root.a", "root.b", "root.a.b", "root.owner"}
	k := newKind(store.Declaration{Name: "x", Indexes: []store.Index{{Name: "all", Fields: fields}}}, false)
	rapid.Check(t, func(t *rapid.T) {
		body := anyJSON(t)
		if store.CheckBody([]byte(body)) != nil {
			return
		}
		c, err := contentOf(k, []byte(body))
		if err != nil {
			t.Fatalf("%s: %v", body, err)
		}
		for _, field := range fields {
			want, has := store.Key([]byte(body), field)
			if text, ok := want.(string); ok && len(text) > store.MaxKey {
				continue // refused before
			}
			got, err := valueOf(c.doc, field)
			if has != (err == nil) || has && got != want {
				t.Fatalf("%s: %s is %v, %v; want %v, %t (text: %t)", body, field, got, err, want, has, c.text != "")
			}
			if lookup(c.doc, field).Type == bson.TypeArray {
				t.Fatalf("%s: an array at %s", body, field)
			}
		}
	})
}

func FuzzToBSON(f *testing.F) {
	for _, seed := range []string{`{"a":[1,2.5,"x",null,true,{"b":{}}]}`, `{"n":1e400}`, `{"a.b":-0}`, `{"a":"\u0000"}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if store.CheckBody(body) != nil {
			return
		}
		back, err := there(string(body))
		if err == nil && !reflect.DeepEqual(meaning(t, back), meaning(t, string(body))) {
			t.Fatalf("%s became %s", body, back)
		}
	})
}

func TestWhatSomebodyElseHasWritten(t *testing.T) {
	by := func(v any) bson.Raw {
		raw, err := bson.Marshal(bson.D{{Key: "a", Value: v}})
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	if got, err := toJSON(by(int32(7))); err != nil || string(got) != `{"a":7}` {
		t.Errorf("got %s, %v", got, err)
	}
	for _, raw := range []bson.Raw{by(bson.NewObjectID()), by(bson.Regex{Pattern: "x"}), by(scriptedNow), {1, 2, 3}, nil} {
		if got, err := toJSON(raw); err == nil {
			t.Errorf("got %s", got)
		}
	}
}

func TestWhatAnImitationKeepsAsText(t *testing.T) {
	k := newKind(declared[0], true)
	for body, want := range map[string]bool{
		`{}`: false, `{"a":[1,{"b":[2]}]}`: false, `{"vendor":"x","period":{"from":1}}`: false,
		`{"a":[[1]]}`: true, `{"a":{"b":[1,[]]}}`: true, `{"vendor":null}`: true, `{"period":{"from":1.5}}`: true, `{"address":{}}`: true,
	} {
		c, err := contentOf(k, []byte(body))
		if err != nil || (c.text != "") != want {
			t.Errorf("%s: %+v, %v", body, c, err)
		}
	}
}

// TestBigArraysAreKeptAsText has a body of the largest size whose BSON would be five
// times as large.
func TestBigArraysAreKeptAsText(t *testing.T) {
	body := `{"owner":"x","list":[` + strings.Repeat("1,", store.MaxBody/2-20) + `1]}`
	c, err := contentOf(newKind(declared[0], false), []byte(body))
	if err != nil || c.text != body {
		t.Fatalf("kept %d bytes of text, %v", len(c.text), err)
	}
	if got, err := valueOf(c.doc, "owner"); err != nil || got != "x" {
		t.Errorf("got %v, %v", got, err)
	}
}
