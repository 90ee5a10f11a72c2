package synthetic

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/testbeds"
)

func productText(p *catalog.Product) string {
	return strings.Join(append([]string{p.Name, p.Summary, p.Description}, p.Keywords...), " ")
}

func needText(n *testbeds.Need) string {
	parts := []string{n.Title, n.Background, n.Description, n.Goal}
	for _, s := range n.Statements {
		parts = append(parts, s.Text)
	}
	return strings.Join(parts, " ")
}

// tokens are the words of a text, in lower case.
func tokens(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
}

func TestSizesOfProducts(t *testing.T) {
	g := newStandard(t)
	var sizes []int
	sum := 0
	for i := range 5000 {
		p := g.Product(i)
		n := len(strings.Fields(productText(&p)))
		sizes = append(sizes, n)
		sum += n
	}
	slices.Sort(sizes)
	if mean := float64(sum) / float64(len(sizes)); mean < 130 || mean > 170 {
		t.Errorf("a product has %.1f words on average", mean)
	}
	if first, last := sizes[0], sizes[len(sizes)-1]; first < 60 || last > 400 {
		t.Errorf("products have %d to %d words", first, last)
	}
	// Log-normal: the quartiles lie a factor exp(0.674 × 0.4) ≈ 1.31 from the median.
	low, high := sizes[len(sizes)/4], sizes[len(sizes)*3/4]
	if ratio := float64(high) / float64(low); ratio < 1.5 || ratio > 2 {
		t.Errorf("half of the products have %d to %d words", low, high)
	}
}

// TestVocabularyGrows holds the growth against Heaps' law: four times as much
// text has more different words, but not four times as many.
func TestVocabularyGrows(t *testing.T) {
	g := newStandard(t)
	seen := make(map[string]int)
	var sizes []int
	for i := range 8000 {
		p := g.Product(i)
		for _, w := range tokens(p.Description) {
			seen[w]++
		}
		if i == 499 || i == 1999 || i == 7999 {
			sizes = append(sizes, len(seen))
		}
	}
	for i := 1; i < len(sizes); i++ {
		if growth := float64(sizes[i]) / float64(sizes[i-1]); growth < 1.6 || growth > 3.2 {
			t.Errorf("four times as many products have %.2f times as many words: %v", growth, sizes)
		}
	}
	if n := sizes[len(sizes)-1]; n < 30_000 || n > 90_000 {
		t.Errorf("8,000 products have %d words", n)
	}
	once := 0
	for _, n := range seen {
		if n == 1 {
			once++
		}
	}
	if share := float64(once) / float64(len(seen)); share < 0.2 || share > 0.6 {
		t.Errorf("%.2f of the words stand only once", share)
	}
}

func TestContentWordsOfNeeds(t *testing.T) {
	g := newStandard(t)
	common := strings.Fields("och att för med när kan som har det den ett inom till ska och vid vår under från här inte ofta över men så vill får vara sig efter the and with that have for")
	sum := 0
	const count = 1000
	for i := range count {
		n := g.Need(i)
		if len(n.Statements) < 3 || len(n.Statements) > 6 {
			t.Errorf("need %d has %d statements", i, len(n.Statements))
		}
		different := make(map[string]bool)
		for _, w := range tokens(needText(&n)) {
			if len(w) > 2 && !slices.Contains(common, w) {
				different[w] = true
			}
		}
		sum += len(different)
	}
	if mean := float64(sum) / count; mean < 42 || mean > 58 {
		t.Errorf("a need has %.1f different content words on average", mean)
	}
}

// TestProductsSpeakOfTheirTypes looks for the labels of the declared product
// types in the texts: without them there is nothing to match.
func TestProductsSpeakOfTheirTypes(t *testing.T) {
	g := newStandard(t)
	declared, spoken := 0, 0
	for i := range 3000 {
		p := g.Product(i)
		text := strings.ToLower(productText(&p))
		for _, x := range g.subjects.types {
			if !slices.Contains(p.ProductTypes, x.id) {
				continue
			}
			declared++
			says := func(label string) bool { return strings.Contains(text, strings.ToLower(label)) }
			if slices.ContainsFunc(slices.Concat(x.labels[0], x.labels[1]), says) {
				spoken++
			}
		}
	}
	if declared == 0 || float64(spoken) < 0.7*float64(declared) {
		t.Errorf("%d of %d declared product types are named in the text", spoken, declared)
	}
}
