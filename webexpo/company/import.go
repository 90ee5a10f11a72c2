package company

import (
	"context"
	"errors"
	"io"
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
	again
	Company, CompanyID string
	Back               string
	Template, Export   string
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

// column is a column whose values are of a list.
type column struct{ Name, Words, Values string }

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
	status, err := statusAgain(failed)
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
		Template: templatePath, Export: "/api/v1/organisations/" + at.Company.ID + "/products/export?format=csv",
	}
	v.again = wrong(&v.Base, failed)
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
		Name: "submit", Type: frame.Checkboxes, Label: v.T("desk.import.submitLegend"), Error: v.errors["submit"],
		Options: []frame.Option{{ID: frame.FieldID("submit.yes"), Value: "ja", Label: v.T("desk.import.submit"), Chosen: typed.submit}},
	}
	file := frame.Field{
		Name: fileField, Type: frame.File, Label: v.T("desk.import.file"), Hint: v.T("desk.import.fileHint", "rows", v.Number(catalog.MaxImportRows)),
		Error: v.errors[fileField], Accept: ".csv,.xlsx,.jsonl,.tsv,.txt,.ndjson", Required: true,
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
		{"created", i.Counts.Created}, {"updated", i.Counts.Updated}, {"unchanged", i.Counts.Unchanged},
		{"refused", i.Counts.Refused}, {"submitted", i.Counts.Submitted},
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
	in, err := readUpload(c, catalog.MaxImportBytes)
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
	if in.file == nil {
		return catalog.Import{}, noFile()
	}
	name := in.file.FileName()
	format, err := catalog.FormatOf(name)
	if err != nil {
		return catalog.Import{}, fault.Bad([]fault.Problem{{Member: fileField, Key: "catalog.import.format", Args: fault.Args{"file": name}}})
	}
	return a.s.Listings.StartImport(c.UserContext(), web.ActorOf(c), a.s.Now(), catalog.Upload{
		Owner: company, Name: name, Format: format, Submit: typed.submit, File: in.file,
	})
}

// columns are the members whose values are of a list, in the order of their names.
func (w words) columns() (all []column) {
	for path, vocabulary := range vocabularies {
		if vocabulary == productTypes || vocabulary == functions || path == "status" {
			continue
		}
		var values []string
		for _, v := range catalog.Vocabularies()[vocabulary] {
			values = append(values, v+" ("+w.value(path, v)+")")
		}
		all = append(all, column{path, memberName(w.Base, path), strings.Join(values, ", ")})
	}
	slices.SortFunc(all, func(a, b column) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// templatePath is where the table to fill in lies.
const templatePath = importPath + "/mall.csv"

// sendTemplate answers with a table of all columns and one row that shows how values
// are written.
func (a *Area) sendTemplate(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="mall.csv"`)
	return web.Stream(c, "text/csv; charset=utf-8", func(_ context.Context, w io.Writer) error {
		return catalog.WriteProductsCSV(w, []catalog.Product{sample()})
	})
}

// sample is a product that shows how values are written.
func sample() catalog.Product {
	return catalog.Product{
		ID: "exempel-1", Name: "Exempel: nattlampa", Summary: "Tänds av sig själv när någon stiger upp på natten.", Language: "sv",
		Keywords: []string{"nattljus", "fall"}, ProductTypes: []string{"P01"}, TargetGroups: []string{"older", "dementia"},
		Settings: []string{"ordinary_home", "special_housing"}, LifeAreas: []string{"safety", "sleep"}, CareActs: []string{"SoL"},
		TRL: new(9), Medical: catalog.Medical{Purpose: catalog.No, MDRClass: "none"},
		Data:  catalog.Data{Personal: catalog.No, Location: catalog.LocationNone, Camera: catalog.CaptureNone, Audio: catalog.CaptureNone, Positioning: catalog.No},
		Price: catalog.Price{Model: "subscription", PerMonthSEK: new(120.0)}, TrialOffer: catalog.TrialOffer{Available: catalog.Yes, Units: new(5), Weeks: new(8)},
		Claims: []catalog.Claim{{Text: "Färre fall på natten.", Source: "own", Date: catalog.MustParseDate("2026-01-31")}},
	}
}
