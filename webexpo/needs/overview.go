package needs

import (
	"cmp"
	"errors"
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/webexpo/form"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// needPage is where a need stands, what comes next, and what it says.
type needPage struct {
	frame.Base
	Mistakes frame.ErrorSummary
	State    frame.Tag
	Waits    string
	Version  int64 // of the document
	Buttons  []button
	Links    []frame.Link
	Facts    []frame.Fact
	Messages []message
	Missing  []frame.Link // what must be mended before it can be submitted
	Tips     []frame.Link // of the need check
	Parts    []part       // of the editor, for those who may write
	Told     []form.Told
}

// button takes a step, or leads to a page that asks first.
type button struct {
	Text, Path, Kind string
	Asks             bool
}

// message is what a reviewer wrote.
type message struct{ When, Machine, Text string }

// part leads to a theme of the editor and says how much of it is answered.
type part struct {
	frame.Link
	Answered string
}

func (a *Area) showNeed(c *fiber.Ctx) error {
	in := frame.Query(c)
	if err := in.Err(); err != nil {
		return err
	}
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	return a.answerNeed(c, id, nil)
}

// answerNeed shows a need as it is, with what went wrong with the last step.
func (a *Area) answerNeed(c *fiber.Ctx, id string, failed error) error {
	status, err := frame.StatusAgain(failed)
	if err != nil {
		return err
	}
	actor := web.ActorOf(c)
	it, err := a.s.Needs.Get(c.UserContext(), actor, id)
	if err != nil {
		return err
	}
	v := &needPage{Base: a.frame.Base(c, "ward.untitled"), Version: it.Version}
	if v.Waits, err = a.waits(c.UserContext(), actor, &v.Base, &it.Value); err != nil {
		return err
	}
	names, err := a.names(c.UserContext(), []string{it.Value.Owner})
	if err != nil {
		return err
	}
	a.fillNeed(v, actor, &it.Value, names[it.Value.Owner])
	v.Mistakes = a.mistakes(&v.Base, id, failed)
	return a.overview.RenderStatus(c, status, v)
}

// fillNeed decides what the page says.
func (a *Area) fillNeed(v *needPage, actor access.Actor, n *testbeds.NeedRecord, owner string) {
	v.Title = titleOf(&v.Base, n)
	v.Crumbs = crumbs(&v.Base, n)[:1]
	v.State = stateTag(&v.Base, n)
	if mayWrite(actor, n) {
		v.Parts = a.parts(&v.Base, n)
		v.Missing = a.missing(&v.Base, n)
		v.Tips = a.tips(&v.Base, n, "")
	}
	v.buttons(actor, n)
	v.links(actor, n)
	v.facts(n, owner)
	for _, m := range slices.Backward(n.Messages) {
		v.Messages = append(v.Messages, message{v.Time(m.At.Time), v.Machine(m.At.Time), m.Text})
	}
	v.Told = a.form.Facts(&v.Base, n.Draft)
}

// buttons are what can be done now, the likely next step first.
func (v *needPage) buttons(actor access.Actor, n *testbeds.NeedRecord) {
	switch {
	case (n.State == lifecycle.Published || n.State == testbeds.Closed) && actor.MayAnywhere(access.MatchRun):
		v.Buttons = append(v.Buttons, button{v.T("ward.need.matches"), needPath(n.ID, matchesPath), "", true})
	case mayWrite(actor, n) && len(v.Missing) > 0:
		v.Buttons = append(v.Buttons, button{v.T("ward.need.goOn"), needPath(n.ID, editPath), "", true})
	case mayWrite(actor, n) && len(n.Draft.Statements) == 0:
		v.Buttons = append(v.Buttons, button{v.T("ward.need.goOn"), editAt(n.ID, "statements"), "", true})
	}
	for i := range steps {
		s := &steps[i]
		if !s.offered(actor, n) {
			continue
		}
		kind := s.kind
		if kind == "" && len(v.Buttons) > 0 {
			kind = "secondary"
		}
		v.Buttons = append(v.Buttons, button{v.T("ward.step." + string(s.action)), needPath(n.ID, "/"+s.path), kind, s.confirmed})
	}
}

// mayWrite reports whether the actor can change the working copy as it is now.
func mayWrite(actor access.Actor, n *testbeds.NeedRecord) bool {
	line, ok := testbeds.Transitions().Step(n.State, lifecycle.Save)
	return ok && actor.May(line.Permission, n.Owner)
}

func (v *needPage) links(actor access.Actor, n *testbeds.NeedRecord) {
	add := func(key, path string) {
		v.Links = append(v.Links, frame.Link{Text: v.T(key), Href: needPath(n.ID, path)})
	}
	if actor.MayAnywhere(access.MatchRun) {
		add("ward.need.matches", matchesPath)
	}
	if mayWrite(actor, n) {
		add("ward.need.edit", editPath)
	}
	add("ward.need.versions", versionsPath)
}

func (v *needPage) facts(n *testbeds.NeedRecord, owner string) {
	add := func(key, value string) {
		if value != "" {
			v.Facts = append(v.Facts, frame.Fact{Name: v.T(key), Value: value})
		}
	}
	add("ward.need.owner", owner)
	add("ward.need.created", v.Time(n.Created.Time))
	add("ward.need.changed", v.Time(n.Changed.Time))
	if n.Public {
		add("ward.need.public", v.T("ward.need.publicVersion", "n", n.PublishedVersion))
	} else {
		add("ward.need.public", v.T("ward.need.notPublic"))
	}
}

// parts are the themes of the editor.
func (a *Area) parts(b *frame.Base, n *testbeds.NeedRecord) (parts []part) {
	for _, theme := range a.form.Names() {
		done, of := a.form.Filled(n.Draft, theme)
		parts = append(parts, part{
			Link:     frame.Link{Text: b.T("form.theme." + theme), Href: editAt(n.ID, theme)},
			Answered: b.T("ward.need.answered", "done", done, "of", of),
		})
	}
	return parts
}

// missing leads to what the rules find wrong.
func (a *Area) missing(b *frame.Base, n *testbeds.NeedRecord) (links []frame.Link) {
	for _, p := range a.form.Word(b.Printer(), a.problems(&n.Draft)) {
		links = append(links, frame.Link{Text: b.T(p.Key, pairs(p.Args)...), Href: a.fieldAt(n.ID, p.Member)})
	}
	return links
}

// fieldAt is the field of a member in the editor.
func (a *Area) fieldAt(id, member string) string {
	return editAt(id, cmp.Or(a.form.ThemeOf(member), a.form.Names()[0])) + "#" + frame.FieldID(member)
}

// editAt is the page of the editor with a theme.
func editAt(id, theme string) string {
	return needPath(id, editPath) + "?" + url.Values{themeParameter: {theme}}.Encode()
}

func pairs(args fault.Args) (list []any) {
	for name, value := range args {
		list = append(list, name, value)
	}
	return list
}

// mistakes puts a failed step into words, with ways to what has to be mended.
func (a *Area) mistakes(b *frame.Base, id string, failed error) frame.ErrorSummary {
	if failed == nil {
		return frame.ErrorSummary{}
	}
	if errors.Is(failed, store.ErrVersion) {
		return frame.ErrorSummary{Title: b.T("frame.errors"), Errors: []frame.ErrorLink{{Text: b.T("ward.need.stale")}}}
	}
	e, _ := fault.As(failed)
	if len(e.Problems) == 0 {
		s, _ := b.Summary(failed)
		return s
	}
	s := frame.ErrorSummary{Title: b.T("ward.need.notReady")}
	for _, p := range a.form.Word(b.Printer(), e.Problems) {
		s.Errors = append(s.Errors, frame.ErrorLink{Href: a.fieldAt(id, p.Member), Text: b.T(p.Key, pairs(p.Args)...)})
	}
	return s
}
