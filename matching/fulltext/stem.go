package fulltext

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/blevesearch/go-porterstemmer"
	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/swedish"
)

// maxSplitRunes bounds the words that are split and stemmed: longer ones are
// not words of a language, and are kept as they stand.
const maxSplitRunes = 100

// stem removes the endings of a lower-case word. Words with digits in them
// ("4g", "12.5") and very long ones are kept as they stand.
func stem(word string, lang Language) string {
	if strings.ContainsAny(word, "0123456789") || utf8.RuneCountInString(word) > maxSplitRunes {
		return word
	}
	if lang == English {
		return stemEnglish(word)
	}
	return stemSwedish(word)
}

// stemSwedish is the Snowball stemmer with what its version here lacks: the
// definite neuter (larmet) and the definite of -a and -el (kameran, nyckeln),
// forms where a vowel moves (medlet, nycklar), base forms that look inflected
// (sensor, insats).
func stemSwedish(word string) string {
	word = cutAbbreviationEnding(word)
	if endsInNounWithS(word) {
		return word
	}
	if base, ok := agentNoun(word); ok {
		return base
	}
	env := snowballstem.NewEnv(cutDefinite(word))
	swedish.Stem(env)
	return evenOut(env.Current())
}

// nounsWithS are our own nouns whose base form ends in s. The stemmer would take
// that for an ending: insats and insatser, demens and demensen would differ.
var nounsWithS = sync.OnceValue(func() map[string]bool {
	nouns := make(map[string]bool)
	for _, e := range ownWords() {
		if e.head && strings.HasSuffix(e.word, "s") {
			nouns[e.word] = true
		}
	}
	return nouns
})

// endsInNounWithS reports whether a word is such a noun, or ends in one that is
// long enough to be no accident (arbetsplats).
func endsInNounWithS(word string) bool {
	if !strings.HasSuffix(word, "s") {
		return false
	}
	nouns := nounsWithS()
	if nouns[word] {
		return true
	}
	for i := range word {
		if rest := word[i:]; len(rest) < 5 {
			break
		} else if nouns[rest] {
			return true
		}
	}
	return false
}

// agentEndings end nouns like sensor, which the stemmer takes for the plural of
// a noun in -a (mattor). Only endings that no such plural has are listed.
var agentEndings = []string{"ktor", "itor", "nsor", "lator", "nator", "rator", "dator", "bator", "kator", "vator", "sator", "motor"}

// agentNoun returns the base form of sensor, sensorn, sensors; the plural is for
// the stemmer, which gives the same.
func agentNoun(word string) (string, bool) {
	base := strings.TrimSuffix(strings.TrimSuffix(word, "s"), "n")
	for _, ending := range agentEndings {
		if strings.HasSuffix(base, ending) {
			return base, true
		}
	}
	return "", false
}

// notDefinite ends words in -an that are not the definite form of one in -a.
var notDefinite = []string{
	"man", "plan", "organ", "roman", "kran", "svan", "ocean", "banan", "vulkan", "sedan",
	"utan", "innan", "annan", "japan", "human", "urban", "spontan",
}

// cutDefinite removes the definite article where the stemmer would not:
// kameran -> kamera, nyckeln -> nyckel, and neuters.
func cutDefinite(word string) string {
	if base := strings.TrimSuffix(word, "s"); strings.HasSuffix(base, "eln") {
		return base[:len(base)-1]
	}
	if strings.HasSuffix(word, "an") && utf8.RuneCountInString(word) >= 6 {
		for _, ending := range notDefinite {
			if strings.HasSuffix(word, ending) {
				return word
			}
		}
		return word[:len(word)-1]
	}
	return cutNeuter(word)
}

// cutAbbreviationEnding removes the ending of an abbreviation, which Swedish
// writes after a colon: tv:n, säbo:s.
func cutAbbreviationEnding(word string) string {
	base, ending, found := strings.Cut(word, ":")
	if found && len(base) >= 2 && slices.Contains(abbreviationEndings, ending) {
		return base
	}
	return word
}

var abbreviationEndings = []string{"s", "n", "ns", "en", "ens", "t", "ts", "et", "ets", "er", "ers", "erna", "ernas", "ar", "arna", "are"}

// neuterExceptions end in -et without being definite. Words in -het and -itet
// need not be listed.
var neuterExceptions = wordSet(strings.ReplaceAll(`paket raket komet planet magnet staket budget
internet intranet alfabet tablet buffet sekret konkret diskret racket pocket basket cricket ticket mycket
vilket bidet poet outlet target market offset headset asset ethernet cabinet
smartwatchset bracket helmet sweet street tweet sheet feet meet`, " ", "\n"))

// cutNeuter turns the definite form of a neuter noun into one that the stemmer
// knows: larmet -> larm, boendet -> boend, medlet -> medl, numret -> nummer.
func cutNeuter(word string) string {
	base := strings.TrimSuffix(word, "s")
	if !strings.HasSuffix(base, "et") || neuterExceptions[base] {
		return swapPlural(word)
	}
	base = base[:len(base)-2]
	if utf8.RuneCountInString(base) < 3 || strings.HasSuffix(base, "h") || strings.HasSuffix(base, "it") || endsInVowel(base) {
		return word
	}
	if whole, ok := restoreVowel(base); ok {
		return whole
	}
	return base
}

// swapPlural does for the definite plural of neuter nouns what cutNeuter does
// for the singular: fönstren -> fönster, numren -> nummer.
func swapPlural(word string) string {
	base, ok := strings.CutSuffix(strings.TrimSuffix(word, "s"), "ren")
	if ok && len(base) >= 3 && !strings.HasSuffix(base, "r") && !endsInVowel(base) {
		if whole, ok := restoreVowel(base + "r"); ok {
			return whole
		}
	}
	return word
}

// restoreVowel gives the base form of a neuter stem that lost its last vowel:
// fönstr -> fönster, numr -> nummer, tecken from teckn, vatten from vattn.
func restoreVowel(base string) (string, bool) {
	for _, ending := range []string{"kn", "tn", "pn"} {
		if head, ok := strings.CutSuffix(base, "n"); ok && strings.HasSuffix(base, ending) && len(head) > 2 {
			return head + "en", true
		}
	}
	head, ok := strings.CutSuffix(base, "r")
	if !ok || endsInVowel(head) || strings.HasSuffix(head, "r") {
		return "", false
	}
	if strings.HasSuffix(head, "m") {
		head += "m"
	}
	return head + "er", true
}

// evenOut makes stems of one word alike where the stemmer leaves two: a lost
// vowel before l (medl, nyckl) and a doubled m (rumm, hemm).
func evenOut(stem string) string {
	if strings.HasSuffix(stem, "mm") && len(stem) > 3 {
		return stem[:len(stem)-1]
	}
	head, ok := strings.CutSuffix(stem, "l")
	if ok && len(head) >= 3 && !strings.HasSuffix(head, "l") && !strings.HasSuffix(head, "r") && !endsInVowel(head) {
		return head + "el"
	}
	return stem
}

func endsInVowel(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune("aeiouyåäöé", r)
}

// stemEnglish is what bleve's analyzer "en" does: no possessive s, then Porter.
func stemEnglish(word string) string {
	return string(porterstemmer.StemWithoutLowerCasing([]rune(cutPossessive(word))))
}

// cutPossessive removes 's with any of the apostrophes in use.
func cutPossessive(word string) string {
	for _, ending := range []string{"'s", "’s", "＇s"} {
		if base, ok := strings.CutSuffix(word, ending); ok && base != "" {
			return base
		}
	}
	return word
}
