package app

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// objects reads a file of JSONL.
func objects(t *testing.T, text string) (list []object) {
	t.Helper()
	for line := range strings.Lines(text) {
		var o object
		if err := json.Unmarshal([]byte(line), &o); err != nil {
			t.Fatal(err)
		}
		list = append(list, o)
	}
	return list
}

// TestConvertThereAndBack: no form of file loses anything.
func TestConvertThereAndBack(t *testing.T) {
	t.Parallel()
	want := objects(t, read(t, productsFile))
	for _, ending := range []string{".jsonl", ".csv", ".xlsx"} {
		there, back := filepath.Join(t.TempDir(), "there"+ending), filepath.Join(t.TempDir(), "back.jsonl")
		for _, step := range [][2]string{{productsFile, there}, {there, back}} {
			if out := good(t, "products", "convert", step[0], step[1]); out != "" {
				t.Errorf("%s: standard output has %q", ending, out)
			}
		}
		got := objects(t, read(t, back))
		if len(got) != len(want) {
			t.Fatalf("%s: %d products, want %d", ending, len(got), len(want))
		}
		for i := range want {
			if !reflect.DeepEqual(got[i], want[i]) {
				t.Errorf("%s: product %d is\n%v\nwant\n%v", ending, i, got[i], want[i])
			}
		}
	}
}

func TestConvertTheKindOfFile(t *testing.T) {
	t.Parallel()
	for name, begins := range map[string]string{"p.jsonl": `{"id":"p-button"`, "p.csv": "", "p.XLSX": "PK\x03\x04"} {
		path := filepath.Join(t.TempDir(), name)
		good(t, "products", "convert", productsFile, path)
		if content := read(t, path); !strings.HasPrefix(content, begins) || !strings.Contains(name, "XLSX") && !strings.Contains(content, "p-pills") {
			t.Errorf("%s begins %.40q", name, content)
		}
	}
}

func TestConvertFromAndToStandardStreams(t *testing.T) {
	t.Parallel()
	a := callWith(t.Context(), strings.NewReader(read(t, productsFile)), "products", "convert", "-", "-")
	if a.code != ExitOK || a.stderr != "" || !reflect.DeepEqual(objects(t, a.stdout), objects(t, read(t, productsFile))) {
		t.Errorf("exit code %d, says %q, gives %.200q", a.code, a.stderr, a.stdout)
	}
}

func TestConvertOverItself(t *testing.T) {
	t.Parallel()
	path := write(t, "products.jsonl", read(t, productsFile))
	good(t, "products", "convert", path, path)
	if !reflect.DeepEqual(objects(t, read(t, path)), objects(t, read(t, productsFile))) {
		t.Errorf("the file holds %.200q", read(t, path))
	}
	alone(t, path)
}

// alone holds that nothing else lies beside a file.
func alone(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != filepath.Base(path) {
			t.Errorf("%s lies beside it", e.Name())
		}
	}
}

// TestAFailedConversionLeavesWhatWasThere, and nothing half-written.
func TestAFailedConversionLeavesWhatWasThere(t *testing.T) {
	t.Parallel()
	bad := write(t, "bad.jsonl", product(t, "p-good", nil)+"\n{\n")
	long := write(t, "long.jsonl", product(t, "p-first", nil)+"\n"+product(t, "p-long", object{"description": strings.Repeat("å", 40_000)})+"\n")
	for _, ending := range []string{".jsonl", ".csv", ".xlsx"} {
		target := write(t, "target"+ending, "as it was")
		call(t, "products", "convert", bad, target).refused(t, ExitBadInput, "bad.jsonl rad 2")
		if a := call(t, "products", "convert", long, target); a.code != ExitOK {
			a.refused(t, ExitBadInput, "description")
		}
		call(t, "products", "convert", filepath.Join(t.TempDir(), "none.jsonl"), target).refused(t, ExitFailure, "none.jsonl")
		if content := read(t, target); content != "as it was" {
			t.Errorf("%s: the target holds %.80q", ending, content)
		}
		alone(t, target)
	}
}

func TestConvertToWhereNothingCanBeWritten(t *testing.T) {
	t.Parallel()
	file := write(t, "file", "as it was")
	for name, target := range map[string]string{
		"a folder that is not there": filepath.Join(t.TempDir(), "none", "p.csv"),
		"a folder that is a file":    filepath.Join(file, "p.csv"),
	} {
		a := call(t, "products", "convert", productsFile, target)
		if a.refused(t, ExitFailure); a.stderr == "" {
			t.Errorf("%s: no message", name)
		}
	}
	alone(t, file)
	folder := t.TempDir()
	target := filepath.Join(folder, "p.csv")
	if err := os.Mkdir(target, 0o700); err != nil {
		t.Fatal(err)
	}
	call(t, "products", "convert", productsFile, target).refused(t, ExitFailure, "p.csv")
	alone(t, target)
}

func TestConvertSkipsWhatIsInvalid(t *testing.T) {
	t.Parallel()
	bad := write(t, "bad.jsonl", read(t, productsFile)+"{\n")
	target := filepath.Join(t.TempDir(), "p.jsonl")
	a := call(t, "products", "convert", "--skip-invalid", bad, target)
	if a.code != ExitOK || !strings.Contains(a.stderr, "bad.jsonl rad 5") {
		t.Errorf("exit code %d, says %q", a.code, a.stderr)
	}
	if n := len(objects(t, read(t, target))); n != 4 {
		t.Errorf("%d products, want the 4 good ones", n)
	}
}

func TestProductsCheck(t *testing.T) {
	t.Parallel()
	for language, want := range map[string]string{"sv": "4 produkter, inga fel.\n", "en": "4 products, no errors.\n"} {
		if out := good(t, "--language", language, "products", "check", productsFile); out != want {
			t.Errorf("%s: got %q, want %q", language, out, want)
		}
	}
}
