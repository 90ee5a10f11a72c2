package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// topLevel is what may stand at the repository's top level besides dot-files;
// what is not there yet need not be.
var topLevel = []string{
	"catalog", "testbeds", "matching", "webexpo", "api", "cmd", "internal", "docs",
	"Makefile", "README.md", "LICENSE", "CHANGELOG.md", "go.mod", "go.sum",
}

// emptyNames say nothing about what is in a package.
var emptyNames = []string{
	"util", "utils", "common", "base", "helper", "helpers", "misc",
}

// strangers gives the names that have no place at the top level. What Git is
// told to ignore is left there by a build and may be there: "/bin/" or "*.test".
func strangers(names []string, gitignore string) []string {
	allowed := slices.Clone(topLevel)
	for line := range strings.Lines(gitignore) {
		allowed = append(allowed, strings.Trim(strings.TrimSpace(line), "/"))
	}
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		return strings.HasPrefix(name, ".") || slices.ContainsFunc(allowed, func(pattern string) bool {
			ok, err := path.Match(pattern, name)
			return ok && err == nil
		})
	})
}

func TestTheTopLevelIsTheHouse(t *testing.T) {
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	ignored, err := os.ReadFile(filepath.Join(root, ".gitignore"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if !slices.Contains(names, "go.mod") {
		t.Fatal("this is not the top level:", names)
	}
	for _, name := range strangers(names, string(ignored)) {
		t.Errorf("%s has no place at the top level: %v", name, topLevel)
	}
}

func TestStrangersAreSeen(t *testing.T) {
	names := []string{"catalog", "go.mod", ".github", ".golangci.yml", "bin", "build", "matching.test", "scripts", "main.go", "Catalog"}
	got := strangers(names, "/bin/\n*.test\n/build/\n")
	if want := []string{"scripts", "main.go", "Catalog"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// badName tells what is wrong with a package's name and path, "" for nothing.
func badName(p goPackage) string {
	for _, name := range append(strings.Split(p.path(), "/"), strings.TrimSuffix(p.Name, "_test")) {
		if slices.Contains(emptyNames, name) {
			return fmt.Sprintf("%s: the name %s says nothing; name a package after what it gives", p.path(), name)
		}
	}
	return ""
}

func TestPackagesHaveNamesThatSaySomething(t *testing.T) {
	for _, p := range listed(t) {
		if bad := badName(p); bad != "" {
			t.Error(bad)
		}
	}
}

func TestEmptyNamesAreSeen(t *testing.T) {
	tests := []struct {
		path, name string
		bad        bool
	}{
		{"internal/util", "util", true},
		{"internal/common/text", "text", true},
		{"internal/text", "helpers", true},
		{"catalog/base", "base", true},
		{"catalog", "catalog", false},
		{"internal/database", "database", false},
		{"cmd/matcharenan", "main", false},
	}
	for _, test := range tests {
		p := goPackage{ImportPath: module + "/" + test.path, Name: test.name}
		if got := badName(p); (got != "") != test.bad {
			t.Errorf("%s, package %s: %q, want bad %t", test.path, test.name, got, test.bad)
		}
	}
}

func TestEveryPackageHasAComment(t *testing.T) {
	for _, p := range listed(t) {
		if p.Doc == "" {
			t.Errorf("%s has no package comment that states its vocabulary and invariants", p.path())
		}
	}
}

// inits gives the places of the init functions in a file.
func inits(name string, source any) ([]string, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var places []string
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
			places = append(places, files.Position(f.Pos()).String())
		}
	}
	return places, nil
}

func TestThereIsNoInit(t *testing.T) {
	for _, p := range listed(t) {
		for _, name := range p.files() {
			places, err := inits(filepath.Join(p.Dir, name), nil)
			if err != nil {
				t.Error(err)
			}
			for _, place := range places {
				t.Errorf("%s: func init runs unasked and cannot fail; give the caller a function", place)
			}
		}
	}
}

func TestInitsAreSeen(t *testing.T) {
	const source = `package x

type t struct{}

func (t) init() {} // a method may have the name

var initial = func() {} // func init( in a comment is none

func init() {}
func  init () {}
`
	places, err := inits("x.go", source)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"x.go:9:1", "x.go:10:1"}; !slices.Equal(places, want) {
		t.Errorf("got %v, want %v", places, want)
	}
}
