package company

import (
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/id"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// createPage asks for what a draft begins with.
type createPage struct {
	frame.Base
	frame.Again
	CompanyID string
	Key       string // the ID that the draft gets, so that a form sent twice makes one
	Back      string
	Fields    []frame.Field
}

func (a *Area) showCreate(c *fiber.Ctx) error {
	q := frame.Query(c)
	company := q.Text(companyParameter)
	if err := q.Err(); err != nil {
		return err
	}
	return a.answerCreate(c, company, id.New(a.s.Now()), catalog.Product{Language: string(web.LanguageOf(c))}, nil)
}

func (a *Area) answerCreate(c *fiber.Ctx, company, key string, typed catalog.Product, failed error) error {
	status, err := frame.StatusAgain(failed)
	if err != nil {
		return err
	}
	at, err := a.ownPlace(c, company)
	if err != nil {
		return err
	}
	v := a.newCreatePage(a.frame.Base(c, "desk.create.title"), &at, &typed, failed)
	v.Key = key
	return a.creating.RenderStatus(c, status, v)
}

func (a *Area) newCreatePage(b frame.Base, at *place, typed *catalog.Product, failed error) *createPage {
	v := &createPage{Base: b, Again: b.Again(failed, a.called(&b)), CompanyID: at.Company.ID, Back: at.at(listPath)}
	v.Crumbs = []frame.Link{{Text: b.T("desk.list.title"), Href: v.Back}}
	name := frame.Field{
		Name: "name", Label: b.T("desk.create.name"), Hint: b.T("desk.create.nameHint"), Value: typed.Name, Error: v.Errors["name"],
		Required: true, Autocomplete: "off", Max: 200, Limit: b.T("desk.limit", "n", 200),
	}
	summary := frame.Field{
		Name: "summary", Type: frame.TextArea, Rows: 3, Label: b.T("desk.create.summary"), Hint: b.T("desk.create.summaryHint"),
		Value: typed.Summary, Error: v.Errors["summary"], Optional: b.T("desk.optional"), Max: 1000, Limit: b.T("desk.limit", "n", b.Number(1000)),
	}
	language := frame.Field{
		Name: "language", Type: frame.Radios, Compact: true, Label: b.T("desk.create.language"), Error: v.Errors["language"],
	}
	for _, l := range catalog.Languages() {
		language.Options = append(language.Options, frame.Option{
			ID: frame.FieldID("language." + l), Value: l, Label: b.T("desk.language." + l), Chosen: l == typed.Language,
		})
	}
	v.Fields = []frame.Field{name, summary, language}
	return v
}

func (a *Area) create(c *fiber.Ctx) error {
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	company, key := form.Get(companyParameter), form.Get("key")
	if len(key) != id.Length {
		return frame.ErrBadForm
	}
	p := catalog.Product{Name: strings.TrimSpace(form.Get("name")), Summary: strings.TrimSpace(form.Get("summary")), Language: form.Get("language")}
	failed := a.checkBeginning(&p, key)
	if failed == nil {
		it, err := a.s.Listings.CreateAs(c.UserContext(), web.ActorOf(c), a.s.Now(), key, company, "", p)
		if err == nil {
			return c.Redirect(frame.Done(tabPath(it.ID, formTab), "deskCreated"), http.StatusSeeOther)
		}
		failed = err
	}
	return a.answerCreate(c, company, key, p, failed)
}

// checkBeginning holds what is asked for against the rules at once: a draft may have
// problems, but one without a name could not be found again.
func (a *Area) checkBeginning(p *catalog.Product, key string) error {
	checked := *p
	checked.ID = key
	return fault.Bad(a.s.Products.Check(&checked))
}
