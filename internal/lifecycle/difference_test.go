package lifecycle

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

type leaf struct {
	Text  string   `json:"text,omitzero"`
	Price *float64 `json:"price,omitzero"`
}

type sample struct {
	Name string   `json:"name"`
	Yes  *bool    `json:"yes,omitzero"`
	In   leaf     `json:"in,omitzero"`
	Far  *leaf    `json:"far,omitzero"`
	Tags []string `json:"tags,omitzero"`
	List []leaf   `json:"list,omitzero"`
}

func TestDifferences(t *testing.T) {
	before := sample{
		Name: "a", Yes: new(true), In: leaf{Price: new(1.5)}, Tags: []string{"x", "y", "y"}, List: []leaf{{Text: "ett"}, {Text: "två"}},
	}
	after := sample{
		Name: "b", In: leaf{Price: new(2.0)}, Far: &leaf{Text: "ny"}, Tags: []string{"y", "z"}, List: []leaf{{Text: "två"}, {Text: "ett"}},
	}
	got, err := Differences(before, after)
	if err != nil {
		t.Fatal(err)
	}
	want := []Difference{
		{Member: "name", Before: "a", After: "b"},
		{Member: "yes", Before: "true"},
		{Member: "in.price", Before: "1.5", After: "2"},
		{Member: "far.text", After: "ny"},
		{Member: "tags", Added: []string{"z"}, Removed: []string{"x", "y"}},
		{Member: "list", Before: `{"text":"ett"}, {"text":"två"}`, After: `{"text":"två"}, {"text":"ett"}`},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestNoneIsNotUnknown(t *testing.T) {
	for _, tt := range []struct {
		before, after []string
		want          []Difference
	}{
		{nil, []string{}, []Difference{{Member: "tags", After: "[]"}}},
		{[]string{}, nil, []Difference{{Member: "tags", Before: "[]"}}},
		{nil, []string{"x"}, []Difference{{Member: "tags", Added: []string{"x"}}}},
		{[]string{"x"}, nil, []Difference{{Member: "tags", Removed: []string{"x"}}}},
		{[]string{}, []string{"x"}, []Difference{{Member: "tags", Added: []string{"x"}}}},
		{[]string{}, []string{}, nil},
	} {
		got, err := Differences(sample{Tags: tt.before}, sample{Tags: tt.after})
		if d := cmp.Diff(tt.want, got); d != "" || err != nil {
			t.Errorf("%v and %v: %v\n%s", tt.before, tt.after, err, d)
		}
	}
}

func samples() *rapid.Generator[sample] {
	text := rapid.SampledFrom([]string{"", "a", "b", `{"`, "[]"})
	leaves := rapid.Custom(func(t *rapid.T) leaf {
		return leaf{Text: text.Draw(t, "text"), Price: rapid.SampledFrom([]*float64{nil, new(0.0), new(1e-7)}).Draw(t, "price")}
	})
	return rapid.Custom(func(t *rapid.T) sample {
		s := sample{
			Name: text.Draw(t, "name"), Yes: rapid.SampledFrom([]*bool{nil, new(true), new(false)}).Draw(t, "yes"),
			In: leaves.Draw(t, "in"), Tags: rapid.SliceOfN(text, 0, 3).Draw(t, "tags"), List: rapid.SliceOfN(leaves, 0, 3).Draw(t, "list"),
		}
		if rapid.Bool().Draw(t, "far") {
			s.Far = new(leaves.Draw(t, "farLeaf"))
		}
		return s
	})
}

func TestDifferencesAreTheDifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := samples().Draw(t, "a"), samples().Draw(t, "b")
		there, err := Differences(a, b)
		if err != nil {
			t.Fatal(err)
		}
		if same := told(t, a) == told(t, b); same != (len(there) == 0) {
			t.Fatalf("same %t, but %+v", same, there)
		}
		back, err := Differences(b, a)
		if err != nil {
			t.Fatal(err)
		}
		for i := range back {
			d := &back[i]
			d.Before, d.After, d.Added, d.Removed = d.After, d.Before, d.Removed, d.Added
		}
		byMember := func(x, y Difference) int { return strings.Compare(x.Member, y.Member) }
		slices.SortFunc(there, byMember)
		slices.SortFunc(back, byMember)
		if d := cmp.Diff(there, back); d != "" {
			t.Fatal(d)
		}
	})
}

// told is what of a sample differences can tell: an empty object or text says as
// little as an absent one.
func told(t *rapid.T, s sample) string {
	if s.Far != nil && *s.Far == (leaf{}) {
		s.Far = nil
	}
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func FuzzDifferences(f *testing.F) {
	f.Add([]byte(`{"a":[1,{"b":null}],"c":"x"}`), []byte(`{"c":"y","a":[{"b":2},1]}`))
	f.Add([]byte(`[]`), []byte(`{"":""}`))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		if !json.Valid(a) || !json.Valid(b) {
			return
		}
		got, err := Differences(json.RawMessage(a), json.RawMessage(b))
		if err != nil {
			return // nested deeper than JSON is read
		}
		var one, other bytes.Buffer
		if json.Compact(&one, a) == nil && json.Compact(&other, b) == nil && bytes.Equal(one.Bytes(), other.Bytes()) && len(got) > 0 {
			t.Fatalf("the same differs: %+v", got)
		}
	})
}
