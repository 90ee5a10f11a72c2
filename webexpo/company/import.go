package company

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/access"
	"github.com/allagehub/matcharenan/internal/fault"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// importPage takes a file, and lists the files that have been read.
type importPage struct {
	frame.Base
	frame.Again
	Company, CompanyID string
	Back               string
	CSV, XLSX, Export  string
	Columns            []column
	Fields             []frame.Field
	Imports            []importRow
	Pager              frame.Pager
}

// importRow is a file that has been read.
type importRow struct {
	File, Href, At, Words string
	Tag                   frame.Tag
}

// importForm is what has been chosen.
type importForm struct{ submit bool }

// mostImports is how many files a page lists.
const mostImports = 10

func (a *Area) showImport(c *fiber.Ctx) error {
	q := frame.Query(c)
	company, after := q.Text(companyParameter), q.Text(afterParameter)
	if err := q.Err(); err != nil {
		return err
	}
	return a.answerImport(c, company, after, importForm{}, nil)
}

// ownPlace is a company where the actor may write.
func (a *Area) ownPlace(c *fiber.Ctx, company string) (place, error) {
	at, err := a.place(c.UserContext(), web.ActorOf(c), access.ListingWrite, company)
	if errors.Is(err, errChoose) {
		err = fault.New(fault.NotFound, "", nil)
	}
	return at, err
}

func (a *Area) answerImport(c *fiber.Ctx, company, after string, typed importForm, failed error) error {
	status, err := frame.StatusAgain(failed)
	if err != nil {
		return err
	}
	at, err := a.ownPlace(c, company)
	if err != nil {
		return err
	}
	found, next, err := a.s.Listings.Imports(c.UserContext(), web.ActorOf(c), at.Company.ID, after, mostImports)
	if err != nil {
		return err
	}
	v := &importPage{
		Base: a.frame.Base(c, "desk.import.title"), Company: at.Company.Name, CompanyID: at.Company.ID, Back: at.at(listPath),
		CSV: templateCSV, XLSX: templateXLSX, Export: "/api/v1/organisations/" + at.Company.ID + "/products/export?format=csv",
	}
	v.Again = v.Base.Again(failed, a.called(&v.Base))
	v.Crumbs = []frame.Link{{Text: v.T("desk.list.title"), Href: v.Back}}
	v.Columns = a.words(&v.Base).columns()
	v.form(typed)
	for i := range found {
		v.Imports = append(v.Imports, v.row(&found[i]))
	}
	v.Pager = pager(&v.Base, after, next, func(after string) string { return at.at(importPath, afterParameter, after) })
	return a.importing.RenderStatus(c, status, v)
}

func (v *importPage) form(typed importForm) {
	submit := frame.Field{
		Name: "submit", Type: frame.Checkboxes, Label: v.T("desk.import.submitLegend"), Error: v.Errors["submit"],
		Options: []frame.Option{{ID: frame.FieldID("submit.yes"), Value: "ja", Label: v.T("desk.import.submit"), Chosen: typed.submit}},
	}
	file := frame.Field{
		Name: fileField, Type: frame.File, Label: v.T("desk.import.file"), Hint: v.T("desk.import.fileHint", "rows", v.Number(catalog.MaxImportRows)),
		Error: v.Errors[fileField], Accept: ".csv,.xlsx,.jsonl,.tsv,.txt,.ndjson", Required: true,
	}
	v.Fields = []frame.Field{submit, file} // the file is sent last
}

func (v *importPage) row(i *catalog.Import) importRow {
	return importRow{
		File: i.File, Href: importPath + "/" + i.ID, At: v.Time(i.Created.Time), Words: countWords(&v.Base, i), Tag: importTag(&v.Base, i),
	}
}

func importTag(b *frame.Base, i *catalog.Import) frame.Tag {
	kinds := map[catalog.ImportState]string{catalog.ImportRunning: "waiting", catalog.ImportDone: "good", catalog.ImportFailed: "bad"}
	return frame.Tag{Kind: kinds[i.State], Text: b.T("desk.import.state." + string(i.State))}
}

// count is how many rows had an outcome.
type count struct {
	name  string
	count int
}

// counts are those outcomes that any row had.
func counts(i *catalog.Import) []count {
	all := []count{
		{"created", i.Counts.Created},
		{"updated", i.Counts.Updated},
		{"unchanged", i.Counts.Unchanged},
		{"refused", i.Counts.Refused},
		{"submitted", i.Counts.Submitted},
	}
	return slices.DeleteFunc(all, func(n count) bool { return n.count == 0 })
}

func countWords(b *frame.Base, i *catalog.Import) string {
	var parts []string
	for _, n := range counts(i) {
		parts = append(parts, b.T("desk.import.count."+n.name, "count", b.Number(n.count)))
	}
	return strings.Join(parts, ", ")
}

func (a *Area) startImport(c *fiber.Ctx) error {
	in, err := readUpload(c, fileField, catalog.MaxImportBytes)
	if err != nil {
		return err
	}
	defer in.end()
	company := in.fields.Get(companyParameter)
	typed := importForm{submit: in.fields.Get("submit") != ""}
	started, err := a.keepImport(c, in, company, typed)
	if err != nil {
		return a.answerImport(c, company, "", typed, err)
	}
	a.s.Continue(started.ID)
	return c.Redirect(importPath+"/"+started.ID, http.StatusSeeOther)
}

func (a *Area) keepImport(c *fiber.Ctx, in *upload, company string, typed importForm) (catalog.Import, error) {
	if err := in.fileMissing(); err != nil {
		return catalog.Import{}, err
	}
	name := in.file.FileName()
	format, err := catalog.FormatOf(name)
	if err != nil {
		return catalog.Import{}, fault.Bad([]fault.Problem{{Member: fileField, Key: "catalog.import.format", Args: fault.Args{"file": name}}})
	}
	started, err := a.s.Listings.StartImport(c.UserContext(), web.ActorOf(c), a.s.Now(), catalog.Upload{
		Owner: company, Name: name, Format: format, Submit: typed.submit, File: in.file,
	})
	return started, aboutFile(err, fileField)
}
