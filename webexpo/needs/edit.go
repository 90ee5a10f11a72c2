package needs

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/testbeds"
	"github.com/allagehub/matcharenan/webexpo/form"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// editPage is a theme of the questions.
type editPage struct {
	frame.Base
	Mistakes frame.ErrorSummary
	Lead     string
	Part     string // which of the themes this is
	Tabs     []tab
	Theme    form.Theme
	Action   string // where the form goes
	Autosave string // where the script saves it
	Version  string // of the document, and of the theme
	Next     string // theme; empty after the last
	Back     string
	Tips     []frame.Link  // of the need check, about what is saved
	Theirs   []form.Change // what somebody else has saved meanwhile, and what was typed
}

// Parameters of the editor, and fields that are no questions.
const (
	themeParameter = "tema"
	moreParameter  = "fler"
	nextField      = "next"
)

// themeOf is the theme that the address names, the first when it names none.
func (a *Area) themeOf(in *web.Parameters) string {
	if theme := in.Choice(themeParameter, a.form.Names()...); theme != "" {
		return theme
	}
	return a.form.Names()[0]
}

func (a *Area) showEdit(c *fiber.Ctx) error {
	in := frame.Query(c)
	theme, more := a.themeOf(in), in.Text(moreParameter)
	if err := in.Err(); err != nil {
		return err
	}
	it, err := a.need(c)
	if err != nil {
		return err
	}
	actor := web.ActorOf(c)
	if err := actor.Check(access.NeedWrite, it.Value.Owner); err != nil {
		return err
	}
	if !mayWrite(actor, &it.Value) {
		return c.Redirect(needPath(it.ID, ""), http.StatusSeeOther)
	}
	v := a.newEditPage(a.frame.Base(c, "ward.untitled"), it, theme)
	found := a.found(it.Value.Draft, theme)
	mistakes, byField := a.worded(&v.Base, fault.Bad(found))
	if len(found) > 0 && c.Query(frame.DoneParameter) != "" {
		v.Mistakes = mistakes
	}
	a.ask(v, theme, form.Shown{Values: a.form.Values(it.Value.Draft), Errors: byField, More: a.form.MoreOf(url.Values{form.More: {more}})})
	return a.editing.Render(c, v)
}

// newEditPage starts the page of a theme.
func (a *Area) newEditPage(b frame.Base, it testbeds.Item, theme string) *editPage {
	v := &editPage{
		Base: b, Version: a.stamp(it, theme), Back: needPath(it.ID, ""),
		Tips: a.tips(&b, &it.Value, theme), Action: editAt(it.ID, theme), Autosave: needPath(it.ID, savePath) + "?" + url.Values{themeParameter: {theme}}.Encode(),
	}
	v.Title = v.T("ward.edit.title", "need", titleOf(&v.Base, &it.Value))
	v.Crumbs = crumbs(&v.Base, &it.Value)
	names := a.form.Names()
	for _, name := range names {
		v.Tabs = append(v.Tabs, tab{frame.Link{Text: v.T("form.theme." + name), Href: editAt(it.ID, name)}, name == theme})
	}
	i := slices.Index(names, theme) + 1
	v.Part = v.T("ward.edit.part", "n", i, "of", len(names))
	if i < len(names) {
		v.Next = names[i]
	}
	if lead := "ward.edit.lead." + theme; v.Printer().Has(lead) {
		v.Lead = v.T(lead)
	}
	return v
}

// ask adds the questions.
func (a *Area) ask(v *editPage, theme string, s form.Shown) {
	s.Themes = []string{theme}
	v.Theme = a.form.Themes(v.Printer(), s)[0]
}

// found is what the rules find wrong in a theme, without what is only missing: that is
// told where the need is submitted.
func (a *Area) found(n testbeds.Need, theme string) []fault.Problem {
	return slices.DeleteFunc(a.problems(&n), func(p fault.Problem) bool {
		return p.Key == "check.required" || a.form.ThemeOf(p.Member) != theme
	})
}

// typed is what was posted in the editor.
type typed struct {
	theme   string
	values  url.Values
	version int64
}

func (a *Area) typedIn(c *fiber.Ctx) (typed, error) {
	in := web.Query(c)
	t := typed{theme: a.themeOf(in)}
	in.Text(frame.DoneParameter)
	in.Text(moreParameter)
	if err := in.Err(); err != nil {
		return t, err
	}
	var err error
	t.values, t.version, err = posted(c)
	return t, err
}

// save saves what was typed and goes on to where the button leads.
func (a *Area) save(c *fiber.Ctx) error {
	t, err := a.typedIn(c)
	if err != nil {
		return err
	}
	it, err := a.keep(c, t)
	if err != nil {
		return a.answerEdit(c, t, err)
	}
	to := url.Values{frame.DoneParameter: {"needSaved"}, themeParameter: {t.theme}}
	more, less, next := a.form.MoreOf(t.values), t.values.Get(form.Less), t.values.Get(nextField)
	switch {
	case more != "":
		to = url.Values{themeParameter: {t.theme}, moreParameter: {more}}
	case less != "":
		to = url.Values{themeParameter: {t.theme}}
	case len(a.found(it.Value.Draft, t.theme)) > 0:
		to.Set(frame.DoneParameter, "needSavedFaulty")
	case slices.Contains(a.form.Names(), next):
		to.Set(themeParameter, next)
	case next == "done":
		return c.Redirect(frame.Done(needPath(it.ID, ""), "needSaved"), http.StatusSeeOther)
	}
	return c.Redirect(needPath(it.ID, editPath)+"?"+to.Encode()+rowAt(more), http.StatusSeeOther)
}

// rowAt is the place of the row that has been added.
func rowAt(table string) string {
	if table == "" {
		return ""
	}
	return "#" + frame.FieldID(table)
}

// autosave is save for the script: it answers the version that there is now.
func (a *Area) autosave(c *fiber.Ctx) error {
	t, err := a.typedIn(c)
	if err != nil {
		return err
	}
	it, err := a.keep(c, t)
	if err != nil {
		return err
	}
	return c.JSON(saved{a.stamp(it, t.theme)})
}

// saved is what the script learns.
type saved struct {
	Version string `json:"version"`
}

// stamp is what a page about a theme was made from: the document's version, and what
// the theme said.
func (a *Area) stamp(it testbeds.Item, theme string) string {
	return strconv.FormatInt(it.Version, 10) + "-" + a.form.Fingerprint(it.Value.Draft, theme)
}

// keep saves what was typed about a theme. When somebody else has changed other themes
// only, it is saved beside that.
func (a *Area) keep(c *fiber.Ctx, t typed) (testbeds.Item, error) {
	it, err := a.need(c)
	if err != nil {
		return it, err
	}
	actor := web.ActorOf(c)
	if err := actor.Check(access.NeedWrite, it.Value.Owner); err != nil {
		return it, err
	}
	if _, seen, _ := strings.Cut(t.values.Get("version"), "-"); seen == a.form.Fingerprint(it.Value.Draft, t.theme) {
		t.version = it.Version
	}
	need, problems := a.form.Read(it.Value.Draft, t.values, t.theme)
	if len(problems) > 0 {
		return it, fault.Bad(problems)
	}
	return a.s.Needs.SaveDraft(c.UserContext(), actor, a.s.Now(), it.ID, t.version, need)
}

// answerEdit shows the form again with what was typed and what went wrong.
func (a *Area) answerEdit(c *fiber.Ctx, t typed, failed error) error {
	status, err := frame.StatusAgain(failed)
	if err != nil {
		return err
	}
	it, err := a.need(c)
	if err != nil {
		return err
	}
	v := a.newEditPage(a.frame.Base(c, "ward.untitled"), it, t.theme)
	var byField map[string]string
	v.Mistakes, byField = a.worded(&v.Base, failed)
	switch {
	case errors.Is(failed, store.ErrVersion):
		mine, _ := a.form.Read(it.Value.Draft, t.values, t.theme)
		v.Theirs = a.form.Changes(&v.Base, it.Value.Draft, mine, t.theme)
		v.Mistakes.Errors = []frame.ErrorLink{{Text: v.T("ward.edit.conflict")}}
	case !fault.Is(failed, fault.Conflict):
		v.Version = t.values.Get("version") // a later save is still of what was seen
	}
	a.ask(v, t.theme, form.Shown{Values: t.values, Errors: byField, More: a.form.MoreOf(t.values)})
	return a.editing.RenderStatus(c, status, v)
}
