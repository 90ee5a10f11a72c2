package matching

import (
	"slices"
	"strings"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/matching/thesaurus"
	"github.com/allagehub/matcharenan/testbeds"
)

// prohibitionReader reads from running text what a need forbids ("inte kamera",
// "no microphones", "det finns inget wifi").
type prohibitionReader struct {
	negators   map[string]bool
	plain      map[string]bool // negators that need a modal when they come after
	modals     map[string]bool
	missing    [][]string
	exceptions [][]string
	subjects   map[string][]subject // by the stem of its first word that has one
}

// subject is a way to name a property.
type subject struct {
	tokens   []fulltext.Token
	key      int // the first token that carries a stem
	property string
	language fulltext.Language
}

// How many words may stand between a negation and what it forbids: before it
// ("vill absolut inte att någon filmas"), and after it ("kamera får inte").
const (
	reachForward  = 5
	reachBackward = 3
)

// infrastructure are the properties that are forbidden by being missing.
var infrastructure = []string{"wifi", "mobile_network", "mains_power", "smartphone"}

func newProhibitionReader(p *thesaurus.Prohibitions, a *fulltext.Analyzer) *prohibitionReader {
	r := &prohibitionReader{
		negators: wordSet(p.Negators), plain: wordSet(p.Plain), modals: wordSet(p.Modals), subjects: make(map[string][]subject),
	}
	r.missing = phrasesOf(p.Missing)
	r.exceptions = phrasesOf(p.Exceptions)
	for _, s := range p.Subjects {
		for i, list := range [][]string{s.Swedish, s.English} {
			for _, text := range list {
				r.addSubject(s.Property, language(i == 1), a.Analyze(text, language(i == 1)))
			}
		}
	}
	return r
}

func wordSet(t thesaurus.Texts) map[string]bool {
	set := make(map[string]bool)
	for _, w := range slices.Concat(t.Swedish, t.English) {
		if !strings.Contains(w, " ") {
			set[w] = true
		}
	}
	return set
}

func phrasesOf(t thesaurus.Texts) [][]string {
	var list [][]string
	for _, text := range slices.Concat(t.Swedish, t.English) {
		list = append(list, strings.Fields(text))
	}
	return list
}

func (r *prohibitionReader) addSubject(property string, lang fulltext.Language, tokens []fulltext.Token) {
	if len(tokens) == 0 {
		return
	}
	key := max(0, slices.IndexFunc(tokens, func(t fulltext.Token) bool { return len(t.Terms) > 0 }))
	name := subjectKeys(tokens[key])[0].Text
	r.subjects[name] = append(r.subjects[name], subject{tokens, key, property, lang})
}

// subjectKeys are the names under which subjects are looked up at a token: its
// terms, or the word itself where it is a stop word ("göra något själv").
func subjectKeys(t fulltext.Token) []fulltext.Term {
	if len(t.Terms) == 0 {
		return []fulltext.Term{{Text: t.Word}}
	}
	return t.Terms
}

// mention is a place where something that can be forbidden is named.
type mention struct {
	property    string
	first, last int
	forbidden   bool
}

// mentions are the places in the passage, forbidden or not.
func (r *prohibitionReader) mentions(p *passage) []mention {
	var list []mention
	for i, t := range p.tokens {
		whole := false // the word names something itself: its parts name nothing else
		for j, term := range subjectKeys(t) {
			for _, s := range r.subjects[term.Text] {
				first := i - s.key
				if s.language != p.language || j > 0 && (len(s.tokens) > 1 || whole) || j == 0 && !s.stands(p, first) {
					continue
				}
				whole = whole || j == 0
				m := mention{property: s.property, first: first, last: first + len(s.tokens) - 1}
				if !slices.ContainsFunc(list, func(x mention) bool { return x.property == m.property && x.last >= m.first }) {
					m.forbidden = r.forbidden(p, &m)
					list = append(list, m)
				}
			}
		}
	}
	return list
}

// stands reports whether the subject stands at token i: the same words, or other
// forms of them.
func (s *subject) stands(p *passage, i int) bool {
	if i < 0 || i+len(s.tokens) > len(p.tokens) {
		return false
	}
	for j, want := range s.tokens {
		have := p.tokens[i+j]
		same := have.Word == want.Word ||
			len(want.Terms) > 0 && len(have.Terms) > 0 && have.Terms[0].Text == want.Terms[0].Text
		if !same {
			return false
		}
	}
	return true
}

func (r *prohibitionReader) forbidden(p *passage, m *mention) bool {
	sentence := p.sentence[m.first]
	from, to := m.first, m.last
	for from > 0 && p.sentence[from-1] == sentence && m.first-from < reachForward {
		from--
	}
	for to+1 < len(p.tokens) && p.sentence[to+1] == sentence && to-m.last < reachBackward {
		to++
	}
	near := p.tokens[from : to+1]
	if containsRun(near, r.exceptions) {
		return false
	}
	lacking := containsRun(near, r.missing)
	if slices.Contains(infrastructure, m.property) {
		return lacking || r.negated(p, m, from, to)
	}
	return !lacking && r.negated(p, m, from, to)
}

// negated looks for a negation around the mention: before it, unless a second one
// takes it back ("utan kamera ser vi inte"), or after it, where plain ones need a
// modal ("kamera får inte", but not "kameran ser inte").
func (r *prohibitionReader) negated(p *passage, m *mention, from, to int) bool {
	before, modal := -1, false
	for i := from; i <= to; i++ {
		if i < m.first && r.negators[p.tokens[i].Word] {
			before = i
		}
		modal = modal || r.modals[p.tokens[i].Word]
	}
	after := slices.IndexFunc(p.tokens[m.last+1:to+1], func(t fulltext.Token) bool {
		return r.negators[t.Word] && (modal || before >= 0 || !r.plain[t.Word])
	})
	if m.property == activeUse && m.last < to && r.negators[p.tokens[m.last+1].Word] {
		after = 0 // a verb with its negation: "laddar aldrig"
	}
	if before < 0 {
		return after >= 0
	}
	return after < 0 || !withouts[p.tokens[before].Word]
}

// activeUse is the property whose words are verbs.
const activeUse = "active_use"

// withouts are the negators that a second negation takes back.
var withouts = map[string]bool{"utan": true, "without": true}

// containsRun reports whether one of the phrases stands among the tokens, word by
// word.
func containsRun(tokens []fulltext.Token, phrases [][]string) bool {
	for _, phrase := range phrases {
		for i := 0; i+len(phrase) <= len(tokens); i++ {
			if slices.EqualFunc(tokens[i:i+len(phrase)], phrase, func(t fulltext.Token, w string) bool { return t.Word == w }) {
				return true
			}
		}
	}
	return false
}

// silence takes the forbidden things out of a passage: "utan kamera" is not about
// cameras.
func (r *prohibitionReader) silence(p *passage) []mention {
	list := r.mentions(p)
	for _, m := range list {
		if !m.forbidden {
			continue
		}
		if p.silent == nil {
			p.silent = make([]bool, len(p.tokens))
		}
		for i := m.first; i <= m.last; i++ {
			p.silent[i] = true
		}
	}
	return list
}

// read silences a need's passage and notes what it forbids as proposed
// requirements.
func (r *prohibitionReader) read(p *passage, reading *Reading) {
	for _, m := range r.silence(p) {
		if !m.forbidden {
			continue
		}
		fact := propose(&reading.proposed, m.property)
		if fact != "" {
			reading.sources[fact] = append(reading.sources[fact], p.quote([2]int32{int32(m.first), int32(m.last)})) //nolint:gosec // G115: length of a text
		}
	}
}

// propose turns a forbidden property into a requirement and names its need fact.
func propose(q *testbeds.Requirements, property string) string {
	without := func(what string) string {
		if !slices.Contains(q.WorksWithout, what) {
			q.WorksWithout = append(q.WorksWithout, what)
		}
		return "requires.worksWithout"
	}
	switch property {
	case "camera":
		q.Camera = "none"
		return "requires.camera"
	case "audio":
		q.Audio = "none"
		return "requires.audio"
	case "positioning":
		q.Positioning = "none"
		return "requires.positioning"
	case "outside_eu":
		q.DataLocation = "eu"
		return "requires.dataLocation"
	case activeUse:
		q.PassiveUse = catalog.Yes
		return "requires.passiveUse"
	case "wifi", "mobile_network", "mains_power", "smartphone":
		return without(property)
	}
	return ""
}
