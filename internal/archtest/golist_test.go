package archtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// module is the path that all of our packages begin with.
const module = "github.com/allagehub/matcharenan"

// root is the repository's top level, seen from this package.
var root = filepath.Join("..", "..")

// goPackage is what `go list -json` says about a package, as far as it is used.
type goPackage struct {
	ImportPath, Name, Dir, Doc string

	GoFiles, CgoFiles, IgnoredGoFiles, TestGoFiles, XTestGoFiles []string
	Imports, TestImports, XTestImports                           []string
	Deps                                                         []string // reached without tests
}

// path is the package's path below the module, "." for the module's own.
func (p goPackage) path() string { return below(p.ImportPath) }

// files are all Go files of the package, whatever their build tags.
func (p goPackage) files() []string {
	return slices.Concat(p.GoFiles, p.CgoFiles, p.IgnoredGoFiles, p.TestGoFiles, p.XTestGoFiles)
}

// below cuts the module from an import path; what is not ours stays as it is.
func below(importPath string) string {
	if importPath == module {
		return "."
	}
	return strings.TrimPrefix(importPath, module+"/")
}

// ours tells whether an import path is of this module.
func ours(importPath string) bool {
	return importPath == module || strings.HasPrefix(importPath, module+"/")
}

// packages lists this module's packages once. The list is made by a command, so
// that go test cannot know when a cached result is old: run with -count=1.
var packages = sync.OnceValues(func() ([]goPackage, error) {
	// -e: a package that does not compile is told by the compiler, not here.
	cmd := exec.Command("go", "list", "-e", "-json", "./...")
	cmd.Dir = root
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, errors.Join(err, errors.New(stderr.String()))
	}
	var list []goPackage
	for in := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		switch err := in.Decode(&p); {
		case errors.Is(err, io.EOF):
			return list, nil
		case err != nil:
			return nil, err
		}
		if err := p.addIgnored(); err != nil {
			return nil, err
		}
		list = append(list, p)
	}
})

// addIgnored adds the imports of files that build tags leave out here.
func (p *goPackage) addIgnored() error {
	for _, name := range p.IgnoredGoFiles {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		imports := importsOf(file)
		if strings.HasSuffix(name, "_test.go") {
			p.TestImports = append(p.TestImports, imports...)
		} else {
			p.Imports = append(p.Imports, imports...)
		}
	}
	return nil
}

func importsOf(file *ast.File) []string {
	var paths []string
	for _, s := range file.Imports {
		if path, err := strconv.Unquote(s.Path.Value); err == nil {
			paths = append(paths, path)
		}
	}
	return paths
}

// listed gives the packages, or ends the test.
func listed(t *testing.T) []goPackage {
	t.Helper()
	list, err := packages()
	if err != nil {
		t.Fatal("go list:", err)
	}
	if len(list) == 0 {
		t.Fatal("go list found no packages, so nothing would be checked")
	}
	return list
}

func TestFilesBehindBuildTagsAreSeen(t *testing.T) {
	const source = "//go:build never\n\npackage x\n\nimport (\n\t\"fmt\"\n\tother \"example.org/driver\"\n)\n"
	file, err := parser.ParseFile(token.NewFileSet(), "x.go", source, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	if got := importsOf(file); !slices.Equal(got, []string{"fmt", "example.org/driver"}) {
		t.Error(got)
	}
}
