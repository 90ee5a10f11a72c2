package app

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/matching/fulltext"
)

// productWriter writes the made-up products as JSONL.
func (b *bench) productWriter(p *progress) func(io.Writer) error {
	return func(w io.Writer) error {
		return catalog.WriteProducts(w, func(yield func(catalog.Product) bool) {
			for i := range b.command.Products {
				if !yield(b.generator.Product(i)) || b.ctx.Err() != nil {
					return
				}
				p.step(i + 1)
			}
		})
	}
}

// residentMiB is the memory that this process holds.
func residentMiB() float64 { return memoryMiB("self", "VmRSS:") }

// memoryMiB is a figure of a process's memory as the kernel counts it; 0 where the
// kernel does not tell.
func memoryMiB(process, name string) float64 {
	status, err := os.ReadFile(filepath.Join("/proc", process, "status")) //nolint:gosec // G304: a number of a process, or self
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, name); ok {
			kib, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 64)
			if err == nil {
				return kib / 1024
			}
		}
	}
	return 0
}

// bleve measures what bleve does with the same texts: the plain disjunction of a
// need's words, and a search with facets as people make it.
func (b *bench) bleve() error {
	if b.command.Bleve == "off" || b.command.Bleve == "auto" && b.command.Products > bleveAutoUpTo {
		return nil
	}
	start := b.Now()
	if err := b.disjunction(); err != nil {
		return err
	}
	if err := b.search(); err != nil {
		return err
	}
	b.report.BleveBuild = rounded(b.Now().Sub(start).Seconds(), 1)
	if p99 := b.report.Match.P99; p99 > 0 {
		b.report.BleveToMatchP99 = rounded(b.report.BleveDisjunction.P99/p99, 1)
	}
	return nil
}

func (b *bench) disjunction() (err error) {
	index, err := fulltext.NewBaseline(filepath.Join(b.dir, "baseline"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, index.Close()) }()
	err = b.eachBatch(func(products []catalog.Product) error {
		docs := make([]fulltext.BaselineDoc, len(products))
		for i := range products {
			docs[i] = fulltext.BaselineDoc{ID: products[i].ID, Text: strings.Join(matching.ProductTexts(&products[i]), "\n")}
		}
		return index.Add(docs)
	})
	if err != nil {
		return err
	}
	var taken []float64
	for i := range bleveSamples {
		text := strings.Join(matching.NeedTexts(b.session.needs[i%len(b.session.needs)]), "\n")
		start := b.Now()
		if _, err := index.Search(b.ctx, text, benchTop); err != nil {
			return err
		}
		taken = append(taken, milliseconds(b.Now().Sub(start)))
	}
	p := percentiles(taken)
	b.report.BleveDisjunction = &p
	return nil
}

// bleveBatch is how many documents bleve is given at a time.
const bleveBatch = 1000

func (b *bench) eachBatch(add func([]catalog.Product) error) error {
	progress := b.progress("progress.indexing")
	batch := make([]catalog.Product, 0, bleveBatch)
	for i := range b.command.Products {
		batch = append(batch, b.generator.Product(i))
		if len(batch) < bleveBatch && i < b.command.Products-1 {
			continue
		}
		if err := errors.Join(add(batch), b.ctx.Err()); err != nil {
			return err
		}
		batch = batch[:0]
		progress.last = progress.start // a batch is worth a line
		progress.step((i + 1) &^ 255)
	}
	progress.done(b.command.Products)
	return nil
}

// facetFields are counted beside every search.
var facetFields = []string{"functions", "targetGroups", "settings", "lifeAreas"}

func (b *bench) search() (err error) {
	dir := filepath.Join(b.dir, "search")
	index, err := fulltext.CreateIndex(dir, fulltext.IndexOptions{
		Analyzer: fulltext.NewAnalyzer(fulltext.NewLexicon(fulltext.LexiconOptions{Hunspell: b.session.engine.hunspell})),
		Text:     map[string]fulltext.TextField{"text": {Language: fulltext.Swedish}},
		Keywords: facetFields, Numbers: []string{"price"},
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, index.Close()) }()
	err = b.eachBatch(func(products []catalog.Product) error {
		docs := make([]fulltext.Document, len(products))
		for i := range products {
			docs[i] = searchDocument(&products[i])
		}
		return index.Apply(b.ctx, docs, nil, "")
	})
	if err != nil {
		return err
	}
	var taken []float64
	for i := range bleveSamples {
		need := b.session.needs[i%len(b.session.needs)]
		start := b.Now()
		if _, err := index.Search(b.ctx, fulltext.Query{Text: need.Title, Facets: facetFields, Size: 20}); err != nil {
			return err
		}
		taken = append(taken, milliseconds(b.Now().Sub(start)))
	}
	p := percentiles(taken)
	b.report.Search = &p
	size, err := folderSize(dir)
	b.report.DiskMiB = rounded(float64(size)/(1<<20), 1)
	return err
}

func searchDocument(p *catalog.Product) fulltext.Document {
	d := fulltext.Document{
		ID:   p.ID,
		Text: map[string]string{"text": strings.Join(matching.ProductTexts(p), "\n")},
		Keywords: map[string][]string{
			"functions": p.Functions, "targetGroups": p.TargetGroups, "settings": p.Settings, "lifeAreas": p.LifeAreas,
		},
	}
	if p.Price.PerMonthSEK != nil {
		d.Numbers = map[string]float64{"price": *p.Price.PerMonthSEK}
	}
	return d
}

func folderSize(dir string) (total int64, err error) {
	err = filepath.Walk(dir, func(_ string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().IsRegular() {
			total += info.Size()
		}
		return err
	})
	return total, err
}
