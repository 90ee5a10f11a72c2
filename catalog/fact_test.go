package catalog

import (
	"encoding/json"
	"testing"
)

func TestFactJSON(t *testing.T) {
	for in, want := range map[string]Fact{"true": Yes, "false": No, "null": Unknown} {
		f := Yes
		if err := json.Unmarshal([]byte(in), &f); err != nil || f != want {
			t.Errorf("Unmarshal(%s) = %v, %v; want %v", in, f, err, want)
		}
		if out, err := json.Marshal(want); err != nil || string(out) != in {
			t.Errorf("Marshal(%v) = %s, %v; want %s", want, out, err, in)
		}
	}
	for _, in := range []string{`"true"`, `1`, `0`, `"ja"`, `[]`, `{}`, `""`} {
		var f Fact
		if err := json.Unmarshal([]byte(in), &f); err == nil {
			t.Errorf("Unmarshal(%s) = %v, want an error", in, f)
		}
	}
	if _, err := Fact(7).MarshalJSON(); err == nil {
		t.Error("a fact that does not exist was written")
	}
}

func TestUnknownFactsAreLeftOut(t *testing.T) {
	out, err := json.Marshal(Radio{Connected: No})
	if err != nil || string(out) != `{"connected":false}` {
		t.Errorf("got %s, %v", out, err)
	}
}
