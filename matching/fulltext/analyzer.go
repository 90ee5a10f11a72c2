package fulltext

import (
	"crypto/sha256"
	"encoding/hex"
	"unicode/utf8"
)

// chainVersion is part of the fingerprint: raise it when a change of code
// changes which terms a text gives.
const chainVersion = "1"

// Term is one analysed form of a word.
type Term struct {
	Text string // stem
	Part bool   // a part of a compound, not the whole word
}

// Token is one word of a text, with the terms it gives (none for a stop word).
type Token struct {
	Start, End int    // byte offsets in the text as given, so that it can be marked there
	Word       string // lower case, NFC
	Terms      []Term // the whole word first, then its parts; shared, never to be changed
}

// Analyzer turns texts into tokens. It is safe for concurrent use.
type Analyzer struct {
	lexicon *Lexicon
	cache   *wordCache
}

// NewAnalyzer returns an analyzer that splits Swedish compounds by the lexicon;
// nil means the lexicon of the package's own words.
func NewAnalyzer(lexicon *Lexicon) *Analyzer {
	if lexicon == nil {
		lexicon = NewLexicon(LexiconOptions{})
	}
	return &Analyzer{lexicon: lexicon, cache: newWordCache()}
}

// Fingerprint identifies everything that decides which terms a text gives: the
// code's version, the stop words and the lexicon. An index is only good for
// texts analysed under the same fingerprint.
func (a *Analyzer) Fingerprint() string {
	h := sha256.New()
	for _, s := range []string{chainVersion, swedishStopWords, englishStopWords, a.lexicon.fingerprint} {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Analyze returns all words of text in order; stop words have no terms.
func (a *Analyzer) Analyze(text string, lang Language) []Token {
	return a.AppendTokens(nil, text, lang)
}

// AppendTokens appends the words of text to dst and returns it. It is Analyze
// for those who want to use one slice again and again.
func (a *Analyzer) AppendTokens(dst []Token, text string, lang Language) []Token {
	scanWords(text, func(start, end int) {
		e := a.lookUp(text[start:end], lang)
		if e.word != "" {
			dst = append(dst, Token{Start: start, End: end, Word: e.word, Terms: e.terms})
		}
	})
	return dst
}

// Word returns the terms of one word in lower case and NFC, none for a stop
// word. The result is shared and must not be changed.
func (a *Analyzer) Word(word string, lang Language) []Term {
	return a.lookUp(word, lang).terms
}

// linked returns the base form of a word in lower case that is written as before
// another part of a compound: trygghets is from trygghet.
func (a *Analyzer) linked(word string) (string, bool) {
	base, _, ok := a.lexicon.modifier(word)
	return base, ok && base != word
}

// lookUp finds a word, as it stands in a text, in the cache or analyses it.
func (a *Analyzer) lookUp(raw string, lang Language) *cachedWord {
	var buf [maxCachedBytes]byte
	key, ok := lowerPlain(buf[:0], raw)
	if !ok {
		word := normalise(raw)
		if len(word) > maxCachedBytes {
			return &cachedWord{word: word, terms: a.analyzeWord(word, lang)}
		}
		key = append(buf[:0], word...)
	}
	e, hash := a.cache.get(key, lang)
	if e == nil {
		word := string(key)
		e = &cachedWord{hash: hash, lang: lang, word: word, terms: a.analyzeWord(word, lang)}
		a.cache.put(e)
	}
	return e
}

// analyzeWord does the work for one word that is not in the cache.
func (a *Analyzer) analyzeWord(word string, lang Language) []Term {
	if word == "" || isStopWord(word, lang) {
		return nil
	}
	terms := []Term{{Text: stem(word, lang)}}
	if lang != Swedish || utf8.RuneCountInString(word) > maxSplitRunes {
		return terms
	}
	for _, part := range a.lexicon.Split(word) {
		terms = appendPart(terms, stemSwedish(part))
	}
	return terms
}

// appendPart adds a part's stem unless it is there, or is no more than a letter
// or two once its ending is gone.
func appendPart(terms []Term, stem string) []Term {
	if utf8.RuneCountInString(stem) < minPartRunes {
		return terms
	}
	for _, t := range terms {
		if t.Text == stem {
			return terms
		}
	}
	return append(terms, Term{Text: stem, Part: true})
}

func isStopWord(word string, lang Language) bool {
	if lang == English {
		word = cutPossessive(word)
	}
	return stopWords[lang][word]
}
