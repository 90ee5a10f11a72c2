package app

import (
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/allagehub/matcharenan/internal/evaluation"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/jsonl"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/matching/fulltext"
)

type evalText struct {
	Documents string `required:"" help:"Documents, JSONL: {id, title, text}." placeholder:"FILE"`
	Queries   string `required:"" help:"Queries, JSONL: {id, text, relevant[]}." placeholder:"FILE"`
	Hunspell  string `help:"Swedish hunspell dictionary (.dic) for compounds: a path, 'auto' for the usual places, or 'off'." default:"auto" placeholder:"FILE|auto|off"`
}

// evalDocument is a document to be found.
type evalDocument struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Text  string `json:"text"`
}

// evalQuery is a question and the documents that answer it.
type evalQuery struct {
	ID       string   `json:"id"`
	Text     string   `json:"text"`
	Relevant []string `json:"relevant"`
}

// textQuality is how good and how fast text retrieval is.
type textQuality struct {
	NDCG10   float64 `json:"ndcg10"`
	MRR10    float64 `json:"mrr10"`
	Recall10 float64 `json:"recall10"`
	P50ms    float64 `json:"p50ms"`
	P99ms    float64 `json:"p99ms"`
}

// textReport is what eval text prints.
type textReport struct {
	Documents int         `json:"documents"`
	Queries   int         `json:"queries"`
	Own       textQuality `json:"own"`
	BleveSv   textQuality `json:"bleveSv"`
}

// Run measures both.
func (c *evalText) Run(r *run) error {
	documents, err := readLines(r, c.Documents, func(d *evalDocument) string { return d.ID })
	if err != nil {
		return err
	}
	queries, err := readLines(r, c.Queries, func(q *evalQuery) string { return q.ID })
	if err != nil {
		return err
	}
	report := textReport{Documents: len(documents), Queries: len(queries)}
	if report.Own, err = c.own(r, documents, queries); err != nil {
		return err
	}
	if report.BleveSv, err = c.bleve(r, documents, queries); err != nil {
		return err
	}
	return writeIndented(r.Stdout, report)
}

// readLines reads a whole file of JSONL of any shape.
func readLines[T any](r *run, path string, id func(*T) string) ([]T, error) {
	f, err := open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	parse := func(line []byte) (v T, problems []fault.Problem) {
		problems, _ = jsonl.Decode(line, &v)
		return v, problems
	}
	list, problems, err := jsonl.Collect(jsonl.Read(r.ctx, io.Reader(f), filepath.Base(path), parse, id))
	return list, errors.Join(err, fault.Bad(problems))
}

func (d *evalDocument) whole() string { return d.Title + "\n" + d.Text }

func (c *evalText) own(r *run, documents []evalDocument, queries []evalQuery) (textQuality, error) {
	e, err := r.engine(&engineFlags{Hunspell: c.Hunspell})
	if err != nil {
		return textQuality{}, err
	}
	texts := make([]matching.TextDocument, len(documents))
	for i := range documents {
		texts[i] = matching.TextDocument{ID: documents[i].ID, Text: documents[i].whole()}
	}
	index, err := matching.NewTextIndex(e.textReader(texts), e.ruleset.Text, texts)
	if err != nil {
		return textQuality{}, err
	}
	return r.measure(queries, func(text string) ([]string, error) {
		hits := index.Search(text, 10)
		ids := make([]string, len(hits))
		for i, h := range hits {
			ids[i] = h.ID
		}
		return ids, nil
	})
}

func (c *evalText) bleve(r *run, documents []evalDocument, queries []evalQuery) (q textQuality, err error) {
	docs := make([]fulltext.BaselineDoc, len(documents))
	for i := range documents {
		docs[i] = fulltext.BaselineDoc{ID: documents[i].ID, Text: documents[i].whole()}
	}
	err = withBaseline(docs, func(index *fulltext.Baseline) (err error) {
		q, err = r.measure(queries, func(text string) ([]string, error) {
			hits, err := index.Search(r.ctx, text, 10)
			return hitIDs(hits), err
		})
		return err
	})
	return q, err
}

// withBaseline lets something use a bleve index of the documents, which is taken
// away afterwards.
func withBaseline(docs []fulltext.BaselineDoc, use func(*fulltext.Baseline) error) (err error) {
	dir, err := os.MkdirTemp("", "matcharenan-bleve-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	index, err := fulltext.NewBaseline(filepath.Join(dir, "index"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, index.Close()) }()
	if err := index.Add(docs); err != nil {
		return err
	}
	return use(index)
}

func hitIDs(hits []fulltext.Hit) []string {
	ids := make([]string, len(hits))
	for i, h := range hits {
		ids[i] = h.ID
	}
	return ids
}

// measure runs every query once and takes the means.
func (r *run) measure(queries []evalQuery, search func(string) ([]string, error)) (q textQuality, err error) {
	var times []float64
	p := r.progress("progress.searching")
	for i, query := range queries {
		start := r.Now()
		ranking, err := search(query.Text)
		if err != nil {
			return q, err
		}
		times = append(times, milliseconds(r.Now().Sub(start)))
		grades := evaluation.Grades{}
		for _, id := range query.Relevant {
			grades[id] = 1
		}
		q.NDCG10 += evaluation.NDCG(ranking, grades, 10)
		q.MRR10 += evaluation.ReciprocalRank(ranking, grades, 10, 1)
		q.Recall10 += evaluation.Recall(ranking, grades, 10, 1)
		p.step(i + 1)
	}
	p.done(len(queries))
	for _, v := range []*float64{&q.NDCG10, &q.MRR10, &q.Recall10} {
		*v = rounded(*v/float64(max(1, len(queries))), 4)
	}
	slices.Sort(times)
	q.P50ms, q.P99ms = rounded(evaluation.Percentile(times, 50), 3), rounded(evaluation.Percentile(times, 99), 3)
	return q, nil
}

func milliseconds(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e6 }

func rounded(v float64, decimals int) float64 {
	scale := math.Pow10(decimals)
	return math.Round(v*scale) / scale
}
