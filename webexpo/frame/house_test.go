package frame

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/allagehub/matcharenan/internal/i18n"
)

// webexpo is where all templates of the site lie below.
const webexpo = ".."

// templateTexts gives every template file below a folder by its path.
func templateTexts(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	err := filepath.WalkDir(webexpo, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(file) != ".html" {
			return err
		}
		text, err := os.ReadFile(file)
		texts[file] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(texts) < 3 {
		t.Fatalf("only %d templates were found; the search is broken", len(texts))
	}
	return texts
}

// namedKeys are the keys that a template names itself.
func namedKeys(text string) (keys []string) {
	for _, m := range regexp.MustCompile(`\.T\s+"([^"]*)"`).FindAllStringSubmatch(text, -1) {
		keys = append(keys, m[1])
	}
	return keys
}

// namedAssets are the static files that a template names.
func namedAssets(text string) (names []string) {
	for _, m := range regexp.MustCompile(`\.Asset\s+"([^"]*)"`).FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	return names
}

var (
	action = regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	inline = regexp.MustCompile(`(?i)<style\b|<[^>]*\s(?:style|on[a-z]+)\s*=|javascript:`)
	script = regexp.MustCompile(`(?is)<script\b([^>]*)>(.*?)</script>`)
	markup = regexp.MustCompile(`(?s)<[^>]*>`)
	spoken = regexp.MustCompile(`\s(?:alt|title|placeholder|label|aria-label|aria-description)="([^"]*)"`)
	// A part of a template may be attributes alone.
	valued   = regexp.MustCompile(` [a-z-]+="[^"]*"`)
	flag     = regexp.MustCompile(`\}\} (?:required|checked|selected|disabled|hidden|open|multiple|readonly|autofocus)\{\{`)
	entity   = regexp.MustCompile(`&#?\w+;`)
	letters  = regexp.MustCompile(`\p{L}{2,}`)
	nameless = regexp.MustCompile(`\b(?:Matcharenan|API|CSV|JSONL|XLSX|DCAT-AP-SE|Svenska|English|width=device-width|noindex|nofollow|follow|axe-core|WCAG|EUPL)\b`)
)

// inlined are the scripts and styles in a template's own text. Data for machines in
// a script element run nothing.
func inlined(text string) (found []string) {
	text = action.ReplaceAllString(text, "")
	for _, m := range script.FindAllStringSubmatch(text, -1) {
		data := strings.Contains(m[1], `"application/ld+json"`)
		if !data && (!strings.Contains(m[1], "src=") || strings.TrimSpace(m[2]) != "") {
			found = append(found, m[0])
		}
	}
	return append(found, inline.FindAllString(text, -1)...)
}

// untranslated are the words that people would read and that come from no catalogue.
func untranslated(text string) (words []string) {
	text = flag.ReplaceAllString(text, "}}{{")
	text = script.ReplaceAllString(action.ReplaceAllString(text, ""), "")
	for _, m := range spoken.FindAllStringSubmatch(text, -1) {
		words = append(words, letters.FindAllString(nameless.ReplaceAllString(m[1], ""), -1)...)
	}
	text = entity.ReplaceAllString(valued.ReplaceAllString(markup.ReplaceAllString(text, " "), ""), "")
	return append(words, letters.FindAllString(nameless.ReplaceAllString(text, ""), -1)...)
}

func TestTemplatesKeepTheRules(t *testing.T) {
	assets, err := loadAssets()
	if err != nil {
		t.Fatal(err)
	}
	for file, text := range templateTexts(t) {
		for _, key := range namedKeys(text) {
			for _, l := range i18n.Languages() {
				if !strings.HasSuffix(key, ".") && !(i18n.Printer{Language: l}).Has(key) {
					t.Errorf("%s names %q, which has no text in %s", file, key, l)
				}
			}
		}
		for _, name := range namedAssets(text) {
			if assets.byName[name] == nil {
				t.Errorf("%s names the static file %q, which there is not", file, name)
			}
		}
		for _, found := range inlined(text) {
			t.Errorf("%s has a script or style that the policy forbids: %s", file, found)
		}
		if words := untranslated(text); len(words) > 0 {
			t.Errorf("%s has words that are not translated: %q", file, words)
		}
	}
}

func TestBrokenTemplatesAreSeen(t *testing.T) {
	if got := namedKeys(`{{.T "a.b" "n" 1}}{{$.T "c.d"}}{{.Base.T "e.f"}}{{with .X}}{{$p.T  "g.h"}}{{end}}`); !slices.Equal(got, []string{"a.b", "c.d", "e.f", "g.h"}) {
		t.Errorf("keys: %q", got)
	}
	if got := namedAssets(`{{.Asset "a.css"}}{{$.Asset "b.js"}}`); !slices.Equal(got, []string{"a.css", "b.js"}) {
		t.Errorf("assets: %q", got)
	}
	for text, bad := range map[string]bool{
		`<p style="color:red">`: true, `<a onclick='x()'>`: true, `<STYLE>`: true, `<script>x</script>`: true,
		`<script src="x">y()</script>`: true, `<a href="javascript:x">`: true, `<p {{if .A}}style="x"{{end}}>`: true,
		`<script type="application/ld+json">{{.Data}}</script>`: false, `<script src="{{.A}}" defer></script>`: false,
		`<p class="one style-two">`: false, `<a href="/konto">`: false,
	} {
		if got := inlined(text); (len(got) > 0) != bad {
			t.Errorf("%s: %q, want bad %t", text, got, bad)
		}
	}
	for text, bad := range map[string]bool{
		`<p>Hej</p>`: true, `<img alt="Bild">`: true, `<input placeholder="Sök">`: true, `<p>{{.T "x"}} kr</p>`: true,
		`<p>{{/* a note */}}{{.T "x.y"}}&nbsp;</p>`: false, `<p>Matcharenan</p>`: false, `<img alt="{{.T "x.y"}}">`: false, `<p class="lead">·</p>`: false,
	} {
		if got := untranslated(text); (len(got) > 0) != bad {
			t.Errorf("%s: %q, want bad %t", text, got, bad)
		}
	}
}

// TestEveryTextAfterAChangeExists finds the words of [Done] in the code of the pages.
func TestEveryTextAfterAChangeExists(t *testing.T) {
	pattern := regexp.MustCompile(`frame\.Done\(.*, "(\w+)"\)`)
	err := filepath.WalkDir(webexpo, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(file) != ".go" {
			return err
		}
		code, err := os.ReadFile(file)
		for _, m := range pattern.FindAllStringSubmatch(string(code), -1) {
			if !(i18n.Printer{}).Has("done." + m[1]) {
				t.Errorf("%s tells done.%s, which has no text", file, m[1])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Bars of the weight of pages.
const (
	mostStyle  = 20_000 // bytes as they are
	mostScript = 15_000 // bytes when compressed
)

func TestAssetsAreLight(t *testing.T) {
	a, err := loadAssets()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(a.byName[stylesheet].data); n < 1000 || n > mostStyle {
		t.Errorf("%d bytes of style, at most %d", n, mostStyle)
	}
	if n := packed(t, a.byName["script.js"].data); n < 500 || n > mostScript {
		t.Errorf("%d bytes of script when compressed, at most %d", n, mostScript)
	}
}

func packed(t *testing.T, data []byte) int {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err := w.Write(data)
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Len()
}
