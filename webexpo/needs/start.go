package needs

import (
	"net/http"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/webexpo/form"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// startPage is the short form that a need begins with.
type startPage struct {
	frame.Base
	Mistakes frame.ErrorSummary
	Fields   []form.Field
	Owner    *frame.Field // for whom, when there is a choice
}

// first are the questions of the short form.
var first = []string{"description", "title"}

func (a *Area) showStart(c *fiber.Ctx) error {
	in := frame.Query(c)
	if err := in.Err(); err != nil {
		return err
	}
	return a.answerStart(c, url.Values{}, nil)
}

// answerStart shows the form with what has been typed in it.
func (a *Area) answerStart(c *fiber.Ctx, typed url.Values, failed error) error {
	status, err := frame.StatusAgain(failed)
	if err != nil {
		return err
	}
	v := &startPage{Base: a.frame.Base(c, "ward.start.title")}
	v.Crumbs = []frame.Link{{Text: v.T("ward.list.title"), Href: listPath}}
	var byField map[string]string
	v.Mistakes, byField = a.worded(&v.Base, failed)
	themes := a.form.Themes(v.Printer(), form.Shown{Values: typed, Errors: byField, Themes: []string{"story"}})
	for _, name := range first {
		for _, f := range themes[0].Fields {
			if f.Name == name {
				v.Fields = append(v.Fields, f)
			}
		}
	}
	owners, _ := web.ActorOf(c).OrganisationsFor(access.NeedWrite)
	names, err := a.names(c.UserContext(), owners)
	if err != nil {
		return err
	}
	v.Owner = ownerField(&v.Base, owners, names, typed.Get(ownerParameter))
	return a.starting.RenderStatus(c, status, v)
}

// ownerField asks for whom the need is recorded, when somebody belongs to several
// organisations.
func ownerField(b *frame.Base, owners []string, names map[string]string, chosen string) *frame.Field {
	if len(owners) < 2 {
		return nil
	}
	f := &frame.Field{Name: ownerParameter, Label: b.T("ward.start.owner"), Type: frame.Select}
	for _, id := range owners {
		f.Options = append(f.Options, frame.Option{Value: id, Label: names[id], Chosen: id == chosen})
	}
	return f
}

func (a *Area) start(c *fiber.Ctx) error {
	typed, err := web.Form(c)
	if err != nil {
		return err
	}
	actor := web.ActorOf(c)
	owner := typed.Get(ownerParameter)
	if owners, _ := actor.OrganisationsFor(access.NeedWrite); owner == "" && len(owners) > 0 {
		owner = owners[0]
	}
	id := web.NewID(c)
	need := testbeds.Need{ID: id, Language: string(web.LanguageOf(c))}
	only := url.Values{}
	for _, name := range first {
		only.Set(name, typed.Get(name))
	}
	need, problems := a.form.Read(need, only, "story")
	if problems = fault.Merge(problems, a.s.Checker.Check(&need)); len(problems) > 0 {
		return a.answerStart(c, typed, fault.Bad(problems))
	}
	it, err := a.s.Needs.CreateAs(c.UserContext(), actor, a.s.Now(), id, owner, need)
	if err != nil {
		return err
	}
	return c.Redirect(frame.Done(needPath(it.ID, ""), "needStarted"), http.StatusSeeOther)
}

// worded puts what went wrong into words with the names of the form, for the top of it
// and by field.
func (a *Area) worded(b *frame.Base, failed error) (frame.ErrorSummary, map[string]string) {
	if failed == nil {
		return frame.ErrorSummary{}, nil
	}
	if e, ok := fault.As(failed); ok && len(e.Problems) > 0 {
		failed = fault.Bad(a.form.Word(b.Printer(), e.Problems))
	}
	return b.Summary(failed)
}
