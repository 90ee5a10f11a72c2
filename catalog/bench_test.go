package catalog

import (
	"fmt"
	"strings"
	"testing"
)

func BenchmarkParse(b *testing.B) {
	c := newChecker(b)
	line := []byte(sample)
	b.SetBytes(int64(len(line)))
	b.ReportAllocs()
	for b.Loop() {
		if _, problems := c.Parse(line); problems != nil {
			b.Fatal(problems)
		}
	}
}

func BenchmarkParseOnly(b *testing.B) {
	line := []byte(sample)
	b.ReportAllocs()
	for b.Loop() {
		ParseProduct(line)
	}
}

func BenchmarkCheck(b *testing.B) {
	c, p := newChecker(b), parseSample(b)
	b.ReportAllocs()
	for b.Loop() {
		if problems := c.Check(&p); problems != nil {
			b.Fatal(problems)
		}
	}
}

// BenchmarkParseBad measures a line that is walked twice.
func BenchmarkParseBad(b *testing.B) {
	c := newChecker(b)
	line := []byte(strings.Replace(sample, `"trl":9`, `"trl":"9"`, 1))
	b.ReportAllocs()
	for b.Loop() {
		if _, problems := c.Parse(line); len(problems) != 1 {
			b.Fatal(problems)
		}
	}
}

// BenchmarkReadProducts reads a file of 2000 products; an iteration is a file.
func BenchmarkReadProducts(b *testing.B) {
	var file strings.Builder
	for i := range 2000 {
		file.WriteString(strings.Replace(sample, "prod-0001", fmt.Sprintf("prod-%07d", i), 1) + "\n")
	}
	c := newChecker(b)
	b.SetBytes(int64(file.Len()))
	for b.Loop() {
		products, problems, err := LoadProducts(b.Context(), strings.NewReader(file.String()), "p.jsonl", c)
		if err != nil || problems != nil || len(products) != 2000 {
			b.Fatal(err, problems)
		}
	}
}
