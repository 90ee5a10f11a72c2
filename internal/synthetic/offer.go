package synthetic

import (
	"fmt"
	"math"

	"github.com/allagehub/matcharenan/catalog"
)

// The days between which trials, claims and listings lie.
var (
	firstTrial   = catalog.MustParseDate("2026-01-01")
	lastStart    = catalog.MustParseDate("2027-06-30")
	lastTrial    = catalog.MustParseDate("2027-12-31")
	firstClaim   = catalog.MustParseDate("2020-01-01")
	lastClaim    = catalog.MustParseDate("2026-06-30")
	firstListing = catalog.MustParseDate("2026-03-01")
	lastListing  = catalog.MustParseDate("2029-12-31")
)

// offer fills in the price, the trial and the standing of the listing.
func (g *Generator) offer(d draw, p *catalog.Product) {
	p.Price = price(d)
	p.TrialOffer = trial(d)
	p.Status = catalog.StatusPublished
	if !d.chance(0.95) {
		others := []string{catalog.StatusDraft, catalog.StatusSubmitted, catalog.StatusExpired, catalog.StatusWithdrawn}
		p.Status = others[d.IntN(len(others))]
	}
	if d.chance(0.15) {
		p.ValidUntil = d.day(firstListing, lastListing)
	}
}

func price(d draw) catalog.Price {
	x := catalog.Price{Model: pick(d, 0.6, catalog.PriceModels(), 0.65, 0.2, 0.13, 0.02)}
	if x.Model != "free" && d.chance(oftenKnown) {
		x.PerMonthSEK = kronor(d.logNormal(260, 0.9, 20, 3000))
	}
	if x.Model != "free" && d.chance(0.3) {
		x.StartSEK = kronor(d.logNormal(1500, 1.2, 100, 100_000))
	}
	return x
}

// kronor rounds a price as companies do: to whole kronor, large ones to tens.
func kronor(x float64) *float64 {
	x = math.Round(x)
	if x > 500 {
		x = math.Round(x/10) * 10
	}
	return &x
}

func trial(d draw) catalog.TrialOffer {
	t := catalog.TrialOffer{Available: d.fact(halfKnown, 0.7)}
	if t.Available != catalog.Yes {
		return t
	}
	t.Units = d.number(0.7, 2, 30)
	t.Weeks = d.number(0.6, 4, 26)
	if d.chance(0.5) {
		t.From = d.day(firstTrial, lastStart)
		t.To = min(t.From.AddDays(d.between(60, 400)), lastTrial)
	}
	return t
}

// claim adds what is said of the product's effect: four products of ten say
// something.
func (g *Generator) claim(d draw, p *catalog.Product, s *subject) {
	n := d.weighted(0.6, 0.2, 0.12, 0.05, 0.03)
	if n == 0 {
		return
	}
	w := g.writer(d, p.Language == "en", s)
	p.Claims = make([]catalog.Claim, 0, n)
	for range n {
		c := catalog.Claim{
			Text:   w.line(sectionClaim) + ".",
			Source: pick(d, 1, g.vocabularies.claimSources, 0.5, 0.25, 0.15, 0.1),
			Date:   d.day(firstClaim, lastClaim),
		}
		if d.chance(0.3) {
			c.ValidUntil = c.Date.AddDays(d.between(1, 4) * 365)
		}
		if d.chance(0.2) {
			c.URL = fmt.Sprintf("https://example.org/rapport/%d", d.IntN(10_000))
		}
		p.Claims = append(p.Claims, c)
	}
}
