package matching

import (
	"sync"
	"testing"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/synthetic"
	"github.com/allagehub/matcharenan/matching/postings"
	"github.com/allagehub/matcharenan/testbeds"
)

// benchmarkSize is how many products the benchmarks match against.
const benchmarkSize = 20_000

// bench is a made-up catalogue and needs.
type bench struct {
	products []*catalog.Product
	needs    []*testbeds.Need
	reader   *Reader
}

var theBench = sync.OnceValues(func() (*bench, error) {
	j, err := theJudged()
	if err != nil {
		return nil, err
	}
	g, err := synthetic.New(1)
	if err != nil {
		return nil, err
	}
	x := &bench{}
	for i := range benchmarkSize {
		p := g.Product(i)
		x.products = append(x.products, &p)
	}
	for i := range 50 {
		n := g.Need(i)
		x.needs = append(x.needs, &n)
	}
	x.reader = newTestReader(j.thesaurus, x.products[:2000])
	return x, nil
})

func benchOf(b *testing.B) *bench {
	b.Helper()
	x, err := theBench()
	if err != nil {
		b.Fatal(err)
	}
	return x
}

func (x *bench) matcher(b *testing.B) *Matcher {
	b.Helper()
	m := New(x.reader, judgedCollection(b).ruleset)
	refill(b, m, x.products)
	return m
}

// BenchmarkMatch: an iteration is one need, with the best 50 explained.
func BenchmarkMatch(b *testing.B) {
	x := benchOf(b)
	m := x.matcher(b)
	for _, bb := range []struct {
		name    string
		explain int
	}{{"bare", 0}, {"explained", 50}} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				matchWith(b, m, x.needs[i%len(x.needs)], Options{Day: today, Top: 50, Explain: bb.explain, NearMisses: 5})
			}
		})
	}
}

func BenchmarkReadProduct(b *testing.B) {
	x := benchOf(b)
	space := x.reader.newScratch()
	var d postings.Document
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		x.reader.product(x.products[i%len(x.products)], space, &d)
	}
}

func BenchmarkReadNeed(b *testing.B) {
	x := benchOf(b)
	w := &judgedCollection(b).ruleset.Text
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		x.reader.Need(x.needs[i%len(x.needs)], w)
	}
}

// BenchmarkPut replaces one product after the other.
func BenchmarkPut(b *testing.B) {
	x := benchOf(b)
	m := x.matcher(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := m.Put(x.products[i%len(x.products)]); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFill: an iteration reads 2,000 products.
func BenchmarkFill(b *testing.B) {
	x := benchOf(b)
	m := New(x.reader, judgedCollection(b).ruleset)
	b.ReportAllocs()
	for b.Loop() {
		refill(b, m, x.products[:2000])
	}
}
