package synthetic

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/allagehub/matcharenan/matching/thesaurus"
)

func TestInflect(t *testing.T) {
	for _, x := range []struct{ class, word, want, joint string }{
		{"n1", "klocka", "klocka klockan klockor klockorna", "klock"},
		{"n2", "övning", "övning övningen övningar övningarna", "övnings"},
		{"n2e", "pojke", "pojke pojken pojkar pojkarna", "pojk"},
		{"n2l", "nyckel", "nyckel nyckeln nycklar nycklarna", "nyckel"},
		{"n3", "patient", "patient patienten patienter patienterna", "patient"},
		{"n3", "trygghet", "trygghet tryggheten tryggheter tryggheterna", "trygghets"},
		{"n3o", "sensor", "sensor sensorn sensorer sensorerna", "sensor"},
		{"n4", "ärende", "ärende ärendet ärenden ärendena", "ärende"},
		{"n4", "märke", "märke märket märken märkena", "märkes"},
		{"n5", "larm", "larm larmet larm larmen", "larm"},
		{"n6", "läkare", "läkare läkaren läkare läkarna", "läkar"},
		{"tx", "rum/rummet/rum/rummen", "rum rummet rum rummen", "rum"},
		{"v1", "tala", "tala talar talade", ""},
		{"v2", "ställa", "ställa ställer ställde", ""},
		{"v2", "köpa", "köpa köper köpte", ""},
		{"v2", "känna", "känna känner kände", ""},
		{"v2", "använda", "använda använder använde", ""},
		{"vx", "gå/går/gick", "gå går gick", ""},
		{"a1", "stor", "stor stort stora", ""},
		{"a2", "enkel", "enkel enkelt enkla", ""},
		{"a2", "öppen", "öppen öppet öppna", ""},
		{"a3", "anpassad", "anpassad anpassat anpassade", ""},
		{"a4", "lätt", "lätt lätt lätta", ""},
		{"b", "ofta", "ofta", ""},
		{"en", "battery", "battery battery batteries batteries", "battery "},
		{"en", "day", "day day days days", "day "},
		{"en", "box", "box box boxes boxes", "box "},
		{"ev", "carry", "carry carries carried carry", ""},
		{"ev", "move", "move moves moved move", ""},
	} {
		l, err := inflect(x.class, x.word)
		got := strings.TrimSpace(strings.Join(l.forms[:], " "))
		if err != nil || got != x.want || x.joint != "" && l.joint != x.joint {
			t.Errorf("%s %s: %s, %q, %v; want %s, %q", x.class, x.word, got, l.joint, err, x.want, x.joint)
		}
	}
	for class, word := range map[string]string{"zz": "larm", "": "larm", "nx": "man/mannen", "vx": "gå"} {
		if _, err := inflect(class, word); err == nil {
			t.Errorf("class %q of %s was accepted", class, word)
		}
	}
}

func TestSizeOfTheLanguage(t *testing.T) {
	g := newStandard(t)
	l := g.swedish
	forms := make(map[string]bool)
	for _, p := range []*pool{&l.nouns, &l.verbs, &l.adjectives, &l.adverbs, &l.names} {
		for _, x := range p.lemmas {
			for _, f := range x.forms {
				forms[f] = true
			}
		}
	}
	if len(forms) < 55_000 || len(forms) > 65_000 {
		t.Errorf("Swedish has %d word forms", len(forms))
	}
	words, err := readWords("data/sv.words")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for part, list := range words {
		seen := make(map[string]bool)
		for _, w := range list {
			if seen[w.forms[0]] {
				t.Errorf("%s stands twice in part of speech %d", w.forms[0], part)
			}
			seen[w.forms[0]] = true
		}
		count += len(list)
	}
	if count < 700 {
		t.Errorf("there are only %d base words", count)
	}
}

// TestRanks holds what is drawn against the distribution.
func TestRanks(t *testing.T) {
	const n, draws = 50, 400_000
	a := newRanks(n, 1.3, 5)
	d := newDraw(1, streamWords, 0)
	var got [n]float64
	for range draws {
		got[a.draw(d)]++
	}
	sum := 0.0
	for r := range n {
		sum += math.Pow(float64(r+6), -1.3)
	}
	for r := range n {
		want := draws * math.Pow(float64(r+6), -1.3) / sum
		if math.Abs(got[r]-want) > 5*math.Sqrt(want) {
			t.Errorf("rank %d was drawn %.0f times, %.0f were expected", r, got[r], want)
		}
	}
}

func TestMisspell(t *testing.T) {
	d := newDraw(1, streamWords, 0)
	changed := 0
	for range 2000 {
		before := "text trädgårdsmöbel"
		after := string(misspell(d, []byte(before), len("text ")))
		if !utf8.ValidString(after) || !strings.HasPrefix(after, "text t") || len(after) > len(before)+1 {
			t.Fatalf("%q became %q", before, after)
		}
		if after != before {
			changed++
		}
	}
	if changed < 500 {
		t.Errorf("only %d of 2000 were misspelt", changed)
	}
}

func TestCapitals(t *testing.T) {
	for word, want := range map[string]string{"": "", "larm": "Larm", "öra": "Öra", "åk": "Åk", "Ära": "Ära", "4g": "4g", "é": "É"} {
		if got := title(word); got != want {
			t.Errorf("%q became %q", word, got)
		}
	}
}

func TestBadTemplates(t *testing.T) {
	for _, line := range []string{"{nosuch} larm", "larm {noun", "{}"} {
		if _, err := parseTemplate(line); err == nil {
			t.Errorf("%q was accepted", line)
		}
	}
	if _, err := readTemplates("data/names.txt"); err == nil {
		t.Error("a file without sections was accepted")
	}
	if _, err := readLines("data/nosuch"); err == nil {
		t.Error("a file that does not exist was read")
	}
}

func TestThesaurusWithNothingToSay(t *testing.T) {
	if _, err := newGenerator(1, &thesaurus.Thesaurus{}); err == nil {
		t.Error("an empty thesaurus was accepted")
	}
}
