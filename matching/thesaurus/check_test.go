package thesaurus

import (
	"slices"
	"strings"
	"testing"
)

// TestCheckFinds breaks the tiny thesaurus in one place at a time.
func TestCheckFinds(t *testing.T) {
	const p01, p02 = "en: social alarm,", "en: fall alarm,"
	tests := []struct {
		name     string
		severity Severity
		changes  []string
		want     string // in a finding
	}{
		{"a version that is missing", Error, []string{"version: 2026.1\n", ""}, "areas.yaml gives no version"},
		{"a concept twice", Error, []string{"{id: P02,", "{id: P01,"}, "P01: stands twice"},
		{"a function with a type's ID", Error, []string{"{id: F02,", "{id: P44,"}, "P44: is not an ID"},
		{"a type with a function's ID", Error, []string{"{id: P02,", "{id: F44,"}, "F44: is not an ID"},
		{"an ID with too few digits", Error, []string{"{id: P02,", "{id: P2,"}, "P2: is not an ID"},
		{"an ID with too many digits", Error, []string{"{id: P02,", "{id: P0002,"}, "P0002: is not an ID"},
		{"no Swedish label", Error, []string{"sv: falllarm, ", ""}, "P02: needs a preferred label in both languages"},
		{"no English label", Error, []string{p02, ""}, "P02: needs a preferred label in both languages"},
		{"a blank label", Error, []string{p02, "en: \"  \","}, "P02: has an empty label"},
		{"an empty synonym", Error, []string{p02, "en: fall alarm, synonyms: {sv: [\"\"]},"}, "P02: has an empty label"},
		{"an area that is not there", Error, []string{"area: larm", "area: brand"}, `P02: is in area "brand"`},
		{"broader that is not there", Error, []string{p02, "en: fall alarm, broader: [P77],"}, "P02: broader P77 does not exist"},
		{"broader of the other kind", Error, []string{p02, "en: fall alarm, broader: [F01],"}, "P02: broader F01 is of the other kind"},
		{"related that is not there", Error, []string{p02, "en: fall alarm, related: [F77],"}, "P02: related F77 does not exist"},
		{"related to itself", Error, []string{p02, "en: fall alarm, related: [P02],"}, "P02: related P02 does not exist or is itself"},
		{"a function that is not there", Error, []string{"functions: [F02, F01]", "functions: [F02, F77]"}, "P02: functions holds F77"},
		{"a type among functions", Error, []string{"functions: [F02, F01]", "functions: [F02, P01]"}, "P02: functions holds P01"},
		{"a function with functions", Error, []string{"en: alert on falls", "en: alert on falls, functions: [F01]"}, "F02: functions holds F01"},
		{"a type without function", Error, []string{"functions: [F02, F01]", "functions: []"}, "P02: is an orphan: a product type must list"},
		{"a function of no type", Warning, []string{"functions: [F02, F01]", "functions: [F01]"}, "F02: is an orphan: no product type"},
		{"a function of no phrase", Warning, []string{"means: [F02, P02]", "means: [P02]"}, "F02: no problem phrase leads"},
		{"a label of two concepts", Error, []string{p02, "en: social alarm ,"}, `P02: label "social alarm" already stands for P01`},
		{"a label of two in other letters", Error, []string{p02, "en: fall alarm, hidden: [Trygghetslarm],"}, `P02: label "Trygghetslarm" already stands for P01`},
		{"broader than itself", Error, []string{p01, "en: social alarm, broader: [P01],"}, "P01: is broader than itself: P01 < P01"},
		{"a circle", Error, []string{p01, "en: social alarm, broader: [P02],", p02, "en: fall alarm, broader: [P01],"}, "P02: is broader than itself: P02 < P01 < P02"},
		{"an IBIC area that is not there", Error, []string{p02, "en: fall alarm, ibic: [safety],"}, `P02: ibic "safety" is unknown`},
		{"an ISO code of half pairs", Error, []string{p02, "en: fall alarm, iso9999: [{edition: 2022, code: \"22 2\"}],"}, `P02: iso9999 code "22 2"`},
		{"a phrase twice", Error, []string{"phrase: ramlar ofta", "phrase: Kan inte ropa"}, `larm.yaml: phrase "Kan inte ropa" is empty or stands twice`},
		{"an empty phrase", Error, []string{"phrase: ramlar ofta", "phrase: \" \""}, `phrase " " is empty`},
		{"a phrase without meaning", Error, []string{"means: [F02, P02]", "means: []"}, `phrase "ramlar ofta" means nothing`},
		{"a phrase that means what is not there", Error, []string{"means: [F02, P02]", "means: [F02, P77]"}, `phrase "ramlar ofta" means P77, which does not exist`},
		{"a word that forbids two things", Error, []string{"  - {property: camera,", "  - {property: audio, sv: [Kamera]}\n  - {property: camera,"}, `"kamera" stands for both audio and camera`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files := tiny(t, test.changes...)
			th, err := Parse(files)
			if err != nil {
				t.Fatal(err)
			}
			findings := th.Check()
			if !slices.ContainsFunc(findings, func(f Finding) bool {
				return f.Severity == test.severity && strings.Contains(f.String(), test.want)
			}) {
				t.Errorf("no finding of the severity says %q: %v", test.want, findings)
			}
			_, err = Read(files)
			if refused := err != nil; refused != (test.severity == Error) {
				t.Fatalf("Read gives the error %v", err)
			}
			if err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("Read's error does not say %q: %v", test.want, err)
			}
		})
	}
}

// TestCheckIsQuietAboutWhatIsAllowed: what looks like an error and is none.
func TestCheckIsQuietAboutWhatIsAllowed(t *testing.T) {
	for name, changes := range map[string][]string{
		"the same word in both languages":  {"en: fall alarm,", "en: falllarm,"},
		"two ways up to the same concept":  {"functions: [F01]}", "functions: [F01]}\n  - {id: P03, sv: a, en: b, functions: [F01], broader: [P01]}\n  - {id: P04, sv: c, en: d, functions: [F01], broader: [P01, P03]}"},
		"a type with three digits":         {"{id: P02,", "{id: P102,", "means: [F02, P02]", "means: [F02, P102]"},
		"an ISO code of each length":       {"en: fall alarm,", "en: fall alarm, iso9999: [{code: \"22\"}, {code: 22 27}, {code: 22 27 18}, {code: 22 27 18 03}],"},
		"one word twice for one thing":     {"sv: [kamera],", "sv: [kamera, Kamera],"},
		"a thesaurus without prohibitions": {tinyProhibitions, ""},
	} {
		th, err := Parse(tiny(t, changes...))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if findings := th.Check(); len(findings) > 0 {
			t.Errorf("%s: %v", name, findings)
		}
	}
}

// TestReadTellsEverythingAtOnce, so that nobody mends one error a run.
func TestReadTellsEverythingAtOnce(t *testing.T) {
	_, err := Read(tiny(t, "functions: [F02, F01]", "functions: []", "means: [F02, P02]", "means: []"))
	if err == nil || !strings.Contains(err.Error(), "P02: is an orphan") || !strings.Contains(err.Error(), "means nothing") {
		t.Errorf("got %v", err)
	}
	if strings.Contains(err.Error(), "warning") {
		t.Errorf("warnings are no errors: %v", err)
	}
}

func TestFindingsAreLines(t *testing.T) {
	for want, f := range map[string]Finding{
		"error: P01: x":   {Error, "P01", "x"},
		"warning: P01: x": {Warning, "P01", "x"},
		"error: x":        {Error, "", "x"},
	} {
		if f.String() != want {
			t.Errorf("got %q, want %q", f, want)
		}
	}
}
