package validate

import (
	"strings"
	"testing"
)

type thing struct {
	ID      string   `json:"id" validate:"omitempty,id"`
	Colour  string   `json:"colour" validate:"omitempty,vocab=colour"`
	Big     string   `json:"big" validate:"omitempty,vocab=big"`
	Size    string   `json:"size" validate:"omitempty,oneof=small large"`
	URL     string   `json:"url" validate:"omitempty,weburl"`
	Org     string   `json:"org" validate:"omitempty,orgnr=Country"`
	Country string   `json:"country"`
	Code    string   `json:"code" validate:"omitempty,iso9999"`
	Lang    string   `json:"lang" validate:"omitempty,langcode"`
	From    int32    `json:"from"`
	To      int32    `json:"to" validate:"omitempty,notbefore=From"`
	List    []string `json:"list" validate:"max=3,distinct,dive,max=2"`
	N       *int     `json:"n" validate:"omitempty,min=1,max=9"`
	Inner   []inner  `json:"inner" validate:"dive"`
	Group   inner    `json:"group" validate:"omitempty"`
}

type inner struct {
	Name  string `json:"name" validate:"required"`
	Other string `json:"other"`
}

func newThings(t testing.TB) *Validator {
	t.Helper()
	big := make([]string, 40)
	for i := range big {
		big[i] = "X" + string(rune('A'+i/10)) + string(rune('0'+i%10))
	}
	v, err := New(map[string][]string{"colour": {"red", "green", "dark_blue"}, "big": big}, &thing{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestRules(t *testing.T) {
	zero, ten := 0, 10
	longURL := "https://a.se/" + strings.Repeat("å", 2000-13)
	tests := []struct {
		name  string
		value thing
		want  string
	}{
		{"nothing", thing{}, ""},
		{"id", thing{ID: "aZ0-_.:" + strings.Repeat("x", 121)}, ""},
		{"id too long", thing{ID: strings.Repeat("x", 129)}, "id check.id"},
		{"id begins badly", thing{ID: ".x"}, "id check.id"},
		{"id with space", thing{ID: "a b"}, "id check.id"},
		{"id with a character between the alphabets", thing{ID: "a[b"}, "id check.id"},
		{"id with @", thing{ID: "a@b"}, "id check.id"},
		{"colour", thing{Colour: "red"}, ""},
		{"colour by case", thing{Colour: "Red"}, "colour check.vocabGuess"},
		{"colour by separator", thing{Colour: "dark-blue"}, "colour check.vocabGuess"},
		{"colour unknown", thing{Colour: "puce"}, "colour check.vocab"},
		{"long vocabulary", thing{Big: "Y"}, "big check.vocabLong"},
		{"size", thing{Size: "medium"}, "size check.vocab"},
		{"url", thing{URL: "http://example.se:80/x?y#z"}, ""},
		{"url as long as may be", thing{URL: longURL}, ""},
		{"url too long", thing{URL: longURL + "x"}, "url check.weburl"},
		{"url without scheme", thing{URL: "www.example.se"}, "url check.weburl"},
		{"url without host", thing{URL: "https:///x"}, "url check.weburl"},
		{"url with only a port", thing{URL: "https://:80/x"}, "url check.weburl"},
		{"url of another scheme", thing{URL: "ftp://example.se"}, "url check.weburl"},
		{"url broken", thing{URL: "https://exa mple.se"}, "url check.weburl"},
		{"org", thing{Org: "556036-0793"}, ""},
		{"org with a wrong digit", thing{Org: "556036-0792", Country: "SE"}, "org check.orgnr"},
		{"org abroad", thing{Org: "anything", Country: "NO"}, ""},
		{"code", thing{Code: "22 27 18 03"}, ""},
		{"code unspaced", thing{Code: "2227"}, "code check.iso9999"},
		{"lang", thing{Lang: "smj"}, ""},
		{"lang upper case", thing{Lang: "SV"}, "lang check.langcode"},
		{"lang region", thing{Lang: "sv-SE"}, "lang check.langcode"},
		{"lang one letter", thing{Lang: "s"}, "lang check.langcode"},
		{"to after from", thing{From: 2, To: 3}, ""},
		{"to before from", thing{From: 3, To: 2}, "to check.notBefore"},
		{"to without from", thing{To: -2}, ""},
		{"list", thing{List: []string{"å1", "å2"}}, ""},
		{"list too long", thing{List: []string{"a", "b", "c", "d"}}, "list check.tooMany"},
		{"list repeats", thing{List: []string{"a", "b", "a"}}, "list check.repeated"},
		{"list value too long", thing{List: []string{"a", "abc"}}, "list[1] check.tooLong"},
		{"too little", thing{N: &zero}, "n check.atLeast"},
		{"too much", thing{N: &ten}, "n check.atMost"},
		{"inside a list", thing{Inner: []inner{{Name: "x"}, {}}}, "inner[1].name check.required"},
		{"inside a group", thing{Group: inner{Other: "x"}}, "group.name check.required"},
		{"several", thing{ID: ".", Lang: "x"}, "id check.id;lang check.langcode"},
	}
	v := newThings(t)
	for _, tt := range tests {
		var got []string
		for _, p := range v.Struct(&tt.value) {
			got = append(got, p.Member+" "+p.Key)
		}
		if strings.Join(got, ";") != tt.want {
			t.Errorf("%s: got %v, want %s", tt.name, got, tt.want)
		}
	}
}

func TestArguments(t *testing.T) {
	v := newThings(t)
	ps := v.Struct(&thing{Colour: "gren", ID: strings.Repeat("å", 300), From: 3, To: 2, List: []string{"a", "a"}})
	want := []struct {
		arg   string
		value any
	}{
		{"value", strings.Repeat("å", maxShown) + "…"},
		{"suggestion", "green"},
		{"other", "from"},
		{"value", "a"},
	}
	if len(ps) != len(want) {
		t.Fatal(ps)
	}
	for i, w := range want {
		if ps[i].Args[w.arg] != w.value {
			t.Errorf("%s: %s is %v, want %v", ps[i].Key, w.arg, ps[i].Args[w.arg], w.value)
		}
	}
}

func TestNewRefusesBadRules(t *testing.T) {
	type unknownRule struct {
		A string `json:"a" validate:"nosuchrule"`
	}
	type unknownVocabulary struct {
		A []struct {
			B string `json:"b" validate:"vocab=nosuch"`
		} `json:"a" validate:"dive"`
	}
	for _, sample := range []any{&unknownRule{}, &unknownVocabulary{}} {
		if _, err := New(nil, sample); err == nil {
			t.Errorf("%T was accepted", sample)
		}
	}
}

func TestNoStructIsTheCallersMistake(t *testing.T) {
	ps := newThings(t).Struct(7)
	if len(ps) != 1 || ps[0].Key != "error.internal" {
		t.Errorf("got %v", ps)
	}
	_ = ps
}

func TestNormalOrgNumber(t *testing.T) {
	for number, want := range map[string]string{
		"5560360793": "556036-0793", "556036-0793": "556036-0793", "165560360793": "556036-0793",
		"16556036-0793": "556036-0793", "2021000837": "202100-0837",
		"": "", "556036-07": "", "556036079": "", "5560360794": "", "55603-60793": "", "196556036079": "", "556036--0793": "",
		"５５６０３６0793": "", "185560360793": "", "SE5560360793": "",
	} {
		got, ok := NormalOrgNumber(number)
		if ok != (want != "") || ok && got != want || !ok && got != number {
			t.Errorf("%q became %q, %v; want %q", number, got, ok, want)
		}
	}
}

func TestNormalISO9999(t *testing.T) {
	for code, want := range map[string]string{
		"22": "22", "2227": "22 27", "22 27 18": "22 27 18", "22271803": "22 27 18 03", " 22  27 ": "22 27",
		"": "", "2": "", "222": "", "22 2 7": "", "2 22 7": "", "2227 18": "", "22-27": "", "22 27 18 03 01": "", "ab": "", "２２": "",
	} {
		got, ok := NormalISO9999(code)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%q became %q, %v; want %q", code, got, ok, want)
		}
	}
}
