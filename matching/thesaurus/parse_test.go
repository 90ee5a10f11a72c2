package thesaurus

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// TestYAMLErrorsNameFileAndLine: line 6 of the area file is the type P01.
func TestYAMLErrorsNameFileAndLine(t *testing.T) {
	tests := []struct {
		name    string
		changes []string
		want    []string
	}{
		{"an unknown key of a concept", []string{"en: social alarm,", "en: social alarm, colour: red,"}, []string{"larm.yaml", "[6:", "colour"}},
		{"an unknown key of a file", []string{"area: larm", "area: larm\ncolour: red"}, []string{"larm.yaml", "[2:", "colour"}},
		{"an unknown key of the areas", []string{"en: alarms}", "en: alarms, colour: red}"}, []string{"areas.yaml", "[3:", "colour"}},
		{"an unknown key of the prohibitions", []string{"sv: [kamera]", "se: [kamera]"}, []string{"prohibitions.yaml", "[3:", "se"}},
		{"a key twice", []string{"sv: trygghetslarm,", "sv: trygghetslarm, sv: larm,"}, []string{"larm.yaml", "[6:"}},
		{"a list that is a text", []string{"functions: [F01]", "functions: F01"}, []string{"larm.yaml", "[6:"}},
		{"no YAML", []string{"area: larm", "area: [larm"}, []string{"larm.yaml"}},
	}
	for _, test := range tests {
		_, err := Parse(tiny(t, test.changes...))
		if err == nil {
			t.Errorf("%s: no error", test.name)
			continue
		}
		for _, want := range test.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: the error does not name %q: %v", test.name, want, err)
			}
		}
	}
}

func TestTheFolderMustHoldAreas(t *testing.T) {
	files := tiny(t)
	delete(files, "areas.yaml")
	for name, dir := range map[string]fs.FS{"without areas": files, "empty": fstest.MapFS{}} {
		if _, err := Read(dir); err == nil || !strings.Contains(err.Error(), "areas.yaml") {
			t.Errorf("a folder %s gave %v", name, err)
		}
	}
}

// TestTheVersionFollowsTheData: every change of any file gives another version,
// and other files do not.
func TestTheVersionFollowsTheData(t *testing.T) {
	version := func(files fstest.MapFS) string {
		t.Helper()
		th, err := Read(files)
		if err != nil {
			t.Fatal(err)
		}
		return th.Version
	}
	seen := map[string]string{version(tiny(t)): "nothing"}
	renamed := tiny(t)
	renamed["brand.yaml"] = renamed["larm.yaml"]
	delete(renamed, "larm.yaml")
	for change, files := range map[string]fstest.MapFS{
		"the version":   tiny(t, "2026.1", "2026.2"),
		"a phrase":      tiny(t, "ramlar ofta", "ramlar jämt"),
		"a prohibition": tiny(t, "[kamera]", "[kameror]"),
		"a comment":     tiny(t, "area: larm", "area: larm # alarms"),
		"a file's name": renamed,
		"an order":      tiny(t, "means: [F02, P02]", "means: [P02, F02]"),
	} {
		v := version(files)
		if other, ok := seen[v]; ok {
			t.Errorf("changing %s and %s give the same version %s", change, other, v)
		}
		seen[v] = change
		if !strings.HasPrefix(v, "2026.") {
			t.Errorf("%s: version %s does not begin as given", change, v)
		}
	}
	other := tiny(t)
	other["README.md"] = file("how to edit")
	if v := version(other); seen[v] != "nothing" {
		t.Errorf("a file that is no YAML gives the version %s", v)
	}
}
