package catalog

import (
	"bytes"
	"iter"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/allagehub/matcharenan/internal/jsonl"
)

func TestRoundTrips(t *testing.T) {
	c := newChecker(t)
	rapid.Check(t, func(t *rapid.T) {
		products := productsGen().Draw(t, "products")
		var lines, csv, xlsx bytes.Buffer
		must(t, WriteProducts(&lines, slices.Values(products)))
		must(t, WriteProductsCSV(&csv, products))
		must(t, WriteProductsXLSX(&xlsx, products))
		same(t, "JSONL", products, ReadProducts(t.Context(), &lines, "p", c))
		same(t, "CSV", products, ReadProductsCSV(t.Context(), &csv, "p", c))
		same(t, "XLSX", products, ReadProductsXLSX(t.Context(), &xlsx, "p", c))
	})
}

func TestCanonicalLine(t *testing.T) {
	var out bytes.Buffer
	must(t, WriteProducts(&out, slices.Values([]Product{parseSample(t)})))
	if got := strings.TrimSpace(out.String()); got != sample {
		t.Errorf("the sample is written otherwise than it was read:\n%s", cmp.Diff(sample, got))
	}
}

func TestUnknownMembersAreLeftOut(t *testing.T) {
	var out bytes.Buffer
	must(t, WriteProducts(&out, slices.Values([]Product{{ID: "a", Name: "A", Settings: []string{}}})))
	if got := out.String(); got != `{"id":"a","name":"A","settings":[]}`+"\n" {
		t.Errorf("got %s", got)
	}
}

func same(t *rapid.T, what string, want []Product, records iter.Seq2[Record, error]) {
	got, problems, err := jsonl.Collect(records)
	if err != nil || len(problems) > 0 {
		t.Fatalf("%s: %v %v", what, problems, err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Fatalf("%s does not come back the same:\n%s", what, d)
	}
}

func must(t interface {
	Helper()
	Fatal(args ...any)
}, err error,
) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// productsGen draws products that pass the check.
func productsGen() *rapid.Generator[[]Product] {
	return rapid.SliceOfNDistinct(rapid.Custom(drawProduct), 1, 3, func(p Product) string { return p.ID })
}

func drawProduct(t *rapid.T) Product {
	voc := func(values []string) []string {
		return rapid.OneOf(rapid.Just([]string(nil)), rapid.SliceOfDistinct(rapid.SampledFrom(values), rapid.ID)).Draw(t, "list")
	}
	one := func(values []string) string { return rapid.SampledFrom(append([]string{""}, values...)).Draw(t, "one") }
	fact := func() Fact { return rapid.SampledFrom([]Fact{Unknown, Yes, No}).Draw(t, "fact") }
	whole := func(lo, hi int) *int { return rapid.Ptr(rapid.IntRange(lo, hi), true).Draw(t, "whole") }
	p := Product{
		ID: rapid.StringMatching(`[A-Za-z0-9][A-Za-z0-9._:-]{0,20}`).Draw(t, "id"), Name: text(t, 1), Summary: text(t, 0),
		Description: text(t, 0), Keywords: texts(t), Language: one(Languages()), ProductTypes: voc(thesaurus().ProductTypes),
		Functions: voc(thesaurus().Functions), TargetGroups: voc(TargetGroups()), Settings: voc(Settings()),
		LifeAreas: voc(LifeAreas()), CareActs: voc(CareActs()), TRL: whole(1, 9),
		Medical: Medical{fact(), one(MDRClasses()), fact()}, Radio: Radio{fact(), fact()},
		Data:         Data{fact(), one(DataLocations()), fact(), one(Captures()), one(Captures()), fact()},
		Security:     Security{whole(0, 3), whole(0, 3), whole(0, 3)},
		Connectivity: voc(Connectivities()), WorksWithout: voc(WorksWithouts()), ActiveUse: fact(), Integrations: texts(t),
		Login: voc(Logins()), Languages: voc([]string{"sv", "en", "fi", "smj"}), Accessibility: Accessibility{fact()},
		Price: Price{
			one(PriceModels()), rapid.Ptr(rapid.Float64Range(0, 1e7), true).Draw(t, "month"),
			rapid.Ptr(rapid.Float64Range(0, 1e9), true).Draw(t, "start"),
		},
		TrialOffer: TrialOffer{Available: fact(), Units: whole(0, 100), Weeks: whole(0, 52), From: date(t, 0), To: date(t, 40000)},
		Status:     one(ProductStatuses()), ValidUntil: date(t, 0),
	}
	if rapid.Bool().Draw(t, "vendor") {
		p.Vendor = Vendor{ID: "v1", Name: text(t, 1), OrgNumber: "556036-0793", Country: one([]string{"SE", "DE"})}
	}
	if rapid.Bool().Draw(t, "iso") {
		p.ISO9999 = &ISO9999{rapid.SampledFrom(ISO9999Editions()).Draw(t, "edition"), "04 03 06"}
	}
	if rapid.Bool().Draw(t, "claims") {
		p.Claims = rapid.SliceOfN(rapid.Custom(drawClaim), 0, 3).Draw(t, "claims")
	}
	return p
}

func drawClaim(t *rapid.T) Claim {
	return Claim{
		Text: text(t, 1), Source: rapid.SampledFrom(ClaimSources()).Draw(t, "source"),
		Date: date(t, 0) + 1, ValidUntil: date(t, 50000), URL: rapid.SampledFrom([]string{"", "https://example.se/a?b=ö"}).Draw(t, "url"),
	}
}

func date(t *rapid.T, from int) Date {
	return rapid.OneOf(rapid.Just(Date(0)), rapid.Custom(func(t *rapid.T) Date {
		return Date(from + rapid.IntRange(1, 40000).Draw(t, "day"))
	})).Draw(t, "date")
}

// text draws what a cell can hold: no spaces at its ends, no carriage return,
// nothing that XML refuses.
func text(t *rapid.T, least int) string {
	s := rapid.OneOf(
		rapid.SampledFrom([]string{"-", "=1+1", "'-", "'x", "@a", "+46", "a;b", `a\`, `"`, "1,5", "true", "2026-01-01", "_x0041_", "åäö 🌧", "a\nb", "0012"}),
		rapid.StringN(least, 20, 60),
	).Draw(t, "text")
	s = strings.Map(func(r rune) rune {
		if r == '\r' || r != '\n' && unicode.IsControl(r) || r == 0xfffe || r == 0xffff || r == 0xfeff || r == 0xfffd {
			return -1
		}
		return r
	}, s)
	if s = strings.TrimSpace(s); s == "" && least > 0 {
		return "x"
	}
	return s
}

func texts(t *rapid.T) []string {
	if rapid.Bool().Draw(t, "unknown") {
		return nil
	}
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string { return text(t, 1) }), 0, 4).Draw(t, "texts")
}
