package testbeds

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/i18n"
)

// sample is a need with all members, in canonical order.
const sample = `{"id":"need-01","municipality":"Partille","title":"Väcks av tillsyn på natten","background":"Nattpatrullen kör sju mil per natt.","description":"Brukare väcks när personalen låser upp.","goal":"Ostörd sömn.","language":"sv","statements":[{"text":"Personalen ska kunna se att personen ligger i sängen.","priority":"must","function":"F01"},{"text":"Inget spelas in.","priority":"should"}],"targetGroups":["older"],"settings":["ordinary_home"],"lifeAreas":["sleep"],"careActs":["SoL"],"requires":{"maxPricePerMonthSEK":500,"minTRL":7,"ceMarked":true,"mdrClasses":["none","I"],"integrations":["Treserva"],"dataLocation":"eu","camera":"live","audio":"none","positioning":"none","worksWithout":["wifi"],"languages":["sv"],"passiveUse":true,"units":10,"weeks":8,"startFrom":"2026-02-01","startTo":"2026-06-01","security":{"confidentiality":2,"integrity":2,"availability":1},"en301549":true,"en18031":true},"environment":{"connectivity":["mobile"],"alarmReception":"Larmcentral Väst","careSystem":"Treserva"},"effectGoals":[{"measure":"Besök per natt","unit":"antal","baseline":3,"target":1.5,"instrument":"Loggbok"}],"video":{"url":"https://example.se/film","transcript":"Vi kör mycket bil."}}`

func newChecker(t testing.TB) *Checker {
	t.Helper()
	c, err := NewChecker(catalog.Thesaurus{ProductTypes: []string{"P01"}, Functions: []string{"F01"}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func keysOf(problems []fault.Problem) string {
	var all []string
	for _, p := range problems {
		all = append(all, p.Member+" "+p.Key)
	}
	return strings.Join(all, ";")
}

func TestSampleRoundTrip(t *testing.T) {
	n, problems := newChecker(t).Parse([]byte(sample))
	if len(problems) > 0 {
		t.Fatal(i18n.Printer{}.Error(fault.Bad(problems)))
	}
	var out bytes.Buffer
	if err := WriteNeeds(&out, slices.Values([]Need{n})); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(sample, strings.TrimSpace(out.String())); d != "" {
		t.Error(d)
	}
}

func statements(n, length int) string {
	one := fmt.Sprintf(`{"text":%q,"priority":"must"}`, strings.Repeat("å", length))
	return strings.TrimSuffix(strings.Repeat(one+",", n), ",")
}

func TestParseSays(t *testing.T) {
	tests := []struct{ members, want string }{
		{``, ""},
		{`,"requires":null,"video":null,"statements":[]`, ""},
		{`,"statements":[` + statements(20, 300) + `]`, ""},
		{`,"statements":[` + statements(21, 3) + `]`, "statements check.tooMany"},
		{`,"statements":[` + statements(1, 301) + `]`, "statements[0].text check.tooLong"},
		{`,"statements":[{"text":"x"}]`, "statements[0].priority check.required"},
		{`,"statements":[{"priority":"must"}]`, "statements[0].text check.required"},
		{`,"statements":[{"text":"x","priority":"skall"}]`, "statements[0].priority check.vocab"},
		{`,"statements":[{"text":"x","priority":"must","function":"F77"}]`, "statements[0].function check.vocab"},
		{`,"requires":{"startFrom":"2026-02-02","startTo":"2026-02-01"}`, "requires.startTo check.notBefore"},
		{`,"requires":{"startFrom":"2026-02-02","startTo":"2026-02-02"}`, ""},
		{`,"requires":{"dataLocation":"none"}`, "requires.dataLocation check.vocab"},
		{`,"requires":{"camera":"recording"}`, "requires.camera check.vocab"},
		{`,"requires":{"positioning":false}`, "requires.positioning read.wantText"},
		{`,"requires":{"mdrClasses":["IV"]}`, "requires.mdrClasses[0] check.vocab"},
		{`,"requires":{"minTRL":0}`, "requires.minTRL check.atLeast"},
		{`,"requires":{"security":{"integrity":9}}`, "requires.security.integrity check.atMost"},
		{`,"requires":{"maxPrice":3}`, "requires.maxPrice read.unknownMember"},
		{`,"environment":{"connectivity":["wi-fi"]}`, "environment.connectivity[0] check.vocabGuess"},
		{`,"effectGoals":[{"unit":"st"}]`, "effectGoals[0].measure check.required"},
		{`,"video":{"transcript":"x"}`, "video.url check.required"},
		{`,"video":{"url":"file:///etc/passwd"}`, "video.url check.weburl"},
	}
	c := newChecker(t)
	for _, tt := range tests {
		_, problems := c.Parse([]byte(`{"id":"a","title":"T"` + tt.members + `}`))
		if got := keysOf(problems); got != tt.want {
			t.Errorf("%.100s\n got %s\nwant %s", tt.members, got, tt.want)
		}
	}
	if _, problems := c.Parse([]byte(`{}`)); keysOf(problems) != "id check.required;title check.required" {
		t.Error(problems)
	}
	if _, problems := c.Parse([]byte(`{"id":"a"`)); keysOf(problems) != " read.cutOff" {
		t.Error(problems)
	}
}

func TestLoadNeeds(t *testing.T) {
	file := sample + "\n{\"id\":\"need-01\",\"title\":\"x\"}\n{\"id\":\"b\",\"title\":\"x\"}\nx\n"
	needs, problems, err := LoadNeeds(t.Context(), strings.NewReader(file), "n.jsonl", newChecker(t))
	if err != nil || len(needs) != 2 || keysOf(problems) != "id read.doubleID; read.syntax" || problems[1].Line != 4 {
		t.Error(len(needs), problems, err)
	}
}

func TestSchema(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(NeedSchema()))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("s.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := compiler.Compile("s.json")
	if err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]bool{
		sample:                   true,
		`{"id":"a","title":"T"}`: true,
		`{"id":"a","title":"T","requires":{"camera":null,"startTo":null}}`: true,
		`{"id":"a"}`:                        false,
		`{"id":"a","title":"T","colour":1}`: false,
		`{"id":"a","title":"T","requires":{"camera":"recording"}}`:          false,
		`{"id":"a","title":"T","statements":[` + statements(21, 3) + `]}`:   false,
		`{"id":"a","title":"T","statements":[` + statements(1, 301) + `]}`:  false,
		`{"id":"a","title":"T","statements":[{"text":"x"}]}`:                false,
		`{"id":"a","title":"T","statements":[{"text":"x","priority":"x"}]}`: false,
	} {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Validate(value) == nil; got != want {
			t.Errorf("%.80s: accepted %v", line, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	c := newChecker(f)
	f.Add([]byte(sample))
	f.Fuzz(func(t *testing.T, line []byte) {
		n, problems := c.Parse(line)
		if len(problems) > 0 {
			return
		}
		var out bytes.Buffer
		if err := WriteNeeds(&out, slices.Values([]Need{n})); err != nil {
			t.Fatal(err)
		}
		again, problems := c.Parse(out.Bytes())
		if d := cmp.Diff(n, again); d != "" || len(problems) > 0 {
			t.Fatalf("%v\n%s", problems, d)
		}
	})
}
