package company

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/matching"
	"github.com/allagehub/matcharenan/matching/wording"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// reflectionPage shows one product against the published needs.
type reflectionPage struct {
	frame.Base
	Summary   string
	Stops     []stop
	Questions []question
	Fits      []fit
	FitsMore  string // said of fits that are not shown
	Edit      string // address of the form; empty for those who may not change it
}

// stop is a rule that the product breaks, and the needs that it costs.
type stop struct {
	Name, Opens string
	Edit        string // where the member is written; empty when it is not the company's to write
	Needs       []stopped
	More        string
	admits      int
}

// stopped is a need that a rule keeps the product from, with both values.
type stopped struct {
	Title, Municipality, Href string
	Wants, Has                string
	Others                    string // rules that stop the product as well
}

// question is something that the product does not tell and that needs ask about.
type question struct{ Text, Href string }

// fit is a need that the product fits, with why.
type fit struct {
	Title, Municipality, Href string
	Score                     frame.Bar
	Shares                    string // what both are about
	Words                     string // that stand in both
	Asks                      string // what the need asks about and the product does not tell
}

// Bounds of a reflection.
const (
	mostFits    = 20
	mostStopped = 20 // needs below each rule
	mostWords   = 6
	mostShared  = 3
)

func (a *Area) showReflection(c *fiber.Ctx) error {
	q := frame.Query(c)
	if err := q.Err(); err != nil {
		return err
	}
	k, err := a.one(c)
	if err != nil {
		return err
	}
	ctx, actor := c.UserContext(), web.ActorOf(c)
	if err := actor.Check(access.MirrorRead, k.Value.Owner); err != nil {
		return err
	}
	if !k.overview.Public {
		return store.ErrNotFound
	}
	needs, err := a.needs(ctx)
	if err != nil {
		return err
	}
	image, common, err := a.compare(ctx, k.ID, needs)
	if errors.Is(err, matching.ErrNotFound) { // published a moment ago
		return store.ErrNotFound
	}
	if err != nil {
		return err
	}
	v := newReflectionPage(a.frame.Base(c, "desk.reflection.title", "name", image.Product.Name), image, common, len(needs), a.editPath(k.ID))
	v.Crumbs = []frame.Link{{Text: v.T("desk.mirror.title"), Href: deskPath(actor, k.Value.Owner, mirrorPath)}}
	if !actor.May(access.ListingWrite, k.Value.Owner) {
		v.hideForm()
	}
	return a.reflection.Render(c, v)
}

// compare holds a product against needs, and finds what it shares with those that it
// fits best, in their order.
func (a *Area) compare(ctx context.Context, id string, needs []*testbeds.Need) (*matching.ProductMirror, []matching.Common, error) {
	day := a.s.Listings.Day(a.s.Now())
	image, err := a.s.Live.Mirror(ctx, []string{id}, needs, day)
	if err != nil {
		return nil, nil, err
	}
	one := &image.Products[0]
	byID := make(map[string]*testbeds.Need, len(needs))
	for _, n := range needs {
		byID[n.ID] = n
	}
	var best []*testbeds.Need
	for _, f := range one.Fits[:min(mostFits, len(one.Fits))] {
		best = append(best, byID[f.Need.ID])
	}
	common, err := a.s.Live.Common(ctx, id, best, day)
	return one, common, err
}

// newReflectionPage decides what the page says. Edit tells where the member is
// written that a rule reads.
func newReflectionPage(
	b frame.Base, m *matching.ProductMirror, common []matching.Common, needs int, edit func(rule string) string,
) *reflectionPage {
	v := &reflectionPage{Base: b, Edit: tabPath(m.Product.ID, formTab)}
	v.Wide = true
	v.Summary = plural(&b, "desk.mirror.fits", len(m.Fits)) + " " + plural(&b, "desk.mirror.stopped", len(m.Stopped)) + " " + b.T("desk.reflection.ofNeeds", "needs", b.Number(needs))
	w := wording.Words{Printer: b.Printer()}
	v.Stops = v.stops(m, w, edit)
	for _, c := range m.Changes {
		if c.Clears > 0 {
			v.Questions = append(v.Questions, question{
				Text: plural(&b, "desk.reflection.clears", c.Clears, "rule", frame.Sentence(w.Rule(c.Name))), Href: edit(c.Rule),
			})
		}
	}
	for i, f := range m.Fits {
		if i == len(common) {
			v.FitsMore = b.T("desk.reflection.fitsMore", "count", b.Number(len(m.Fits)-i))
			break
		}
		v.Fits = append(v.Fits, v.fit(&f, &common[i], w))
	}
	return v
}

// hideForm takes away the ways to the form.
func (v *reflectionPage) hideForm() {
	v.Edit = ""
	for i := range v.Stops {
		v.Stops[i].Edit = ""
	}
	for i := range v.Questions {
		v.Questions[i].Href = ""
	}
}

// editPath tells where the member of a listing is written that a rule reads; empty
// when it is none that a company writes.
func (a *Area) editPath(id string) func(rule string) string {
	return func(rule string) string {
		member := a.s.Ruleset.Member(rule)
		if member == "" {
			return ""
		}
		return a.memberPath(id, member)
	}
}

// stops are the rules that the product breaks, the one that alone keeps it from most
// needs first.
func (v *reflectionPage) stops(m *matching.ProductMirror, w wording.Words, edit func(rule string) string) []stop {
	byRule := map[string]*stop{}
	counted := map[string]int{}
	var order []string
	for i := range m.Stopped {
		s := &m.Stopped[i]
		for j := range s.Fails {
			o := &s.Fails[j]
			it := byRule[o.Rule]
			if it == nil {
				it = &stop{Name: frame.Sentence(w.Rule(o.Name)), Edit: edit(o.Rule)}
				byRule[o.Rule], order = it, append(order, o.Rule)
			}
			if counted[o.Rule]++; len(it.Needs) < mostStopped {
				it.Needs = append(it.Needs, v.stopped(s, o, w))
			}
		}
	}
	for _, c := range m.Changes {
		if it := byRule[c.Rule]; it != nil {
			it.admits = c.Admits
		}
	}
	slices.SortStableFunc(order, func(x, y string) int {
		return cmp.Or(cmp.Compare(byRule[y].admits, byRule[x].admits), cmp.Compare(counted[y], counted[x]), cmp.Compare(x, y))
	})
	var all []stop
	for _, rule := range order {
		it := byRule[rule]
		it.Opens = plural(&v.Base, "desk.reflection.stops", counted[rule])
		switch it.admits {
		case 0:
			it.Opens += " " + v.T("desk.reflection.opensNone")
		case counted[rule]:
			it.Opens = plural(&v.Base, "desk.reflection.opens", it.admits)
		default:
			it.Opens = plural(&v.Base, "desk.reflection.opens", it.admits) + " " + it.Opens
		}
		if left := counted[rule] - len(it.Needs); left > 0 {
			it.More = v.T("desk.reflection.more", "count", v.Number(left))
		}
		all = append(all, *it)
	}
	return all
}

func (v *reflectionPage) stopped(s *matching.NeedStop, o *matching.Outcome, w wording.Words) stopped {
	it := stopped{
		Title: s.Need.Title, Municipality: s.Need.Municipality, Href: needPath(s.Need.ID), Wants: w.Values(o.Needs), Has: w.Told(o),
	}
	var others []string
	for i := range s.Fails {
		if s.Fails[i].Rule != o.Rule {
			others = append(others, w.Rule(s.Fails[i].Name))
		}
	}
	if len(others) > 0 {
		it.Others = v.T("desk.reflection.others", "rules", v.List(others))
	}
	return it
}

func (v *reflectionPage) fit(f *matching.NeedFit, common *matching.Common, w wording.Words) fit {
	it := fit{
		Title: f.Need.Title, Municipality: f.Need.Municipality, Href: needPath(f.Need.ID),
		Score: frame.Bar{
			Name: v.T("desk.reflection.score"), Value: f.Score.Float(), Max: 100,
			Words: v.T("desk.reflection.points", "points", v.Decimal(f.Score.Float(), 0)),
		},
	}
	var shares, shared, asked []string
	for _, c := range common.Concepts[:min(mostShared, len(common.Concepts))] {
		shares = append(shares, w.Label(c.Swedish, c.English))
	}
	for _, word := range common.Words[:min(mostWords, len(common.Words))] {
		shared = append(shared, word.Need)
	}
	for _, name := range f.Questions {
		asked = append(asked, w.Rule(name))
	}
	it.Shares, it.Words, it.Asks = v.List(shares), v.List(shared), v.List(asked)
	return it
}

// needPath is the page of a need that everybody sees.
func needPath(id string) string { return "/behov/" + id }
