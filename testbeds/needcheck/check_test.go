package needcheck

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/allagehub/matcharenan/internal/i18n"
	"github.com/allagehub/matcharenan/testbeds"
)

// vocabulary is a small thesaurus.
type vocabulary struct{}

func (vocabulary) TradeNames() []Label {
	return []Label{{"Nattvakten Plus", "tillsyn på distans", "remote supervision"}, {"Obi", "äta själv", "eat by oneself"}}
}

func (vocabulary) Solutions(english bool) []Label {
	if english {
		return []Label{{"GPS watch", "positionera utomhus", "locate a person outdoors"}}
	}
	return []Label{{"kamera", "tillsyn på distans", "remote supervision"}, {"gps-klocka", "positionera utomhus", "locate a person outdoors"}}
}

func newChecker(t testing.TB) *Checker {
	t.Helper()
	c, err := New(vocabulary{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// found writes findings as kind:text.
func found(findings []Finding) string {
	var list []string
	for _, f := range findings {
		list = append(list, string(f.Kind)+":"+f.Text)
	}
	return strings.Join(list, " | ")
}

func TestPersonalDataAreFound(t *testing.T) {
	t.Parallel()
	c := newChecker(t)
	tests := []struct{ language, text, want string }{
		{"sv", "Han har 121212-1212 som nummer.", "personalNumber:121212-1212"},
		{"sv", "Han har 19121212-1212 som nummer.", "personalNumber:19121212-1212"},
		{"sv", "Samordningsnummer 121272-1219.", "personalNumber:121272-1219"},
		{"sv", "Avtalet har nummer 121212-1213.", ""}, // the checksum is wrong
		{"sv", "Ordern 123456-7897 kom i dag.", ""},   // no such month
		{"sv", "Mellan 2019 och 2024 föll 1200 av 14000.", ""},
		{"sv", "Ring 031-367 90 00 eller 070-123 45 67.", "phone:031-367 90 00 | phone:070-123 45 67"},
		{"sv", "Ring +46 (0)70 123 45 67.", "phone:+46 (0)70 123 45 67"},
		{"sv", "Öppet 08-16 och larm 020.", ""},
		{"sv", "Skriv till anna.ek@exempel.se.", "email:anna.ek@exempel.se"},
		{"sv", "Hon bor på Björkgatan 12 B.", "address:Björkgatan 12"},
		{"sv", "Vägen 3 är lång, och avdelning 4 likaså.", ""},
		{"sv", "Brukaren Anna Lind går ut.", "name:Anna Lind"},
		{"sv", "Hon heter Berit.", "name:Berit"},
		{"sv", "Vår boende med Alzheimers sjukdom går ut. Hon faller.", ""},
		{"sv", "En boende. Anhöriga vet inte.", ""},
		{"sv", "Vi talade med enhetschefen Karin om det.", "name:Karin"},
		{"en", "The resident Mary Smith walks out.", "name:Mary Smith"},
		{"en", "His wife cannot cope. Nobody can.", ""},
	}
	for _, test := range tests {
		findings := c.Check(&testbeds.Need{Language: test.language, Background: test.text})
		if got := found(findings); got != test.want {
			t.Errorf("%q: %q, want %q", test.text, got, test.want)
		}
		if got := len(Problems(findings)); got != len(findings) {
			t.Errorf("%q: %d of %d findings block; all of personal data do", test.text, got, len(findings))
		}
	}
}

func TestWordingIsFound(t *testing.T) {
	t.Parallel()
	c := newChecker(t)
	tests := []struct{ language, text, want string }{
		{"sv", "Vi vill ha en kamera i rummet", "solution:kamera"},
		{"sv", "Vi behöver en ny bra GPS-klocka", "solution:GPS-klocka"},
		{"sv", "Ingen ska känna sig sedd av en kamera", ""},
		{"sv", "Personalen använder Nattvakten Plus", "tradeName:Nattvakten Plus"},
		{"sv", "Staden obi och nattvakten", ""}, // as written only
		{"sv", "Larmet ska vara enkelt", "unclear:enkelt"},
		{"sv", "Hon får hjälp samt kan ringa", "several:samt"},
		{"sv", "Salt och peppar", ""},
		{"en", "We want a GPS watch", "solution:GPS watch"},
		{"en", "It must be user-friendly", "unclear:user-friendly"},
		{"en", "She gets help as well as company", "several:as well as"},
		{"sv", strings.Repeat("ord ", 31) + "slut.", "long:" + strings.Repeat("ord ", 31) + "slut."},
		{"sv", strings.Repeat("ord ", 29) + "slut.", ""},
	}
	for _, test := range tests {
		findings := c.Check(&testbeds.Need{Language: test.language, Statements: []testbeds.Statement{{Text: test.text, Priority: testbeds.Must}}})
		if got := found(findings); got != test.want {
			t.Errorf("%q: %q, want %q", test.text, got, test.want)
		}
		for _, f := range findings {
			if f.Member != "statements[0].text" || len(Problems(findings)) > 0 {
				t.Errorf("%q: finding at %s, %d block", test.text, f.Member, len(Problems(findings)))
			}
			if (f.Kind == Solution || f.Kind == TradeName || f.Kind == Unclear) && f.Proposal == "" {
				t.Errorf("%q: nothing is proposed instead of %s", test.text, f.Text)
			}
		}
	}
}

func TestProposalsAreInTheLanguageOfTheNeed(t *testing.T) {
	t.Parallel()
	c := newChecker(t)
	for language, want := range map[string]string{"sv": "tillsyn på distans", "en": "remote supervision", "": "tillsyn på distans"} {
		findings := c.Check(&testbeds.Need{Language: language, Title: "Nattvakten Plus"})
		if len(findings) != 1 || findings[0].Proposal != want {
			t.Errorf("%q: %+v, want %q", language, findings, want)
		}
	}
}

func TestHardTextsAreFound(t *testing.T) {
	t.Parallel()
	c := newChecker(t)
	hard := strings.Repeat("Verksamhetsutvecklingens kvalitetsledningssystem dokumenteras fortlöpande. ", 9)
	findings := c.Check(&testbeds.Need{Description: hard})
	if len(findings) != 1 || findings[0].Kind != Hard || findings[0].Figure != 104 || findings[0].Member != "description" {
		t.Errorf("%+v, want one hard text of LIX 104", findings)
	}
}

func TestEveryKindHasItsMessage(t *testing.T) {
	t.Parallel()
	for _, l := range i18n.Languages() {
		for _, k := range Kinds() {
			for _, proposal := range []string{"", "något"} {
				f := Finding{Kind: k, Text: "ord", Proposal: proposal, Figure: 7}
				p := i18n.Printer{Language: l}
				if !p.Has(f.Key()) {
					t.Errorf("%s has no message %s", l, f.Key())
				}
				if text := p.Text(f.Key(), f.Args()); proposal != "" && f.Key() == "needcheck."+string(k) && strings.Contains(text, "{") {
					t.Errorf("%s: %s leaves %q", l, f.Key(), text)
				}
			}
		}
	}
}

// TestTheProjectsOwnNeedsHoldNoPersonalData reads the needs of the demo: they are told
// as on a ward, by nobody who can be recognised.
func TestTheProjectsOwnNeedsHoldNoPersonalData(t *testing.T) {
	t.Parallel()
	c := newChecker(t)
	f, err := os.Open("../../matching/testdata/needs.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, n := bufio.NewScanner(f), 0
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var need testbeds.Need
		if err := json.Unmarshal(lines.Bytes(), &need); err != nil {
			t.Fatal(err)
		}
		if p := Problems(c.Check(&need)); len(p) > 0 {
			t.Errorf("%s: %v", need.ID, p)
		}
		n++
	}
	if err := lines.Err(); err != nil || n < 40 {
		t.Fatalf("%d needs were read: %v", n, err)
	}
}

// FuzzCheck: findings stay within the text, whatever it is.
func FuzzCheck(f *testing.F) {
	f.Add("Brukaren Anna Lind, 121212-1212, Björkgatan 12, m.m.", true)
	f.Add("\xff.a-\xc3", false)
	c := newChecker(f)
	f.Fuzz(func(t *testing.T, text string, english bool) {
		n := &testbeds.Need{Statements: []testbeds.Statement{{Text: text}}}
		if english {
			n.Language = "en"
		}
		for _, it := range c.Check(n) {
			if it.Start < 0 || it.End > len(text) || it.Start >= it.End || text[it.Start:it.End] != it.Text {
				t.Fatalf("%q: %+v", text, it)
			}
			if utf8.ValidString(text) && !utf8.ValidString(it.Text) {
				t.Fatalf("%q: %q cuts a letter", text, it.Text)
			}
		}
	})
}
