package app

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// TestFilesThatCannotBeRead gives each file to each flag and argument that takes
// one.
func TestFilesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	folder, missing, empty := t.TempDir(), filepath.Join(t.TempDir(), "missing.jsonl"), write(t, "empty.jsonl", "")
	calls := map[string]func(file string) []string{
		"match --products": func(f string) []string { return []string{"match", "--products", f, "--needs", needsFile} },
		"match --needs":    func(f string) []string { return []string{"match", "--products", productsFile, "--needs", f} },
		"products check":   func(f string) []string { return []string{"products", "check", f} },
		"products convert": func(f string) []string { return []string{"products", "convert", f, "-"} },
		"mirror --products": func(f string) []string {
			return []string{"mirror", "--vendor", "v", "--products", f, "--needs", needsFile}
		},
		"eval text --documents": func(f string) []string { return []string{"eval", "text", "--documents", f, "--queries", f} },
		"eval match --judgements": func(f string) []string {
			return []string{"eval", "match", "--products", productsFile, "--needs", needsFile, "--judgements", f}
		},
		"match --ruleset": func(f string) []string {
			return []string{"match", "--ruleset", f, "--products", productsFile, "--needs", needsFile}
		},
		"ruleset check": func(f string) []string { return []string{"ruleset", "check", f} },
	}
	for name, args := range calls {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			call(t, args(missing)...).refused(t, ExitFailure, "missing.jsonl finns inte", "Kontrollera namnet")
			call(t, args(folder)...).refused(t, ExitFailure, folder[len(filepath.Dir(folder)):], "är en mapp", "Ange en fil")
			call(t, args(empty)...).refused(t, ExitBadInput, "empty.jsonl")
		})
	}
}

func TestFilesThatHoldNothingOfUse(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]said{
		write(t, "empty.jsonl", ""):             {"sv": {"empty.jsonl är tom", "Lägg in minst en rad"}, "en": {"empty.jsonl is empty", "Put in at least one line"}},
		write(t, "blank.jsonl", "\n  \n"):       {"sv": {"blank.jsonl är tom"}},
		write(t, "wide.jsonl", "\xff\xfe{\x00"): {"sv": {"wide.jsonl", "UTF-16", "Spara den som UTF-8"}, "en": {"wide.jsonl", "UTF-16", "Save it as UTF-8"}},
		filepath.Join(t.TempDir(), "none"):      {"en": {"none does not exist", "Check the name"}},
		t.TempDir():                             {"en": {"is a folder. Give a file."}},
	} {
		for language, words := range want {
			a := call(t, "--language", language, "products", "check", file)
			if a.refused(t, a.code, words...); a.code != ExitBadInput && a.code != ExitFailure {
				t.Errorf("%s: exit code %d", file, a.code)
			}
		}
	}
}

func TestFilesThatMayNotBeRead(t *testing.T) {
	t.Parallel()
	if os.Geteuid() == 0 {
		t.Skip("nothing is forbidden to root")
	}
	path := write(t, "secret.jsonl", read(t, productsFile))
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	call(t, "products", "check", path).refused(t, ExitFailure, "secret.jsonl får inte läsas", "Ändra filens rättigheter")
}

func TestBrokenSpreadsheets(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, content string
		want          []string
	}{
		{"text.xlsx", "hej", []string{"text.xlsx", "Excel", "spara den på nytt"}},
		{"empty.csv", "", []string{"empty.csv är tom"}},
		{"latin.csv", "id;name;summary\np;Tr\xe4d;x\n", []string{"latin.csv", "UTF-8"}},
		{"column.csv", "id;name;nmae\np;x;y\n", []string{"column.csv", `"nmae"`}},
		{"cell.csv", "id;name;summary;language;vendor.id;vendor.name;trl\np;x;y;sv;v;v;nio\n", []string{"cell.csv rad 2, kolumn G", `"trl"`, `"nio"`, "heltal"}},
	} {
		call(t, "products", "check", write(t, test.name, test.content)).refused(t, ExitBadInput, test.want...)
	}
}

// TestXLSXBomb unpacks to more than 256 MiB from less than 2 MiB.
func TestXLSXBomb(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("packs 256 MiB")
	}
	sheet := filepath.Join(t.TempDir(), "products.xlsx")
	good(t, "products", "convert", productsFile, sheet)
	bomb := filepath.Join(t.TempDir(), "bomb.xlsx")
	if err := os.WriteFile(bomb, swell(t, []byte(read(t, sheet))), 0o600); err != nil {
		t.Fatal(err)
	}
	call(t, "products", "check", bomb).refused(t, ExitBadInput, "bomb.xlsx", "packas upp", "dela upp")
}

// swell replaces the first sheet of an XLSX file by 257 MiB of blanks.
func swell(t *testing.T, data []byte) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	zw := zip.NewWriter(&out)
	zw.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	blanks := bytes.Repeat([]byte(" "), 1<<20)
	for _, f := range in.File {
		w, err := zw.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == "xl/worksheets/sheet1.xml" {
			for range 257 {
				_, _ = w.Write(blanks)
			}
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(w, r); err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	if out.Len() > 2<<20 {
		t.Fatalf("the bomb is %d bytes packed, no bomb", out.Len())
	}
	return out.Bytes()
}
