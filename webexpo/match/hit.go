package match

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/matching/wording"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// hit is a product that meets every must, and why it stands where it does.
type hit struct {
	Rank                      int
	ID, Name, Href, Vendor    string
	Score                     frame.Bar
	Does                      []string // functions that both are about
	Shares                    string   // words that both use
	Price, Trial              string
	Ahead                     string // what puts it before the next
	Bars, Rest                []frame.Bar
	Softened                  []string // softened musts that it fails
	Breaks                    []string // what the running text seems to forbid
	Questions                 []string // what is not known
	Gains                     []string // what an answer could add
	NeedQuotes, ProductQuotes [][]frame.Stretch
	Rules                     []rule
	Met                       string // how many rules are met
}

// rule is what one says of the product.
type rule struct {
	Name, Needs, Has, Source string
	State                    frame.Tag
}

// barsFirst is how many criteria are shown at once; the rest is behind a click.
const barsFirst = 4

func (v *matchPage) hit(m *matching.Match, p *catalog.Product) hit {
	h := hit{Rank: m.Rank, ID: m.ID, Href: "/produkter/" + m.ID, Name: m.Product.Name, Vendor: m.Product.Vendor}
	h.Score = frame.Bar{
		Name: v.T("hits.score"), Value: m.Score.Float(), Max: 100, Words: v.T("hits.of", "points", v.score(m.Score), "most", v.Number(100)),
	}
	for _, c := range m.Concepts {
		h.Does = append(h.Does, v.words.Label(c.Swedish, c.English))
	}
	h.Shares = v.List(sharedWords(m.Words))
	v.bars(&h, m.Contributions)
	v.rules(&h, m)
	for _, o := range wording.Questions(m) {
		key := "hits.ask"
		if o.Has != "" { // the product tells, but that does not settle it
			key = "hits.examine"
		}
		args := v.words.Outcome(o)
		h.Questions = append(h.Questions, v.T(key, "rule", frame.Sentence(v.words.Rule(o.Name)), "needs", args["needs"], "has", args["has"]))
	}
	if p != nil {
		v.product(&h, p)
		h.ProductQuotes = productQuotes(matching.ProductPassages(p), m)
	}
	return h
}

// product adds what a reader wants to see of the product itself.
func (v *matchPage) product(h *hit, p *catalog.Product) {
	if n := p.Price.PerMonthSEK; n != nil {
		h.Price = v.T("hits.perMonth", "price", v.Money(*n))
	}
	if p.TrialOffer.Available == catalog.Yes {
		h.Trial = v.T("hits.trial")
	}
}

// sharedWords are the words of need and product, both where they differ in form.
func sharedWords(list []matching.MatchedWord) (words []string) {
	for _, w := range list {
		if strings.EqualFold(w.Need, w.Product.Text) {
			words = append(words, w.Need)
		} else {
			words = append(words, w.Need+" – "+w.Product.Text)
		}
	}
	return words
}

// bars are the criteria, those with the greatest weight first, and what an unknown
// one could add.
func (v *matchPage) bars(h *hit, list []matching.Contribution) {
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(a, b matching.Contribution) int { return cmp.Compare(b.Points, a.Points) })
	for i := range sorted {
		c := &sorted[i]
		name := frame.Sentence(v.words.Criterion(c.Name))
		if c.Weight == 0 { // taken from the score, not weighed
			h.Breaks = append(h.Breaks, v.T("hits.deduction", "points", v.score(-c.Points)))
			continue
		}
		key := "hits.of"
		if !c.Known {
			key = "hits.ofUnknown"
			if gain := matching.Score(math.Round(100 * c.Weight * c.Counts * (1 - c.Value))); gain > 0 {
				h.Gains = append(h.Gains, v.T("hits.gain", "criterion", name, "points", v.score(gain)))
			}
		}
		bar := frame.Bar{
			Name: name, Value: c.Points.Float(), Max: c.Weight,
			Words: v.T(key, "points", v.score(c.Points), "most", v.Decimal(c.Weight, 1)),
		}
		if len(h.Bars) < barsFirst {
			h.Bars = append(h.Bars, bar)
		} else {
			h.Rest = append(h.Rest, bar)
		}
	}
}

// rules are what all of them say, those that are not met first.
func (v *matchPage) rules(h *hit, m *matching.Match) {
	met := 0
	for _, state := range []matching.State{matching.Fail, matching.Unknown, matching.Pass} {
		for i := range m.Rules {
			o := &m.Rules[i]
			if o.State != state {
				continue
			}
			args := v.words.Outcome(o)
			row := rule{
				Name: frame.Sentence(v.words.Rule(o.Name)), Needs: v.words.Values(o.Needs), Has: v.words.Told(o), Source: o.Source,
				State: v.state(o),
			}
			h.Rules = append(h.Rules, row)
			text := v.T("hits.fails", "rule", row.Name, "needs", args["needs"], "has", args["has"])
			switch {
			case state == matching.Pass:
				met++
			case state == matching.Fail && o.Softened:
				h.Softened = append(h.Softened, text)
			case state == matching.Fail:
				h.Breaks = append(h.Breaks, text)
			}
		}
	}
	h.Met = v.T("hits.met", "met", v.Number(met), "of", v.Number(len(m.Rules)))
}

func (v *matchPage) state(o *matching.Outcome) frame.Tag {
	switch {
	case o.State == matching.Pass:
		return frame.Tag{Kind: "good", Text: v.T("hits.pass")}
	case o.State == matching.Unknown:
		return frame.Tag{Kind: "waiting", Text: v.T("hits.unknown")}
	case o.Softened:
		return frame.Tag{Kind: "bad", Text: v.T("hits.failSoftened")}
	default:
		return frame.Tag{Kind: "bad", Text: v.T("hits.fail")}
	}
}

// aheadMost is how many criteria are named that put a hit before the next, and
// aheadLeast the points from which one is worth naming.
const (
	aheadMost  = 2
	aheadLeast = matching.Score(5)
)

// ahead says what puts a hit before the one after it.
func (v *matchPage) ahead(m, next *matching.Match) string {
	lead := m.Score - next.Score
	if lead == 0 {
		return v.T("hits.level", "next", next.Product.Name)
	}
	more, less := differences(m.Contributions, next.Contributions)
	var reasons []string
	for _, c := range more[:min(aheadMost, len(more))] {
		reasons = append(reasons, v.reason(c))
	}
	args := []any{"points", v.score(lead), "next", next.Product.Name, "why", v.List(reasons)}
	switch {
	case len(reasons) == 0:
		return v.T("hits.aheadOnly", args...)
	case len(less) > 0 && -less[0].Points >= lead:
		less[0].Points = -less[0].Points
		return v.T("hits.aheadDespite", append(args, "less", v.reason(less[0]))...)
	default:
		return v.T("hits.ahead", args...)
	}
}

func (v *matchPage) reason(c matching.Contribution) string {
	return v.T("hits.reason", "criterion", v.words.Criterion(c.Name), "points", v.score(c.Points))
}

// differences are the criteria that give a product more than another, and those that
// give it less; the points are those between them, the greatest first.
func differences(of, than []matching.Contribution) (more, less []matching.Contribution) {
	for _, c := range of {
		for _, d := range than {
			if c.Criterion != d.Criterion {
				continue
			}
			if c.Points -= d.Points; c.Points >= aheadLeast {
				more = append(more, c)
			} else if c.Points <= -aheadLeast {
				less = append(less, c)
			}
		}
	}
	slices.SortStableFunc(more, func(a, b matching.Contribution) int { return cmp.Compare(b.Points, a.Points) })
	slices.SortStableFunc(less, func(a, b matching.Contribution) int { return cmp.Compare(a.Points, b.Points) })
	return more, less
}
