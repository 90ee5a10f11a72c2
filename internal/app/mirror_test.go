package app

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMirror(t *testing.T) {
	t.Parallel()
	args := []string{"mirror", "--hunspell", "off", "--products", productsFile, "--needs", needsFile, "--vendor", "v-south"}
	for language, want := range map[string][]string{
		"sv": {"Fallradar Stilla [p-radar]: passar 1 behov och stoppas från 0 av 2", "Ögat [p-camera]: passar 0 behov och stoppas från 1 av 2", "n-fall Fall på natten", "stoppas: kamera: behovet vill ha ingen, produkten har inspelning"},
		"en": {"Fallradar Stilla [p-radar]: fits 1 needs and is stopped from 0 of 2", "Ögat [p-camera]: fits 0 needs and is stopped from 1 of 2", "n-fall Fall på natten", "stopped: camera: the need wants none, the product has recording"},
	} {
		out := good(t, append(args, "--language", language)...)
		for _, w := range want {
			if !strings.Contains(out, w) {
				t.Errorf("%s: the text does not hold %q:\n%s", language, w, out)
			}
		}
		if strings.Contains(out, "p-button") {
			t.Errorf("%s: another company's product is told of", language)
		}
	}
	var image object
	if err := json.Unmarshal([]byte(good(t, append(args, "--format", "json")...)), &image); err != nil {
		t.Fatal(err)
	}
	image.has(t, "the image", "day", "versions", "needs", "products")
	products := image.list(t, "products")
	var ids []string
	for _, p := range products {
		p.has(t, "a product", "product", "fits", "stopped", "changes")
		ids = append(ids, p.object(t, "product")["id"].(string))
	}
	if diff := cmp.Diff([]string{"p-radar", "p-camera"}, ids); diff != "" {
		t.Error(diff)
	}
	if change := products[1].list(t, "changes")[0]; change["name"] != "camera" || change["admits"] != 1.0 {
		t.Errorf("the change that would help p-camera is %v", change)
	}
	call(t, append(args, "--vendor", "v-none")...).refused(t, ExitBadInput, `"v-none"`, "vendor.id")
}

// TestMirrorOfEveryKindOfFile: the products are read a second time, and the image
// is the same.
func TestMirrorOfEveryKindOfFile(t *testing.T) {
	t.Parallel()
	args := []string{"mirror", "--hunspell", "off", "--needs", needsFile, "--vendor", "v-south", "--format", "json", "--products"}
	want := good(t, append(args, productsFile)...)
	sheet := filepath.Join(t.TempDir(), "products.csv")
	good(t, "products", "convert", productsFile, sheet)
	if good(t, append(args, sheet)...) != want {
		t.Error("from CSV the image differs")
	}
	if a := callWith(t.Context(), strings.NewReader(read(t, productsFile)), append(args, "-")...); a.stdout != want {
		t.Errorf("from standard input the image differs: exit code %d, says %q", a.code, a.stderr)
	}
}

// TestTheMirrorShowsTheScoresOfMatch, so that a company sees what the
// municipality sees.
func TestTheMirrorShowsTheScoresOfMatch(t *testing.T) {
	t.Parallel()
	matched := map[string]any{}
	for _, m := range results(t, standard(t, "json"))["n-fall"].list(t, "matches") {
		matched[m["id"].(string)] = m["score"]
	}
	var image object
	out := good(t, "mirror", "--hunspell", "off", "--products", productsFile, "--needs", needsFile, "--vendor", "v-south", "--format", "json")
	if err := json.Unmarshal([]byte(out), &image); err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, p := range image.list(t, "products") {
		for _, fit := range p.list(t, "fits") {
			id := p.object(t, "product")["id"].(string)
			if fit.object(t, "need")["id"] != "n-fall" {
				continue
			}
			if compared++; fit["score"] != matched[id] {
				t.Errorf("%s: the mirror shows %v, match %v", id, fit["score"], matched[id])
			}
		}
	}
	if compared == 0 {
		t.Error("nothing was compared")
	}
}
