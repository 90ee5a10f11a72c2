package synthetic

import "strconv"

// slot writes what stands in a slot of a template.
type slot func(w *writer)

// slots are the slots by their names in the templates.
var slots = map[string]slot{
	"noun":       form(0),
	"the-noun":   func(w *writer) { w.definite(w.tongue.nouns.draw(w.draw)) },
	"nouns":      form(2),
	"the-nouns":  func(w *writer) { w.definitePlural(w.tongue.nouns.draw(w.draw)) },
	"a-noun":     func(w *writer) { w.indefinite(nil, w.tongue.nouns.draw(w.draw)) },
	"a-adj-noun": func(w *writer) { w.indefinite(w.tongue.adjectives.draw(w.draw), w.tongue.nouns.draw(w.draw)) },
	"adj-nouns":  adjectiveNouns,
	"the-adj-noun": func(w *writer) {
		w.article(w.tongue.nouns.draw(w.draw), w.tongue.adjectives.draw(w.draw))
	},

	"to-verb": func(w *writer) { w.general(w.tongue.verbs.draw(w.draw).forms[0]) },
	"verb":    func(w *writer) { w.general(w.tongue.verbs.draw(w.draw).forms[1]) },
	"verbed":  func(w *writer) { w.general(w.tongue.verbs.draw(w.draw).forms[2]) },
	"adverb":  func(w *writer) { w.general(w.tongue.adverbs.draw(w.draw).forms[0]) },

	"compound":     func(w *writer) { w.compound(0) },
	"the-compound": func(w *writer) { w.compound(1) },

	"topic":    func(w *writer) { w.write(w.subject.word(w.draw, w.english)) },
	"type":     func(w *writer) { w.write(w.subject.label(w.draw, w.english)) },
	"function": func(w *writer) { w.write(w.subject.function(w.draw, w.english)) },
	"phrase":   func(w *writer) { w.write(w.subject.phrase(w.draw, w.english)) },

	"name":   func(w *writer) { w.write(w.name) },
	"vendor": func(w *writer) { w.write(w.vendor) },
	"brand":  func(w *writer) { w.write(w.brand()) },
	"number": func(w *writer) { w.text = strconv.AppendInt(w.text, int64(w.quantity()), 10) },
	"code":   func(w *writer) { w.text = appendCode(w.draw, w.text) },
}

func (w *writer) write(s string) { w.text = append(w.text, s...) }

func (w *writer) brand() string { return w.tongue.names.draw(w.draw).forms[0] }

func form(i int) slot {
	return func(w *writer) { w.general(w.tongue.nouns.draw(w.draw).forms[i]) }
}

func adjectiveNouns(w *writer) {
	w.general(w.tongue.adjectives.draw(w.draw).forms[2])
	w.text = append(w.text, ' ')
	w.general(w.tongue.nouns.draw(w.draw).forms[2])
}

// definite writes "larmet", or "the alarm".
func (w *writer) definite(noun *lemma) {
	if w.english {
		w.write("the ")
	}
	w.general(noun.forms[1])
}

func (w *writer) definitePlural(noun *lemma) {
	if w.english {
		w.write("the ")
	}
	w.general(noun.forms[3])
}

// indefinite writes "ett tyst larm", or "a quiet alarm"; without adjective if it
// is nil.
func (w *writer) indefinite(adjective, noun *lemma) {
	form := 0
	if noun.neuter {
		form = 1
	}
	first := noun.forms[0]
	if adjective != nil {
		first = adjective.forms[form]
	}
	switch {
	case w.english && isVowel(first[0]):
		w.write("an ")
	case w.english:
		w.write("a ")
	case noun.neuter:
		w.write("ett ")
	default:
		w.write("en ")
	}
	w.general(first)
	if adjective != nil {
		w.text = append(w.text, ' ')
		w.general(noun.forms[0])
	}
}

// article writes "det tysta larmet", or "the quiet alarm".
func (w *writer) article(noun, adjective *lemma) {
	switch {
	case w.english:
		w.write("the ")
	case noun.neuter:
		w.write("det ")
	default:
		w.write("den ")
	}
	w.general(adjective.forms[2])
	w.text = append(w.text, ' ')
	w.general(noun.forms[1])
}

// compound writes a compound of two real words in one of the second's forms.
func (w *writer) compound(form int) {
	w.write(w.tongue.nouns.drawReal(w.draw).joint)
	w.write(w.tongue.nouns.drawReal(w.draw).forms[form])
}

func isVowel(b byte) bool {
	switch b {
	case 'a', 'e', 'i', 'o', 'u':
		return true
	}
	return false
}

// quantity is a number as texts hold them: small ones often, and round ones.
func (w *writer) quantity() int {
	n := int(w.logNormal(14, 1, 2, 900))
	if n > 20 {
		n -= n % 5
	}
	return n
}

// appendCode writes the name of a model, such as KX-210.
func appendCode(d draw, text []byte) []byte {
	const letters = "ABCDEFGHKLMNPRSTVX"
	text = append(text, letters[d.IntN(len(letters))], letters[d.IntN(len(letters))], '-')
	return strconv.AppendInt(text, int64(10*d.between(10, 99)), 10)
}
