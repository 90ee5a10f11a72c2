package app

import (
	"context"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/evaluation"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/matching/fulltext"
	"github.com/allagehub/matcharenan/testbeds"
)

type evalCommands struct {
	Text  evalText  `cmd:"" help:"Text retrieval alone: our scoring beside bleve's own Swedish analyzer, as one JSON object."`
	Match evalMatch `cmd:"" help:"Matching against graded judgements, as one JSON object."`
}

type evalMatch struct {
	files
	engineFlags
	Judgements string  `required:"" help:"Lines of need, product and grade 0–3, with tabs between." placeholder:"FILE"`
	Misspell   float64 `help:"Share of the needs' words to misspell first, 0–1."`
	Seed       uint64  `help:"Which words are misspelt, and how." default:"1"`
	TextOnly   bool    `help:"Take away target groups, settings, life areas, care acts and thesaurus ids first: texts and requirements alone."`
}

// matchQuality is how good rankings are, as means over the needs.
type matchQuality struct {
	Needs      int     `json:"needs"`
	NDCG5      float64 `json:"ndcg5"`
	NDCG10     float64 `json:"ndcg10"`
	Recall20   float64 `json:"recall20"`
	MRR        float64 `json:"mrr"`
	Success3   float64 `json:"success3"`
	Violations int     `json:"violationsTop10"` // products in a top 10 that break a structured requirement
}

// matchReport is what eval match prints. The members of the whole come first.
type matchReport struct {
	matchQuality
	Tuned    matchQuality `json:"tunedHalf"` // needs that weights were tuned on
	HeldOut  matchQuality `json:"heldOutHalf"`
	BleveSv  matchQuality `json:"bleveSv"` // bleve's sv analyzer on the same texts, without filters
	Misspelt float64      `json:"misspelt"`
	Ruleset  string       `json:"ruleset"`
}

// relevant is the grade from which a product counts as found, in the measures
// that know only found or not.
const relevant = 2

// evalDepth is how long the rankings are.
const evalDepth = 20

// Run prints how good the rankings are.
func (c *evalMatch) Run(r *run) error {
	if c.Misspell < 0 || c.Misspell > 1 {
		return fault.New(fault.Invalid, "flag.misspell", nil)
	}
	s, products, err := c.read(r)
	if err != nil {
		return err
	}
	judged, err := readJudgements(c.Judgements, s.needs, products)
	if err != nil {
		return err
	}
	if err := c.prepare(r, s, products); err != nil {
		return err
	}
	report := matchReport{Misspelt: c.Misspell, Ruleset: s.engine.ruleset.Version}
	if err := c.own(r, s, products, judged, &report); err != nil {
		return err
	}
	if report.BleveSv, err = c.bleve(r.ctx, s.needs, products, judged); err != nil {
		return err
	}
	return writeIndented(r.Stdout, report)
}

// read reads both files into memory.
func (c *evalMatch) read(r *run) (*session, matching.Memory, error) {
	if c.Products == standardInput && c.Needs == standardInput {
		return nil, nil, fault.New(fault.Invalid, "flag.stdinTwice", nil)
	}
	e, err := r.engine(&c.engineFlags)
	if err != nil {
		return nil, nil, err
	}
	wrong := &problems{r: r}
	s := &session{engine: e}
	if s.needs, err = r.readNeeds(c.Needs, e.needs, wrong); err != nil {
		return nil, nil, err
	}
	products, err := r.collectProducts(c.Products, e.products, wrong)
	if err != nil {
		return nil, nil, err
	}
	return s, products, wrong.verdict(c.SkipInvalid, len(products)+len(s.needs))
}

// prepare changes needs and products as the flags say, and fills the matcher.
func (c *evalMatch) prepare(r *run, s *session, products matching.Memory) (err error) {
	for i, n := range s.needs {
		if c.Misspell > 0 {
			n = misspell(n, c.Misspell, c.Seed)
		}
		if c.TextOnly {
			n = bareNeed(n)
		}
		s.needs[i] = n
	}
	if c.TextOnly {
		for _, p := range products {
			p.TargetGroups, p.Settings, p.LifeAreas, p.CareActs = nil, nil, nil, nil
			p.ProductTypes, p.Functions = nil, nil
		}
	}
	s.matcher, err = s.engine.matcher(r.ctx, products.Listings(), products)
	return err
}

func bareNeed(n *testbeds.Need) *testbeds.Need {
	c := *n
	c.TargetGroups, c.Settings, c.LifeAreas, c.CareActs = nil, nil, nil, nil
	c.Statements = append([]testbeds.Statement(nil), n.Statements...)
	for i := range c.Statements {
		c.Statements[i].Function = ""
	}
	return &c
}

func (c *evalMatch) own(r *run, s *session, products matching.Memory, judged map[string]evaluation.Grades, report *matchReport) error {
	for _, n := range s.needs {
		result, err := s.matcher.Match(r.ctx, n, matching.Options{Day: s.engine.day, Top: evalDepth})
		if err != nil {
			return err
		}
		ranking := make([]string, len(result.Matches))
		for i, m := range result.Matches {
			ranking[i] = m.ID
		}
		broken := breaking(n, ranking, products)
		half := &report.HeldOut
		if tunedOn(n.ID) {
			half = &report.Tuned
		}
		for _, q := range []*matchQuality{&report.matchQuality, half} {
			q.add(ranking, judged[n.ID], broken)
		}
	}
	for _, q := range []*matchQuality{&report.matchQuality, &report.Tuned, &report.HeldOut} {
		q.mean()
	}
	return nil
}

// breaking counts the products among the first ten that break a structured
// requirement.
func breaking(n *testbeds.Need, ranking []string, products matching.Memory) int {
	broken := 0
	for _, id := range ranking[:min(10, len(ranking))] {
		at := slices.IndexFunc(products, func(p *catalog.Product) bool { return p.ID == id })
		if at >= 0 && len(violations(n, products[at])) > 0 {
			broken++
		}
	}
	return broken
}

// tunedOn splits the needs in two by a hash of their ID: weights are tuned on
// those for which it is true, and the others show what that is worth.
func tunedOn(need string) bool {
	h := fnv.New32a()
	_, _ = h.Write([]byte(need)) // a hash never fails
	return h.Sum32()>>7&1 == 0
}

func (q *matchQuality) add(ranking []string, grades evaluation.Grades, broken int) {
	if len(grades) == 0 {
		return // not judged
	}
	q.Needs++
	q.NDCG5 += evaluation.NDCG(ranking, grades, 5)
	q.NDCG10 += evaluation.NDCG(ranking, grades, 10)
	q.Recall20 += evaluation.Recall(ranking, grades, 20, relevant)
	q.MRR += evaluation.ReciprocalRank(ranking, grades, evalDepth, relevant)
	q.Success3 += evaluation.Success(ranking, grades, 3, relevant)
	q.Violations += broken
}

func (q *matchQuality) mean() {
	for _, v := range []*float64{&q.NDCG5, &q.NDCG10, &q.Recall20, &q.MRR, &q.Success3} {
		*v = rounded(*v/float64(max(1, q.Needs)), 4)
	}
}

// bleve ranks the same texts with bleve's own analyzer and scoring.
func (c *evalMatch) bleve(ctx context.Context, needs []*testbeds.Need, products matching.Memory, judged map[string]evaluation.Grades) (q matchQuality, err error) {
	docs := make([]fulltext.BaselineDoc, len(products))
	for i, p := range products {
		docs[i] = fulltext.BaselineDoc{ID: p.ID, Text: strings.Join(matching.ProductTexts(p), "\n")}
	}
	err = withBaseline(docs, func(index *fulltext.Baseline) error {
		for _, n := range needs {
			hits, err := index.Search(ctx, strings.Join(matching.NeedTexts(n), "\n"), evalDepth)
			if err != nil {
				return err
			}
			ranking := hitIDs(hits)
			q.add(ranking, judged[n.ID], breaking(n, ranking, products))
		}
		return nil
	})
	q.mean()
	return q, err
}
