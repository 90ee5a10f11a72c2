package matching

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/testbeds"
)

// Mirror is the image of matching for a company: for each of its products, the
// needs that it fits, what stops it from the others, and what one change would
// admit it to.
type Mirror struct {
	Day      string          `json:"day"`
	Versions Versions        `json:"versions"` // the need's is empty
	Needs    int             `json:"needs"`    // compared
	Products []ProductMirror `json:"products"`
}

// ProductMirror is the image of one product. Only needs that it fits by function
// and text are told of.
type ProductMirror struct {
	Product *ProductRef `json:"product"`
	Fits    []NeedFit   `json:"fits"`
	Stopped []NeedStop  `json:"stopped"`
	Changes []Change    `json:"changes"`
}

// NeedFit is a need that the product may solve.
type NeedFit struct {
	Need      NeedRef  `json:"need"`
	Score     Score    `json:"score"`
	Questions []string `json:"questions,omitempty"` // names of rules that the listing leaves open
}

// NeedStop is a need that the product would fit but for some rules.
type NeedStop struct {
	Need  NeedRef   `json:"need"`
	Score Score     `json:"score"` // that it would have
	Fails []Outcome `json:"fails"`
}

// Change is a rule that alone stops the product from some needs, or that its
// listing leaves open for some.
type Change struct {
	Rule   string `json:"rule"`
	Name   string `json:"name"`
	Admits int    `json:"admits"` // needs that meeting the rule would open
	Clears int    `json:"clears"` // needs for which the listing does not tell
}

// Mirror gives the image for the products with the IDs.
func (m *Matcher) Mirror(ctx context.Context, products []string, needs []*testbeds.Need, day catalog.Date) (*Mirror, error) {
	snap, from := m.view()
	image := &Mirror{Day: day.String(), Versions: m.versions(snap, from, ""), Needs: len(needs)}
	explainers := make([]*explainer, len(needs))
	for i, n := range needs {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("matching: %w", err)
		}
		explainers[i] = newExplainer(ctx, m, snap, from, m.plan(snap, n, day))
	}
	for _, id := range products {
		p, err := m.mirrorOne(ctx, id, from, explainers)
		if err != nil {
			return nil, err
		}
		image.Products = append(image.Products, *p)
	}
	return image, nil
}

func (m *Matcher) mirrorOne(ctx context.Context, id string, from *source, needs []*explainer) (*ProductMirror, error) {
	segment, doc, ok := m.index.Find(id)
	if !ok {
		return nil, fmt.Errorf("%w: %q", ErrNotFound, id)
	}
	product, err := from.product(ctx, id, segment.Origin(doc))
	if err != nil {
		return nil, err
	}
	c := &candidate{segment: segment, doc: doc}
	image := &ProductMirror{Product: productRef(product, c), Fits: []NeedFit{}, Stopped: []NeedStop{}}
	changes := make(map[string]*Change)
	for _, x := range needs {
		image.add(x, product, x.features(c), changes)
	}
	image.finish(changes)
	return image, nil
}

// add tells how the product stands to one need, if it fits at all.
func (image *ProductMirror) add(x *explainer, p *catalog.Product, f *features, changes map[string]*Change) {
	points, counts := x.plan.scorer.fitPoints(f)
	if counts < fittingShare {
		return
	}
	outcomes, questions := x.plan.outcomes(p)
	var fails []Outcome
	breaks := false
	for _, o := range outcomes {
		if o.State == Fail && !o.Proposed {
			fails = append(fails, o)
		}
		breaks = breaks || o.State == Fail && o.Proposed
	}
	need := NeedRef{x.plan.need.ID, x.plan.need.Title, x.plan.need.Municipality}
	score := x.plan.scorer.score(f, points, counts, breaks)
	for _, o := range outcomes {
		alone := o.State == Fail && len(fails) == 1 && !o.Proposed
		asked := o.State == Unknown && slices.Contains(questions, o.Name) && len(fails) == 0
		if !alone && !asked {
			continue
		}
		c := changes[o.Rule]
		if c == nil {
			c = &Change{Rule: o.Rule, Name: o.Name}
			changes[o.Rule] = c
		}
		if alone {
			c.Admits++
		} else {
			c.Clears++
		}
	}
	if len(fails) > 0 {
		image.Stopped = append(image.Stopped, NeedStop{need, score, fails})
	} else {
		image.Fits = append(image.Fits, NeedFit{need, score, questions})
	}
}

// finish orders everything by what matters most.
func (image *ProductMirror) finish(changes map[string]*Change) {
	slices.SortStableFunc(image.Fits, func(a, b NeedFit) int { return cmp.Compare(b.Score, a.Score) })
	slices.SortStableFunc(image.Stopped, func(a, b NeedStop) int { return cmp.Compare(b.Score, a.Score) })
	image.Changes = []Change{}
	for _, c := range changes {
		image.Changes = append(image.Changes, *c)
	}
	slices.SortFunc(image.Changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(b.Admits, a.Admits), cmp.Compare(b.Clears, a.Clears), cmp.Compare(a.Rule, b.Rule))
	})
}
