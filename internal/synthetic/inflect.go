package synthetic

import (
	"fmt"
	"strings"
)

// lemma is a word with its forms. Nouns have the bare form, the definite, the
// plural and the definite plural; verbs the infinitive, the present and the past;
// adjectives the common form, the neuter and the plural; adverbs one form.
type lemma struct {
	forms  [4]string
	neuter bool
	joint  string // of nouns: the form that begins a compound
}

// inflect returns the lemma of a base word. The classes are the parts of speech
// with the Swedish declension or conjugation: n1 klocka, n2 dag, n2e pojke,
// n2l nyckel, n3 patient, n3o sensor, n4 ärende, n5 larm, n6 läkare; v1 tala,
// v2 ställa; a1 stor, a2 enkel, a3 anpassad, a4 lätt; b is for adverbs; nx, tx
// (neuter), vx and ax give all forms. English has en, ev and ea.
func inflect(class, word string) (lemma, error) {
	switch class {
	case "b":
		return lemma{forms: [4]string{word}}, nil
	case "nx", "tx", "vx", "ax":
		return given(class, word)
	case "en", "ev", "ea":
		return inflectEnglish(class, word), nil
	}
	if e, ok := endings[class]; ok {
		return e.apply(class, word), nil
	}
	if class == "v2" {
		return lemma{forms: [4]string{word, present(word), past(word)}}, nil
	}
	return lemma{}, fmt.Errorf("synthetic: word class %q of %q is unknown", class, word)
}

// ending is what a class takes from the end of a word and puts there.
type ending struct {
	cut       int  // letters of one byte, taken from all forms but the first
	contracts bool // the plural has no e before the last letter: nyckel, nycklar
	forms     [4]string
	neuter    bool
}

var endings = map[string]ending{
	"n1":  {cut: 1, forms: [4]string{"", "an", "or", "orna"}},
	"n2":  {forms: [4]string{"", "en", "ar", "arna"}},
	"n2e": {cut: 1, forms: [4]string{"", "en", "ar", "arna"}},
	"n2l": {contracts: true, forms: [4]string{"", "n", "ar", "arna"}},
	"n3":  {forms: [4]string{"", "en", "er", "erna"}},
	"n3o": {forms: [4]string{"", "n", "er", "erna"}},
	"n4":  {forms: [4]string{"", "t", "n", "na"}, neuter: true},
	"n5":  {forms: [4]string{"", "et", "", "en"}, neuter: true},
	"n6":  {cut: 1, forms: [4]string{"", "en", "e", "na"}},
	"v1":  {forms: [4]string{"", "r", "de"}},
	"a1":  {forms: [4]string{"", "t", "a"}},
	"a2":  {contracts: true, forms: [4]string{"", "", "a"}},
	"a3":  {cut: 1, forms: [4]string{"", "t", "de"}},
	"a4":  {forms: [4]string{"", "", "a"}},
}

func (e ending) apply(class, word string) lemma {
	stem := word[:len(word)-e.cut]
	l := lemma{neuter: e.neuter}
	forms := 3
	if class[0] == 'n' {
		forms, l.joint = 4, joint(class, word)
	}
	for i, f := range e.forms[:forms] {
		l.forms[i] = stem + f
	}
	l.forms[0] = word
	if e.contracts {
		short := word[:len(word)-2] + word[len(word)-1:]
		for i := 2; i < forms; i++ {
			l.forms[i] = short + e.forms[i]
		}
	}
	if class == "a2" {
		l.forms[1] = strings.TrimSuffix(word, "n") + "t"
	}
	return l
}

// joint is the form of a noun that begins a compound, with the linking s where
// it is usual.
func joint(class, word string) string {
	switch {
	case class == "n1" || class == "n2e" || class == "n6":
		return word[:len(word)-1]
	case strings.HasSuffix(word, "nde"):
		return word
	case class == "n4":
		return word + "s"
	}
	for _, end := range []string{"ing", "het", "ion", "skap", "tet", "ment"} {
		if strings.HasSuffix(word, end) {
			return word + "s"
		}
	}
	// Words that are compounds themselves, and so long, take the s.
	if len(word) > 8 && !strings.HasSuffix(word, "s") {
		return word + "s"
	}
	return word
}

func present(infinitive string) string {
	return strings.TrimSuffix(infinitive, "a") + "er"
}

func past(infinitive string) string {
	stem := strings.TrimSuffix(infinitive, "a")
	switch {
	case strings.ContainsAny(stem[len(stem)-1:], "kpst"):
		return stem + "te"
	case strings.HasSuffix(stem, "nd"):
		return stem + "e"
	case strings.HasSuffix(stem, "nn"), strings.HasSuffix(stem, "mm"):
		return stem[:len(stem)-1] + "de"
	}
	return stem + "de"
}

// given reads a word that is written with all its forms, apart with slashes.
func given(class, word string) (lemma, error) {
	forms := strings.Split(word, "/")
	if want := 3 + strings.Count("nt", class[:1]); len(forms) != want {
		return lemma{}, fmt.Errorf("synthetic: %q must have %d forms", word, want)
	}
	l := lemma{neuter: class == "tx", joint: forms[0]}
	copy(l.forms[:], forms)
	l.joint = strings.TrimSuffix(l.joint, "a")
	return l, nil
}

func inflectEnglish(class, word string) lemma {
	l := lemma{forms: [4]string{word, word, word, word}, joint: word + " "}
	stem, many, before := word, "s", "ed"
	switch end := word[len(word)-1]; {
	case end == 'y' && !strings.ContainsRune("aeou", rune(word[len(word)-2])):
		stem, many, before = word[:len(word)-1], "ies", "ied"
	case end == 's', end == 'x', strings.HasSuffix(word, "ch"), strings.HasSuffix(word, "sh"):
		many = "es"
	case end == 'e':
		before = "d"
	}
	switch class {
	case "en":
		l.forms[2], l.forms[3] = stem+many, stem+many
	case "ev":
		l.forms[1], l.forms[2] = stem+many, stem+before
	}
	return l
}
