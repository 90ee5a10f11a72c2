package fulltext

import "slices"

// addSynonyms asks for the alternatives of every run of words.
func (p *planner) addSynonyms(synonyms Synonyms) error {
	words := make([]string, len(p.query.words))
	for i, w := range p.query.words {
		words[i] = w.word
	}
	added := 0
	for from := range words {
		for to := from + 1; to <= min(len(words), from+MaxPhraseWords); to++ {
			if w := &p.query.words[to-1]; w.exact || to-1 > from && !w.joined {
				break
			}
			for _, a := range synonyms(slices.Clone(words[from:to])) {
				if added++; added > maxAlternatives {
					return nil
				}
				if err := p.addAlternative(a, from, to); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// addAlternative adds one, as a way for each unit of the words that it is said
// for. Its compounds are asked for whole, or they would widen the query to
// whatever shares a part with them.
func (p *planner) addAlternative(a Alternative, from, to int) error {
	text, _ := firstRunes(a.Text, MaxQueryRunes)
	weight := min(1, max(0, a.Weight))
	for _, lang := range p.index.fields.spoken {
		var way uint64
		for _, t := range p.index.options.Analyzer.Analyze(text, lang) {
			if len(t.Terms) == 0 {
				continue
			}
			bit := p.bit()
			if bit == 0 {
				return nil
			}
			if _, err := p.clause(lang, t.Terms[0], weight, bit); err != nil {
				return err
			}
			way |= bit
		}
		for i := from; i < to && way != 0; i++ {
			if owner := p.owner[i]; owner >= 0 {
				p.units[owner].ways = append(p.units[owner].ways, way)
			}
		}
	}
	return nil
}
