package fulltext

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	testAff = `# a small dictionary
SET UTF-8
COMPOUNDPERMITFLAG W
COMPOUNDBEGIN X
COMPOUNDMIDDLE U
COMPOUNDEND Y
ONLYINCOMPOUND Z
FORBIDDENWORD %
NEEDAFFIX ¤

SFX A Y 2
SFX A 0 en [^a]
SFX A a an a
SFX v N 1
SFX v 0 s/WXZ [^a]
SFX x N 1
SFX x a o/WXZ a
`
	testDic = "8\nkyrka/AxY\ngård/AY\nlönn/XY\nskol/XZ\nskola/AY\nstad/vAY\nfel/%XY\nfixo/¤Y\nLund/AXY\nx-y/XY\n"
)

func parsedHunspell(t *testing.T) *Hunspell {
	t.Helper()
	h, err := parseHunspell(testAff, testDic)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestHunspellForms(t *testing.T) {
	h := parsedHunspell(t)
	for piece, want := range map[string]string{
		"kyrko": "kyrka", "skol": "skola", "stads": "stad", "lönn": "lönn",
		"kyrka": "", "gård": "", "fel": "", "lund": "", "stad": "", "": "",
	} {
		if base, ok := h.modifier(piece); base != want || ok != (want != "") {
			t.Errorf("modifier(%q) = %q, %v, want %q", piece, base, ok, want)
		}
	}
	for piece, want := range map[string]bool{
		"gård": true, "gården": true, "kyrkan": true, "kyrkaen": false, "kyrko": false, "fel": false, "fixo": false, "lund": false,
	} {
		if got := h.head(piece); got != want {
			t.Errorf("head(%q) = %v", piece, got)
		}
	}
	for word, want := range map[string]bool{
		"kyrkan": true, "lund": true, "skol": false, "fel": false, "fixo": false, "stads": false, "gårdar": false,
	} {
		if got := h.known(word); got != want {
			t.Errorf("known(%q) = %v", word, got)
		}
	}
	l := NewLexicon(LexiconOptions{Hunspell: h})
	if got := strings.Join(l.Split("lönngården"), " "); got != "lönn gården" {
		t.Errorf("Split with a dictionary gives %q", got)
	}
}

func TestHunspellMalformed(t *testing.T) {
	for name, c := range map[string]struct{ aff, dic, want string }{
		"encoding":      {"SET ISO8859-1\n", "0\n", ".aff: line 1: encoding"},
		"not UTF-8":     {"SET UTF-8\nTRY \xe5\n", "0\n", ".aff: not in UTF-8"},
		"long flags":    {"FLAG long\n", "0\n", ".aff: line 1: flags"},
		"long flag":     {"SET UTF-8\nCOMPOUNDEND Yes\n", "0\n", ".aff: line 2: flag"},
		"no heading":    {"SFX A 0 s .\n", "0\n", "line 1: suffix A has no heading"},
		"short rule":    {"SFX A Y 1\nSFX A 0\n", "0\n", "line 2: suffix A"},
		"condition":     {"SFX A Y 1\nSFX A 0 s [^a\n", "0\n", "line 2: suffix A: condition"},
		"no count":      {"", "ord\n", ".dic: line 1"},
		"negative":      {"", "-3\n", ".dic: line 1"},
		"empty":         {"", "", ".dic: line 1"},
		"not UTF-8 dic": {"", "1\n\xe5\n", ".dic: not in UTF-8"},
		"long line":     {"", "1\nord\n" + strings.Repeat("x", maxHunspellLine+1), ".dic: line 3"},
	} {
		if _, err := parseHunspell(c.aff, c.dic); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q in it", name, err, c.want)
		}
	}
	if _, err := parseHunspell("", "999999999\nord\n"); err != nil {
		t.Errorf("a wrong count: %v", err)
	}
}

func TestFindHunspell(t *testing.T) {
	dir := t.TempDir()
	if _, err := FindHunspell(filepath.Join(dir, "none")); err == nil || errors.Is(err, ErrNoHunspell) {
		t.Errorf("a given path that is missing: %v", err)
	}
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("sv_SE.aff", testAff)
	write("sv_SE.dic", testDic)
	for _, path := range []string{dir, filepath.Join(dir, "sv_SE"), filepath.Join(dir, "sv_SE.dic"), filepath.Join(dir, "sv_SE.aff")} {
		if h, err := FindHunspell(path); err != nil || !h.known("gården") {
			t.Errorf("FindHunspell(%s): %v", path, err)
		}
	}
	if err := os.Truncate(filepath.Join(dir, "sv_SE.dic"), maxHunspellBytes+1); err != nil {
		t.Fatal(err)
	}
	if _, err := FindHunspell(dir); err == nil || !strings.Contains(err.Error(), "larger") {
		t.Errorf("a file over the limit: %v", err)
	}
}

func FuzzHunspell(f *testing.F) {
	f.Add(testAff, testDic, "kyrkogården")
	f.Fuzz(func(t *testing.T, aff, dic, word string) {
		h, err := parseHunspell(aff, dic)
		if err != nil {
			return
		}
		h.modifier(word)
		h.head(word)
		h.known(word)
	})
}
