package thesaurus

import (
	"strings"
	"testing"
	"testing/fstest"
)

// The smallest thesaurus that Check has nothing to say about.
const (
	tinyAreas = `version: 2026.1
areas:
  - {id: larm, sv: larm, en: alarms}
`
	tinyArea = `area: larm
functions:
  - {id: F01, sv: larma aktivt, en: call for help}
  - {id: F02, sv: larma vid fall, en: alert on falls}
types:
  - {id: P01, sv: trygghetslarm, en: social alarm, functions: [F01]}
  - {id: P02, sv: falllarm, en: fall alarm, functions: [F02, F01]}
phrases:
  sv:
    - {phrase: kan inte ropa, means: [F01]}
    - {phrase: ramlar ofta, means: [F02, P02]}
  en:
    - {phrase: cannot shout, means: [F01]}
`
	tinyProhibitions = `negators: {sv: [inte], en: [not]}
subjects:
  - {property: camera, sv: [kamera], en: [camera]}
`
)

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

// tiny is the smallest thesaurus with its area file changed: each pair of texts
// is a place and what shall stand there instead.
func tiny(t testing.TB, changes ...string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{"areas.yaml": file(tinyAreas), "larm.yaml": file(tinyArea), "prohibitions.yaml": file(tinyProhibitions)}
	for i := 0; i < len(changes); i += 2 {
		done := false
		for _, f := range files {
			if text := string(f.Data); strings.Count(text, changes[i]) == 1 {
				f.Data, done = []byte(strings.Replace(text, changes[i], changes[i+1], 1)), true
				break
			}
		}
		if !done {
			t.Fatalf("%q does not stand just once in a file", changes[i])
		}
	}
	return files
}

func TestTheTinyThesaurusIsGood(t *testing.T) {
	th, err := Read(tiny(t))
	if err != nil {
		t.Fatal(err)
	}
	if findings := th.Check(); len(findings) > 0 {
		t.Errorf("findings: %v", findings)
	}
	if len(th.Areas) != 1 || len(th.Concepts) != 4 || len(th.Phrases) != 3 || len(th.Prohibitions.Subjects) != 1 {
		t.Errorf("%d areas, %d concepts, %d phrases, %d prohibitions", len(th.Areas), len(th.Concepts), len(th.Phrases), len(th.Prohibitions.Subjects))
	}
	if c, _ := th.Concept("P01"); c.Area != "larm" || c.Kind != ProductType {
		t.Errorf("got %+v", c)
	}
	if p := th.Phrases[2]; !p.English || p.File != "larm.yaml" || th.Phrases[0].English {
		t.Errorf("got %+v", th.Phrases)
	}
}

func TestNarrowerIsTheOtherEndOfBroader(t *testing.T) {
	th, err := Read(tiny(t, "en: fall alarm,", "en: fall alarm, broader: [P01],"))
	if err != nil {
		t.Fatal(err)
	}
	if c, _ := th.Concept("P01"); len(c.Narrower) != 1 || c.Narrower[0] != "P02" {
		t.Errorf("narrower of P01: %v", c.Narrower)
	}
	if _, ok := th.Concept("P99"); ok {
		t.Error("a concept that is not there was found")
	}
}

func TestLabelsOfAConcept(t *testing.T) {
	c := Concept{
		Swedish: "trygghetslarm", English: "social alarm", Hidden: []string{"tryghetslarm"},
		Synonyms: Texts{[]string{"personlarm"}, []string{"personal alarm"}}, Quasi: Texts{[]string{"larm"}, []string{"alarm"}},
	}
	want := []Label{
		{"trygghetslarm", Preferred, false},
		{"social alarm", Preferred, true},
		{"personlarm", Synonym, false},
		{"personal alarm", Synonym, true},
		{"tryghetslarm", Hidden, false},
		{"larm", Quasi, false},
		{"alarm", Quasi, true},
	}
	got := c.Labels()
	if len(got) != len(want) {
		t.Fatalf("got %v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("label %d is %v, want %v", i, got[i], want[i])
		}
	}
}
