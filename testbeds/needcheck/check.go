package needcheck

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/allagehub/matcharenan/internal/readability"
	"github.com/allagehub/matcharenan/testbeds"
)

// Label is a name of products, with what to write instead.
type Label struct {
	Text             string
	Swedish, English string // the functional form; may be empty
}

// Vocabulary knows how products are called.
type Vocabulary interface {
	// TradeNames are names of products and companies. They count as they are written,
	// since some are words of every day too.
	TradeNames() []Label
	// Solutions are kinds of products, in Swedish or English.
	Solutions(english bool) []Label
}

// Checker checks needs. It is safe for use by several goroutines; build it once.
type Checker struct {
	words      *words
	tradeNames phrases
	languages  [2]language // Swedish and English
}

// language is the words of one language, ready to be looked for.
type language struct {
	wanting, joining, naming phrases
	solutions, unclear       phrases
	notNames                 []string
}

// phrase is words in a row with what to write instead.
type phrase struct {
	words            []string
	written          string
	swedish, english string
}

// phrases are phrases by their first word.
type phrases map[string][]phrase

func (p phrases) add(f phrase) {
	for _, t := range tokens(f.written) {
		f.words = append(f.words, t.lower)
	}
	if len(f.words) > 0 {
		p[f.words[0]] = append(p[f.words[0]], f)
	}
}

// find is the longest phrase that begins at a token.
func (p phrases) find(list []token, i int) (best phrase, found bool) {
	for _, f := range p[list[i].lower] {
		if len(f.words) > len(best.words) && at(list, i, f.words) {
			best, found = f, true
		}
	}
	return best, found
}

// New reads the words.
func New(v Vocabulary) (*Checker, error) {
	w, err := readWords()
	if err != nil {
		return nil, err
	}
	c := &Checker{words: w, tradeNames: phrases{}}
	for _, l := range v.TradeNames() {
		c.tradeNames.add(phrase{written: l.Text, swedish: l.Swedish, english: l.English})
	}
	for i, english := range []bool{false, true} {
		c.languages[i] = newLanguage(w, v, english)
	}
	return c, nil
}

func newLanguage(w *words, v Vocabulary, english bool) language {
	l := language{wanting: phrases{}, joining: phrases{}, naming: phrases{}, solutions: phrases{}, unclear: phrases{}, notNames: w.NotNames.of(english)}
	for _, list := range []struct {
		into  phrases
		words []string
	}{{l.wanting, w.Wanting.of(english)}, {l.joining, w.Joining.of(english)}, {l.naming, w.Naming.of(english)}} {
		for _, text := range list.words {
			list.into.add(phrase{written: text})
		}
	}
	for _, s := range v.Solutions(english) {
		l.solutions.add(phrase{written: s.Text, swedish: s.Swedish, english: s.English})
	}
	for _, q := range w.Unclear.of(english) {
		for _, text := range q.Words {
			l.unclear.add(phrase{written: text, swedish: q.Ask, english: q.Ask})
		}
	}
	return l
}

// passage is a text of the need.
type passage struct {
	member    string
	text      string
	tokens    []token
	english   bool
	statement bool
}

func passages(n *testbeds.Need) []passage {
	var list []passage
	add := func(member, text string, statement bool) {
		if text != "" {
			list = append(list, passage{member, text, tokens(text), n.Language == "en", statement})
		}
	}
	add("title", n.Title, false)
	add("background", n.Background, false)
	add("description", n.Description, false)
	add("goal", n.Goal, false)
	for i := range n.Statements {
		add("statements["+strconv.Itoa(i)+"].text", n.Statements[i].Text, true)
	}
	for i := range n.EffectGoals {
		add("effectGoals["+strconv.Itoa(i)+"].measure", n.EffectGoals[i].Measure, false)
	}
	if n.Video != nil {
		add("video.transcript", n.Video.Transcript, false)
	}
	return list
}

// Check gives the findings of a need in the order of its texts, those that block
// first in each text. A need that is well told has none.
func (c *Checker) Check(n *testbeds.Need) (findings []Finding) {
	all := passages(n)
	for i := range all {
		p := &all[i]
		found := c.personal(p)
		found = append(found, c.wording(p)...)
		found = append(found, reading(p)...)
		slices.SortStableFunc(found, func(a, b Finding) int {
			if a.Kind.Blocking() != b.Kind.Blocking() {
				return map[bool]int{true: -1, false: 1}[a.Kind.Blocking()]
			}
			return cmp.Compare(a.Start, b.Start)
		})
		findings = append(findings, found...)
	}
	return findings
}

func (c *Checker) language(p *passage) *language {
	if p.english {
		return &c.languages[1]
	}
	return &c.languages[0]
}

// finding is one on tokens from to to, the last not among them.
func (p *passage) finding(k Kind, from, to int) Finding {
	start, end := p.tokens[from].start, p.tokens[to-1].end
	return Finding{Kind: k, Member: p.member, Start: start, End: end, Text: p.text[start:end]}
}

// instead is a phrase's proposal in the language of the text.
func (p *passage) instead(f *phrase) string {
	if p.english {
		return f.english
	}
	return f.swedish
}

// wantingReach is how many words may stand between wanting and what is wanted: an
// article and two adjectives.
const wantingReach = 3

// wording finds names of products, solutions, words that say nothing, and statements
// of several needs.
func (c *Checker) wording(p *passage) (found []Finding) {
	l := c.language(p)
	wanted := -1 - wantingReach // where wanting was said last
	several := false
	for i := range p.tokens {
		if f, ok := c.tradeNames.find(p.tokens, i); ok && p.finding(TradeName, i, i+len(f.words)).Text == f.written {
			it := p.finding(TradeName, i, i+len(f.words))
			it.Proposal = p.instead(&f)
			found = append(found, it)
		}
		if f, ok := l.wanting.find(p.tokens, i); ok {
			wanted = i + len(f.words)
		}
		if f, ok := l.solutions.find(p.tokens, i); ok && i >= wanted && i-wanted <= wantingReach {
			it := p.finding(Solution, i, i+len(f.words))
			it.Proposal = p.instead(&f)
			found = append(found, it)
		}
		if f, ok := l.unclear.find(p.tokens, i); ok && p.statement {
			it := p.finding(Unclear, i, i+len(f.words))
			it.Proposal = p.instead(&f)
			found = append(found, it)
		}
		if f, ok := l.joining.find(p.tokens, i); ok && p.statement && i > 0 && !several {
			found, several = append(found, p.finding(Several, i, i+len(f.words))), true
		}
	}
	return found
}

// Limits of what is easy to read.
const (
	longSentence = 30 // words
	hardLIX      = 50
	leastForLIX  = 30 // words; of fewer a LIX says nothing
)

// reading finds long sentences and hard texts.
func reading(p *passage) (found []Finding) {
	start := 0
	end := func(stop int) {
		sentence := p.text[start:stop]
		if n := len(readability.Words(sentence)); n > longSentence {
			trimmed := strings.TrimSpace(sentence)
			from := start + strings.Index(sentence, trimmed)
			found = append(found, Finding{Kind: Long, Member: p.member, Start: from, End: from + len(trimmed), Text: trimmed, Figure: n})
		}
		start = stop
	}
	for i := range len(p.text) {
		if strings.ContainsRune(".?!\n", rune(p.text[i])) {
			end(i + 1)
		}
	}
	end(len(p.text))
	if lix, words := readability.LIX(p.text); words >= leastForLIX && lix > hardLIX {
		found = append(found, Finding{Kind: Hard, Member: p.member, End: len(p.text), Text: p.text, Figure: int(math.Round(lix))})
	}
	return found
}
