package company

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/allagehub/matcharenan/catalog"
	"github.com/allagehub/matcharenan/internal/lifecycle"
	"github.com/allagehub/matcharenan/internal/web"
	"github.com/allagehub/matcharenan/webexpo/frame"
)

// progressPage is how far an import has come, and what became of each row.
type progressPage struct {
	frame.Base
	Address  string // of this page as it is
	Running  bool
	Progress frame.Progress
	Tag      frame.Tag
	Failure  string
	Facts    []frame.Fact // how many rows became what
	Next     []string     // what to do now
	Ways     []offer
	Kinds    []Tab
	Rows     []reportRow
	None     string // said when there are no rows to show
	Pager    frame.Pager
}

// reportRow is what became of a row.
type reportRow struct {
	Line, Number string
	Outcome      frame.Tag
	Href         string // of the listing
	Name         string // of the link
	Problems     []string
}

// onlyRefused is the value by which the report shows what has to be mended alone.
const (
	kindParameter = "visa"
	onlyRefused   = "fel"
	rowParameter  = "rad"
	rowsOnPage    = 100
)

func (a *Area) showProgress(c *fiber.Ctx) error {
	q := frame.Query(c)
	kind, from := q.Choice(kindParameter, onlyRefused), q.Whole(rowParameter, 0, 0, catalog.MaxImportRows)
	if err := q.Err(); err != nil {
		return err
	}
	id, err := web.PathID(c, "id")
	if err != nil {
		return err
	}
	ctx, actor := c.UserContext(), web.ActorOf(c)
	imp, err := a.s.Listings.Import(ctx, actor, id)
	if err != nil {
		return err
	}
	v := newProgressPage(a.frame.Base(c, "desk.progress.title", "file", imp.File), &imp, kind, from)
	v.Crumbs = []frame.Link{
		{Text: v.T("desk.list.title"), Href: deskPath(actor, imp.Owner, listPath)},
		{Text: v.T("desk.import.title"), Href: deskPath(actor, imp.Owner, importPath)},
	}
	v.advise(&imp, deskPath(actor, imp.Owner, importPath), func(state lifecycle.State) string {
		return deskPath(actor, imp.Owner, listPath, stateParameter, string(state))
	})
	passed := 0
	for row, err := range a.s.Listings.ImportRows(ctx, actor, id) {
		if err != nil {
			return err
		}
		if kind == onlyRefused && row.Outcome != catalog.RowRefused {
			continue
		}
		if passed++; passed <= from {
			continue
		}
		if len(v.Rows) == rowsOnPage {
			v.Pager.Next = &frame.Link{Text: v.T("desk.pagerNext"), Href: v.at(id, kind, from+rowsOnPage)}
			break
		}
		v.Rows = append(v.Rows, v.row(&row))
	}
	return a.progress.Render(c, v)
}

func newProgressPage(b frame.Base, imp *catalog.Import, kind string, from int) *progressPage {
	v := &progressPage{Base: b, Running: imp.State == catalog.ImportRunning, Tag: importTag(&b, imp)}
	v.Wide = true
	v.Progress = frame.Progress{
		Done: imp.Position, Of: max(1, imp.Rows), Text: b.T("desk.progress.done", "done", b.Number(imp.Position), "rows", b.Number(imp.Rows)),
	}
	if imp.State == catalog.ImportFailed {
		v.Failure = b.T(imp.Failure, "file", imp.File, "limit", b.Number(catalog.MaxImportRows))
	}
	v.Address = v.at(imp.ID, kind, from)
	v.Kinds = []Tab{
		{frame.Link{Text: b.T("desk.progress.all"), Href: v.at(imp.ID, "", 0)}, kind == ""},
		{frame.Link{Text: b.T("desk.progress.refused", "count", b.Number(imp.Counts.Refused)), Href: v.at(imp.ID, onlyRefused, 0)}, kind == onlyRefused},
	}
	v.Pager.Label = b.T("desk.pager")
	if from > 0 {
		v.Pager.Previous = &frame.Link{Text: b.T("desk.pagerFirst"), Href: v.at(imp.ID, kind, 0)}
	}
	switch {
	case v.Running:
		v.None = b.T("desk.progress.soon")
	case kind == onlyRefused:
		v.None = b.T("desk.progress.noneRefused")
	default:
		v.None = b.T("desk.progress.none")
	}
	return v
}

// advise tells what became of the rows, and what to do when all of them are done:
// import again from the one address, and look at the listings of a state.
func (v *progressPage) advise(imp *catalog.Import, again string, listed func(lifecycle.State) string) {
	for _, n := range counts(imp) {
		v.Facts = append(v.Facts, frame.Fact{Name: v.T("desk.progress.count." + n.name), Value: v.Number(n.count)})
	}
	if v.Running {
		return
	}
	drafts := imp.Counts.Created + imp.Counts.Updated - imp.Counts.Submitted
	if imp.Counts.Refused > 0 || imp.State == catalog.ImportFailed {
		v.Next = append(v.Next, v.T("desk.progress.mendText"))
		v.Ways = append(v.Ways, offer{Text: v.T("desk.progress.again"), Href: again})
	}
	if drafts > 0 {
		v.Next = append(v.Next, v.T("desk.progress.draftsText"))
		v.Ways = append(v.Ways, offer{Text: v.T("desk.progress.toDrafts"), Href: listed(lifecycle.Draft)})
	}
	if imp.Counts.Submitted > 0 {
		v.Next = append(v.Next, v.T("desk.progress.submittedText"))
		v.Ways = append(v.Ways, offer{Text: v.T("desk.progress.toSubmitted"), Href: listed(lifecycle.Submitted)})
	}
	if len(v.Next) == 0 {
		v.Next = append(v.Next, v.T("desk.progress.nothingText"))
		v.Ways = append(v.Ways, offer{Text: v.T("desk.progress.toAll"), Href: listed("")})
	}
	for i := range v.Ways[1:] {
		v.Ways[i+1].Look = "secondary"
	}
}

// at is the address of a part of the report.
func (v *progressPage) at(id, kind string, from int) string {
	row := ""
	if from > 0 {
		row = strconv.Itoa(from)
	}
	return withParameters(importPath+"/"+id, kindParameter, kind, rowParameter, row)
}

func (v *progressPage) row(r *catalog.ImportRow) reportRow {
	kinds := map[catalog.Outcome]string{
		catalog.RowCreated: "good", catalog.RowUpdated: "good", catalog.RowUnchanged: "neutral", catalog.RowRefused: "bad",
	}
	row := reportRow{
		Line: v.Number(r.Line), Number: r.ExternalID,
		Outcome: frame.Tag{Kind: kinds[r.Outcome], Text: v.T("desk.progress.outcome." + string(r.Outcome))},
	}
	if r.Submitted {
		row.Outcome.Text = v.T("desk.progress.outcome.submitted." + string(r.Outcome))
	}
	if r.Listing != "" {
		row.Href, row.Name = tabPath(r.Listing, previewTab), v.T("desk.progress.open")
	}
	for _, p := range r.Problems {
		problem := p.Problem("")
		if !problem.Cell {
			problem.Line = 0 // which stands beside it; a cell tells its column as well
		}
		row.Problems = append(row.Problems, frame.Sentence(v.Printer().Problem(problem)))
	}
	return row
}
