package fulltext

// Span is a range of bytes of a text, [Start, End).
type Span struct{ Start, End int }

// Marker finds the words of a query in texts: in any inflection, and in
// compounds. The zero value marks nothing. It is immutable and safe for
// concurrent use.
type Marker struct {
	analyzer *Analyzer
	whole    map[termKey]bool // marks words that have the term, as a whole or as a part
	parts    map[termKey]bool // marks words that have the term as a whole
}

// NewMarker returns a marker for what a person typed. That of a Result also
// knows the corrections and synonyms that were searched for.
func NewMarker(a *Analyzer, query string) *Marker {
	m := newMarker(a)
	for _, w := range parse(a, query, []Language{Swedish, English}).words {
		for lang, terms := range w.terms {
			for _, t := range terms {
				m.add(Language(lang), t)
			}
		}
	}
	return m
}

func newMarker(a *Analyzer) *Marker {
	return &Marker{analyzer: a, whole: make(map[termKey]bool), parts: make(map[termKey]bool)}
}

func (m *Marker) add(lang Language, t Term) {
	if t.Part {
		m.parts[termKey{lang, t.Text}] = true
	} else {
		m.whole[termKey{lang, t.Text}] = true
	}
}

// marker marks what the plan looks for.
func (p *plan) marker(a *Analyzer) *Marker {
	m := newMarker(a)
	for i := range p.clauses {
		c := &p.clauses[i]
		m.add(c.language, Term{Text: c.term, Part: c.part})
	}
	return m
}

// Spans returns where words of the query stand in a text, in order and apart.
func (m *Marker) Spans(text string, lang Language) []Span {
	if m.analyzer == nil || len(m.whole)+len(m.parts) == 0 {
		return nil
	}
	var spans []Span
	for _, t := range m.analyzer.Analyze(text, lang) {
		if m.marks(t.Terms, lang) {
			spans = append(spans, Span{t.Start, t.End})
		}
	}
	return spans
}

// marks tells whether a word with these terms is marked. A part of a word of the
// query marks words, but not other compounds that share it: trygghetslarm
// marks larm, not brandlarm.
func (m *Marker) marks(terms []Term, lang Language) bool {
	for _, t := range terms {
		key := termKey{lang, t.Text}
		if m.whole[key] || !t.Part && m.parts[key] {
			return true
		}
	}
	return false
}
