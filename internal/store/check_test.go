package store_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/internal/store"
)

func TestKey(t *testing.T) {
	const body = `{"s":"å\u0000","n":9223372036854775807,"m":-0,"y":true,"no":false,"z":null,"f":1.0,"e":1e3,"big":9223372036854775808,` +
		`"o":{"s":"in","o":{"n":-1}},"a":[1,{"s":2}],"s.x":1,"":1,"\u0065sc":"aped"}`
	for field, want := range map[string]any{
		"s": "å\x00", "n": int64(math.MaxInt64), "m": int64(0), "y": true, "no": false, "o.s": "in", "o.o.n": int64(-1), "esc": "aped",
		"z": nil, "f": nil, "e": nil, "big": nil, "o": nil, "a": nil, "a.s": nil, "a.0": nil, "s.x": nil, "none": nil, "o.none": nil, "S": nil,
	} {
		if got, ok := store.Key([]byte(body), field); got != want && ok || ok != (want != nil) {
			t.Errorf("%s: got %v, %t; want %v", field, got, ok, want)
		}
	}
}

// A key is what the member holds when the body is read in any other way.
func FuzzKey(f *testing.F) {
	for _, body := range []string{`{"a":{"b":1}}`, `{"a":{"b":"x"}}`, `{"a":{"b":1.5}}`, `{"c":[{"a":1}],"a":{"c":1,"b":true}}`, `{"a":1`, `[]`, ``} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		key, ok := store.Key([]byte(body), "a.b")
		if store.CheckBody([]byte(body)) != nil {
			return // it must not panic
		}
		d := json.NewDecoder(strings.NewReader(body))
		d.UseNumber()
		var all map[string]any
		if err := d.Decode(&all); err != nil {
			t.Fatalf("%q was let through: %v", body, err)
		}
		in, _ := all["a"].(map[string]any)
		var want any
		switch v := in["b"].(type) {
		case string, bool:
			want = v
		case json.Number:
			if n, err := v.Int64(); err == nil {
				want = n
			}
		}
		if key != want && ok || ok != (want != nil) {
			t.Errorf("%q: got %v, %t; want %v", body, key, ok, want)
		}
	})
}

func TestCheckQuery(t *testing.T) {
	d := store.Declaration{Name: "x", Indexes: []store.Index{{Name: "ab", Fields: []string{"a", "b"}}}}
	asked, err := store.CheckQuery(d, store.Query{Index: "ab", Equal: []any{1}, From: "x", Limit: 1})
	if err != nil || asked.Equal[0] != int64(1) || asked.From != "x" || asked.Before != nil || len(asked.Order()) != 1 || asked.Order()[0] != "b" {
		t.Errorf("got %+v, %v", asked, err)
	}
	for _, q := range []store.Query{
		{},
		{Limit: 1, From: 1},
		{Limit: 1, Before: true},
		{Limit: 1, Equal: []any{"x"}},
		{Limit: 1, Index: "ab", From: "\xff"},
		{Limit: 1, Index: "ab", From: 1, Before: true},
	} {
		if _, err := store.CheckQuery(d, q); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("%+v: %v", q, err)
		}
	}
}

func TestCheckWrite(t *testing.T) {
	indexes := []store.Index{{Name: "a", Fields: []string{"deep.a"}}}
	long := strings.Repeat("x", store.MaxKey+1)
	write := func(op store.Op, id, body string) store.Write {
		return store.Write{Op: op, Document: store.Document{ID: id, Body: []byte(body)}}
	}
	for _, c := range []struct {
		w    store.Write
		want error
	}{
		{write(store.Insert, "a", `{"deep":{"a":"`+long[1:]+`"}}`), nil},
		{write(store.Insert, "a", `{"a":"`+long+`"}`), nil},
		{write(store.Delete, "a", ``), nil},
		{write(store.Insert, "a", `{"deep":{"a":"`+long+`"}}`), store.ErrTooLarge},
		{write(store.Replace, "a", `{"deep":{"a":"`+long+`"}}`), store.ErrTooLarge},
		{write(store.Insert, strings.Repeat("x", store.MaxID+1), `{}`), store.ErrTooLarge},
		{write(store.Insert, "", `{}`), store.ErrInvalid},
		{write(store.Replace, "a", ``), store.ErrInvalid},
		{write(store.Delete+1, "a", `{}`), store.ErrInvalid},
		{store.Write{Document: store.Document{ID: "a", Body: []byte(`{}`)}, Effects: make([]store.Effect, store.MaxEffects+1)}, store.ErrTooLarge},
	} {
		if err := store.CheckWrite(c.w, indexes); !errors.Is(err, c.want) {
			t.Errorf("%d %.20s %.40s: got %v, want %v", c.w.Op, c.w.Document.ID, c.w.Document.Body, err, c.want)
		}
	}
	if err := store.CheckEffect(store.Effect{ID: "a", Body: []byte(`{"deep":{"a":"` + long + `"}}`)}, indexes); !errors.Is(err, store.ErrTooLarge) {
		t.Errorf("effect: %v", err)
	}
}

func TestCheckBodyFollowsSoDeep(t *testing.T) {
	nested := func(n int) []byte { return []byte(`{"a":` + strings.Repeat("[", n-1) + strings.Repeat("]", n-1) + `}`) }
	if err := store.CheckBody(nested(store.MaxDepth)); err != nil {
		t.Error(err)
	}
	if err := store.CheckBody(nested(store.MaxDepth + 1)); !errors.Is(err, store.ErrInvalid) {
		t.Errorf("deeper: %v", err)
	}
	wide := `{"a":[` + strings.Repeat("[],", 5000) + `{}]}`
	if err := store.CheckBody([]byte(wide)); err != nil {
		t.Errorf("wide: %v", err)
	}
}
