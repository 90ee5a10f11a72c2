package company

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/store"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/form"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// editPage is one theme of the form of a listing.
type editPage struct {
	head
	frame.Again
	Theme     string // that is shown
	Themes    []themeLink
	Parts     []form.Theme
	Locked    string // why nothing can be changed now; empty when it can
	Public    bool   // whether everybody sees another version
	Theirs    []change
	Save      string // address
	Next      string // name of the theme that follows; empty after the last
	Refresh   string // address of the page as it is, by which the judgement is renewed
	Judgement judgement
}

// themeLink leads to a theme.
type themeLink struct {
	frame.Link
	Answered string // how many of its questions are
	Current  bool
}

// Names of the form's own parameters.
const (
	themeParameter = "tema"
	moreParameter  = "fler"
	nextButton     = "vidare"
)

// themePath is the page of a theme of the form.
func themePath(id, theme string) string {
	return withParameters(tabPath(id, formTab), themeParameter, theme)
}

func (a *Area) showEdit(c *fiber.Ctx) error {
	q := frame.Query(c)
	theme, more := q.Choice(themeParameter, a.form.Names()...), q.Text(moreParameter)
	if err := q.Err(); err != nil {
		return err
	}
	k, err := a.one(c)
	if err != nil {
		return err
	}
	shown := form.Shown{Values: a.form.Values(k.Value.Draft.Product), More: more}
	return a.answerEdit(c, &k, theme, shown, nil, nil)
}

// answerEdit shows a theme with the values of the fields, and with what went wrong or
// what somebody else has written, if anything.
func (a *Area) answerEdit(c *fiber.Ctx, k *known, theme string, shown form.Shown, failed error, theirs []change) error {
	status, err := frame.StatusAgain(failed)
	if err != nil {
		return err
	}
	names := a.form.Names()
	if theme == "" {
		theme = names[0]
	}
	v := &editPage{head: a.head(c, k, formTab), Theme: theme, Public: k.overview.Public, Theirs: theirs, Save: tabPath(k.ID, formTab)}
	if err := a.mayEdit(c, k); err != nil {
		return err
	}
	v.Again = v.Base.Again(failed, a.called(&v.Base))
	if late(failed) {
		v.Mistakes = frame.ErrorSummary{Title: v.T("desk.late"), Errors: []frame.ErrorLink{{Href: "#deras", Text: v.T("desk.edit.late")}}}
	}
	if shown.Errors = v.Errors; failed == nil {
		shown.Errors = a.standing(&v.Base, k, theme)
	}
	if !may(k, lifecycle.Save) {
		v.Locked = v.T("desk.edit.locked")
	}
	shown.Themes = []string{theme}
	v.Parts = a.form.Themes(v.Printer(), shown)
	v.Themes = a.themeLinks(&v.Base, k, theme)
	if next := slices.Index(names, theme) + 1; next < len(names) {
		v.Next = v.T("form.theme." + names[next])
	}
	v.Judgement, v.Refresh = a.judge(&v.Base, k), themePath(k.ID, theme)
	return a.editing.RenderStatus(c, status, v)
}

// standing are the problems of the working copy that are about the theme, by field.
func (a *Area) standing(b *frame.Base, k *known, theme string) map[string]string {
	problems := a.about(theme, a.s.Products.Check(&k.Value.Draft.Product))
	return b.Again(fault.Bad(problems), a.called(b)).Errors
}

// about are the problems that a theme can mend.
func (a *Area) about(theme string, problems []fault.Problem) []fault.Problem {
	return slices.DeleteFunc(problems, func(p fault.Problem) bool { return a.form.ThemeOf(p.Member) != theme })
}

// save keeps the theme that was sent as the draft.
func (a *Area) save(c *fiber.Ctx) error {
	posted, err := web.Form(c)
	if err != nil {
		return err
	}
	version, err := frame.VersionIn(posted)
	theme := posted.Get(themeParameter)
	if err != nil || !slices.Contains(a.form.Names(), theme) {
		return frame.ErrBadForm
	}
	k, err := a.one(c)
	if err != nil {
		return err
	}
	p, problems := a.form.Read(k.Value.Draft.Product, posted, theme)
	it, err := a.keep(c, &k, version, theme, p, problems)
	if strings.Contains(c.Get(fiber.HeaderAccept), fiber.MIMEApplicationJSON) {
		return answerSaved(c, it.Version, err)
	}
	if late(err) {
		return a.answerLate(c, k.ID, theme, posted)
	}
	if err != nil {
		return a.answerEdit(c, &k, theme, form.Shown{Values: posted, More: a.form.MoreOf(posted)}, err, nil)
	}
	return c.Redirect(a.afterSave(k.ID, theme, posted), http.StatusSeeOther)
}

// keep saves what could be read. A draft may lack what it must have when it is
// submitted, but nothing else may be wrong with the theme, and without a name it could
// not be found again.
func (a *Area) keep(c *fiber.Ctx, k *known, version int64, theme string, p catalog.Product, problems []fault.Problem) (catalog.Item, error) {
	if len(problems) == 0 {
		for _, problem := range a.about(theme, a.s.Products.Check(&p)) {
			if problem.Key != "check.required" || problem.Member == "name" {
				problems = append(problems, problem)
			}
		}
	}
	if err := fault.Bad(problems); err != nil {
		return catalog.Item{}, err
	}
	return a.s.Listings.SaveDraft(c.UserContext(), web.ActorOf(c), a.s.Now(), k.ID, version, p)
}

// answerSaved tells a script which version the form is of now.
func answerSaved(c *fiber.Ctx, version int64, failed error) error {
	if failed != nil {
		return failed
	}
	return c.JSON(struct {
		Version int64 `json:"version"`
	}{version})
}

// afterSave is where saving leads: to the same theme, or on to the next.
func (a *Area) afterSave(id, theme string, posted url.Values) string {
	if more := a.form.MoreOf(posted); more != "" {
		return withParameters(tabPath(id, formTab), themeParameter, theme, moreParameter, more) + "#" + frame.FieldID(more)
	}
	names := a.form.Names()
	if next := slices.Index(names, theme) + 1; posted.Has(nextButton) {
		if next == len(names) {
			return frame.Done(tabPath(id, previewTab), "deskSaved")
		}
		theme = names[next]
	}
	return withParameters(tabPath(id, formTab), themeParameter, theme, frame.DoneParameter, "deskSaved")
}

// answerLate shows what somebody else has saved beside what was typed. Saving once
// more keeps what was typed.
func (a *Area) answerLate(c *fiber.Ctx, id, theme string, posted url.Values) error {
	it, err := a.s.Listings.Get(c.UserContext(), web.ActorOf(c), id)
	if err != nil {
		return err
	}
	k, err := a.know(c.UserContext(), web.ActorOf(c), it)
	if err != nil {
		return err
	}
	typed, unread := a.form.Read(it.Value.Draft.Product, posted, theme) // what cannot be read is told when it is saved
	differences, err := catalog.Difference(it.Value.Draft.Product, typed)
	if err != nil {
		return err
	}
	if len(differences)+len(unread) == 0 { // a script was faster, or the other one wrote the same
		return c.Redirect(a.afterSave(id, theme, posted), http.StatusSeeOther)
	}
	b := a.frame.Plain(c, "desk.late")
	return a.answerEdit(c, &k, theme, form.Shown{Values: posted}, store.ErrVersion, a.words(&b).changes(differences))
}

// mayEdit refuses those who may only look.
func (a *Area) mayEdit(c *fiber.Ctx, k *known) error {
	if err := web.ActorOf(c).Check(access.ListingWrite, k.Value.Owner); err != nil {
		return err
	}
	return nil
}
