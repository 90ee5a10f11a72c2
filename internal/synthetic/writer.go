package synthetic

import "bytes"

// writer writes the sentences of one item.
type writer struct {
	draw
	tongue       *tongue
	subject      *subject
	english      bool
	name, vendor string // of the product
	text         []byte
	used         uint64 // templates of the text at hand, as a set of bits
}

// sentence writes a sentence from a template of the section, seldom one that the
// text has already.
func (w *writer) sentence(section string) {
	list := w.tongue.templates[section]
	i := w.IntN(len(list))
	for tries := 0; w.used&(1<<i) != 0 && tries < 4; tries++ {
		i = w.IntN(len(list))
	}
	w.used |= 1 << i
	start := len(w.text)
	for _, p := range list[i] {
		w.text = append(w.text, p.text...)
		if p.slot != nil {
			p.slot(w)
		}
	}
	capitalize(w.text[start:])
}

// line is one sentence, without a full stop.
func (w *writer) line(section string) string {
	w.text, w.used = w.text[:0], 0
	w.sentence(section)
	return string(w.text)
}

// shareOfParagraphs is how often a sentence begins a new paragraph.
const shareOfParagraphs = 0.12

// paragraphs are sentences that hold about so many words in all.
func (w *writer) paragraphs(section string, words int) string {
	w.text, w.used = w.text[:0], 0
	for words > 0 {
		w.separate()
		start := len(w.text)
		w.sentence(section)
		w.text = append(w.text, '.')
		words -= countWords(w.text[start:])
	}
	return string(w.text)
}

// sentences are n sentences.
func (w *writer) sentences(section string, n int) string {
	w.text, w.used = w.text[:0], 0
	for range n {
		w.separate()
		w.sentence(section)
		w.text = append(w.text, '.')
	}
	return string(w.text)
}

func (w *writer) separate() {
	switch {
	case len(w.text) == 0:
	case w.chance(shareOfParagraphs):
		w.text = append(w.text, "\n\n"...)
	default:
		w.text = append(w.text, ' ')
	}
}

// countWords counts the words of a text in which one space stands between two.
func countWords(text []byte) int { return bytes.Count(text, []byte{' '}) + 1 }

// shareMisspelt is how often a general word is misspelt.
const shareMisspelt = 0.004

// general writes a word of the language, now and then misspelt.
func (w *writer) general(word string) {
	start := len(w.text)
	w.text = append(w.text, word...)
	if w.chance(shareMisspelt) {
		w.text = misspell(w.draw, w.text, start)
	}
}

// misspell changes places of two letters of the word from start on, or doubles
// one. Short words and letters of two bytes are left as they are.
func misspell(d draw, text []byte, start int) []byte {
	word := text[start:]
	if len(word) < 5 {
		return text
	}
	i := d.between(1, len(word)-2)
	switch a, b := word[i], word[i+1]; {
	case a >= 0x80 || b >= 0x80 || a == ' ' || b == ' ':
	case a != b && d.chance(0.6):
		word[i], word[i+1] = b, a
	default:
		text = append(text, 0)
		copy(text[start+i+1:], text[start+i:])
	}
	return text
}
