package matching

import (
	"cmp"
	"math"
	"slices"
	"strconv"
)

// Score is 0–100 in hundredths.
type Score int32

// Float is the score with its two decimals.
func (s Score) Float() float64 { return float64(s) / 100 }

// MarshalJSON writes the score with two decimals.
func (s Score) MarshalJSON() ([]byte, error) { return appendHundredths(nil, s), nil }

func appendHundredths(b []byte, s Score) []byte {
	if s < 0 {
		b, s = append(b, '-'), -s
	}
	b = strconv.AppendInt(b, int64(s/100), 10)
	return append(b, '.', byte('0'+s/10%10), byte('0'+s%10))
}

// scorer turns features into a score. The criteria of the fit are valued for
// every product, the others only when they can still matter.
type scorer struct {
	fit         []weighted
	overlaps    []overlap  // of the other criteria those that compare sets
	other       []weighted // and the rest
	curve       fitCurve
	fitShare    float64 // sum of the shares of fit
	otherShare  float64
	fullFit     float64
	unknown     float64
	unconfirmed float64
}

// fitCurve is the criteria of the fit in one formula, because it is worked out
// for every product: shares of 100 and what makes each criterion full.
type fitCurve struct {
	text, functions, effects             float64 // shares; 0 for a criterion that does not apply
	textFull, functionsFull, effectsFull float64
	saturation                           float64
}

func newScorer(rs *Ruleset, w *wish) *scorer {
	s := &scorer{fullFit: rs.FullFit, unknown: rs.Unknown, unconfirmed: rs.UnconfirmedBreach}
	s.fit, s.overlaps, s.other = rs.weigh(w)
	s.curve = fitCurve{textFull: w.textFull, functionsFull: w.functionsFull, effectsFull: w.effectsFull, saturation: rs.Text.Saturation}
	for _, c := range s.fit {
		s.fitShare += c.share
		switch c.Name {
		case criterionText:
			s.curve.text = c.share
		case criterionFunctions:
			s.curve.functions = c.share
		case criterionEffectGoals:
			s.curve.effects = c.share
		}
	}
	for _, o := range s.overlaps {
		s.otherShare += o.share
	}
	for _, c := range s.other {
		s.otherShare += c.share
	}
	slices.SortStableFunc(s.other, func(a, b weighted) int { return cmp.Compare(b.share, a.share) })
	return s
}

// points are the points of the fit for sums of the index's channels.
func (c *fitCurve) points(text, functions, effects uint32) float64 {
	points := 0.0
	if functions > 0 && c.functions > 0 {
		points += c.functions * min(1, float64(functions)/c.functionsFull)
	}
	if text > 0 && c.text > 0 {
		x := float64(text) / c.textFull
		points += c.text * (x / (x + c.saturation))
	}
	if effects > 0 && c.effects > 0 {
		points += c.effects * min(1, float64(effects)/c.effectsFull)
	}
	return points
}

// counts is how much of the other criteria counts: all from the full fit on, in
// proportion below.
func (s *scorer) counts(points float64) float64 {
	if s.fitShare == 0 {
		return 1 // a need without words: nothing to fit
	}
	return min(1, points/s.fitShare/s.fullFit)
}

// fitPoints are the points of the functional fit, and how much of the other
// criteria counts.
func (s *scorer) fitPoints(f *features) (points, counts float64) {
	points = s.curve.points(f.text, f.functions, f.effects)
	return points, s.counts(points)
}

// score is the score of a product.
func (s *scorer) score(f *features, points, counts float64, breaks bool) Score {
	score, _ := s.scoreFrom(math.MinInt32, f, points, counts, breaks)
	return score
}

// scoreFrom is the score of a product, or false as soon as the criteria that are
// left cannot bring it to least. The heaviest criteria come first.
func (s *scorer) scoreFrom(least Score, f *features, points, counts float64, breaks bool) (Score, bool) {
	needed := (float64(least) - 1) / 100 // points; less than a hundredth is rounding
	if breaks && s.unconfirmed > 0 {
		needed /= s.unconfirmed
	}
	rest, left := 0.0, s.otherShare
	if points+counts*left < needed {
		return 0, false
	}
	word := f.segment.Bits(f.doc)
	for i := range s.overlaps {
		o := &s.overlaps[i]
		rest += o.share * s.known(o.value(word))
		left -= o.share
	}
	for i := range s.other {
		if points+counts*(rest+left) < needed {
			return 0, false
		}
		c := &s.other[i]
		rest += c.share * s.known(c.value(f))
		left -= c.share
	}
	return s.round(points+counts*rest, breaks), true
}

func (s *scorer) known(v float64, known bool) float64 {
	if !known {
		return s.unknown
	}
	return v
}

func (s *scorer) round(points float64, breaks bool) Score {
	if breaks {
		points *= s.unconfirmed
	}
	return Score(math.Floor(points*100 + 0.5))
}

// Contribution is what one criterion adds to a score. The contributions of a
// product add up to its score, to the last digit.
type Contribution struct {
	Criterion string  `json:"criterion"` // its ID in the rule set
	Name      string  `json:"name"`
	Value     float64 `json:"value"`  // 0–1, rounded to thousandths
	Known     bool    `json:"known"`  // false: the product does not tell, and the rule set's value for that was used
	Weight    float64 `json:"weight"` // the criterion's share of 100 for this need, in hundredths
	Counts    float64 `json:"counts"` // how much of it counts, 0–1; below 1 when the functional fit is weak
	Points    Score   `json:"points"`
}

// Names of what is taken from a score beside the criteria.
const contributionUnconfirmed = "unconfirmedProhibition"

// contributions takes a score apart.
func (s *scorer) contributions(f *features, breaks bool) []Contribution {
	points, counts := s.fitPoints(f)
	total := s.score(f, points, counts, breaks)
	most := len(s.fit) + len(s.overlaps) + len(s.other) + 1
	list, exact := make([]Contribution, 0, most), make([]float64, 0, most)
	add := func(c *weighted, counts float64) {
		v, known := c.value(f)
		v = s.known(v, known)
		list = append(list, Contribution{
			Criterion: c.ID, Name: c.Name, Value: thousandths(v), Known: known,
			Weight: hundredths(c.share), Counts: thousandths(counts),
		})
		exact = append(exact, c.share*v*counts*100)
	}
	for i := range s.fit {
		add(&s.fit[i], 1)
	}
	for i := range s.overlaps {
		add(&s.overlaps[i].weighted, counts)
	}
	for i := range s.other {
		add(&s.other[i], counts)
	}
	if breaks {
		whole := 0.0
		for _, e := range exact {
			whole += e
		}
		list = append(list, Contribution{Name: contributionUnconfirmed, Value: 1, Known: true, Counts: 1})
		exact = append(exact, -whole*(1-s.unconfirmed))
	}
	for i, p := range apportion(exact, int(total)) {
		list[i].Points = Score(p) //nolint:gosec // G115: at most 10000
	}
	return list
}

func thousandths(v float64) float64 { return math.Round(v*1000) / 1000 }
func hundredths(v float64) float64  { return math.Round(v*100) / 100 }

// apportion rounds numbers to whole ones that add up to total, by largest
// remainder (Hare–Niemeyer); the first of equal remainders goes first.
func apportion(exact []float64, total int) []int {
	whole := make([]int, len(exact))
	order := make([]int, len(exact))
	left := total
	for i, e := range exact {
		whole[i] = int(math.Floor(e))
		order[i] = i
		left -= whole[i]
	}
	remainder := func(i int) float64 { return exact[i] - math.Floor(exact[i]) }
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(remainder(b), remainder(a)) })
	for i := 0; left != 0 && len(order) > 0; i = (i + 1) % len(order) {
		if left > 0 {
			whole[order[i]]++
			left--
		} else {
			whole[order[len(order)-1-i]]--
			left++
		}
	}
	return whole
}
