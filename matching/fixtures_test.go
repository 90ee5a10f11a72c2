package matching

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/evaluation"
	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/matching/thesaurus"
	"github.com/allagehub/matcharenan/testbeds"
)

// today is the day on which all tests judge, unless they say otherwise.
var today = catalog.MustParseDate("2026-11-23")

// judged is the project's own judged collection, and what reads it.
type judged struct {
	products  []*catalog.Product
	needs     []*testbeds.Need
	grades    map[string]evaluation.Grades
	thesaurus *thesaurus.Thesaurus
	ruleset   *Ruleset
	reader    *Reader
}

// theJudged is made once: neither readers nor rule sets change. It uses no
// hunspell dictionary, so that it is the same on every machine.
var theJudged = sync.OnceValues(func() (*judged, error) {
	j := &judged{}
	var err error
	if j.products, err = readLines[catalog.Product]("products.jsonl"); err != nil {
		return nil, err
	}
	if j.needs, err = readLines[testbeds.Need]("needs.jsonl"); err != nil {
		return nil, err
	}
	if j.grades, err = readGrades("judgements.tsv"); err != nil {
		return nil, err
	}
	if j.thesaurus, err = thesaurus.Load(); err != nil {
		return nil, err
	}
	if j.ruleset, err = StandardRuleset(); err != nil {
		return nil, err
	}
	j.reader = newTestReader(j.thesaurus, j.products)
	return j, nil
})

func newTestReader(t *thesaurus.Thesaurus, products []*catalog.Product) *Reader {
	counts := CountWords(products)
	lexicon := fulltext.NewLexicon(fulltext.LexiconOptions{Learned: fulltext.LearnWords(counts)})
	return NewReader(t, lexicon, counts)
}

func judgedCollection(tb testing.TB) *judged {
	tb.Helper()
	j, err := theJudged()
	if err != nil {
		tb.Fatal(err)
	}
	return j
}

// readLines reads a JSONL file of testdata.
func readLines[T any](name string) ([]*T, error) {
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var list []*T
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<22)
	for lines.Scan() {
		v := new(T)
		if err := json.Unmarshal(lines.Bytes(), v); err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, lines.Err()
}

func readGrades(name string) (map[string]evaluation.Grades, error) {
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		return nil, err
	}
	all := make(map[string]evaluation.Grades)
	for line := range strings.Lines(string(data)) {
		cells := strings.Split(strings.TrimSpace(line), "\t")
		if len(cells) != 3 {
			continue
		}
		grade, err := strconv.Atoi(cells[2])
		if err != nil {
			return nil, err
		}
		if all[cells[0]] == nil {
			all[cells[0]] = make(evaluation.Grades)
		}
		all[cells[0]][cells[1]] = grade
	}
	return all, nil
}

// newMatcher is a matcher with the shared reader and the built-in rule set.
func newMatcher(tb testing.TB, products ...*catalog.Product) *Matcher {
	tb.Helper()
	j := judgedCollection(tb)
	m := New(j.reader, j.ruleset)
	refill(tb, m, products)
	return m
}

func refill(tb testing.TB, m *Matcher, products []*catalog.Product) {
	tb.Helper()
	if err := m.Fill(tb.Context(), Memory(products).Listings(), Memory(products)); err != nil {
		tb.Fatal(err)
	}
}

// match asks for the best 50 with reasons, and all near misses that there can be.
func match(tb testing.TB, m *Matcher, n *testbeds.Need) *Result {
	tb.Helper()
	return matchWith(tb, m, n, Options{Day: today, Top: 50, Explain: 50, NearMisses: MaxNearMisses})
}

func matchWith(tb testing.TB, m *Matcher, n *testbeds.Need, o Options) *Result {
	tb.Helper()
	r, err := m.Match(tb.Context(), n, o)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// found is the match with the product, nil when it is not among them.
func found(r *Result, id string) *Match {
	for i := range r.Matches {
		if r.Matches[i].ID == id {
			return &r.Matches[i]
		}
	}
	return nil
}

// ruleOutcome is what a rule says of a match, nil when it says nothing.
func ruleOutcome(m *Match, rule string) *Outcome {
	for i := range m.Rules {
		if m.Rules[i].Rule == rule {
			return &m.Rules[i]
		}
	}
	return nil
}

func jsonOf(tb testing.TB, v any) string {
	tb.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		tb.Fatal(err)
	}
	return string(data)
}
