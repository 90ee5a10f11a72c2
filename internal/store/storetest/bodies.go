package storetest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/internal/store"
)

// hostile are texts that a careless engine takes for something else.
var hostile = []string{
	" ", "a b", "'", `"`, `\`, "`", "' OR '1'='1", `"; DROP TABLE doc_odd; --`, "$gt", "$where", "a.b", ".", "..", "../x", "/",
	"{}", `{"$gt":""}`, "null", "true", "0", "-1", "1e9", "%", "_", "*", "?1", ":id", "@id", "\n", "\t", "\x00", "a\x00b", "\x7f",
	"å", "a\u030a", "Å", "ÅÄÖ", "ß", "İ", "日本語", "😀", "👩‍👩‍👧‍👦", "\u200b", "\u202e", "\ufeff", "\ufffd", "\ue000", "\U0010ffff",
	"NaN", "undefined", "__proto__", "constructor", "_id", strings.Repeat("x", 150),
}

func bodies(t *testing.T, f Factory) {
	s := f.open(t, store.Declaration{Name: "odd", Indexes: []store.Index{
		{Name: "text", Fields: []string{"text"}},
		{Name: "only", Fields: []string{"only"}, Unique: true},
	}})
	t.Run("IDs and values are nothing but texts", s.hostileTexts)
	t.Run("numbers are kept", s.numbers)
	t.Run("everything is kept", s.everything)
	t.Run("names of members", s.memberNames)
	t.Run("what is no object of JSON is refused", s.badBodies)
	t.Run("what is no ID is refused", s.badIDs)
}

func (s *suite) hostileTexts(t *testing.T) {
	for i, text := range hostile {
		want := body(t, "text", text, "only", text, "n", i)
		if _, err := s.one(t, "odd", insertion(text, want)); err != nil {
			t.Errorf("insert %q: %v", text, err)
			continue
		}
		s.has(t, "odd", text, 1, want)
		if got := s.find(t, "odd", store.Query{Index: "text", Equal: []any{text}, Limit: 10}); got != text {
			t.Errorf("find %q: got %q", text, got)
		}
		_, err := s.one(t, "odd", insertion("other", body(t, "only", text)))
		wants(t, fmt.Sprintf("insert of a duplicate of %q", text), err, store.ErrDuplicate)
	}
	for i, text := range hostile {
		if found, err := s.GetMany(t.Context(), "odd", []string{text}); err != nil || len(found) != 1 || found[0].ID != text {
			t.Errorf("get many %q: %v, %v", text, found, err)
		}
		s.must(t, "odd", replacement(text, 1, body(t, "n", i)))
		s.must(t, "odd", deletion(text, 2))
		s.hasNot(t, "odd", text)
	}
	if rest := s.find(t, "odd", store.Query{Limit: 10}); rest != "" {
		t.Errorf("%q is left", rest)
	}
}

func (s *suite) numbers(t *testing.T) {
	const text = `{"max":9223372036854775807,"min":-9223372036854775808,"odd":9007199254740993,"neg":-9007199254740993,` +
		`"zero":0,"list":[1,2,9223372036854775806],"half":0.5,"small":1e-300,"tenth":0.1}`
	s.must(t, "odd", insertion("numbers", text))
	s.has(t, "odd", "numbers", 1, text)
	// One that no int64 holds is kept as it is, or not at all.
	const huge = `{"n":123456789012345678901234567890}`
	if _, err := s.one(t, "odd", insertion("huge", huge)); err != nil {
		refused(t, "a huge number", err)
	} else {
		s.has(t, "odd", "huge", 1, huge)
	}
}

func (s *suite) everything(t *testing.T) {
	for i, text := range []string{
		`{}`, `{"a":null}`, `{"a":[]}`, `{"a":{}}`, `{"a":""}`, `{"a":[null,true,false,"",0,[[]],{"b":{}}]}`,
		`{"b":1,"a":2,"c":3}`, `{"a":"\u0000\u001f\"\\\/\b\f\n\r\t"}`, `{"a":"\ud83d\ude00"}`, ` { "a" : 1 } `,
		`{"id":"x","version":7,"deleted":true,"body":"y","seq":1}`,
		`{"a":` + strings.Repeat("[", store.MaxDepth-1) + strings.Repeat("]", store.MaxDepth-1) + `}`,
	} {
		id := fmt.Sprint("all", i)
		if _, err := s.one(t, "odd", insertion(id, text)); err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		s.has(t, "odd", id, 1, text)
	}
}

// A name that an engine has a use of its own for is kept or refused, never misread.
func (s *suite) memberNames(t *testing.T) {
	for i, name := range hostile {
		id, text := fmt.Sprint("name", i), body(t, name, 1, "rest", body(t, name, 2))
		if _, err := s.one(t, "odd", insertion(id, text)); err != nil {
			refused(t, fmt.Sprintf("a member %q", name), err)
			s.hasNot(t, "odd", id)
			continue
		}
		s.has(t, "odd", id, 1, text)
	}
}

func (s *suite) badBodies(t *testing.T) {
	for _, text := range []string{
		"", " ", "null", "1", `"a"`, "[]", "[{}]", "{", `{"a"}`, `{"a":1,}`, `{"a":1}{"b":2}`, `{"a":01}`, `{"a":NaN}`, `{'a':1}`,
		"{\"a\":\"\xff\"}", `{"a":"\ud800"}`, "{\"a\":\"\x00\"}", `{"a":1,"a":2}`,
		`{"a":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + `}`,
	} {
		_, err := s.one(t, "odd", insertion("bad", text))
		refused(t, fmt.Sprintf("insert of %.40q", text), err)
	}
	s.hasNot(t, "odd", "bad")
	s.must(t, "odd", insertion("good", `{"a":1}`))
	_, err := s.one(t, "odd", replacement("good", 1, "[]"))
	refused(t, "replace", err)
	s.has(t, "odd", "good", 1, `{"a":1}`)
}

func (s *suite) badIDs(t *testing.T) {
	for _, id := range []string{"", "\xff", "a\xc3", "\xed\xa0\x80"} {
		_, err := s.one(t, "odd", insertion(id, `{}`))
		refused(t, fmt.Sprintf("ID %q", id), err)
		s.hasNot(t, "odd", id)
	}
}
