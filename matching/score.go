package matching

import (
	"math"
	"sort"
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

// scorer turns features into a score. Its fit criteria are few and cheap; the
// others are only valued when they can still matter.
type scorer struct {
	fit, other  []weighted
	fitShare    float64 // sum of the shares of fit
	otherShare  float64
	fullFit     float64
	unknown     float64
	unconfirmed float64
}

func newScorer(rs *Ruleset, w *wish) *scorer {
	s := &scorer{fullFit: rs.FullFit, unknown: rs.Unknown, unconfirmed: rs.UnconfirmedBreach}
	s.fit, s.other = rs.weigh(w)
	for _, c := range s.fit {
		s.fitShare += c.share
	}
	for _, c := range s.other {
		s.otherShare += c.share
	}
	return s
}

// fitPoints are the points of the functional fit, and how much of the other
// criteria counts: all from the full fit on, in proportion below.
func (s *scorer) fitPoints(f *features) (points, counts float64) {
	for i := range s.fit {
		v, _ := s.fit[i].value(f)
		points += s.fit[i].share * v
	}
	if s.fitShare == 0 {
		return 0, 1 // a need without words: nothing to fit
	}
	return points, min(1, points/s.fitShare/s.fullFit)
}

// bound is no less than the score of any product with these fit points.
func (s *scorer) bound(points, counts float64, breaks bool) Score {
	return s.round(points+counts*s.otherShare, breaks) + 1
}

// score is the score of a product.
func (s *scorer) score(f *features, points, counts float64, breaks bool) Score {
	rest := 0.0
	for i := range s.other {
		rest += s.other[i].share * s.known(s.other[i].value(f))
	}
	return s.round(points+counts*rest, breaks)
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
	var list []Contribution
	var exact []float64
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
	sort.SliceStable(order, func(a, b int) bool {
		return exact[order[a]]-math.Floor(exact[order[a]]) > exact[order[b]]-math.Floor(exact[order[b]])
	})
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
