package jsonl

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/allagehub/matcharenan/internal/fault"
)

type leaf struct {
	Name string   `json:"name"`
	N    *int     `json:"n,omitzero"`
	F    *float64 `json:"f,omitzero"`
}

type tree struct {
	ID    string   `json:"id"`
	List  []string `json:"list,omitzero"`
	Inner *leaf    `json:"inner,omitzero"`
	Many  []leaf   `json:"many,omitzero"`
	Own   leaf     `json:"own,omitzero"`
}

func TestDepthLimit(t *testing.T) {
	nested := func(n int) []byte { return []byte(strings.Repeat("[", n) + strings.Repeat("]", n)) }
	if tooDeep(nested(MaxDepth)) {
		t.Errorf("%d levels are refused", MaxDepth)
	}
	if !tooDeep(nested(MaxDepth + 1)) {
		t.Errorf("%d levels pass", MaxDepth+1)
	}
	if tooDeep([]byte(`{"a":"` + strings.Repeat(`[\"`, 50) + `","b":[]}`)) {
		t.Error("brackets in a text count")
	}
	if tooDeep(bytes.Repeat([]byte("[],"), 50)) {
		t.Error("lists beside each other count")
	}
}

// TestExplainReadsWhatIsGood holds the slow walk to the fast decoder: but for
// what is bad, both give the same value.
func TestExplainReadsWhatIsGood(t *testing.T) {
	good := `{"id":"x","list":["a"],"inner":{"name":"i","n":1},"many":[{"name":"m","f":1.5},{"name":"n"}],"own":{"name":"o"}}`
	bad := strings.Replace(good, `"list"`, `"colour":{"a":[1]},"list"`, 1)
	var want, got tree
	if problems, whole := Decode([]byte(good), &want); problems != nil || !whole {
		t.Fatal(problems)
	}
	problems, whole := Decode([]byte(bad), &got)
	if !whole || len(problems) != 1 || problems[0].Member != "colour" || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, problems)
	}
}

func TestProblemsOfALineAreBounded(t *testing.T) {
	var line strings.Builder
	line.WriteString(`{"id":"x"`)
	for range 5000 {
		line.WriteString(`,"colour":1`)
	}
	line.WriteString(`}`)
	problems, _ := Decode([]byte(line.String()), &tree{})
	if len(problems) != maxProblems {
		t.Errorf("%d problems", len(problems))
	}
}

func TestDecodeForgetsTheFastDecodersWork(t *testing.T) {
	var v tree
	Decode([]byte(`{"id":"x","list":["a"],"id":`), &v)
	if !reflect.DeepEqual(v, tree{}) {
		t.Errorf("got %+v", v)
	}
}

func TestIDs(t *testing.T) {
	ids := IDs{}
	if ids.Add("a", 1) != nil || ids.Add("", 2) != nil || ids.Add("", 3) != nil {
		t.Error("a new or empty id is a problem")
	}
	if p := ids.Add("a", 4); p == nil || p.Line != 4 || p.Args["first"] != 1 {
		t.Errorf("got %v", p)
	}
}

// FuzzDecode holds that nothing panics, that what is accepted is JSON that the
// standard library reads the same, and that what is refused says why.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"id":"x","list":["a",null],"inner":{"name":"i","n":1},"many":[{"name":"m","f":1.5}],"own":null}`))
	f.Add([]byte(`{"id":"\ud800","id":1,"own":{"x":[[[]]]}} x`))
	f.Add([]byte("{\"id\":\"\\u0000\xff\"}"))
	f.Add([]byte(`[[[[[[[[[[[[[[[[[[`))
	f.Fuzz(func(t *testing.T, line []byte) {
		var v tree
		problems, whole := Decode(line, &v)
		for _, p := range problems {
			if p.Key == "" {
				t.Fatalf("problem without key: %+v", p)
			}
		}
		if len(problems) > 0 {
			return
		}
		var std tree
		if !whole || !utf8.Valid(line) || json.Unmarshal(line, &std) != nil || !reflect.DeepEqual(v, std) {
			t.Fatalf("%q was accepted as %+v, the standard library says %+v", line, v, std)
		}
	})
}

func TestWriteErrors(t *testing.T) {
	err := Write(failing{}, func(yield func(tree) bool) { yield(tree{ID: "x"}) })
	if err == nil || fault.KindOf(err) != fault.Internal {
		t.Errorf("got %v", err)
	}
	bad := func(yield func(tree) bool) { yield(tree{ID: "\xff"}) }
	if err := Write(&bytes.Buffer{}, bad); err == nil {
		t.Error("invalid UTF-8 was written")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, bytes.ErrTooLarge }

// TestATimeIsNoObject although Go keeps it in one: a good one beside a bad member is
// read, and a bad one is told as what it should be.
func TestATimeIsNoObject(t *testing.T) {
	var v struct {
		At time.Time `json:"at"`
	}
	problems, _ := Decode([]byte(`{"at":"2026-03-31T10:00:00Z","more":1}`), &v)
	if len(problems) != 1 || problems[0].Member != "more" || v.At.IsZero() {
		t.Errorf("a good one: %v, %v", problems, v.At)
	}
	for _, bad := range []string{`"tomorrow"`, `{"$gt":""}`, `5`, `[]`} {
		problems, _ = Decode([]byte(`{"at":`+bad+`}`), &v)
		if len(problems) != 1 || problems[0].Member != "at" || problems[0].Key != "read.wantTime" {
			t.Errorf("%s: %v", bad, problems)
		}
	}
}
