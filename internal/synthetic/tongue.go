package synthetic

import "slices"

// tongue is a language: its words, and the templates of its sentences.
type tongue struct {
	nouns, verbs, adjectives, adverbs, names pool
	templates                                map[string][]template
}

// pool is the words of one part of speech, the most used first.
type pool struct {
	lemmas []lemma
	ranks  *ranks
	real   *ranks // of the real words alone
}

// The Zipf-Mandelbrot distribution of words. With it the first few hundred words,
// the real ones, make up some four fifths of what is drawn.
const (
	wordExponent = 1.3
	wordOffset   = 5
)

// tail is how many words each part of speech has, real ones included.
type tail struct {
	nouns, verbs, adjectives, adverbs, names int
	classes                                  [partsOfSpeech][]string // that coined words are given
	vowels                                   []string
}

func newSwedish() (*tongue, error) {
	return newTongue("sv", tail{
		nouns: 10_600, verbs: 3_200, adjectives: 2_400, adverbs: 300, names: 3_500,
		classes: [partsOfSpeech][]string{{"n1", "n2", "n3", "n5"}, {"v1", "v2"}, {"a1"}, {"b"}},
		vowels:  swedishVowels,
	})
}

func newEnglish() (*tongue, error) {
	return newTongue("en", tail{
		nouns: 3_000, verbs: 800, adjectives: 800, adverbs: 100, names: 3_500,
		classes: [partsOfSpeech][]string{{"en"}, {"ev"}, {"ea"}, {"b"}},
		vowels:  englishVowels,
	})
}

func newTongue(name string, t tail) (*tongue, error) {
	words, err := readWords("data/" + name + ".words")
	if err != nil {
		return nil, err
	}
	c := newCoiner(newDraw(0, streamWords, 0), t.vowels)
	l := &tongue{}
	for i, p := range []*pool{&l.nouns, &l.verbs, &l.adjectives, &l.adverbs} {
		size := []int{t.nouns, t.verbs, t.adjectives, t.adverbs}[i]
		if *p, err = newPool(words[i], size, c, t.classes[i]); err != nil {
			return nil, err
		}
	}
	for range t.names {
		l.names.lemmas = append(l.names.lemmas, lemma{forms: [4]string{title(c.coin(""))}})
	}
	l.names.ranks = newRanks(t.names, 0.9, 20)
	l.templates, err = readTemplates("data/" + name + ".templates")
	return l, err
}

func newPool(real []lemma, size int, c *coiner, classes []string) (pool, error) {
	p := pool{lemmas: slices.Clone(real), real: newRanks(len(real), 0.7, wordOffset)}
	for len(p.lemmas) < size {
		class, end := classes[c.IntN(len(classes))], ""
		if class == "n1" || class[0] == 'v' {
			end = "a"
		}
		l, err := inflect(class, c.coin(end))
		if err != nil {
			return p, err
		}
		p.lemmas = append(p.lemmas, l)
	}
	p.ranks = newRanks(len(p.lemmas), wordExponent, wordOffset)
	return p, nil
}

func (p *pool) draw(d draw) *lemma     { return &p.lemmas[p.ranks.draw(d)] }
func (p *pool) drawReal(d draw) *lemma { return &p.lemmas[p.real.draw(d)] }
