package i18n

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/allagehub/matcharenan/internal/fault"
)

func catalogue(t *testing.T) Catalogue {
	t.Helper()
	c, err := own()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var argument = regexp.MustCompile(`\{[a-zA-Z]+\}`)

func arguments(text string) []string {
	found := argument.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func TestLanguagesAreOnAPar(t *testing.T) {
	c := catalogue(t)
	sv, en := c[Swedish], c[English]
	for key := range en {
		if _, ok := sv[key]; !ok {
			t.Errorf("%s is missing in Swedish", key)
		}
	}
	for key, text := range sv {
		other, ok := en[key]
		if !ok {
			t.Errorf("%s is missing in English", key)
			continue
		}
		if !slices.Equal(arguments(text), arguments(other)) {
			t.Errorf("%s has arguments %v in Swedish and %v in English", key, arguments(text), arguments(other))
		}
		if strings.Contains(text+other, "!") || strings.TrimSpace(text) == "" || strings.TrimSpace(other) == "" {
			t.Errorf("%s is empty or shouts", key)
		}
	}
}

// TestKeysExist finds the keys that Go code names: quoted words with a dot that
// begin with a namespace of the catalogue.
func TestKeysExist(t *testing.T) {
	c := catalogue(t)
	namespaces := map[string]bool{}
	for key := range c[Swedish] {
		before, _, _ := strings.Cut(key, ".")
		namespaces[before] = true
	}
	pattern := regexp.MustCompile(`"(` + strings.Join(slices.Sorted(maps.Keys(namespaces)), "|") + `)\.([a-zA-Z0-9.]+)"`)
	found := 0
	for _, file := range goFiles(t, filepath.Join("..", "..")) {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range pattern.FindAllStringSubmatch(string(source), -1) {
			found++
			if key := m[1] + "." + m[2]; !named(c[Swedish], key) {
				t.Errorf("%s names %s, which has no message", file, key)
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d keys were found; the search is broken", found)
	}
}

// named reports whether there is such a key, or a key that goes on from what ends
// with a dot. Files of templates are no keys.
func named(messages map[string]string, key string) bool {
	if strings.HasSuffix(key, ".") {
		return slices.ContainsFunc(slices.Collect(maps.Keys(messages)), func(k string) bool { return strings.HasPrefix(k, key) })
	}
	_, ok := messages[key]
	return ok || strings.HasSuffix(key, ".html")
}

func TestNamesOfNothingAreSeen(t *testing.T) {
	messages := map[string]string{"a.b.c": "x"}
	for key, want := range map[string]bool{"a.b.c": true, "a.b.": true, "a.b": false, "a.x.": false, "a.html": true, "b.c": false} {
		if named(messages, key) != want {
			t.Errorf("%s is named: %t, want %t", key, !want, want)
		}
	}
}

func goFiles(t *testing.T, root string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestLoadRefuses(t *testing.T) {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	for name, fsys := range map[string]fstest.MapFS{
		"double in one file":  {"messages/sv/a.json": file(`{"a.b":"x","a.b":"y"}`)},
		"double in two files": {"messages/sv/a.json": file(`{"a.b":"x"}`), "messages/sv/b.json": file(`{"a.b":"x"}`)},
		"no text":             {"messages/sv/a.json": file(`{"a.b":1}`)},
		"no JSON":             {"messages/en/a.json": file(`a.b=x`)},
	} {
		if _, err := Load(fsys); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	c, err := Load(fstest.MapFS{"messages/sv/a.json": file(`{"a.b":"x"}`), "messages/sv/b.json": file(`{"b.b":"y"}`)})
	if err != nil || len(c[Swedish]) != 2 {
		t.Errorf("two good files: %v %v", c, err)
	}
}

func TestText(t *testing.T) {
	p := Printer{Catalogue: Catalogue{
		Swedish: {"a": "{x} och {y}, {x}", "b": "{ {x}", "c": "utan", "d": "{x"},
		English: {"c": "without"},
	}}
	args := fault.Args{"x": 7, "y": []string{"p", "{x}"}}
	for key, want := range map[string]string{"a": "7 och p, {x}, 7", "b": "{ 7", "c": "utan", "d": "{x", "none": "none"} {
		if got := p.Text(key, args); got != want {
			t.Errorf("%s: got %q, want %q", key, got, want)
		}
	}
	if got := p.Text("a", nil); got != "{x} och {y}, {x}" {
		t.Errorf("forgotten arguments are not seen: %q", got)
	}
	p.Language = English
	if got := p.Text("c", nil); got != "without" {
		t.Errorf("got %q", got)
	}
	if got := p.Text("f", fault.Args{"f": 1.5}); got != "f" {
		t.Errorf("got %q", got)
	}
	p.Language = "fi"
	if got := p.Text("c", nil); got != "utan" {
		t.Errorf("an unknown language gives %q", got)
	}
}

func TestErrorsForPeople(t *testing.T) {
	secret := errors.New("mongo: connection refused at 10.0.0.1")
	for _, kind := range []fault.Kind{
		fault.Internal, fault.Invalid, fault.NotFound, fault.Forbidden, fault.Conflict, fault.TooLarge, fault.Unavailable,
	} {
		err := fmt.Errorf("wrapped: %w", &fault.Error{Kind: kind, Err: secret})
		for _, lang := range Languages() {
			got := Printer{Language: lang}.Error(err)
			if strings.Contains(got, "mongo") || strings.Contains(got, ".") && !strings.Contains(got, " ") || got == "" {
				t.Errorf("%v in %s: %q", kind, lang, got)
			}
		}
	}
	if got := (Printer{}).Error(secret); strings.Contains(got, "mongo") {
		t.Errorf("an unknown error shows its cause: %q", got)
	}
	both := &fault.Error{Kind: fault.Invalid, Key: "read.empty", Args: fault.Args{"file": "f"}, Problems: []fault.Problem{
		{File: "f", Line: 2, Member: "id", Key: "check.required"},
		{File: "f", Line: 3, Column: 28, Cell: true, Member: "id", Key: "check.required"},
		{Member: "id", Key: "check.required"},
	}}
	want := "f is empty. Put in at least one line with content, or choose another file.\n" +
		"f line 2: \"id\" is missing. Fill in a value.\n" +
		"f row 3, column AB: \"id\" is missing. Fill in a value.\n" +
		"\"id\" is missing. Fill in a value."
	if got := (Printer{Language: English}).Error(both); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestColumnName(t *testing.T) {
	for n, want := range map[int]string{1: "A", 26: "Z", 27: "AA", 28: "AB", 702: "ZZ", 703: "AAA"} {
		if got := columnName(n); got != want {
			t.Errorf("column %d is %s, want %s", n, got, want)
		}
	}
}
