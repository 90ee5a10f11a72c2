package expo

import (
	"context"
	"errors"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

const (
	needsOnPage = 20
	afterName   = "efter"
)

// needCard is a need in a list.
type needCard struct {
	Title, Href, Municipality, Text, Published string
	Language                                   string // where it is not the page's, else empty
	For                                        string // target groups
	State                                      frame.Tag
}

// needsPage is the published needs.
type needsPage struct {
	frame.Base
	Misread *frame.Notice
	Cards   []needCard
	Pager   frame.Pager
	Empty   *frame.Empty
}

func (a *Area) needs(c *fiber.Ctx) error {
	in := web.Query(c)
	after := in.Text(afterName)
	wrong := misread(in)
	list, next, err := a.s.Needs.PublishedNewest(c.UserContext(), after, needsOnPage)
	if err != nil && after != "" && errors.Is(err, store.ErrInvalid) {
		wrong, after = append(wrong, afterName), ""
		list, next, err = a.s.Needs.PublishedNewest(c.UserContext(), "", needsOnPage)
	}
	if err != nil {
		return err
	}
	v := needsPage{Base: a.frame.Base(c, "expo.needs.title")}
	v.Wide = true
	v.Description = v.T("expo.needs.lead")
	v.Misread = misunderstood(&v.Base, wrong)
	v.Cards = a.needCards(&v.Base, list)
	v.Pager.Label = v.T("expo.pager.label")
	if after != "" {
		v.Pager.Previous = &frame.Link{Text: v.T("expo.needs.first"), Href: needsPath}
	}
	if next != "" {
		v.Pager.Next = &frame.Link{Text: v.T("expo.needs.next"), Href: address(needsPath, []parameter{{afterName, next}})}
	}
	if len(v.Cards) == 0 {
		v.Empty = &frame.Empty{
			Title: v.T("expo.needs.none"), Text: v.T("expo.needs.noneText"), Link: &frame.Link{Text: v.T("expo.gone.search"), Href: searchPath},
		}
	}
	return a.p.needs.Render(c, &v)
}

const textOnCard = 200 // characters

func (a *Area) needCards(b *frame.Base, list []testbeds.PublicNeed) []needCard {
	cards := make([]needCard, len(list))
	for i := range list {
		n := &list[i]
		text := n.Need.Goal
		if text == "" {
			text = n.Need.Description
		}
		cards[i] = needCard{
			Title: n.Need.Title, Href: needPath + n.ID, Municipality: n.Need.Municipality, Text: clip(text, textOnCard),
			Published: b.Date(n.Published), For: sentence(b, a.valuesOf(b, "target_group", n.Need.TargetGroups)), State: openTag(b, n.Open),
			Language: foreign(b, n.Need.Language),
		}
	}
	return cards
}

// foreign is the language of a text where it is not the page's.
func foreign(b *frame.Base, language string) string {
	if language == string(b.Language) {
		return ""
	}
	return language
}

// openTag says whether companies may answer.
func openTag(b *frame.Base, open bool) frame.Tag {
	if open {
		return frame.Tag{Kind: "good", Text: b.T("expo.need.open")}
	}
	return frame.Tag{Kind: "neutral", Text: b.T("expo.need.closed")}
}

// newest are the newest needs that are open, at most so many.
func (a *Area) newest(ctx context.Context, most int) (open []testbeds.PublicNeed, err error) {
	list, _, err := a.s.Needs.PublishedNewest(ctx, "", needsOnPage)
	for i := range list {
		if list[i].Open && len(open) < most {
			open = append(open, list[i])
		}
	}
	return open, err
}

// needPage is a need as everybody may read it.
type needPage struct {
	frame.Base
	Need       testbeds.Need
	Foreign    string // language of the need's texts where it is not the page's, else empty
	State      frame.Tag
	Published  string
	Open       bool
	MayAnswer  bool // whether the reader may be of a company; a guest may
	Texts      []passage
	Statements []statement
	About      []frame.Fact
	Requires   []frame.Fact
	Around     []frame.Fact
	Goals      []frame.Fact
	Transcript []string
}

// passage is a text of a need with its heading.
type passage struct {
	Title      string
	Paragraphs []string
}

// statement is a need in one sentence.
type statement struct {
	Text, Priority string
	Function       *frame.Link
}

func (a *Area) need(c *fiber.Ctx) error {
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	n, err := a.s.Needs.Published(c.UserContext(), id)
	if err != nil {
		return a.leave(c, err, "need", id, a.s.Needs.WasPublished)
	}
	v := needPage{Base: a.frame.Base(c, "expo.part.title", "name", n.Need.Title), Need: n.Need, Open: n.Open}
	actor := web.ActorOf(c)
	v.MayAnswer = actor.Kind == access.Guest || actor.MayAnywhere(access.MirrorRead)
	v.Description = clip(n.Need.Description, 160)
	v.Crumbs = []frame.Link{{Text: v.T("expo.needs.title"), Href: needsPath}}
	v.Foreign = foreign(&v.Base, n.Need.Language)
	v.State, v.Published = openTag(&v.Base, n.Open), v.Date(n.Published)
	a.explain(&v)
	return a.p.need.Render(c, &v)
}

// explain puts the members of the need into words.
func (a *Area) explain(v *needPage) {
	n := &v.Need
	for _, p := range []struct{ key, text string }{
		{"background", n.Background}, {"description", n.Description}, {"goal", n.Goal},
	} {
		if list := paragraphs(p.text); len(list) > 0 {
			v.Texts = append(v.Texts, passage{v.T("expo.need." + p.key), list})
		}
	}
	for _, s := range n.Statements {
		shown := statement{Text: s.Text, Priority: a.value(&v.Base, "priority", s.Priority)}
		if s.Function != "" {
			shown.Function = &frame.Link{Text: a.value(&v.Base, functions, s.Function), Href: functionPath + s.Function}
		}
		v.Statements = append(v.Statements, shown)
	}
	t := teller{a, &v.Base}
	v.About = t.told([]fact{
		t.many("targetGroups", "target_group", n.TargetGroups), t.many("settings", "setting", n.Settings),
		t.many("lifeAreas", "life_area", n.LifeAreas), t.many("careActs", "care_act", n.CareActs),
	})
	v.Requires = t.told(t.requirements(&n.Requires))
	v.Around = t.told([]fact{
		t.many("environment.connectivity", "connectivity", n.Environment.Connectivity),
		{Member: "environment.alarmReception", Value: n.Environment.AlarmReception},
		{Member: "environment.careSystem", Value: n.Environment.CareSystem},
	})
	for _, g := range n.EffectGoals {
		v.Goals = append(v.Goals, t.goal(&g))
	}
	if n.Video != nil {
		v.Transcript = paragraphs(n.Video.Transcript)
	}
}

func (t teller) requirements(r *testbeds.Requirements) []fact {
	const at = "requires."
	return []fact{
		{Member: at + "maxPricePerMonthSEK", Value: t.sek(r.MaxPricePerMonthSEK)},
		t.level(at+"minTRL", "trl", r.MinTRL),
		t.yesNo(at+"ceMarked", r.CEMarked),
		t.many(at+"mdrClasses", "mdr_class", r.MDRClasses),
		{Member: at + "integrations", Value: t.b.List(r.Integrations)},
		t.one(at+"dataLocation", "data_location", r.DataLocation),
		t.one(at+"camera", "capture", r.Camera),
		t.one(at+"audio", "capture", r.Audio),
		t.one(at+"positioning", "positioning", r.Positioning),
		t.many(at+"worksWithout", "works_without", r.WorksWithout),
		{Member: at + "languages", Value: t.languages(r.Languages)},
		t.yesNo(at+"passiveUse", r.PassiveUse),
		{Member: at + "units", Value: t.whole(r.Units)},
		{Member: at + "weeks", Value: t.whole(r.Weeks)},
		{Member: at + "startFrom", Value: t.b.Day(r.StartFrom)},
		{Member: at + "startTo", Value: t.b.Day(r.StartTo)},
		t.level(at+"security.confidentiality", "klassa", r.Security.Confidentiality),
		t.level(at+"security.integrity", "klassa", r.Security.Integrity),
		t.level(at+"security.availability", "klassa", r.Security.Availability),
		t.yesNo(at+"en301549", r.EN301549),
		t.yesNo(at+"en18031", r.EN18031),
	}
}

// told are the facts that are given: of a need, what is not asked for needs no line.
func (t teller) told(all []fact) (list []frame.Fact) {
	for _, f := range all {
		if f.Value != "" {
			list = append(list, frame.Fact{Name: t.name(f.Member), Value: f.Value})
		}
	}
	return list
}

// goal writes an effect that is hoped for: from 12 to 6 falls a month.
func (t teller) goal(g *testbeds.EffectGoal) frame.Fact {
	f := frame.Fact{Name: g.Measure}
	switch {
	case g.Baseline != nil && g.Target != nil:
		f.Value = t.b.T("expo.goal.both", "from", t.figure(*g.Baseline), "to", t.figure(*g.Target), "unit", g.Unit)
	case g.Target != nil:
		f.Value = t.b.T("expo.goal.target", "to", t.figure(*g.Target), "unit", g.Unit)
	case g.Baseline != nil:
		f.Value = t.b.T("expo.goal.baseline", "from", t.figure(*g.Baseline), "unit", g.Unit)
	default:
		f.Value = g.Unit
	}
	if g.Instrument != "" {
		f.Note = t.b.T("expo.goal.instrument", "name", g.Instrument)
	}
	return f
}

// figure writes a number with as many decimals as it has, at most two.
func (t teller) figure(n float64) string {
	for decimals := range 2 {
		scale := 1.0
		if decimals == 1 {
			scale = 10
		}
		if n*scale == float64(int64(n*scale)) {
			return t.b.Decimal(n, decimals)
		}
	}
	return t.b.Decimal(n, 2)
}
