package fulltext

import (
	"context"
	"syscall"
	"testing"
)

func cpu() float64 {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e6
}

func BenchmarkZZ(b *testing.B) {
	x := searchBenchIndex(b)
	low, high := 1000.0, 3000.0
	filters := map[string][]string{"setting": {"setting1", "setting2"}, "target": {"target3"}}
	for _, c := range []struct {
		name  string
		query Query
	}{
		{"narrow", Query{Text: "ordtaku duschrobot"}},
		{"broad", Query{Text: "larm"}},
		{"broad compound", Query{Text: "trygghetslarm"}},
		{"broad three words", Query{Text: "trygghet larm sensor"}},
		{"misspelt", Query{Text: "trygghetslrm"}},
		{"filtered", Query{Text: "larm", Filters: filters, Ranges: map[string]Range{"price": {&low, &high}}}},
		{"browse", Query{}},
		{"browse filtered", Query{Filters: filters}},
		{"browse by name", Query{Sort: Order{Field: "name"}}},
		{"deep", Query{Text: "larm", From: 9000}},
		{"phrase", Query{Text: `"trygghet larm"`}},
		{"frequent words", Query{Text: "ordi orda ordo ordu ordb"}},
	} {
		c.query.Facets, c.query.Size = benchIndexOptions.Keywords, 20
		for range 5 { x.Search(context.Background(), c.query) }
		s := cpu()
		for range 200 { x.Search(context.Background(), c.query) }
		b.Logf("%-20s %.2f ms CPU", c.name, (cpu()-s)/200)
	}
	for _, typed := range []string{"t", "tryg", "ord", "digital l"} {
		s := cpu()
		for range 200 { x.Suggest(context.Background(), typed, 8) }
		b.Logf("suggest %-20s %.2f ms CPU", typed, (cpu()-s)/200)
	}
	dir := benchIndex.dir + "/index"
	x.Close()
	s := cpu()
	y, err := OpenIndex(dir, benchIndexOptions)
	b.Log("open", cpu()-s, err)
	benchIndex.Index = y
}
