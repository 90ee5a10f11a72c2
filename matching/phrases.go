package matching

import (
	"math"

	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/matching/thesaurus"
)

// phraseIndex finds everyday problem phrases in a text: the content words of a
// phrase, in any order and inflection, near each other.
type phraseIndex struct {
	phrases []phrase
	at      map[string][]phraseWord // by term
}

type phrase struct {
	means   []int32
	total   float32 // weight of all its words
	content int32
}

// phraseWord is a place of a term in a phrase.
type phraseWord struct {
	phrase int32
	word   int32
	weight float32
	part   bool
}

// phraseReach is how many words a phrase may be spread over.
const phraseReach = 14

// phraseCover is the least share of a phrase's words, by weight, that must be
// there.
const phraseCover = 0.74

// A phrase whose words weigh phraseFaint together says nothing; each unit more
// makes it surer, until it is sure after phraseFull.
const (
	phraseFaint = 4.0
	phraseFull  = 7.0
)

// maxPhraseWords is how many words of a phrase are told apart.
const maxPhraseWords = 8

func newPhraseIndex(list []thesaurus.Phrase, number map[string]int32, a *fulltext.Analyzer) phraseIndex {
	x := phraseIndex{at: make(map[string][]phraseWord)}
	frequency := make(map[string]int)
	content := make([][]fulltext.Token, len(list))
	for i, p := range list {
		for _, t := range a.Analyze(p.Text, language(p.English)) {
			if len(t.Terms) == 0 || len(content[i]) == maxPhraseWords {
				continue
			}
			content[i] = append(content[i], t)
			frequency[t.Terms[0].Text]++
		}
	}
	for i, p := range list {
		// What is left of "veta var hon är" without its stop words says nothing.
		if len(content[i]) > 0 {
			x.add(content[i], p.Means, frequency, len(list), number)
		}
	}
	return x
}

func (x *phraseIndex) add(content []fulltext.Token, means []string, frequency map[string]int, phrases int, number map[string]int32) {
	n := int32(len(x.phrases))                //nolint:gosec // G115: some thousands
	p := phrase{content: int32(len(content))} //nolint:gosec // G115: at most maxPhraseWords
	for _, id := range means {
		p.means = append(p.means, number[id])
	}
	for i, t := range content {
		weight := float32(math.Log(1 + float64(phrases)/float64(frequency[t.Terms[0].Text])))
		p.total += weight
		for j, term := range t.Terms {
			x.at[term.Text] = append(x.at[term.Text], phraseWord{n, int32(i), weight, j > 0})
		}
	}
	x.phrases = append(x.phrases, p)
}

// phraseScratch is what a search for phrases works with: a place for every
// phrase, stamped with the sentence or text that it was last used for, so that
// nothing has to be cleared.
type phraseScratch struct {
	hits     [][maxPhraseWords]hit
	sentence []uint32 // stamp of hits
	text     []uint32 // stamp of a phrase that has been found
	now      uint32   // stamp of the sentence at hand
	whole    uint32   // stamp of the text at hand
}

// hit is the last place where a word of a phrase was seen.
type hit struct {
	token int32 // plus 1; 0 is nowhere
	share float32
}

func newPhraseScratch(phrases int) phraseScratch {
	return phraseScratch{
		hits: make([][maxPhraseWords]hit, phrases), sentence: make([]uint32, phrases), text: make([]uint32, phrases),
	}
}

// begin makes all phrases of the text before forgotten.
func (s *phraseScratch) begin() {
	s.now++
	s.whole = s.now
}

// find adds the phrases of the text. Sentence gives the sentence of each token: a
// phrase does not reach from one into another.
func (x *phraseIndex) find(e *evidence, tokens []fulltext.Token, sentence []int32, scale float32) {
	s := &e.phrases
	s.begin()
	for i, t := range tokens {
		if i > 0 && sentence[i] != sentence[i-1] {
			s.now++
		}
		for j, term := range t.Terms {
			for _, w := range x.at[term.Text] {
				share := w.weight
				if j > 0 || w.part {
					share *= 0.7 // the words have only a part in common
				}
				x.meet(e, w, int32(i), share, scale)
			}
		}
	}
}

// meet notes a word of a phrase and speaks for the phrase's concepts when enough
// of it is there, each phrase once a text.
func (x *phraseIndex) meet(e *evidence, w phraseWord, token int32, share, scale float32) {
	s := &e.phrases
	if s.text[w.phrase] == s.whole {
		return
	}
	hits := &s.hits[w.phrase]
	if s.sentence[w.phrase] != s.now {
		s.sentence[w.phrase] = s.now
		*hits = [maxPhraseWords]hit{}
	}
	if h := &hits[w.word]; h.token != token+1 || share > h.share {
		*h = hit{token + 1, share}
	}
	p := &x.phrases[w.phrase]
	cover, first := x.cover(p, hits, token)
	if cover < phraseCover {
		return
	}
	s.text[w.phrase] = s.whole
	sure := scale * (cover - 0.2) / 0.8 * max(0, min(1, (p.total-phraseFaint)/phraseFull))
	for i, c := range p.means {
		e.speak(c, sure*float32(meansWeight(i)), [2]int32{first, token})
	}
}

func (x *phraseIndex) cover(p *phrase, hits *[maxPhraseWords]hit, token int32) (share float32, first int32) {
	first = token
	sum := float32(0)
	for i := range p.content {
		h := hits[i]
		if h.token == 0 || token+1-h.token > phraseReach {
			continue
		}
		sum += h.share
		first = min(first, h.token-1)
	}
	return sum / p.total, first
}
